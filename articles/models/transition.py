"""The record of every move that an edition made."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models.article import Article


class Transition(models.Model):
    """A move of an edition from one state to another: by whom, when, with which remark."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="transitions")
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, choices=Article.State.choices, blank=True)
    to_state = models.CharField(max_length=20, choices=Article.State.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(default=timezone.now)
    public_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="From when on readers see the edition, where the move said so.",
    )
    remark = models.TextField(blank=True)
    acknowledged = models.JSONField(
        default=list, help_text="The codes of the warnings that whoever made the move had read."
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            # Imports make moves by the thousand, in nobody's name.
            models.Index(fields=["-at", "-id"], condition=Q(by__isnull=False), name="transition_by_people"),
        ]

    def __str__(self) -> str:
        return f"{self.verb}: {self.from_state or 'new'} to {self.to_state}"
