"""Clearances of the quality queue: all that a filter found is published or dismissed, by the worker."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from articles.models.imports import ANY_DOUBT, ImportBatch, ImportRecord, ImportRecordQuerySet
from articles.models.lease import Leased, LeasedQuerySet


class ClearanceQuerySet(LeasedQuerySet["Clearance"]):
    """QuerySet of clearances."""

    def unfinished(self) -> Self:
        """Those that wait for the worker, are under way, or were stopped in the middle."""
        return self.filter(finished_at__isnull=True)


class Clearance(Leased):
    """One time that all releases of a narrowed queue were published or dismissed, and what came of it.

    It is of the records up to `last`: what came into the queue afterwards, nobody has asked for.
    """

    class Verb(models.TextChoices):
        ACCEPT = "accept", "published"
        DISMISS = "dismiss", "dismissed"

    verb = models.CharField(max_length=7, choices=Verb.choices)
    doubt = models.CharField(
        max_length=40, blank=True, default=ANY_DOUBT, help_text="A code, or any; empty: without a doubt."
    )
    # The database protects the batch: asking before each deletion would cost every dry run a query.
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    last = models.PositiveBigIntegerField(help_text="The record that was the last of the queue.")
    reached = models.PositiveBigIntegerField(default=0, help_text="The record that it came to last.")
    asked = models.PositiveIntegerField(help_text="How many releases waited when it was asked for.")
    done = models.PositiveIntegerField(default=0, help_text="How many have left the queue by it.")
    stayed = models.JSONField(default=dict, help_text="How many stay, by the reason.")

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            *Leased.Meta.constraints,
            models.CheckConstraint(
                condition=Q(reached__lte=F("last")),
                name="clearance_ends_at_its_last",
                violation_error_message="A clearance goes no further than to the record that was the last.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked:,} releases of the quality queue {self.get_verb_display()}"

    def records(self) -> ImportRecordQuerySet:
        """The records of its releases that still wait, in order."""
        waiting = ImportRecord.objects.waiting().narrowed(self.doubt, self.batch_id)
        return waiting.filter(pk__gt=self.reached, pk__lte=self.last)
