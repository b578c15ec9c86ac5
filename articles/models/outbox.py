"""Work outside the database that follows a move of an edition, see `articles.editing.outbox`."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from articles.models.lease import Leased, LeasedQuerySet
from articles.models.transition import Transition


class OutboxQuerySet(LeasedQuerySet["OutboxMessage"]):
    """QuerySet of deliveries."""


class OutboxMessage(Leased):
    """One effect of one move, to be had once, from `due_at` on."""

    transition = models.ForeignKey(Transition, on_delete=models.CASCADE, related_name="messages")
    key = models.UUIDField(
        default=uuid4,
        unique=True,
        editable=False,
        help_text="The same at each try, for the receiver; of no other message, also after a restore.",
    )
    effect = models.CharField(max_length=20, help_text="A name of `articles.editing.outbox.EFFECTS`.")
    due_at = models.DateTimeField()
    next_try_at = models.DateTimeField(help_text="`due_at`, or later after a try that failed.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="How many tries failed.")
    error = models.TextField(blank=True, help_text="Why the last try failed.")
    done_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "delivery"
        verbose_name_plural = "deliveries"
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(done_at__isnull=True), name="outbox_to_do"),
        ]
        constraints = [
            *Leased.Meta.constraints,
            models.UniqueConstraint(fields=["transition", "effect"], name="outbox_each_effect_once"),
        ]

    def __str__(self) -> str:
        article, verb = self.transition.article, self.transition.verb
        return f"{self.effect} for “{verb}” of release {article.release}, edition {article.edition}"
