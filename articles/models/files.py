"""Common ground of pictures and attachments: files stored once, and rows public with their edition."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.models.article import Article


class StoredFile(models.Model):
    """A file in the storage, kept once whatever number of editions use it. Its name cannot be guessed."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what was uploaded.")
    name = models.CharField(max_length=200, unique=True, help_text="Where it lies in the storage.")
    size = models.PositiveBigIntegerField(help_text="In bytes, as stored.")
    uploaded_at = models.DateTimeField(default=timezone.now, help_text="When it was last uploaded.")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class EditionFileQuerySet(models.QuerySet):
    """QuerySet of the files that editions show besides text."""

    def published(self, now: datetime) -> Self:
        """Files of editions that readers may read at `now`, while their release is listed.

        A withdrawn release stays readable, but its pictures and documents go: a file carries no notice.
        """
        listed = Article.objects.listed(now).filter(release=OuterRef("article__release"))
        readable = Article.objects.once_public(now).filter(state=Article.State.PUBLISHED)
        return self.filter(Exists(listed), article__in=readable)
