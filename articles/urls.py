"""Public addresses: stable for decades, so nothing here is renamed."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

from articles import media_views, previewing, release_views, review_page, views
from articles.feeds import AtomReleasesFeed, JSONReleasesFeed, ReleasesFeed, as_page
from articles.sitemaps import SITEMAPS

urlpatterns = [
    path("", views.home, name="home"),
    path("news/", views.listing, name="news"),
    path("news/feed.atom", as_page(AtomReleasesFeed()), name="feed-atom"),
    path("news/feed.rss", as_page(ReleasesFeed()), name="feed-rss"),
    path("news/feed.json", as_page(JSONReleasesFeed()), name="feed-json"),
    path("news/<int:release>/", release_views.release_by_number, name="release-by-number"),
    path("news/<int:release>/<slug:slug>/", release_views.release, name="release"),
    path("news/<int:release>/<slug:slug>/editions/<int:number>/", release_views.edition, name="edition"),
    path(
        "media/pictures/<int:pk>/<slug:shape>-<int:width>.<slug:format>", media_views.picture, name="picture"
    ),
    path(
        "media/attachments/<int:release>/<int:number>/<str:name>", media_views.attachment, name="attachment"
    ),
    path(
        "media/attachments/<int:release>/<int:number>/editions/<int:edition>/<str:name>",
        media_views.attachment,
        name="attachment-of-edition",
    ),
    path(
        "news/<int:release>/<slug:slug>/editions/<int:number>/compare/<int:other>/",
        release_views.comparison,
        name="comparison",
    ),
    path("fields-of-work/", views.term_index, {"facet": "field"}, name="fields"),
    path("fields-of-work/<slug:slug>/", views.term, {"facet": "field"}, name="field"),
    path("structures/", views.term_index, {"facet": "structure"}, name="structures"),
    path("structures/<slug:slug>/", views.term, {"facet": "structure"}, name="structure"),
    path("countries/", views.term_index, {"facet": "country"}, name="countries"),
    path("countries/<slug:slug>/", views.term, {"facet": "country"}, name="country"),
    path("archive/", views.archive_newest, name="archive"),
    path("archive/<int:year>/", views.archive, name="archive-year"),
    path("archive/<int:year>/<int:month>/", views.archive_month, name="archive-month"),
    path(
        "sitemap.xml",
        sitemap_views.index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-part"},
        name="sitemap",
    ),
    path("sitemap-<section>.xml", sitemap_views.sitemap, {"sitemaps": SITEMAPS}, name="sitemap-part"),
    path("review/<str:token>/", review_page.review, name="review"),
    path(f"review/<str:token>/{previewing.PICTURE}", review_page.picture),
    path(f"review/<str:token>/{previewing.ATTACHMENT}", review_page.attachment),
    path("robots.txt", views.robots, name="robots"),
]
