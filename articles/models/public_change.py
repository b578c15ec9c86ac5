"""Changes of what readers see, in the order of commits: the rows behind the feed of changes."""

import secrets
from datetime import datetime
from functools import partial
from typing import Self

from django.db import models
from django.db.models import Q

# A random name for a row, nearly never 0, which stands for none. A migration can hold it: it is Python's own.
make_key = partial(secrets.randbelow, 2**63)


class PublicChangeQuerySet(models.QuerySet["PublicChange"]):
    """Changes, narrowed to those that the clock makes true and those that a commit made true."""

    def pending(self, now: datetime) -> Self:
        """Changes that are scheduled and not true yet at `now`: nobody may learn of them."""
        return self.filter(is_scheduled=True, effective_at__gt=now)

    def made_by_clock(self, up_to: int, now: datetime) -> Self:
        """Scheduled changes up to the id `up_to` that are true at `now`, in the order of their instants."""
        scheduled = self.filter(is_scheduled=True, pk__lte=up_to, effective_at__lte=now)
        return scheduled.order_by("effective_at", "pk")

    def made_after(self, pk: int, now: datetime) -> Self:
        """Changes with higher ids than `pk`, in the order of commits, without those pending at `now`."""
        return self.filter(Q(is_scheduled=False) | Q(effective_at__lte=now), pk__gt=pk).order_by("pk")


class PublicChange(models.Model):
    """One change of what readers see of a release.

    Rows are written under the ledger's lock, so that the order of ids is the order of commits. Ids never
    leave the site: gaps between them would tell of pending changes. The random `key` names a row instead.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published", "published"
        CORRECTED = "corrected", "corrected"
        RETAGGED = "retagged", "retagged"
        WITHDRAWN = "withdrawn", "withdrawn"
        REINSTATED = "reinstated", "reinstated"
        REMOVED = "removed", "removed"

    key = models.PositiveBigIntegerField(default=make_key, unique=True)
    release = models.PositiveBigIntegerField("release number")
    article = models.PositiveBigIntegerField(
        null=True, help_text="The id of the edition that changed; none when its change was taken back."
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    effective_at = models.DateTimeField(help_text="The instant from which it is true for readers.")
    is_scheduled = models.BooleanField(
        default=False, help_text="Whether it was recorded before it is true: the clock makes it true."
    )

    objects = PublicChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["effective_at", "id"],
                condition=Q(is_scheduled=True),
                name="publicchange_made_by_clock",
            ),
        ]

    def __str__(self) -> str:
        return f"release {self.release}: {self.kind}"
