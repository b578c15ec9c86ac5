"""Work outside the database that follows a move, an answer or an import, see `articles.editing.outbox`."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models.article import Article
from articles.models.imports import ImportBatch
from articles.models.lease import Leased, LeasedQuerySet
from articles.models.review import ReviewAnswer
from articles.models.transition import Transition


class OutboxQuerySet(LeasedQuerySet["OutboxMessage"]):
    """QuerySet of deliveries."""

    def announce_problems(self, batch: ImportBatch) -> None:
        """Write down that an import has left problems; once, however often it goes on."""
        now = timezone.now()
        self.get_or_create(batch=batch, effect="mail", defaults={"due_at": now, "next_try_at": now})


class OutboxMessage(Leased):
    """One effect of one move, answer or import, to be had once, from `due_at` on."""

    transition = models.ForeignKey(
        Transition, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    answer = models.ForeignKey(
        ReviewAnswer, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
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
            models.UniqueConstraint(fields=["answer", "effect"], name="outbox_once_an_answer"),
            models.UniqueConstraint(fields=["batch", "effect"], name="outbox_once_a_batch"),
            models.CheckConstraint(
                condition=Q(transition__isnull=False, answer__isnull=True, batch__isnull=True)
                | Q(transition__isnull=True, answer__isnull=False, batch__isnull=True)
                | Q(transition__isnull=True, answer__isnull=True, batch__isnull=False),
                name="outbox_of_one_thing",
                violation_error_message="A message follows a move, an answer or an import: one of them.",
            ),
        ]

    def __str__(self) -> str:
        article = self.article
        what = f"release {article.release}, edition {article.edition}" if article else f"import {self.batch}"
        return f"{self.effect} for “{self.cause}” of {what}"

    @property
    def article(self) -> Article | None:
        """The edition that it is about; None for an import."""
        if self.transition:
            return self.transition.article
        return self.answer.link.article if self.answer else None

    @property
    def made(self) -> Transition:
        """The move that it follows. Raises ValueError when it follows something else."""
        if self.transition is None:
            raise ValueError(f"Message {self.pk} follows no move.")
        return self.transition

    @property
    def cause(self) -> str:
        """What it follows: the verb of a move, "answer" or "problems"."""
        if self.transition:
            return self.transition.verb
        return "answer" if self.answer else "problems"
