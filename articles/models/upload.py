"""Files that somebody uploaded at the desk to be imported: the queue that `manage.py work` drains."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ImportUploadQuerySet(models.QuerySet):
    """The newsroom's questions about uploaded files."""

    def unfinished(self) -> "ImportUploadQuerySet":
        """Those that wait for the worker, or are being worked on."""
        return self.filter(state__in=[ImportUpload.State.TO_TRY, ImportUpload.State.TO_IMPORT])


class ImportUpload(models.Model):
    """A capture on its way in: tried first, looked at by a person, then imported; see `articles.importing.uploads`."""

    class State(models.TextChoices):
        TO_TRY = "to-try", "waiting for its dry run"
        TRIED = "tried", "tried, not imported yet"
        TO_IMPORT = "to-import", "being imported"
        IMPORTED = "imported", "imported"
        FAILED = "failed", "failed"

    class UnknownTerms(models.TextChoices):
        CREATE = "create", "make a term of it, to be reviewed"
        HOLD = "hold", "hold the record until the term is there"
        FAIL = "fail", "reject the record"

    name = models.CharField("file", max_length=100)
    content = models.BinaryField(help_text="Empty once it is imported: the batch has what was in it.")
    batch_name = models.CharField("batch", max_length=200)
    unknown_terms = models.CharField(
        "a label that no term answers to",
        max_length=10,
        choices=UnknownTerms.choices,
        default=UnknownTerms.CREATE,
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("uploaded", default=timezone.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.TO_TRY)
    waiting_since = models.DateTimeField(default=timezone.now, help_text="When its state last changed.")
    taken_at = models.DateTimeField(
        null=True, blank=True, help_text="When the worker that has it last gave a sign of life."
    )
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
        """Whether it waits for the worker, or is being worked on."""
        return self.state in (self.State.TO_TRY, self.State.TO_IMPORT)
