"""The ledger of imports: what each batch changed and made, and each time it was taken or brought back."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models.imports import ImportBatch
from articles.models.lease import Leased, LeasedQuerySet


class BatchLine(models.Model):
    """A release that a batch completed, or one that it created and that is taken back.

    `other` are the rows of the release (`articles.importing.release_rows`) that are not in force: those from
    before the batch, or, once it is taken back, those that it made.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="lines")
    release = models.PositiveBigIntegerField(db_index=True)
    is_new = models.BooleanField(help_text="Whether the batch created the release.")
    is_undone = models.BooleanField(default=False)
    other = models.JSONField()
    left = models.CharField(
        max_length=64, blank=True, help_text="Of a release that was taken back: the digest of what was left."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "release"], name="batchline_release_once_a_batch"),
            models.CheckConstraint(
                condition=Q(is_new=False) | Q(is_undone=True),
                name="batchline_created_only_once_taken_back",
                violation_error_message="What a batch created has no earlier state.",
            ),
        ]

    def __str__(self) -> str:
        return f"release {self.release} in “{self.batch}”"


class BatchTerm(models.Model):
    """A term or a tag that a batch made."""

    TAG = "tag"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="terms")
    vocabulary = models.CharField(max_length=20, help_text="Its name in addresses, or “tag”.")
    term = models.PositiveBigIntegerField(help_text="Its id, which it has again when it is brought back.")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, db_index=False, allow_unicode=True)
    is_undone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "vocabulary", "term"], name="batchterm_once_a_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.vocabulary} “{self.name}”"


class BatchStepQuerySet(LeasedQuerySet["BatchStep"]):
    """QuerySet of steps."""

    def unfinished(self) -> Self:
        """Those that wait for the worker, are under way, or were stopped in the middle."""
        return self.filter(finished_at__isnull=True)


class BatchStep(Leased):
    """One time that a batch was taken back or brought back: by whom, when, and what stayed as it was."""

    class Kind(models.TextChoices):
        UNDO = "undo", "taken back"
        REDO = "redo", "brought back"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    reached = models.PositiveBigIntegerField(default=0, help_text="The release that it came to last.")
    created = models.PositiveIntegerField(default=0, help_text="Its releases that went or came back.")
    completed = models.PositiveIntegerField(default=0, help_text="Releases that it changed in their place.")
    kept = models.JSONField(default=list, help_text="What stayed as it was, with the reason.")

    objects = BatchStepQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            *Leased.Meta.constraints,
            models.UniqueConstraint(
                fields=["batch"],
                condition=Q(finished_at__isnull=True),
                name="batchstep_one_at_a_time",
                violation_error_message="This import is being taken back or brought back already.",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.batch}” {self.get_kind_display()}"
