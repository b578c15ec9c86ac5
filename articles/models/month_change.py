"""The months whose releases an undone import took away or brought back."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import models


class MonthChangeQuerySet(models.QuerySet["MonthChange"]):
    """QuerySet of such months."""

    def note(self, months: Collection[date], now: datetime) -> None:
        """Note that releases of these months, each given as its first day, went or came back at `now`."""
        self.bulk_create(
            (self.model(month=month, at=now) for month in sorted(months)),
            update_conflicts=True,
            unique_fields=["month"],
            update_fields=["at"],
        )


class MonthChange(models.Model):
    """When rows of a month's releases were last deleted or written back: nothing else tells of it.

    Every other change leaves a row that says so, an edition or a transition.
    """

    month = models.DateField(unique=True, help_text="Its first day.")
    at = models.DateTimeField()

    objects = MonthChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
