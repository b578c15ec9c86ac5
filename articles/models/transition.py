"""The record of every move that an edition made."""

from collections.abc import Sequence
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models.article import Article


class TransitionQuerySet(models.QuerySet):
    """Moves in the words of the desk."""

    def of_review(self) -> Self:
        """What went to and fro between writers and editors, with who did it."""
        return self.filter(verb__in=("submit", "return")).select_related("by")


class Transition(models.Model):
    """A move of an edition from one state to another: who, when, and what they said."""

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

    objects = TransitionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb}: {self.from_state or 'new'} to {self.to_state}"


def last_return(article: Article, moves: Sequence[Transition]) -> Transition | None:
    """How a draft was given back to its writers, by its `moves` (newest first); None when it was not, or since submitted."""
    last = next((move for move in moves if move.verb in ("submit", "return")), None)
    is_returned = article.state == Article.State.DRAFT and last is not None and last.verb == "return"
    return last if is_returned else None
