"""The pages that all validators judge: collected once, from the seed archive with odd releases beside it."""

from dataclasses import dataclass, replace

import pytest
from django.template.backends.jinja2 import Template

from articles.models import Article
from taxonomy import languages
from tests import databases
from tests.articles.site.validators.pages import Page, ReadPage, answers, collect, read_sitemaps
from tests.articles.site.validators.releases import ARABIC, make_odd_releases


@dataclass(frozen=True)
class Site:
    """What readers get: `pages`, and sitemaps by address; `templates` were rendered for the pages.

    `statuses` are the answers at the links of the pages. `gone` is a release that was unpublished.
    """

    pages: tuple[Page, ...]
    statuses: dict[str, int]
    sitemaps: dict[str, bytes]
    templates: frozenset[str]
    gone: Article
    draft: Article


@pytest.fixture(scope="session")
def site(template_with_seeds, tmp_path_factory, django_db_setup, django_db_blocker) -> Site:
    """The public site with the seed archive; no test changes it."""
    name = databases.place_of(f"{databases.WORKER}_validators", tmp_path_factory.getbasetemp())
    template_with_seeds.copy_to(name)
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        databases.connected_to(name),
    ):
        templates = _rendered(patch)
        patch.setitem(
            languages.LANGUAGES, ARABIC, replace(languages.LANGUAGES["ru"], code=ARABIC, direction="rtl")
        )
        odd = make_odd_releases()
        pages = tuple(collect(odd))
        statuses = answers(ReadPage(page) for page in pages)
        sitemaps = read_sitemaps()
    template_with_seeds.drop(name)
    return Site(pages, statuses, sitemaps, frozenset(templates), odd.public["unpublished"], odd.draft)


def _rendered(patch: pytest.MonkeyPatch) -> set[str]:
    """The names of the templates that are rendered from now on, as Django asks for them."""
    names: set[str] = set()
    render = Template.render

    def note_and_render(self, context=None, request=None):
        names.add(self.template.name)
        return render(self, context, request)

    patch.setattr(Template, "render", note_and_render)
    return names
