"""What a save changes in an edition and its files, field by field: recorded as it is stored, read by the history of the desk."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.models import AbstractUser
from django.template.defaultfilters import filesizeformat

from articles import comparison
from articles.filing import filings_of
from articles.local_time import said
from articles.models import Alteration, Article, Attachment, Picture
from taxonomy import vocabulary

FIELDS = (
    "title", "slug", "language", "translates", "publishing_date", "embargo_until", "place", "summary", "body", "contact",
    "editor_note", "change_note", "is_minor", "minor_reason",
)  # fmt: skip

RELATIONS = ("structures", "fields_of_work", "countries", "meetings")

OF_PICTURES = (
    "alt", "is_decorative", "caption", "credit", "rights", "rights_until", "is_lead", "focal_x", "focal_y",
)  # fmt: skip
OF_DOCUMENTS = ("title", "language", "place")

# Texts, and lists of names, by field.
Facts = dict[str, str | list[str]]


def facts_of(article: Article) -> Facts:
    """Everything people may change in a stored edition, in words; terms and tags as the database has them."""
    vocabularies = vocabulary.current()
    filing = filings_of([article.pk])[article.pk]
    type_entry = vocabularies.type.by_id.get(article.release_type_id)
    terms = {
        name: [entry.name for entry in vocabularies[facet].in_order(filing.terms[facet])]
        for name, facet in comparison.FACETS.items()
    }
    return {
        **{name: _in_words(getattr(article, name)) for name in FIELDS},
        "release_type": type_entry.name if type_entry else "",
        **terms,
        "tags": [tag.name for tag in filing.tags],
    }


def files_of(article: Article) -> Facts:
    """The pictures and documents of a stored edition, in words: one text each, a line a fact."""
    pictures = article.pictures.select_related("file").order_by("number")
    documents = article.attachments.select_related("file").order_by("number")
    return {
        **{f"picture {picture.number}": _lines(picture, OF_PICTURES) for picture in pictures},
        **{f"document {document.number}": _lines(document, OF_DOCUMENTS) for document in documents},
    }


def record(article: Article, before: Facts, *, by: AbstractUser) -> None:
    """Keep what differs between `before` and the edition as it is stored now; nothing when nothing does."""
    _record(article, before, facts_of(article), by)


def record_files(article: Article, before: Facts, *, by: AbstractUser) -> None:
    """Keep what differs between `before` and the pictures and documents as they are stored now."""
    _record(article, before, files_of(article), by)


def _record(article: Article, before: Facts, after: Facts, by: AbstractUser) -> None:
    names = dict.fromkeys((*before, *after))
    changes = {name: [before.get(name, ""), after.get(name, "")] for name in names}
    changes = {name: values for name, values in changes.items() if values[0] != values[1]}
    if changes:
        Alteration.objects.create(
            release=article.release, edition=article.edition, by=by, at=article.changed_at, changes=changes
        )


def record_deletion(article: Article, *, by: AbstractUser) -> None:
    """Keep that an edition in preparation was there: its title, who began it, and what brings it back."""
    begun = str(article.created_by) if article.created_by else "an import"
    Alteration.objects.create(
        release=article.release,
        edition=article.edition,
        kind=Alteration.Kind.DELETED,
        by=by,
        changes={"title": [article.title, ""], "created_by": [begun, ""]},
        kept=_kept(article),
    )


def record_return(article: Article, *, by: AbstractUser) -> None:
    """Keep that a deleted draft was brought back."""
    Alteration.objects.create(
        release=article.release,
        edition=article.edition,
        kind=Alteration.Kind.BROUGHT_BACK,
        by=by,
        changes={},
    )


def _kept(article: Article) -> dict:
    values = {name: getattr(article, name) for name in FIELDS}
    return {
        "fields": {
            name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()
        },
        "release_type": article.release_type_id,
        "created_by": article.created_by_id,
        "terms": {name: sorted(getattr(article, name).values_list("pk", flat=True)) for name in RELATIONS},
        "tags": sorted(article.tags.names()),
        "pictures": article.pictures.count(),
        "documents": article.attachments.count(),
    }


def differences(alteration: Alteration, budget: list[int]) -> list[comparison.Difference]:
    """What an alteration changed, word by word; `budget` is shared by those of a page."""
    return [
        comparison.difference(name, _label(name), _blocks(name, before), _blocks(name, after), budget)
        for name, (before, after) in alteration.changes.items()
    ]


def _label(name: str) -> str:
    if name.startswith(("picture ", "document ")):
        return name.capitalize()
    return comparison.LABELS.get(name) or Article._meta.get_field(name).verbose_name.capitalize()


def _lines(row: Picture | Attachment, names: Sequence[str]) -> str:
    """What is said of a file, a line each: its field and its value, but for what is left empty."""
    told = ((row._meta.get_field(name).verbose_name, getattr(row, name)) for name in names)
    lines = [f"{label}: {_in_words(value)}" for label, value in told if value not in ("", None, False)]
    return "\n".join([f"file: {row.file.digest[:8]}, {filesizeformat(row.file.size)}", *lines])


def _blocks(name: str, value: str | list[str]) -> tuple[comparison.Block, ...]:
    if isinstance(value, list):
        return comparison.items(value)
    return comparison.blocks_of(value) if name == "body" else comparison.lines(value)


def _in_words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return said(value)
    return value.isoformat() if isinstance(value, date) else str(value)
