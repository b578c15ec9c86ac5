"""Ways out of an empty list of releases: suggested words, filters to drop, a search in the bodies."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.urls import reverse

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.index.search import desk, did_you_mean
from articles.index.search.words import read, refusal
from articles.models import Article


@dataclass(frozen=True, slots=True)
class Meant:
    """Other words, which the desk finds, and the list with them."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class WaysOut:
    """Links that lead on; each "" or None where there is nothing to lead to."""

    words: str
    without_filters: str
    meant: Meant | None = None
    in_texts: int = 0
    on_site: str = ""


def ways_out(changelist: ChangeList) -> WaysOut:
    """The ways out of a list without releases: a few more queries, which only such a list takes."""
    words = changelist.query.strip()
    filters = list(changelist.get_filters_params())
    without_filters = changelist.get_query_string(remove=filters) if filters else ""
    asked = read(words)
    if not asked or refusal(asked):
        return WaysOut(words, without_filters)
    snapshot = RequestSnapshot.take()
    return WaysOut(
        words,
        without_filters,
        meant=_meant(words, snapshot),
        # By date, which saves ranking what is only counted.
        in_texts=snapshot.find(ReleaseQuery(words=words, sort="newest")).total,
        on_site=reverse("news") + ReleaseQuery(words=words).querystring(),
    )


def _meant(words: str, snapshot: RequestSnapshot) -> Meant | None:
    """Words that are nearly those typed, if the desk finds anything by them."""
    better = did_you_mean.meant(words, snapshot.catalogue, snapshot.vocabularies)
    if not better or not Article.objects.filter(desk.condition_for(better)).exists():
        return None
    return Meant(better, "?" + urlencode({SEARCH_VAR: better}))
