"""The facts of a release that its page repeats to other programs, each in their own vocabulary.

Linked data, Open Graph and the metadata of scholars' tools are made from one `ReleaseFacts`, so that their
names, addresses and dates agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache

from django.conf import settings
from django.utils import timezone

from articles.models import Article
from articles.models.event import Event
from articles.models.filing import TagName
from articles.models.reference import reference_of
from articles.site.pages.editions import TermLink, correction, dates_of, with_ellipsis
from articles.text.index_words import plain_text
from articles.text.sentences import first_words
from taxonomy.interface import path_of

DESCRIPTION_WORDS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFacts:
    """One edition of a release, as metadata describe it.

    `site_url` is the beginning of whole addresses. `address` is that of the release, `own_address` that of
    the page shown, and `replaced_address` that of the edition before it, if there is one. `reference` and
    `short_address` never change. `links` are its terms by facet, with the names of its day. `day` is the day
    of issue as printed; the two instants are when the first edition became public and when the last
    correction did. `event` is the one that it is about, of which a withdrawn release tells nothing.
    """

    site_url: str
    address: str
    own_address: str
    replaced_address: str
    title: str
    description: str
    language: str
    edition: int
    reference: str
    short_address: str
    type: str
    day: date
    first_public: datetime
    last_updated: datetime
    place: str
    change_note: str
    links: Mapping[str, Sequence[TermLink]]
    tags: Sequence[TagName]
    event: Event | None
    is_withdrawn: bool

    @property
    def authors(self) -> tuple[str, ...]:
        """Return the bodies that issued the release; the organisation if it is filed under none."""
        return tuple(name_outside(link.name) for link in self.links["structure"]) or (settings.ORGANISATION,)

    @property
    def keywords(self) -> tuple[str, ...]:
        """Return the names of its terms and its tags, each once."""
        terms = [link.name for facet, links in self.links.items() if facet != "structure" for link in links]
        return tuple(dict.fromkeys([*terms, *(tag.name for tag in self.tags)]))


def facts_of(  # noqa: PLR0913  they come from as many places
    article: Article,
    *,
    current: Article,
    editions: Sequence[Article],
    links: Mapping[str, Sequence[TermLink]],
    tags: Sequence[TagName],
    type_name: str,
    site_url: str,
) -> ReleaseFacts:
    """Return the facts of an issued edition; `editions` are those that are or were public, in their order."""
    corrected = correction(article, editions)
    is_withdrawn = Article.State.WITHDRAWN in (article.state, current.state)
    address = site_url + current.get_absolute_url()
    readable = [edition.edition for edition in editions if not edition.hidden_note]
    before = max((number for number in readable if number < article.edition), default=None)
    return ReleaseFacts(
        site_url=site_url,
        address=address,
        own_address=address if article.pk == current.pk else f"{address}editions/{article.edition}/",
        replaced_address=f"{address}editions/{before}/" if before else "",
        title=article.title,
        description=description_of(article, current, type_name),
        language=article.language,
        edition=article.edition,
        reference=reference_of(article.release, dates_of(editions[0]).day.year, article.edition),
        short_address=site_url + path_of("release-by-number", article.release),
        type=type_name,
        day=dates_of(article).day,
        first_public=editions[0].issued_at,
        last_updated=article.last_updated,
        place=article.place,
        change_note=corrected.edition.change_note if corrected else "",
        links=links,
        tags=tags,
        event=None if is_withdrawn else article.event,
        is_withdrawn=is_withdrawn,
    )


def name_outside(body: str) -> str:
    """Return the name of a body as others know it: pages of this site leave the organisation's out.

    >>> name_outside("Secretariat")
    'OSCE Secretariat'
    """
    abbreviation = settings.ORGANISATION_ABBREVIATION
    return body if not abbreviation or abbreviation in body else f"{abbreviation} {body}"


def to_second(instant: datetime) -> str:
    """Return an aware instant in local time, as ISO 8601 and to the second: all metadata have it so."""
    return _to_second(instant, timezone.get_current_timezone())


@lru_cache(maxsize=1_000)
def _to_second(instant: datetime, zone: tzinfo) -> str:
    return instant.astimezone(zone).isoformat(timespec="seconds")


def description_of(article: Article, current: Article, type_name: str) -> str:
    """Return a release in a sentence or two: its summary, or the beginning of its text, or what it is.

    That of a withdrawn release is its notice. It is never empty.
    """
    reason = current.withdrawal_reason or article.withdrawal_reason
    if reason:
        return shortened(f"This release has been withdrawn. {reason}")
    text = with_ellipsis(article.summary) or plain_text(article.body)
    return shortened(text) or f"{type_name or 'Release'} of the {settings.ORGANISATION}."


def shortened(text: str) -> str:
    """Return the first words of a text, as many as search engines and networks show."""
    return first_words(text, DESCRIPTION_WORDS)
