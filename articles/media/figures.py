"""Pictures and documents of a release as templates print them, in the text and around it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.media import recordings
from articles.media.recordings import ShownRecording
from articles.models import Article, Attachment, Picture, Recording, Rendition
from articles.models.filing import Filing
from articles.text.picture_names import with_pictures
from taxonomy.interface import path_of

# The width whose address stands in <img> for programs that choose none, and the one that is shared.
USUAL_WIDTH = 960

File = TypeVar("File", Picture, Attachment, Recording)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture on a page; `sources` are media type and srcset of the formats that a browser may prefer.

    `src` and `biggest` are JPEGs; `biggest_size` is in bytes.
    """

    number: int
    alt: str
    caption: str
    credit: str
    rights: str
    taken_on: date | None
    is_lead: bool
    sources: tuple[tuple[str, str], ...]
    srcset: str
    src: str
    width: int
    height: int
    biggest: str
    biggest_width: int
    biggest_height: int
    biggest_size: int


@dataclass(frozen=True, slots=True)
class Document:
    """An attachment in the list of documents; `type` is for readers, `size` in bytes."""

    title: str
    url: str
    type: str
    media_type: str
    size: int
    language: str
    language_name: str


@dataclass(frozen=True, slots=True)
class ReleaseMedia:
    """The body with its figures, those before and after it, all in their order, documents and recordings.

    `is_withheld` when the release has been withdrawn, and its pictures and documents with it.
    """

    lead: Figure | None
    body: SafeString
    figures: tuple[Figure, ...]
    after: tuple[Figure, ...]
    documents: tuple[Document, ...]
    is_withheld: bool
    recordings: tuple[ShownRecording[Figure], ...] = ()


class Files(Protocol):
    """The files that a page of an edition shows, with their addresses."""

    @property
    def is_withheld(self) -> bool:
        """Return whether the release has been withdrawn, and its files with it."""

    def pictures(self) -> QuerySet[Picture]:
        """Return the pictures to show."""

    def attachments(self) -> QuerySet[Attachment]:
        """Return the documents to show."""

    def recordings(self) -> QuerySet[Recording]:
        """Return the recordings to show."""

    def picture_address(self, picture: Picture, shape: str, width: int, format: str) -> str:
        """Return where a browser finds a rendition."""

    def attachment_address(self, attachment: Attachment) -> str:
        """Return where a browser finds a document."""


@dataclass(frozen=True, slots=True)
class PublicFiles:
    """The files that readers of an edition see at `now`; `current` is the public edition of its release.

    Addresses begin with `site_url`: empty, they are those of the site itself.
    """

    article: Article
    current: Article
    now: datetime
    site_url: str = ""

    @property
    def is_withheld(self) -> bool:
        """Return whether readers get neither pictures nor documents."""
        return Article.State.WITHDRAWN in (self.article.state, self.current.state)

    def pictures(self) -> QuerySet[Picture]:
        """Return the pictures to show."""
        return Picture.objects.shown(self.now).filter(article=self.article)

    def attachments(self) -> QuerySet[Attachment]:
        """Return the documents to show."""
        return Attachment.objects.published(self.now).filter(article=self.article)

    def recordings(self) -> QuerySet[Recording]:
        """Return the recordings to show."""
        return Recording.objects.published(self.now).filter(article=self.article)

    def picture_address(self, picture: Picture, shape: str, width: int, format: str) -> str:
        """Return an address by the row, not by the file: it is public exactly when that picture is."""
        return self.site_url + path_of("picture", picture.pk, shape, width, format)

    def attachment_address(self, attachment: Attachment) -> str:
        """Return where a browser finds a document."""
        place = [self.article.release, attachment.number]
        if self.article.pk == self.current.pk:
            return self.site_url + reverse("attachment", args=[*place, attachment.file_name])
        edition = [*place, self.article.edition, attachment.file_name]
        return self.site_url + reverse("attachment-of-edition", args=edition)


def of_release(article: Article, filing: Filing, files: Files) -> ReleaseMedia:
    """The text of an edition with its pictures, and its documents: those of `files`, at their addresses.

    Two queries when it has pictures, one when it has documents, one when it has recordings.
    """
    pictures = _with_renditions(files.pictures()) if "picture" in filing.files else ()
    attachments = files.attachments().select_related("file") if "attachment" in filing.files else ()
    recorded = files.recordings() if "recording" in filing.files else ()
    return _media(article, filing, files, pictures, attachments, recorded)


def of_releases(
    articles: Iterable[Article], filings: Mapping[int, Filing], now: datetime, site_url: str
) -> dict[int, ReleaseMedia]:
    """The same for many public editions, by their ids: at most four queries for all of them."""
    pictures = _by_article(lambda: _with_renditions(Picture.objects.shown(now)), filings, "picture")
    attachments = _by_article(
        lambda: Attachment.objects.published(now).select_related("file"), filings, "attachment"
    )
    recorded = _by_article(lambda: Recording.objects.published(now), filings, "recording")
    return {
        article.pk: _media(
            article,
            filings[article.pk],
            PublicFiles(article, article, now, site_url),
            pictures.get(article.pk, ()),
            attachments.get(article.pk, ()),
            recorded.get(article.pk, ()),
        )
        if filings[article.pk].files
        else _without_files(article)  # as most of an archive
        for article in articles
    }


def _without_files(article: Article) -> ReleaseMedia:
    body = SafeString(with_pictures(article.body, lambda number: ""))
    return ReleaseMedia(lead=None, body=body, figures=(), after=(), documents=(), is_withheld=False)


def _with_renditions(pictures: QuerySet[Picture]) -> QuerySet[Picture]:
    return pictures.select_related("file").prefetch_related("file__renditions")


def _by_article(
    files: Callable[[], QuerySet[File]], filings: Mapping[int, Filing], kind: str
) -> dict[int, list[File]]:
    """Return the files of those editions that have some of this kind, by the ids of the editions."""
    having = [pk for pk, filing in filings.items() if kind in filing.files]
    if not having:
        return {}  # usual: Django takes longer to put such a query together than to render ten releases
    grouped: dict[int, list[File]] = {}
    for file in files().filter(article__in=having):
        grouped.setdefault(file.article_id, []).append(file)
    return grouped


def _media(  # noqa: PLR0913  each kind of file is read by itself
    article: Article,
    filing: Filing,
    files: Files,
    pictures: Iterable[Picture],
    attachments: Iterable[Attachment],
    recorded: Iterable[Recording],
) -> ReleaseMedia:
    figures = [_figure(picture, files) for picture in pictures]
    lead = next((figure for figure in figures if figure.is_lead), None)
    others = {figure.number: figure for figure in figures if figure is not lead}
    placed: set[int] = set()

    def in_text(number: int) -> str:
        if number not in others:
            return ""
        placed.add(number)
        return render_to_string("articles/_figure.html", {"figure": others[number]})

    shown = recordings.shown(recorded, {figure.number: figure for figure in figures})
    stills = {recording.still.number for recording in shown if recording.still}
    # The body has been sanitised when it was stored.
    body = mark_safe(with_pictures(article.body, in_text))  # noqa: S308
    return ReleaseMedia(
        lead=lead,
        body=body,
        figures=tuple(figures),
        after=tuple(figure for number, figure in others.items() if number not in placed | stills),
        documents=tuple(_document(attachment, files) for attachment in attachments),
        is_withheld=bool(filing.files) and files.is_withheld,
        recordings=shown,
    )


def _figure(picture: Picture, files: Files) -> Figure:
    made = picture.file.renditions.all()
    crop = [one for one in made if picture.is_lead and one.shape == picture.crop]
    renditions = crop or [one for one in made if one.shape == Rendition.WHOLE]
    jpegs = [one for one in renditions if one.format == Rendition.Format.JPEG]
    usual = next((one for one in jpegs if one.width >= USUAL_WIDTH), jpegs[-1])
    biggest = jpegs[-1]
    return Figure(
        number=picture.number,
        alt=picture.alt,
        caption=picture.caption,
        credit=picture.credit,
        rights=picture.rights,
        taken_on=picture.taken_on,
        is_lead=picture.is_lead,
        sources=tuple(
            (str(format.label), _srcset(picture, renditions, format, files))
            for format in (Rendition.Format.AVIF, Rendition.Format.WEBP)
        ),
        srcset=_srcset(picture, jpegs, Rendition.Format.JPEG, files),
        src=_address(picture, usual, files),
        width=usual.width,
        height=usual.height,
        biggest=_address(picture, biggest, files),
        biggest_width=biggest.width,
        biggest_height=biggest.height,
        biggest_size=biggest.size,
    )


def _srcset(picture: Picture, renditions: Iterable[Rendition], format: Rendition.Format, files: Files) -> str:
    return ", ".join(
        f"{_address(picture, one, files)} {one.width}w" for one in renditions if one.format == format
    )


def _address(picture: Picture, rendition: Rendition, files: Files) -> str:
    shape = "lead" if rendition.shape == picture.crop else Rendition.WHOLE
    return files.picture_address(picture, shape, rendition.width, rendition.format)


def _document(attachment: Attachment, files: Files) -> Document:
    return Document(
        title=attachment.title,
        url=files.attachment_address(attachment),
        type=attachment.file.get_type_display(),
        media_type=attachment.file.content_type,
        size=attachment.file.size,
        language=attachment.language,
        language_name=attachment.get_language_display(),
    )
