"""The record of what people changed in editions in preparation, field by field."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ChangeLogEntry(models.Model):
    """One save of an edition, its deletion, or its return.

    It names the edition by numbers, so that it outlives a deleted draft.
    """

    class Kind(models.TextChoices):
        CHANGED = "changed", "changed"
        DELETED = "deleted", "deleted"
        BROUGHT_BACK = "brought-back", "brought back"
        MERGED = "merged", "merged into another release"

    release = models.PositiveBigIntegerField("release number")
    edition = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.CHANGED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    changes = models.JSONField(
        help_text="By field, before and after: a text, or a list of names for terms and tags."
    )
    content = models.JSONField(
        null=True,
        blank=True,
        help_text="Of a deletion: what brings the draft back, values and ids as the database had them.",
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="changelogentry_by_time"),
            models.Index(fields=["release", "-at"], name="changelogentry_by_release"),
            models.Index(fields=["-at", "-id"], condition=Q(kind="deleted"), name="changelogentry_deletion"),
        ]

    def __str__(self) -> str:
        return f"release {self.release}, edition {self.edition}: {self.kind} {', '.join(self.changes)}"
