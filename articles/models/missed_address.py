"""Addresses at which readers found nothing, by the host whose page led them there; nothing about people."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import connections, models
from django.db.models import Q

# The table never has more rows: each address has its place, which it may have to leave to another.
PLACES = 10_000
LONGEST_PATH = 300
LONGEST_HOST = 253


class Misses(NamedTuple):
    """How often an address was missed, coming from one host."""

    path: str
    referrer: str
    times: int


class MissedAddressQuerySet(models.QuerySet["MissedAddress"]):
    """QuerySet of missed addresses."""

    def add_up(self, misses: Iterable[tuple[int, Misses]], day: date) -> None:
        """Add these misses, each with its place, to what is stored: one statement.

        Where another address has the place, the one with more misses keeps it, less those of the other. So
        what is missed again and again outlives any number of addresses that were asked for once.
        """
        rows = [(place, *facts, day) for place, facts in misses]
        if not rows:
            return
        table = self.model._meta.db_table
        same = f"({table}.path = excluded.path AND {table}.referrer = excluded.referrer)"
        stays = f"({same} OR {table}.count > excluded.count)"
        unchanged = ", ".join(
            f"{column} = CASE WHEN {stays} THEN {table}.{column} ELSE excluded.{column} END"
            for column in ("path", "referrer")
        )
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                f"""
                INSERT INTO {table} (place, path, referrer, count, last_seen)
                VALUES {", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))}
                ON CONFLICT (place) DO UPDATE SET {unchanged},
                last_seen = CASE WHEN {same} OR {table}.count <= excluded.count
                    THEN excluded.last_seen ELSE {table}.last_seen END,
                count = CASE WHEN {same} THEN {table}.count + excluded.count
                    WHEN {table}.count > excluded.count THEN {table}.count - excluded.count
                    ELSE excluded.count END
                """,  # noqa: S608 - a table of our own; values are parameters
                [value for row in rows for value in row],
            )


class MissedAddress(models.Model):
    """One address, the host of the page that led there, and how often at least it was missed.

    `referrer` is empty when a browser did not tell. `path` has no query, but for numbers of old terms that
    are not in the table.
    """

    place = models.PositiveIntegerField(primary_key=True)
    path = models.CharField("address", max_length=LONGEST_PATH)
    referrer = models.CharField("linked from", max_length=LONGEST_HOST, blank=True)
    count = models.PositiveBigIntegerField("times")
    last_seen = models.DateField("last seen")

    objects = MissedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = "address still linked from outside"
        verbose_name_plural = "still linked from outside"
        ordering = ["-count", "path"]
        constraints = [
            models.CheckConstraint(condition=Q(place__lt=PLACES), name="missed_address_has_a_place"),
        ]

    def __str__(self) -> str:
        return self.path
