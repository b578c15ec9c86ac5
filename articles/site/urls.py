"""Public addresses of what is the same in every language: feeds, exports, files, and what programs ask.

They are stable for decades, so nothing here is renamed. Those of pages are in page_urls.py.
"""

from django.urls import include, path

from articles.site.metadata import memento_views, share_pictures, site_files, sitemaps
from articles.site.outputs import event_calendar
from articles.site.outputs.embedding import embeddable
from articles.site.outputs.exports.bibliography.view import release_reference
from articles.site.outputs.exports.data_package import write_data_package
from articles.site.outputs.output_view import output_view
from articles.site.outputs.registry import OUTPUTS
from articles.site.overview import statistics
from articles.site.pages import media_views, previews, review_page
from taxonomy.languages import DEFAULT

urlpatterns = [
    *(
        path(output.address, embeddable(output.view), name=output.name)
        for output in OUTPUTS
        if output.media_type != "text/html"
    ),
    path("news/datapackage.json", embeddable(output_view(write_data_package)), name="data-package"),
    path(
        "news/events.ics",
        embeddable(output_view(event_calendar.write_calendar, usual=DEFAULT)),
        name="event-calendar",
    ),
    path("statistics/<slug:table>.csv", embeddable(statistics.table_as_csv), name="statistics-csv"),
    path("news/<int:release>/event.ics", event_calendar.release_event, name="release-event"),
    path("news/<int:release>/reference.<slug:ending>", release_reference, name="release-reference"),
    path(
        "media/pictures/<int:pk>/<slug:shape>-<int:width>.<slug:format>", media_views.picture, name="picture"
    ),
    path("media/partners/<int:pk>/<int:width>.webp", media_views.partner_logo, name="partner-logo"),
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
    path("timegate/<int:release>/", memento_views.timegate, name="timegate"),
    path("timemap/<int:release>/", memento_views.timemap, name="timemap"),
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
