"""The rows behind the numbers that are handed out in the order of commits, see `articles.ledger`."""

from django.db import models
from django.db.models import Q


class Ledger(models.Model):
    """One row that hands out numbers: its lock makes the order of numbers the order of commits."""

    last_release = models.PositiveBigIntegerField(default=0)
    last_change = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="ledger_one_row")]

    def __str__(self) -> str:
        return f"release {self.last_release}, change {self.last_change}"


class Change(models.Model):
    """One line of the change log that catalogues follow: an edition to look at again, or all of them."""

    number = models.PositiveBigIntegerField(primary_key=True)
    article = models.PositiveBigIntegerField(null=True, help_text="An edition's id; empty: read all anew.")

    def __str__(self) -> str:
        return f"{self.number}: {self.article or 'everything'}"
