"""Pairs of imported releases that may be one: what an import was not sure of, and what a person decided."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from articles.models.article import Article


class ReleasePairQuerySet(models.QuerySet["ReleasePair"]):
    """QuerySet of pairs."""

    def waiting(self) -> Self:
        """Pairs that nobody has decided, of releases that are both there."""
        editions = Article.objects.all()
        return self.filter(
            Exists(editions.filter(release=OuterRef("release"))),
            Exists(editions.filter(release=OuterRef("other"))),
            state=ReleasePair.State.OPEN,
        )

    def decided(self) -> Self:
        """Pairs that a person has merged or keeps apart, the last decision first."""
        return self.exclude(state=ReleasePair.State.OPEN).order_by("-at", "-pk")


class ReleasePair(models.Model):
    """Two releases, the one with the lower number first, and why they may be one.

    The digests are those of their accounts when the pair was made: releases that were taken back come again
    under other numbers, and what was decided of them stays.
    """

    class State(models.TextChoices):
        OPEN = "open", "not decided"
        MERGED = "merged", "merged"
        APART = "apart", "kept apart"

    release = models.PositiveBigIntegerField()
    other = models.PositiveBigIntegerField(db_index=True)
    digest = models.CharField(max_length=64, db_index=True)
    other_digest = models.CharField(max_length=64, db_index=True)
    title = models.TextField(help_text="That of the second release when the pair was made.")
    score = models.SmallIntegerField()
    reasons = models.JSONField(default=list, help_text="A phrase each, and whether it contradicts.")
    found_at = models.DateTimeField("found", default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("decided", null=True, blank=True)
    kept = models.PositiveBigIntegerField(null=True, blank=True, help_text="The release that a merger keeps.")
    before = models.JSONField(null=True, blank=True, help_text="What undoes a merger.")

    objects = ReleasePairQuerySet.as_manager()

    class Meta:
        verbose_name = "pair of releases"
        verbose_name_plural = "pairs of releases"
        ordering = ["-score", "pk"]
        indexes = [
            models.Index(fields=["-score", "id"], condition=Q(state="open"), name="releasepair_open"),
            models.Index(fields=["-at", "-id"], condition=Q(at__isnull=False), name="releasepair_decided"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["release", "other"], name="releasepair_once"),
            models.CheckConstraint(
                condition=Q(release__lt=F("other")),
                name="releasepair_in_order",
                violation_error_message="The release with the lower number stands first.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", by__isnull=True, at__isnull=True)
                | (~Q(state="open") & Q(by__isnull=False, at__isnull=False)),
                name="releasepair_decided_who_and_when",
                violation_error_message="Who decided a pair and when are known together or not at all.",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", before__isnull=False)
                & (Q(kept=F("release")) | Q(kept=F("other")))
                | (~Q(state="merged") & Q(kept__isnull=True, before__isnull=True)),
                name="releasepair_merged_into_one",
                violation_error_message="A merger keeps one release of the pair, and what undoes it.",
            ),
        ]

    def __str__(self) -> str:
        return f"releases {self.release} and {self.other}"

    @property
    def gone(self) -> int | None:
        """The release that a merger has merged into the other; None before."""
        if self.kept is None:
            return None
        return self.other if self.kept == self.release else self.release
