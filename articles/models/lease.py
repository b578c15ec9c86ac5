"""Leases: a row belongs to one worker for a while; when the lease ends, another may take it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Self, TypeVar
from uuid import uuid4

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

# What a row has that no worker holds.
NO_LEASE: Mapping[str, None] = {"lease_token": None, "lease_until": None}

Row = TypeVar("Row", bound="Leased")


class LeaseLost(Exception):
    """Another worker holds the row, for this one gave no sign of life for too long."""


class LeasedQuerySet(models.QuerySet[Row]):
    """QuerySet of rows that workers lease."""

    def unleased(self, now: datetime) -> Self:
        """Those that no worker holds at `now`: never leased, given back, or expired."""
        return self.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now))

    def claim(self, length: timedelta) -> Row | None:
        """Lease the first of these rows that no worker holds; None when there is none.

        The lease is committed at once, whatever comes after it: call it outside of a transaction.
        """
        # Asked first without a lock: on SQLite every transaction that may write keeps editors waiting.
        if not self.unleased(timezone.now()).exists():
            return None
        with transaction.atomic():
            now = timezone.now()
            row = self.unleased(now).select_for_update(skip_locked=True).first()
            if row is None:
                return None
            row.lease_token, row.lease_until = uuid4(), now + length
            row.save(update_fields=["lease_token", "lease_until"])
        return row


class Leased(models.Model):
    """A row that one worker at a time works on. A worker that dies leaves a lease that ends."""

    lease_token = models.UUIDField(
        null=True, blank=True, editable=False, help_text="Of the worker that holds it, and of this one try."
    )
    lease_until = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When another worker may try, unless this one renews its lease.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(lease_token__isnull=True, lease_until__isnull=True)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="%(class)s_lease_has_an_end",
                violation_error_message="A lease has a holder and an end.",
            ),
        ]

    @property
    def is_leased(self) -> bool:
        """Return whether a worker has taken it and has not given it back; its lease may have expired."""
        return self.lease_until is not None

    def renew_lease(self, length: timedelta, **facts: object) -> None:
        """Hold the row for `length` from now on, and store `facts`. Raises LeaseLost."""
        if not self._store(facts | {"lease_until": timezone.now() + length}):
            raise LeaseLost

    def release_lease(self, **facts: object) -> bool:
        """Store `facts`, what came of the work, and give the row back; False when another worker has it."""
        return self._store({**facts, **NO_LEASE})

    def lock_lease(self) -> None:
        """Lock the row until the transaction ends: a slow worker is not dead. Raises LeaseLost."""
        if not self._own_row().select_for_update().values_list("pk").first():
            raise LeaseLost

    def _own_row(self) -> "LeasedQuerySet[Leased]":
        return LeasedQuerySet(type(self)).filter(pk=self.pk, lease_token=self.lease_token)

    def _store(self, facts: Mapping[str, object]) -> bool:
        is_ours = bool(self._own_row().update(**facts))
        for name, value in facts.items():
            setattr(self, name, value)
        return is_ours
