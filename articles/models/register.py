"""The registers that releases choose from: their entries are in use, or retired from a day on."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

Entry = TypeVar("Entry", bound=models.Model)


class RegisterQuerySet(models.QuerySet[Entry]):
    """QuerySet of entries with `used_until`, the last day of their use."""

    def in_use(self, day: date) -> Self:
        """Those that releases may choose on `day`."""
        return self.filter(Q(used_until__isnull=True) | Q(used_until__gte=day))

    def retired(self, day: date) -> Self:
        """Those that no release should choose any more on `day`."""
        return self.filter(used_until__lt=day)
