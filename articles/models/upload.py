"""Files that somebody uploaded at the desk to be imported: the queue that `manage.py work` drains."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models.imports import ImportRecord
from articles.models.lease import Leased, LeasedQuerySet


class ImportUploadQuerySet(LeasedQuerySet["ImportUpload"]):
    """QuerySet of uploaded files."""

    def unfinished(self) -> Self:
        """Those that wait for the worker, or are being worked on."""
        return self.filter(state__in=[ImportUpload.State.TO_TRY, ImportUpload.State.TO_IMPORT])

    def receiving(self) -> Self:
        """Those of which pieces are missing."""
        return self.filter(state=ImportUpload.State.RECEIVING)


class ImportUpload(Leased):
    """A capture on its way in: tried, looked at by a person, imported; see `articles.importing.queue`."""

    class State(models.TextChoices):
        RECEIVING = "receiving", "being uploaded"
        TO_TRY = "to-try", "waiting for its dry run"
        TRIED = "tried", "tried, not imported yet"
        TO_IMPORT = "to-import", "being imported"
        IMPORTED = "imported", "imported"
        FAILED = "failed", "failed"

    class UnknownTerms(models.TextChoices):
        CREATE = "create", "make a term of it, to be reviewed"
        HOLD = "hold", "hold the record until the term is there"
        FAIL = "fail", "reject the record"

    class Publish(models.TextChoices):
        SURE = "sure", "what is sure; news and what is doubtful waits for a person"
        ALL = "all", "everything, also news and what is doubtful"
        NONE = "none", "nothing: every new release waits for a person"

    class DateFormat(models.TextChoices):
        BY_FILE = "", "as the file tells; where it does not, the release waits"
        DAY_FIRST = "day-first", "03/11/2019 is 3 November"
        MONTH_FIRST = "month-first", "03/11/2019 is 11 March"

    name = models.CharField("file", max_length=100)
    size = models.PositiveBigIntegerField("bytes", help_text="Of the whole file.")
    digest = models.CharField(
        max_length=64,
        editable=False,
        help_text="SHA-256 of the digests of its pieces, one after the other, as hexadecimal text.",
    )
    batch_name = models.CharField("batch", max_length=200)
    unknown_terms = models.CharField(
        "unknown label",
        max_length=10,
        choices=UnknownTerms.choices,
        default=UnknownTerms.CREATE,
    )
    publish = models.CharField(
        "readers see at once", max_length=10, choices=Publish.choices, default=Publish.SURE
    )
    date_format = models.CharField(
        "dates in figures", max_length=20, choices=DateFormat.choices, default=DateFormat.BY_FILE, blank=True
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("uploaded", default=timezone.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.TO_TRY)
    waiting_since = models.DateTimeField(default=timezone.now, help_text="When its state last changed.")
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="How often a worker has begun what it waits for."
    )
    read = models.PositiveIntegerField("records so far", default=0)
    account = models.JSONField(null=True, blank=True, help_text="What the dry run, then the import did.")
    error = models.TextField(blank=True)

    objects = ImportUploadQuerySet.as_manager()

    class Meta:
        verbose_name = "file to import"
        verbose_name_plural = "files to import"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["waiting_since"],
                condition=Q(state__in=["to-try", "to-import"]),
                name="importupload_to_do",
            ),
        ]
        constraints = [
            *Leased.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state__in=["tried", "to-import", "imported"]) | Q(account__isnull=False),
                name="importupload_tried_first",
                violation_error_message="A file is tried before it is imported.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["to-import", "imported"]) | Q(started_by__isnull=False),
                name="importupload_started_by_somebody",
                violation_error_message="Somebody starts an import.",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error=""),
                name="importupload_failed_with_reason",
                violation_error_message="What failed says why.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_unfinished(self) -> bool:
        """Return whether it waits for the worker, or is being worked on."""
        return self.state in (self.State.TO_TRY, self.State.TO_IMPORT)


class UploadPiece(models.Model):
    """A piece of an uploaded file, as long as every other but the last. They go once it is imported."""

    upload = models.ForeignKey(ImportUpload, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField(help_text="From 0.")
    content = models.BinaryField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of its content, hexadecimal.")

    class Meta:
        ordering = ["upload", "number"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="uploadpiece_each_once"),
        ]

    def __str__(self) -> str:
        return f"piece {self.number} of {self.upload_id}"


class UploadRecord(models.Model):
    """A line of the report of a file: of its dry run and, once it is imported, of its import."""

    upload = models.ForeignKey(ImportUpload, on_delete=models.CASCADE, related_name="records", db_index=False)
    number = models.PositiveIntegerField(help_text="From 1, in the order of the report.")
    outcome = models.CharField(max_length=20, choices=ImportRecord.Outcome.choices)
    is_public = models.BooleanField("public", help_text="Whether readers see it, or would.")
    doubts = models.CharField(
        max_length=500, blank=True, help_text="Codes of its doubts, each between spaces."
    )
    facts = models.JSONField(help_text="The line as the report has it.")

    class Meta:
        ordering = ["upload", "number"]
        indexes = [
            models.Index(fields=["upload", "outcome", "is_public", "number"], name="uploadrecord_by_outcome"),
            models.Index(fields=["upload", "number"], condition=~Q(doubts=""), name="uploadrecord_doubtful"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="uploadrecord_each_once"),
        ]

    def __str__(self) -> str:
        return f"record {self.number} of {self.upload_id}"
