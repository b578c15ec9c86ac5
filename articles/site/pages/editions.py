"""An issued edition in the words of its pages and cards: dates, links to its terms, summary, correction."""

from collections.abc import Iterable
from datetime import date, datetime
from html import unescape
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import strip_tags

from articles.models import Article
from articles.text.picture_names import without_pictures
from articles.text.sentences import ends_sentence
from taxonomy.vocabulary import TermEntry, Vocabulary


class IssueDates(NamedTuple):
    """The dates of an issued edition: the day of issue, as printed, and the instant it became public."""

    day: date
    public_at: datetime


class TermLink(NamedTuple):
    """A term as readers of one release see it: its name then, its page, and today's name if it changed."""

    name: str
    url: str
    now_called: str = ""


class Correction(NamedTuple):
    """An edition that tells readers what it changed, and the one that it replaced."""

    edition: Article
    before: Article


def dates_of(article: Article) -> IssueDates:
    """Return the dates of an issued edition, which a constraint of the table says it has.

    Raises ValueError for an edition in preparation.
    """
    if article.publishing_date is None or article.public_at is None:
        raise ValueError(f"{article} is in preparation and has no dates of issue.")
    return IssueDates(article.publishing_date, article.public_at)


def with_ellipsis(summary: str) -> str:
    """Return a summary with a sign that it goes on, if the old site cut it off."""
    if not summary or ends_sentence(summary.rstrip()):
        return summary
    return summary.rstrip() + " …"


def lead(article: Article) -> str:
    """Return the summary as it stands above the body: nothing when the body opens with the same words."""
    opening = unescape(strip_tags(without_pictures(article.body).lstrip().partition("</p>")[0]))
    if " ".join(opening.split()).startswith(" ".join(article.summary.split()).rstrip(" .…")):
        return ""
    return with_ellipsis(article.summary)


def correction(article: Article, editions: Iterable[Article]) -> Correction | None:
    """Return the last correction among `editions`, in their order, that readers of `article` read."""
    up_to_this = [edition for edition in editions if edition.edition <= article.edition]
    corrections = [
        Correction(edition, before)
        for before, edition in pairwise(up_to_this)
        if edition.change_note and not edition.is_minor
    ]
    return corrections[-1] if corrections else None


def term_links(
    vocabulary: Vocabulary, term_ids: Iterable[int], day: date, parameter: str = ""
) -> tuple[TermLink, ...]:
    """Return links to terms in the order of their vocabulary, each with the name it had on `day`.

    Those without a page of their own lead to the listing, narrowed by `parameter`.
    """
    return tuple(_term_link(entry, day, parameter) for entry in vocabulary.in_order(term_ids))


def _term_link(entry: TermEntry, day: date, parameter: str) -> TermLink:
    name, now = entry.local_name_on(day), entry.local_name
    url = entry.url or f"{reverse('news')}?{urlencode({parameter: entry.slug})}"
    return TermLink(name, url, now if name != now else "")
