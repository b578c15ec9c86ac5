"""The glossary: all terms of all vocabularies by letter, with their abbreviations and former names."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.index.request_snapshot import RequestSnapshot
from articles.models.facets import FACETS, WITH_PAGES
from articles.site.caching.public_page import public_page
from articles.site.metadata import linked_data
from articles.site.metadata.page_head import page_head
from articles.site.pages import breadcrumb
from articles.site.site_request import SiteRequest
from taxonomy import interface
from taxonomy.folding import fold
from taxonomy.languages import DEFAULT
from taxonomy.vocabulary import TermEntry


class GlossaryEntry(NamedTuple):
    """A name in the glossary; one that is `former` leads to the term that has another name today."""

    name: str
    language: str
    entry: TermEntry
    label: str
    kind: str
    total: int
    is_former: bool


class Letter(NamedTuple):
    """The names that begin with a letter; `id` is the end of links to it."""

    letter: str
    id: str
    entries: tuple[GlossaryEntry, ...]


@public_page
def glossary(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """All terms that releases are filed under, from A to Z."""
    title = _("Glossary")
    introduction = _("All terms that releases are filed under, with their abbreviations and former names.")
    trail = breadcrumb.news()
    letters = _by_letter(snapshot)
    paths = [one.entry.url for letter in letters for one in letter.entries if not one.is_former]
    page = linked_data.collection_page(request.site_url, request.path, title, paths)
    description = f"{introduction} {settings.ORGANISATION}."
    context = {
        "head": page_head(request, title, description, trail=trail, things=[page]),
        "trail": trail,
        "introduction": introduction,
        "letters": letters,
        "indexes": [(_(pages.title), reverse(pages.index)) for pages in WITH_PAGES.values()],
    }
    return render(request, "articles/glossary.html", context)


def _by_letter(snapshot: RequestSnapshot) -> list[Letter]:
    entries = sorted(_entries(snapshot), key=lambda one: (fold(one.name), one.is_former))
    groups = groupby(entries, key=lambda one: fold(one.name)[:1].upper())
    return [
        Letter(letter, f"letter-{number}", tuple(group)) for number, (letter, group) in enumerate(groups, 1)
    ]


def _entries(snapshot: RequestSnapshot) -> Iterator[GlossaryEntry]:
    items = snapshot.items
    for facet in WITH_PAGES:
        kind = _(FACETS[facet].filter_label)
        for entry in snapshot.vocabularies[facet]:
            total, label = items.count(facet, entry.slug), entry.label(snapshot.today)
            yield GlossaryEntry(entry.local_name, "", entry, label, kind, total, is_former=False)
            for former in entry.former_names:
                if former.language not in (DEFAULT, interface.language()):
                    continue
                yield GlossaryEntry(former.text, former.language, entry, label, kind, total, is_former=True)
