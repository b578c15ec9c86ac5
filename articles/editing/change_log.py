"""The change log: what a save changes in an edition and its files, field by field, for the history."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db.models import prefetch_related_objects
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from articles.editing import comparison, deleted_rows
from articles.models import Article, Attachment, ChangeLogEntry, Picture, Recording
from articles.models.facets import FIELDS, OF_MANY_TERMS, PLAIN_FIELDS, ValueKind, names_of
from articles.models.filing import ENTRIES, filings_of
from articles.models.labels import verbose_name
from articles.text.local_time import format_instant
from taxonomy import vocabulary

OF_PICTURES = (
    "alt", "is_decorative", "caption", "credit", "rights", "rights_until", "taken_on", "is_lead", "focal_x",
    "focal_y",
)  # fmt: skip
OF_DOCUMENTS = ("title", "language", "place")
OF_RECORDINGS = ("address", "title", "language", "transcript", "still", "place")

# What an edition names of vocabularies and registers.
RELATED = names_of(ValueKind.TERMS, ValueKind.ENTRIES)
# Texts, and lists of names, by field.
Facts = dict[str, str | list[str]]
# By field, before and after.
Changes = dict[str, list[str | list[str]]]


def facts_of(article: Article) -> Facts:
    """Everything people may change in a stored edition, in words; terms and tags as the database has them."""
    vocabularies = vocabulary.current()
    filing = filings_of([article.pk])[article.pk]
    type_entry = vocabularies.type.by_id.get(article.release_type_id or 0)
    terms = {
        facet.name: [entry.name for entry in vocabularies[name].in_order(filing.terms[name])]
        for name, facet in OF_MANY_TERMS.items()
    }
    return {
        **{name: _in_words(getattr(article, name)) for name in PLAIN_FIELDS},
        "release_type": type_entry.name if type_entry else "",
        **terms,
        **{name: sorted(filing.entries[name].values()) for name in ENTRIES},
        "tags": [tag.name for tag in filing.tags],
    }


def files_of(article: Article) -> Facts:
    """The pictures, documents and recordings of a stored edition, in words: one text each, a line a fact."""
    pictures = article.pictures.select_related("file").order_by("number")
    documents = article.attachments.select_related("file").order_by("number")
    return {
        **{f"picture {picture.number}": _lines(picture, OF_PICTURES) for picture in pictures},
        **{f"document {document.number}": _lines(document, OF_DOCUMENTS) for document in documents},
        **{
            f"recording {number}": "\n".join(_facts_of(recording, OF_RECORDINGS))
            for number, recording in enumerate(article.recordings.all(), start=1)
        },
    }


def changes_between(before: Facts, after: Facts) -> Changes:
    """The differences between the two, field by field."""
    names = dict.fromkeys((*before, *after))
    changes = {name: [before.get(name, ""), after.get(name, "")] for name in names}
    return {name: values for name, values in changes.items() if values[0] != values[1]}


def record(article: Article, changes: Changes, *, by: User) -> None:
    """Keep what `by` has changed in an edition or its files; nothing when nothing was."""
    if changes:
        ChangeLogEntry.objects.create(
            release=article.release,
            edition=article.edition,
            by=by,
            at=article.changed_at or timezone.now(),
            changes=changes,
        )


def record_deletion(*articles: Article, by: User) -> None:
    """Keep that editions in preparation were there: title, who began it, and what brings each back.

    The same few queries for any number of them.
    """
    parts = ("created_by", "tags", "pictures", "attachments", "recordings", "transitions")
    prefetch_related_objects(articles, *parts, *RELATED)
    ChangeLogEntry.objects.bulk_create(
        ChangeLogEntry(
            release=article.release,
            edition=article.edition,
            kind=ChangeLogEntry.Kind.DELETED,
            by=by,
            changes={
                "title": [article.title, ""],
                "created_by": [str(article.created_by or "an import"), ""],
            },
            content=_content(article),
        )
        for article in articles
    )


def record_return(article: Article, *, by: User) -> None:
    """Keep that a deleted draft was brought back."""
    ChangeLogEntry.objects.create(
        release=article.release,
        edition=article.edition,
        kind=ChangeLogEntry.Kind.BROUGHT_BACK,
        by=by,
        changes={},
    )


def _content(article: Article) -> dict:
    values = {name: getattr(article, name) for name in PLAIN_FIELDS}
    return {
        "fields": {
            name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()
        },
        "release_type": article.release_type_id,
        "created_by": article.created_by_id,
        "terms": {name: sorted(row.pk for row in getattr(article, name).all()) for name in RELATED},
        "tags": sorted(tag.name for tag in article.tags.all()),
        "pk": article.pk,
        **deleted_rows.kept(article),
    }


def differences(entry: ChangeLogEntry, budget: list[int]) -> list[comparison.FieldDifference]:
    """Compare the two sides of an entry, word by word; the entries of a page share `budget`."""
    return [
        comparison.difference(name, _label(name), _blocks(name, before), _blocks(name, after), budget)
        for name, (before, after) in entry.changes.items()
    ]


def _label(name: str) -> str:
    if name.startswith(("picture ", "document ", "recording ")):
        return name.capitalize()
    return FIELDS[name].label if name in FIELDS else verbose_name(Article, name).capitalize()


def _lines(row: Picture | Attachment, names: Sequence[str]) -> str:
    """The file, and a line for each of its fields that has a value."""
    return "\n".join(
        [f"file: {row.file.digest[:8]}, {filesizeformat(row.file.size)}", *_facts_of(row, names)]
    )


def _facts_of(row: Picture | Attachment | Recording, names: Sequence[str]) -> list[str]:
    values = ((verbose_name(type(row), name), getattr(row, name)) for name in names)
    return [f"{label}: {_in_words(value)}" for label, value in values if value not in ("", None, False)]


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
        return format_instant(value)
    return value.isoformat() if isinstance(value, date) else str(value)
