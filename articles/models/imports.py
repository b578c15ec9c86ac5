"""Imports, their records, and the provenance of each imported release."""

import zlib
from collections import Counter
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from articles.models.article import Article

# In the place of a doubt's code: whatever the doubts are.
ANY_DOUBT = "any"


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """QuerySet of batches."""

    def in_force(self) -> Self:
        """Those that are not taken back."""
        return self.filter(undone_at__isnull=True)

    def with_problems(self) -> Self:
        """Those that held or rejected records: the twin of `ImportBatch.has_problems`."""
        return self.filter(Q(counts__held__gt=0) | Q(counts__rejected__gt=0))


class ImportBatch(models.Model):
    """One run of the importer that brought something in."""

    name = models.CharField(max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, help_text="How many records had each outcome.")
    unread = models.JSONField(default=list, help_text="Lines not used, with the reason.")
    undone_at = models.DateTimeField("taken back", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(undone_at__isnull=True),
                name="importbatch_name_once_in_force",
                violation_error_message="Another import that is not taken back has this name.",
            ),
            # A command takes a batch back in nobody's name.
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True) | Q(undone_at__isnull=False),
                name="importbatch_undone_by_and_at",
                violation_error_message="Who took an import back is kept with when.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_problems(self) -> bool:
        """Return whether it held or rejected records."""
        return bool(self.counts.get("held") or self.counts.get("rejected"))


class CaptureText(models.Model):
    """The bytes of a file as they were imported, compressed: once, whatever it was called each time."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the bytes, in hexadecimal.")
    content = models.BinaryField(help_text="Compressed by zlib.")
    size = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return self.digest

    def data(self) -> bytes:
        """The bytes of the file."""
        return zlib.decompress(self.content)


class ImportFile(models.Model):
    """A file that a batch has read to its end."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="files")
    source = models.CharField(max_length=500)
    capture = models.ForeignKey(CaptureText, on_delete=models.PROTECT, related_name="files")
    reading = models.CharField(max_length=64, help_text="Of the code that read it, and of its options.")
    read_at = models.DateTimeField()
    records = models.PositiveIntegerField(help_text="How many were found in it.")
    is_settled = models.BooleanField(
        help_text="Whether reading it again would bring nothing in: all its records are in the archive."
    )
    unread = models.JSONField(default=list, help_text="Lines not used, with the reason.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "source"], name="importfile_once_a_batch"),
        ]

    def __str__(self) -> str:
        return self.source


class ImportRecordQuerySet(models.QuerySet["ImportRecord"]):
    """QuerySet of records."""

    def waiting(self) -> Self:
        """Those of releases that an import has left waiting and nobody has brought forward or returned.

        `codes` are their doubts as text, for both databases find codes in it.
        """
        editions = Article.objects.in_preparation().filter(
            state=Article.State.SUBMITTED, edition=1, created_by__isnull=True
        )
        created = self.filter(outcome=self.model.Outcome.CREATED, release__in=editions.values("release"))
        return created.annotate(codes=Cast("doubts", TextField())).order_by("pk")

    def narrowed(self, doubt: str, batch: int | None) -> Self:
        """Those of `waiting` with a doubt (a code, or ANY_DOUBT; empty: none), of one batch or of all."""
        records = self if batch is None else self.filter(batch=batch)
        if doubt == ANY_DOUBT:
            return records
        return records.filter(codes__contains=f'"{doubt}"') if doubt else records.filter(codes="[]")

    def doubt_combinations(self) -> Counter[str]:
        """How many of `waiting` have which doubts, their codes as text; in one query."""
        records = self.order_by().annotate(codes=Cast("doubts", TextField()))
        return Counter(dict(records.values_list("codes").annotate(Count("pk"))))


class ImportRecord(models.Model):
    """The outcome of one record that an import found."""

    class Outcome(models.TextChoices):
        CREATED = "created", "created"
        UPDATED = "updated", "updated"
        SAME = "same", "same"
        DUPLICATE = "duplicate", "duplicate"
        HELD = "held", "held"
        REJECTED = "rejected", "rejected"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="records", db_index=False)
    source = models.CharField(max_length=500)
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    title = models.TextField(blank=True)
    date = models.DateField(null=True, blank=True)
    release = models.PositiveBigIntegerField(null=True, blank=True)
    problems = models.JSONField(default=list, help_text="A code and a message each.")
    as_read = models.JSONField(default=dict, help_text="The record as the parser read it.")
    dateline_date = models.DateField(null=True, blank=True)
    origins = models.JSONField(default=dict, help_text="By field: the line that it was read from, and how.")
    terms = models.JSONField(default=dict, help_text="The slugs that its labels mean, by vocabulary.")
    changes = models.JSONField(default=list, help_text="Of a release that it completed: before and after.")
    doubts = models.JSONField(default=list, help_text="Codes of the problems for which it waits.")
    dealt_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    dealt_at = models.DateTimeField("dealt with", null=True, blank=True)

    objects = ImportRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "imported record"
        ordering = ["batch", "source", "line"]
        indexes = [
            models.Index(fields=["batch", "source"], name="importrecord_by_source"),
            # With all that the quality queue counts, so that it reads no record.
            models.Index(fields=["release", "outcome", "doubts", "batch"], name="importrecord_by_release"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(dealt_by__isnull=True, dealt_at__isnull=True)
                | Q(dealt_by__isnull=False, dealt_at__isnull=False),
                name="importrecord_dealt_who_and_when",
                violation_error_message="Who dealt with a problem and when are known together or not at all.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, line {self.line}: {self.title}"


class Provenance(models.Model):
    """The origin of an imported release, by which a later import recognises it.

    `identity` is made of day and folded title; releases that share it are told apart by what records say of
    them (`as_read`, the fullest account so far). The keys find a release under another title or day.
    """

    release = models.PositiveBigIntegerField(unique=True)
    identity = models.CharField(max_length=64, db_index=True)
    title_key = models.BigIntegerField(null=True, db_index=True)
    text_key = models.BigIntegerField(null=True, db_index=True)
    digest = models.CharField(max_length=64)
    as_read = models.JSONField(default=dict)
    origins = models.JSONField(
        default=dict, help_text="By field: the source, the line and the rule that it comes from."
    )
    source = models.CharField(max_length=500)
    line = models.PositiveIntegerField()
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, related_name="provenances")

    class Meta:
        verbose_name_plural = "provenance"
        constraints = [
            models.UniqueConstraint(fields=["identity", "digest"], name="provenance_each_text_once"),
        ]

    def __str__(self) -> str:
        return f"release {self.release} from {self.source}, line {self.line}"
