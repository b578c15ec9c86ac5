"""What is to be done outside the database because an edition moved, see `articles.outbox`."""

from django.db import models
from django.db.models import Q

from articles.models.transition import Transition


class OutboxMessage(models.Model):
    """One effect of one move, to be had once, from `due_at` on."""

    transition = models.ForeignKey(Transition, on_delete=models.CASCADE, related_name="messages")
    effect = models.CharField(max_length=20, help_text="A name of `articles.outbox.EFFECTS`.")
    due_at = models.DateTimeField()
    next_try_at = models.DateTimeField(help_text="`due_at`, or later after a try that failed.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="How many tries failed.")
    error = models.TextField(blank=True, help_text="Why the last try failed.")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "delivery"
        verbose_name_plural = "deliveries"
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(done_at__isnull=True), name="outbox_to_do"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["transition", "effect"], name="outbox_each_effect_once"),
        ]

    def __str__(self) -> str:
        article = self.transition.article
        return f"{self.effect} for “{self.transition.verb}” of release {article.release}, edition {article.edition}"
