"""What a release shows besides text, as templates print it: its pictures, in the text and around it, its documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.body import with_pictures
from articles.filing import Filing
from articles.models import Article, Attachment, Picture, Rendition

# The width whose address stands in <img> for programs that choose none, and the one that is shared.
USUAL_WIDTH = 960


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture on a page; `sources` are content type and srcset of the formats a browser may prefer to JPEG."""

    number: int
    alt: str
    caption: str
    credit: str
    rights: str
    is_lead: bool
    sources: tuple[tuple[str, str], ...]
    srcset: str
    src: str
    width: int
    height: int
    biggest: str
    biggest_width: int
    biggest_height: int


@dataclass(frozen=True, slots=True)
class Document:
    """An attachment in the list of documents; `size` is in bytes."""

    title: str
    url: str
    type: str
    size: int
    language: str
    language_name: str


@dataclass(frozen=True, slots=True)
class ReleaseMedia:
    """The body with its figures, those before and after it, and the documents.

    `is_withheld` when the release has been withdrawn, and its pictures and documents with it.
    """

    lead: Figure | None
    body: SafeString
    after: tuple[Figure, ...]
    documents: tuple[Document, ...]
    is_withheld: bool


class Files(Protocol):
    """Which files a page of an edition shows, and where a browser finds them."""

    is_withheld: bool

    def pictures(self) -> QuerySet[Picture]: ...

    def attachments(self) -> QuerySet[Attachment]: ...

    def picture_address(self, picture: Picture, shape: str, width: int, format: str) -> str: ...

    def attachment_address(self, attachment: Attachment) -> str: ...


@dataclass(frozen=True, slots=True)
class PublicFiles:
    """What readers of an edition see at `now`; `current` is the edition of its release that is public."""

    article: Article
    current: Article
    now: datetime

    @property
    def is_withheld(self) -> bool:
        return Article.State.WITHDRAWN in (self.article.state, self.current.state)

    def pictures(self) -> QuerySet[Picture]:
        return Picture.objects.shown(self.now).filter(article=self.article)

    def attachments(self) -> QuerySet[Attachment]:
        return Attachment.objects.published(self.now).filter(article=self.article)

    def picture_address(self, picture: Picture, shape: str, width: int, format: str) -> str:
        """Named by the row of the edition, not by the file: it is public exactly when that edition's picture is."""
        return reverse("picture", args=[picture.pk, shape, width, format])

    def attachment_address(self, attachment: Attachment) -> str:
        place = [self.article.release, attachment.number]
        if self.article.pk == self.current.pk:
            return reverse("attachment", args=[*place, attachment.file_name])
        return reverse("attachment-of-edition", args=[*place, self.article.edition, attachment.file_name])


def of_release(article: Article, filing: Filing, files: Files) -> ReleaseMedia:
    """The text of an edition with its pictures, and its documents: those of `files`, at their addresses.

    Two queries when it has pictures, one when it has documents.
    """
    figures = []
    if "picture" in filing.files:
        pictures = files.pictures().select_related("file").prefetch_related("file__renditions")
        figures = [_figure(picture, files) for picture in pictures]
    lead = next((figure for figure in figures if figure.is_lead), None)
    others = {figure.number: figure for figure in figures if figure is not lead}
    placed: set[int] = set()

    def in_text(number: int) -> str:
        if number not in others:
            return ""
        placed.add(number)
        return render_to_string("articles/_figure.html", {"figure": others[number]})

    # The body has been sanitised when it was stored.
    body = mark_safe(with_pictures(article.body, in_text))
    after = tuple(figure for number, figure in others.items() if number not in placed)
    documents = ()
    if "attachment" in filing.files:
        documents = tuple(
            _document(attachment, files) for attachment in files.attachments().select_related("file")
        )
    return ReleaseMedia(lead, body, after, documents, bool(filing.files) and files.is_withheld)


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
        is_lead=picture.is_lead,
        sources=tuple(
            (format.label, _srcset(picture, renditions, format, files))
            for format in (Rendition.Format.AVIF, Rendition.Format.WEBP)
        ),
        srcset=_srcset(picture, jpegs, Rendition.Format.JPEG, files),
        src=_address(picture, usual, files),
        width=usual.width,
        height=usual.height,
        biggest=_address(picture, biggest, files),
        biggest_width=biggest.width,
        biggest_height=biggest.height,
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
        size=attachment.file.size,
        language=attachment.language,
        language_name=attachment.get_language_display(),
    )
