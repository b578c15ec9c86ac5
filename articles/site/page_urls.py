"""Addresses of the pages for people: each again in every language of the interface, as in /fr/news/.

They are stable for decades, so nothing here is renamed.
"""

from django.urls import path

from articles.models import SitePage
from articles.models.facets import WITH_PAGES
from articles.site.outputs.registry import OUTPUTS
from articles.site.overview import archive, glossary, statistics
from articles.site.pages import about_us, coming_events, other_forms, release_views, views
from articles.site.pdf import PDF_NAME
from articles.site.pdf.views import release_pdf

urlpatterns = [
    path("", views.home, name="home"),
    *(
        path(output.address, output.view, name=output.name)
        for output in OUTPUTS
        if output.media_type == "text/html"
    ),
    path("news/forms/", other_forms.other_forms, name="forms"),
    path(f"news/<int:release>/{PDF_NAME}", release_pdf, name="release-pdf"),
    path("news/<int:release>/", release_views.release_by_number, name="release-by-number"),
    path("news/<int:release>/<slug:slug>/", release_views.release, name="release"),
    path("news/<int:release>/<slug:slug>/editions/<int:number>/", release_views.edition, name="edition"),
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
    *(
        address
        for kind in SitePage.Kind.values
        for address in (
            path(f"{kind}/", about_us.page, {"kind": kind}, name=f"page-{kind}"),
            path(
                f"{kind}/editions/<int:number>/", about_us.page, {"kind": kind}, name=f"page-{kind}-edition"
            ),
        )
    ),
    path("events/", coming_events.events, name="events"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("archive/", archive.all_years, name="archive"),
    path("archive/<int:year>/", archive.year, name="archive-year"),
    path("archive/<int:year>/<int:month>/", archive.month, name="archive-month"),
    path("statistics/", statistics.statistics, name="statistics"),
]
