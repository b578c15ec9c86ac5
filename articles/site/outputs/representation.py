"""A public release in full, as every form that leaves the site writes it: feeds, exports, API, metadata."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils.safestring import SafeString

from articles.index.request_snapshot import RequestSnapshot
from articles.media import figures
from articles.media.figures import Document, Figure, ReleaseMedia
from articles.media.partner_logos import ShownPartner, partners_of, public_address
from articles.media.recordings import ShownRecording
from articles.models import Article, BoilerplateVersion
from articles.models.address import address_writer
from articles.models.boilerplate_words import Words, words_of
from articles.models.event import Event, event_of
from articles.models.facets import OF_ONE_TERM, OF_TERMS
from articles.models.filing import FILED_KINDS, KINDS, Filing, TagName, filings_of
from articles.models.reference import reference_of
from articles.site.outputs.edition_history import EditionHistory, histories_of, public_among
from articles.site.outputs.edition_rows import edition_rows
from articles.site.pages.editions import dates_of, with_ellipsis
from articles.text.links import with_whole_addresses
from taxonomy.vocabulary import NamedTerm, Vocabularies

# So many editions are read at a time; a chunk takes at most nine queries, whatever is in it.
CHUNK = 500
_ONE_TERM_COLUMNS = tuple((name, f"{facet.name}_id") for name, facet in OF_ONE_TERM.items())
NO_MEDIA = ReleaseMedia(lead=None, body=SafeString(), figures=(), after=(), documents=(), is_withheld=False)


class PublicBoilerplate(NamedTuple):
    """A standing text below a release: its heading, and sanitised HTML with whole addresses."""

    title: str
    body: SafeString


class PublicRelease(NamedTuple):
    """The edition of a release that readers see. Every address in it is whole.

    `reference` is what people cite it by; `day` is the day of issue; `first_public_at`, `public_at` (of this
    edition) and `updated_at` (of the last change that is not minor) are aware instants. `change_note` says
    what that change was. `translates` is the original, where readers see it. `terms` are by facet, in the
    order of their vocabulary. `body` is sanitised HTML with its pictures in it. Of a withdrawn release only
    title, dates, terms and `withdrawal_reason` leave the site: place, partners, summary, body, boilerplates,
    contact, change note, event, pictures, documents and recordings are empty.
    """

    pk: int
    release: int
    edition: int
    reference: str
    url: str
    title: str
    language: str
    direction: str
    translates: int | None
    day: date
    first_public_at: datetime
    public_at: datetime
    updated_at: datetime
    place: str
    partners: tuple[ShownPartner, ...]
    event_start: datetime | None
    event_end: datetime | None
    event_is_whole_day: bool
    event_place: str
    summary: str
    body: SafeString
    boilerplates: tuple[PublicBoilerplate, ...]
    contact: str
    change_note: str
    withdrawal_reason: str
    terms: Mapping[str, tuple[NamedTerm, ...]]
    tags: tuple[TagName, ...]
    pictures: tuple[Figure, ...]
    documents: tuple[Document, ...]
    recordings: tuple[ShownRecording[Figure], ...]

    @property
    def is_withdrawn(self) -> bool:
        """Return whether readers are told that the release has been withdrawn, and why."""
        return bool(self.withdrawal_reason)

    @property
    def type(self) -> NamedTerm | None:
        """The content type, if it has one."""
        return next(iter(self.terms["type"]), None)

    @property
    def event(self) -> Event | None:
        """The event that it is about, if it has one."""
        return event_of(self.event_start, self.event_end, self.event_is_whole_day, self.event_place)


def public_releases(
    ids: Sequence[int], snapshot: RequestSnapshot, site_url: str, *, with_text: bool = True
) -> Iterator[PublicRelease]:
    """Yield the public editions with these ids, in their order, `CHUNK` at a time.

    An edition that is not public any more when its chunk is read is left out. `site_url` is the beginning of
    addresses. Without `with_text` neither texts nor files are read: at most four queries a chunk.
    """
    for start in range(0, len(ids), CHUNK):
        yield from _chunk(ids[start : start + CHUNK], snapshot, site_url, with_text)


def _chunk(
    ids: Sequence[int], snapshot: RequestSnapshot, site_url: str, with_text: bool
) -> Iterator[PublicRelease]:
    public = Article.objects.public(snapshot.now)
    by_id = edition_rows(public, ids, with_text=with_text)
    editions = [by_id[pk] for pk in ids if pk in by_id]
    filings = filings_of([edition.pk for edition in editions], KINDS if with_text else FILED_KINDS)
    histories = histories_of([edition.release for edition in editions if edition.edition > 1], snapshot.now)
    words = words_of(editions, filings) if with_text else {}
    partners = partners_of(editions, filings, public_address(site_url)) if with_text else {}
    media = figures.of_releases(editions, filings, snapshot.now, site_url) if with_text else {}
    originals = public_among({edition.translates for edition in editions if edition.translates}, snapshot.now)
    address = address_writer()
    for edition in editions:
        yield _release(
            edition,
            site_url + address(edition.release, edition.address_slug),
            edition.translates if edition.translates in originals else None,
            filings[edition.pk],
            media.get(edition.pk, NO_MEDIA),
            words.get(edition.pk, ()),
            partners.get(edition.pk, ()),
            histories.get(edition.release),
            snapshot.vocabularies,
        )


def _release(  # noqa: PLR0913  the parts of a release, read apart
    edition: Article,
    url: str,
    translates: int | None,
    filing: Filing,
    media: ReleaseMedia,
    words: Words,
    partners: tuple[ShownPartner, ...],
    history: EditionHistory | None,
    vocabularies: Vocabularies,
) -> PublicRelease:
    dates = dates_of(edition)
    history = history or EditionHistory(dates.day, dates.public_at)
    is_withdrawn = edition.state == Article.State.WITHDRAWN
    return PublicRelease(
        pk=edition.pk,
        release=edition.release,
        edition=edition.edition,
        reference=reference_of(edition.release, history.day.year, edition.edition),
        url=url,
        title=edition.title,
        language=edition.language,
        direction=edition.direction,
        translates=translates,
        day=dates.day,
        first_public_at=history.public_at,
        public_at=dates.public_at,
        updated_at=edition.last_updated,
        place="" if is_withdrawn else edition.place,
        partners=() if is_withdrawn else partners,
        event_start=None if is_withdrawn else edition.event_start,
        event_end=None if is_withdrawn else edition.event_end,
        event_is_whole_day=edition.event_is_whole_day and not is_withdrawn,
        event_place="" if is_withdrawn else edition.event_place,
        summary="" if is_withdrawn else with_ellipsis(edition.summary),
        body=_whole(media.body, url) if media.body and not is_withdrawn else NO_MEDIA.body,
        boilerplates=() if is_withdrawn else tuple(_boilerplate(one, url) for one in words),
        contact="" if is_withdrawn else edition.contact,
        change_note="" if is_withdrawn else history.change_note,
        withdrawal_reason=edition.withdrawal_reason if is_withdrawn else "",
        terms=_terms(edition, filing, dates.day, vocabularies),
        tags=tuple(filing.tags),
        pictures=media.figures,
        documents=media.documents,
        recordings=media.recordings,
    )


def _whole(body: str, url: str) -> SafeString:
    return SafeString(with_whole_addresses(body, url))  # it was sanitised when it was stored


def _boilerplate(version: BoilerplateVersion, url: str) -> PublicBoilerplate:
    return PublicBoilerplate(version.title, _whole(version.body, url))


def _terms(
    edition: Article, filing: Filing, day: date, vocabularies: Vocabularies
) -> dict[str, tuple[NamedTerm, ...]]:
    """Return the terms of an edition by facet, with the names they had on the day of issue."""
    ids: dict[str, Collection[int]] = {**filing.terms}
    for name, column in _ONE_TERM_COLUMNS:
        if (pk := getattr(edition, column)) is not None:
            ids[name] = (pk,)
    terms: dict[str, tuple[NamedTerm, ...]] = dict.fromkeys(OF_TERMS, ())
    for name, of_facet in ids.items():
        terms[name] = vocabularies[name].named_on(of_facet, day)
    return terms
