"""The rows behind the numbers that are handed out in the order of commits, see `articles.index.ledger`."""

import secrets
from functools import partial
from typing import NamedTuple

from django.db import models
from django.db.models import Q


class Mark(NamedTuple):
    """The last number of the ledger. Numbers of two epochs have nothing to do with each other."""

    epoch: str = ""
    change: int = 0


# A random name for the time from one restore to the next. A migration can hold it: it is Python's own.
make_epoch = partial(secrets.token_hex, 8)


class LedgerQuerySet(models.QuerySet["Ledger"]):
    """The one row."""

    def mark(self) -> Mark:
        """The last change now: one query."""
        row = self.values_list("epoch", "last_change").first()
        return Mark(*row) if row else Mark()


class Ledger(models.Model):
    """One row that hands out numbers: its lock makes the order of numbers the order of commits."""

    last_release = models.PositiveBigIntegerField(default=0)
    last_change = models.PositiveBigIntegerField(default=0)
    epoch = models.CharField(
        max_length=16,
        default=make_epoch,
        help_text="Renewed by each restore, after which the same numbers stand for other releases "
        "and changes.",
    )

    objects = LedgerQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="ledger_one_row")]

    def __str__(self) -> str:
        return f"release {self.last_release}, change {self.last_change}"


class Change(models.Model):
    """One line of the ledger, which catalogues follow: an edition to look at again, or all of them."""

    number = models.PositiveBigIntegerField(primary_key=True)
    article = models.PositiveBigIntegerField(null=True, help_text="An edition's id; empty: read all anew.")

    def __str__(self) -> str:
        return f"{self.number}: {self.article or 'everything'}"
