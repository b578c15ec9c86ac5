"""Copies for the next edition of a release: references to files, never the files."""

from collections.abc import Iterable
from typing import TypeVar

from articles.models import Article, Attachment, Picture, Recording

Row = TypeVar("Row", Picture, Attachment, Recording)


def copy_media(from_article: Article, to_article: Article) -> None:
    """Give `to_article` the files and recordings of `from_article`: the same files, rows of its own."""
    Picture.objects.bulk_create(_moved(Picture.objects.filter(article=from_article), to_article))
    Attachment.objects.bulk_create(_moved(Attachment.objects.filter(article=from_article), to_article))
    Recording.objects.bulk_create(_moved(Recording.objects.filter(article=from_article), to_article))


def _moved(rows: Iterable[Row], article: Article) -> list[Row]:
    """Return these rows as new ones of `article`, not stored yet."""
    copies = list(rows)
    for row in copies:
        row.pk, row.article = None, article
    return copies
