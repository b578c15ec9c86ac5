"""What the list of releases says when nothing is found: what was meant, what filters hide, and what only bodies have."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.urls import reverse

from articles.models import Article
from articles.moment import Moment
from articles.query import ReleaseQuery
from articles.search import desk, suggesting
from articles.search.words import MOST_WORDS, read


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
    """Where a list without any release leads: a few queries more, of which a list with releases asks none."""
    words = changelist.query.strip()
    filters = list(changelist.get_filters_params())
    without_filters = changelist.get_query_string(remove=filters) if filters else ""
    asked = read(words)
    if not asked or len(asked.wanted) + len(asked.excluded) > MOST_WORDS:
        return WaysOut(words, without_filters)
    moment = Moment.take()
    return WaysOut(
        words,
        without_filters,
        meant=_meant(words, moment),
        # By date, which saves ranking what is only counted.
        in_texts=moment.find(ReleaseQuery(words=words, sort="newest")).total,
        on_site=reverse("news") + ReleaseQuery(words=words).querystring(),
    )


def _meant(words: str, moment: Moment) -> Meant | None:
    """Words that are nearly those typed, if the desk finds anything by them."""
    better = suggesting.meant(words, moment.catalogue, moment.vocabularies)
    if not better or not Article.objects.filter(desk.found(better)).exists():
        return None
    return Meant(better, "?" + urlencode({SEARCH_VAR: better}))
