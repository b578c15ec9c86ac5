"""Rows of a deleted draft as JSON, and as rows again: its pictures, documents, recordings and moves."""

from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from articles.models import (
    Article,
    Attachment,
    AttachmentFile,
    Picture,
    PictureFile,
    Recording,
    Transition,
)

Row = TypeVar("Row", bound=Model)
Values = dict[str, Any]


def kept(article: Article) -> dict[str, list[Values]]:
    """Return the rows of an edition by kind, each with its values as JSON has them."""
    return {
        "pictures": _values(article.pictures.all()),
        "documents": _values(article.attachments.all()),
        "recordings": _values(article.recordings.all()),
        "moves": _values(article.transitions.all()),
    }


def bring_back(content: dict[str, Any], draft: Article) -> None:
    """Make rows of `draft` again; a picture or document whose file is gone by now is left out.

    What was deleted before rows were kept has their numbers only, and brings back none.
    """
    for name, files in (("pictures", PictureFile), ("documents", AttachmentFile)):
        rows = _kept(content, name)
        there = set(
            QuerySet(files).filter(pk__in=[row["file_id"] for row in rows]).values_list("pk", flat=True)
        )
        content = content | {name: [row for row in rows if row["file_id"] in there]}
    for model, name in (
        (Picture, "pictures"),
        (Attachment, "documents"),
        (Recording, "recordings"),
        (Transition, "moves"),
    ):
        made: QuerySet[Any] = QuerySet(model)
        made.bulk_create(_row(model, row, draft) for row in reversed(_kept(content, name)))


def _kept(content: dict[str, Any], name: str) -> list[Values]:
    rows = content.get(name)
    return rows if isinstance(rows, list) else []


def _values(rows: QuerySet[Row]) -> list[Values]:
    fields = [field for field in rows.model._meta.concrete_fields if field.name not in ("id", "article")]
    return [{field.attname: _in_json(getattr(row, field.attname)) for field in fields} for row in rows]


def _in_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _row(model: type[Row], values: Values, article: Article) -> Row:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    given = {name: fields[name].to_python(value) for name, value in values.items() if name in fields}
    return model(article=article, **given)
