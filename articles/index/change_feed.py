"""Reading the changes that readers see, from where a follower stopped: none is ever skipped.

A follower's `FeedPosition` states what it has read: all changes up to one that are true at an instant. The
next page has those up to this one that the clock has made true since, then the later ones. The order of ids
is the order of commits, so that nothing is ever committed behind a position. The instant is that of the
server that answered; where another's clock is behind, changes come twice, but none is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import takewhile
from typing import Any, NamedTuple

from django.db import connection

from articles.index.compiled_queries import BIGGEST_NUMBER, NOW, Compiled
from articles.models import Article, PublicChange

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


class PositionLost(Exception):
    """A position in a feed that is not this one: the follower has to start again."""


@dataclass(frozen=True, slots=True)
class FeedPosition:
    """The position of a follower: the changes up to that with the key `last` that are true at `until`.

    Of those that the clock made true at the very instant `until` it has read up to the one with the key
    `beside`; all, if there is none. A key is 0 for none.
    """

    last: int = 0
    until: datetime | None = None
    beside: int = 0


class PublicEdition(NamedTuple):
    """What readers see of a release now: the number of its edition, its state, and what its address says."""

    edition: int
    state: str
    slug: str
    title: str


class FeedChange(NamedTuple):
    """A change as the feed reads it: a row would take four times as long. `public` is None if nothing is."""

    pk: int
    key: int
    release: int
    kind: str
    effective_at: datetime
    public: PublicEdition | None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Changes in order, the position after the last of them, and whether there are more now."""

    changes: Sequence[FeedChange]
    position: FeedPosition
    has_more: bool


def read(position: FeedPosition, now: datetime, limit: int) -> FeedPage:
    """Return at most `limit` changes that are true at `now` and come after `position`: one query.

    What readers see of each release is of the same moment: what has changed since then comes with a later
    change. Raises PositionLost.
    """
    due, later = _after(position, now, limit)
    if len(due) > limit:
        stop = due[limit - 1]
        return FeedPage(due[:limit], FeedPosition(position.last, stop.effective_at, stop.key), has_more=True)
    room = limit - len(due)
    # A change of an instant to come was made on a server whose clock is ahead: it waits for ours.
    there = list(takewhile(lambda change: change.effective_at <= now, later[: room + 1]))
    page = there[:room]
    stop_key = page[-1].key if page else position.last
    return FeedPage([*due, *page], FeedPosition(stop_key, now), has_more=len(there) > room)


def end(now: datetime) -> FeedPosition:
    """Return the position after all changes that are true at `now`: one query."""
    made = PublicChange.objects.made_after(0, now).filter(effective_at__lte=now)
    return FeedPosition(made.order_by("-pk").values_list("key", flat=True).first() or 0, now)


def _after(position: FeedPosition, now: datetime, limit: int) -> tuple[list[FeedChange], list[FeedChange]]:
    """Return what the clock has made true, and what was made later: one more than `limit` of each.

    Raises PositionLost.
    """
    adapted = connection.ops.adapt_datetimefield_value
    values = {
        "last": position.last,
        "beside": position.beside,
        "until": adapted(position.until or _BEGIN),
        "now": adapted(now),
        "most": limit + 1,
    }
    parts: dict[int, list[FeedChange]] = {HERE: [], DUE: [], LATER: []}
    with connection.cursor() as cursor:
        cursor.execute(*_with_public_editions(values))
        for part, pk, key, release, kind, effective_at, *public in cursor.fetchall():
            edition = None if public[0] is None else PublicEdition(*public)
            parts[part].append(FeedChange(pk, key, release, kind, _instant(effective_at), edition))
    if not {position.last, position.beside} - {0} <= {change.key for change in parts[HERE]}:
        raise PositionLost
    due = sorted(parts[DUE], key=lambda change: (change.effective_at, change.pk))
    return due, sorted(parts[LATER], key=lambda change: change.pk)


def _with_public_editions(values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the question with the public editions beside the changes, and all its values."""
    sql, constants = _question(connection.vendor)
    return sql, values | constants


@cache
def _question(vendor: str) -> tuple[str, dict[str, Any]]:
    """Return the question in the SQL of a database, and the values that are always the same."""
    public = Article.objects.public(NOW).order_by().values_list("release", *PublicEdition._fields)
    compiled, now = Compiled(public), connection.ops.adapt_datetimefield_value(NOW)
    names = ["now" if value == now else f"public_{place}" for place, value in enumerate(compiled.parameters)]
    sql = compiled.sql % tuple(f"%({name})s" for name in names)
    constants = {name: value for name, value in zip(names, compiled.parameters, strict=True) if name != "now"}
    # As a text: psycopg takes ten times as long for an instant as Python for a text.
    instant = "effective_at" if vendor == "sqlite" else "CAST(effective_at AT TIME ZONE 'UTC' AS text)"
    columns = ", ".join(f"public.{name}" for name in PublicEdition._fields)
    return (
        f"WITH here AS ({_HERE}) SELECT part, id, key, feed.release, kind, {instant}, {columns} "  # noqa: S608 - our own
        f"FROM ({_SQL}) AS feed LEFT JOIN ({sql}) AS public ON public.release = feed.release"
    ), constants


def _instant(stored: datetime | str) -> datetime:
    """Return an instant, which is stored in UTC, as an aware one."""
    instant = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return instant.replace(tzinfo=UTC)


# One question for all three, in the words of `PublicChangeQuerySet`: followers ask for changes all day, and
# each question takes as long as all else of an answer.
HERE, DUE, LATER = 0, 1, 2
_TABLE = PublicChange._meta.db_table
_COLUMNS = "id, key, release, kind, effective_at"
_LAST = "(CASE %(last)s WHEN 0 THEN 0 ELSE (SELECT id FROM here WHERE key = %(last)s) END)"
_BESIDE = (
    f"(CASE %(beside)s WHEN 0 THEN {BIGGEST_NUMBER} ELSE (SELECT id FROM here WHERE key = %(beside)s) END)"  # noqa: S608
)
_HERE = f"SELECT {_COLUMNS} FROM {_TABLE} WHERE key IN (%(last)s, %(beside)s)"  # noqa: S608 - our own names
_SQL = f"""
SELECT {HERE} AS part, {_COLUMNS} FROM here
UNION ALL SELECT * FROM (
    SELECT {DUE}, {_COLUMNS} FROM {_TABLE}
    WHERE is_scheduled AND id <= {_LAST} AND effective_at BETWEEN %(until)s AND %(now)s
        AND (effective_at > %(until)s OR id > {_BESIDE})
    ORDER BY effective_at, id LIMIT %(most)s
) AS due
UNION ALL SELECT * FROM (
    SELECT {LATER}, {_COLUMNS} FROM {_TABLE}
    WHERE id > {_LAST} AND (NOT is_scheduled OR effective_at <= %(now)s) ORDER BY id LIMIT %(most)s
) AS later
"""  # noqa: S608 - names of our own
