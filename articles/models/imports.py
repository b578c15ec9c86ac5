"""What imports brought in, and where each imported release came from."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ImportBatch(models.Model):
    """One run of the importer that brought something in."""

    name = models.CharField(max_length=200, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, help_text="How many records had each outcome.")
    unread = models.JSONField(default=list, help_text="Lines that are in no record, with the reason.")

    class Meta:
        verbose_name = "import"
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.name


class ImportRecord(models.Model):
    """What became of one record that an import found."""

    class Outcome(models.TextChoices):
        CREATED = "created", "created"
        UPDATED = "updated", "updated"
        SAME = "same", "same"
        DUPLICATE = "duplicate", "duplicate"
        HELD = "held", "held"
        REJECTED = "rejected", "rejected"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="records")
    source = models.CharField(max_length=500)
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    title = models.TextField(blank=True)
    date = models.DateField(null=True, blank=True)
    release = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    problems = models.JSONField(default=list, help_text="A code and a message each.")
    as_read = models.JSONField(default=dict, help_text="The record as the parser read it.")

    class Meta:
        verbose_name = "imported record"
        ordering = ["batch", "source", "line"]

    def __str__(self) -> str:
        return f"{self.source}, line {self.line}: {self.title}"


class Provenance(models.Model):
    """Where an imported release came from: how a later import knows that it has seen the release before.

    `identity` is made of day and folded title; releases that share it are told apart by what records say of
    them (`as_read`, the fullest account so far).
    """

    release = models.PositiveBigIntegerField(unique=True)
    identity = models.CharField(max_length=64, db_index=True)
    digest = models.CharField(max_length=64)
    as_read = models.JSONField(default=dict)
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
