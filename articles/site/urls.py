"""Public addresses: stable for decades, so nothing here is renamed."""

from django.urls import include, path

from articles.models.facets import WITH_PAGES
from articles.site.metadata import memento_views, share_pictures, site_files, sitemaps
from articles.site.outputs.embedding import embeddable
from articles.site.outputs.exports.bibliography.view import release_reference
from articles.site.outputs.exports.data_package import write_data_package
from articles.site.outputs.output_view import output_view
from articles.site.outputs.registry import OUTPUTS
from articles.site.pages import media_views, other_forms, previews, release_views, review_page, views

urlpatterns = [
    path("", views.home, name="home"),
    *(
        path(
            output.address,
            output.view if output.media_type == "text/html" else embeddable(output.view),
            name=output.name,
        )
        for output in OUTPUTS
    ),
    path("news/datapackage.json", embeddable(output_view(write_data_package)), name="data-package"),
    path("news/forms/", other_forms.other_forms, name="forms"),
    path("news/<int:release>/", release_views.release_by_number, name="release-by-number"),
    path("news/<int:release>/reference.<slug:ending>", release_reference, name="release-reference"),
    path("news/<int:release>/<slug:slug>/", release_views.release, name="release"),
    path("news/<int:release>/<slug:slug>/editions/<int:number>/", release_views.edition, name="edition"),
    path(
        "media/pictures/<int:pk>/<slug:shape>-<int:width>.<slug:format>", media_views.picture, name="picture"
    ),
    path("media/cards/newsroom.png", share_pictures.site_card, name="site-picture"),
    path("media/cards/<int:release>/<slug:digest>.png", share_pictures.card, name="card-picture"),
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
    *(
        address
        for facet, pages in WITH_PAGES.items()
        for address in (
            path(f"{pages.path}/", views.term_index, {"facet": facet}, name=pages.index),
            path(f"{pages.path}/<slug:slug>/", views.term, {"facet": facet}, name=facet),
        )
    ),
    path("timegate/<int:release>/", memento_views.timegate, name="timegate"),
    path("timemap/<int:release>/", memento_views.timemap, name="timemap"),
    path("archive/", views.archive_newest, name="archive"),
    path("archive/<int:year>/", views.archive, name="archive-year"),
    path("archive/<int:year>/<int:month>/", views.archive_month, name="archive-month"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<int:year>-<int:number>.xml", sitemaps.year, name="sitemap-year"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap-pages"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap-news"),
    path("review/<str:token>/", review_page.review, name="review"),
    path(f"review/<str:token>/{previews.PICTURE}", review_page.picture),
    path(f"review/<str:token>/{previews.ATTACHMENT}", review_page.attachment),
    path("api/", include("articles.site.outputs.api.urls")),
    path("robots.txt", site_files.robots, name="robots"),
    path(".well-known/security.txt", site_files.security, name="security"),
    path("opensearch.xml", site_files.opensearch, name="opensearch"),
    path("manifest.webmanifest", site_files.manifest, name="manifest"),
]
