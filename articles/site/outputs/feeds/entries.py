"""Entries of a feed: what each release says in every format, and what a release says that was taken back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from articles.index.request_snapshot import RequestSnapshot
from articles.media.figures import Document as Attachment
from articles.media.figures import Figure
from articles.site.outputs.feeds.paging import Slot
from articles.site.outputs.feeds.removals import Removal
from articles.site.outputs.representation import PublicRelease, public_releases
from articles.text.characters import without_controls
from taxonomy import languages
from taxonomy.interface import path_of

# A notice comes after the removal that it tells of: programs that follow RFC 6721 drop only older entries.
AFTERWARDS = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Category:
    """A term or tag of a release: `scheme` names its vocabulary, `label` is for readers."""

    term: str
    scheme: str
    label: str


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A picture or document of a release; `size` is in bytes, `title` may be empty."""

    url: str
    media_type: str
    size: int
    title: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One release in a feed.

    `summary` is text, `content` HTML; every address is whole. `published` is the instant of first
    publication, None where readers are told no more than that a release is gone. `updated` is that of the
    last news. Of an entry that `is_notice` summary and content are in the language of the site.
    """

    id: str
    url: str
    title: str
    language: str
    published: datetime | None
    updated: datetime
    summary: str
    content: str
    categories: tuple[Category, ...] = ()
    pictures: tuple[FeedFile, ...] = ()
    documents: tuple[FeedFile, ...] = ()
    is_notice: bool = False

    @property
    def direction(self) -> str:
        """Return the direction of its language: "ltr" or "rtl"."""
        return languages.direction_of(self.language)

    @property
    def files(self) -> tuple[FeedFile, ...]:
        """Return pictures and documents, the lead picture first."""
        return (*self.pictures, *self.documents)


def entries_of(
    slots: Iterable[Slot], snapshot: RequestSnapshot, site_url: str
) -> Iterator[tuple[Slot, FeedEntry]]:
    """Yield slots of a document with their entries, in order; at most seven queries, none for no slot."""
    slots = list(slots)
    ids = [slot.pk for slot in slots if slot.removal is None or slot.removal.is_withdrawn]
    releases = {release.pk: release for release in public_releases(ids, snapshot, site_url)}
    for slot in slots:
        release = releases.get(slot.pk)
        if release is not None and slot.removal is not None:
            yield slot, _withdrawn(release, slot.removal)
        elif release is not None:
            yield slot, _entry(release)
        elif slot.removal is not None:
            yield slot, _unpublished(slot.removal, site_url)


def tag_uri(name: str) -> str:
    """Return a name that stands whatever becomes of addresses (RFC 4151), below the host of SITE_URL."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname or 'newsroom.invalid'},2026:{name}"


def entry_id(release: int) -> str:
    """Return the id of a release, which all its editions share, whatever title, slug or host they have."""
    return tag_uri(f"release/{release}")


def notice_of(removal: Removal) -> str:
    """Return in a sentence what became of a release that was taken back."""
    if removal.is_withdrawn:
        return without_controls(f"This release has been withdrawn. {removal.reason}")
    return "This release is no longer available."


def whole_second(instant: datetime) -> datetime:
    """Return an instant without the parts of a second, which no reader of feeds asks for."""
    return instant.replace(microsecond=0)


def _entry(release: PublicRelease) -> FeedEntry:
    pictures = sorted(release.pictures, key=lambda figure: not figure.is_lead)
    content = render_to_string("articles/feed_content.html", {"release": release, "lead": _lead(release)})
    return FeedEntry(
        id=entry_id(release.release),
        url=release.url,
        title=_line(release.title),
        language=release.language,
        published=whole_second(release.first_public_at),
        updated=whole_second(release.updated_at),
        summary=without_controls(release.summary),
        content=without_controls(content).strip(),
        categories=tuple(_categories(release)),
        pictures=tuple(_picture(figure) for figure in pictures),
        documents=tuple(_document(document) for document in release.documents),
    )


def _withdrawn(release: PublicRelease, removal: Removal) -> FeedEntry:
    """Return the entry of a release of which readers see the title, and why it was withdrawn."""
    notice = notice_of(removal)
    return FeedEntry(
        id=entry_id(release.release),
        url=release.url,
        title=_line(f"Withdrawn: {release.title}"),
        language=release.language,
        published=whole_second(release.first_public_at),
        updated=whole_second(removal.at) + AFTERWARDS,
        summary=notice,
        content=render_to_string("articles/feed_notice.html", {"notice": notice}).strip(),
        categories=tuple(_categories(release)),
        is_notice=True,
    )


def _unpublished(removal: Removal, site_url: str) -> FeedEntry:
    """Return the entry of a release of which readers see nothing any more but that it is gone."""
    notice = notice_of(removal)
    return FeedEntry(
        id=entry_id(removal.release),
        url=site_url + path_of("release-by-number", removal.release),
        title=f"Removed: release {removal.release}",
        language=languages.DEFAULT,
        published=None,
        updated=whole_second(removal.at) + AFTERWARDS,
        summary=notice,
        content=render_to_string("articles/feed_notice.html", {"notice": notice}).strip(),
        is_notice=True,
    )


def _lead(release: PublicRelease) -> Figure | None:
    return next((figure for figure in release.pictures if figure.is_lead), None)


def _categories(release: PublicRelease) -> Iterator[Category]:
    for facet, terms in release.terms.items():
        for term in terms:
            yield Category(term.slug, tag_uri(facet), _line(term.name))
    for tag in release.tags:
        yield Category(tag.slug, tag_uri("tag"), _line(tag.name))


def _picture(figure: Figure) -> FeedFile:
    return FeedFile(figure.biggest, "image/jpeg", figure.biggest_size, _line(figure.caption or figure.alt))


def _document(document: Attachment) -> FeedFile:
    return FeedFile(
        document.url, document.media_type, document.size, _line(document.title), document.language
    )


def _line(text: str) -> str:
    """Return a text on one line, without characters that XML forbids."""
    return " ".join(without_controls(text).split())
