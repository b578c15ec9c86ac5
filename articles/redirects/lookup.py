"""Look-ups of requests in the table of redirects: the page that an old address leads to now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from django.db.models import Q, QuerySet

from articles.index.compiled_queries import PreparedRows
from articles.models import Redirect
from articles.redirects.address import address_of, fits, key, node_of

# Rows that are looked at for one address: a page of the former site had some ten addresses.
MOST_ROWS = 50
COLUMNS = ("old", "release", "path", "leads_somewhere", "public_slug", "public_title")


@dataclass(frozen=True)
class Destination:
    """The page that an old address leads to.

    `is_release` is whether a release is there. `is_whole` is whether the address stands in the table itself:
    otherwise only its path does, and what its query asked for is not answered yet.
    """

    address: str
    is_release: bool
    is_whole: bool


def destination(  # noqa: PLR0913  what an address has
    address: str,
    now: datetime,
    *,
    host: str = "",
    spelled: str = "",
    gone: int | None = None,
    at_host_only: bool = False,
) -> Destination | None:
    """Return where `address`, a path with its query, leads at `now`; one query of the database, or two.

    A redirect that names `host` comes before one of the path alone, or is the only one that counts, with
    `at_host_only`. An address with a query that is not in the table itself goes where its path leads; one
    that is not there at all, but ends in the number of a page, where other addresses with this number lead.
    `spelled` is its path in plain spelling, which counts where the address itself is not in the table.
    `gone` is the release that was unpublished at this address. None when nothing is stored, or when the
    release is not public: its address holds its slug.
    """
    path = address.partition("?")[0]
    if path.startswith("//"):
        return None
    hosts = (host,) if at_host_only else (host, "")
    whole = [key(address, name) for name in hosts]
    paths = dict.fromkeys((path, quote(spelled), quote(spelled.lower())) if spelled else (path,))
    keys = list(dict.fromkeys([*whole, *(key(asked, name) for asked in paths for name in hosts)]))
    if gone is not None:
        keys.append(address_of(gone))
    keys = [old for old in keys if fits(old)]
    node = None if at_host_only or gone is not None else node_of(path) or node_of(spelled)
    if not keys and node is None:
        return None
    rows = {row.old: row for row in _stored(keys, node, now)}
    redirect = next((rows[old] for old in keys if old in rows), None) or _of_one_page(rows.values())
    if redirect is None:
        return None
    end: Redirect | None = redirect
    if redirect.release is not None and not redirect.leads_somewhere:
        end = way_from(redirect.release, now).end
    if end is None:
        return None
    return Destination(end.get_absolute_url(), end.release is not None, redirect.old in whole)


@dataclass(frozen=True)
class Way:
    """The redirects that readers of an unpublished release follow.

    `first` is the redirect of its own address, `end` the last of those that follow from it: both are the same
    when it leads to what readers can see. Without an end they are told that the release is gone.
    """

    first: Redirect | None = None
    end: Redirect | None = None


def way_from(release: int, now: datetime) -> Way:
    """Return the way of the readers of an unpublished release at `now`; one query, however long it is.

    A release on the way that is itself unpublished may lead on, as long as it is not public again.
    """
    rows = {row.old: row for row in Redirect.objects.on_the_way_from(release).with_public_edition(now)}
    first = redirect = rows.pop(address_of(release), None)
    while redirect and redirect.release and not redirect.leads_somewhere:
        redirect = rows.pop(address_of(redirect.release), None)
    return Way(first, redirect)


def _stored(keys: Sequence[str], node: int | None, now: datetime) -> list[Redirect]:
    """Return the redirects of old addresses as `keys`, and of the page `node`: one query."""
    numbers = () if node is None else (node,)
    rows = _query(len(keys), len(numbers))(now, *keys, *numbers)
    return [_redirect(*row) for row in rows]


@cache
def _query(keys: int, nodes: int) -> PreparedRows:
    """Return the query for so many old addresses and pages; robots ask it all day."""

    def build(now: datetime, *values: str | int) -> QuerySet[Redirect, Any]:
        wanted = Q(old__in=values[:keys]) | Q(node__in=values[keys:])
        return Redirect.objects.filter(wanted).with_public_edition(now).values_list(*COLUMNS)[:MOST_ROWS]

    return PreparedRows(build, datetime, *[str] * keys, *[int] * nodes)


def _redirect(  # noqa: PLR0913  the columns of a row
    old: str, release: int | None, path: str, leads_somewhere: bool, slug: str, title: str
) -> Redirect:
    redirect = Redirect(old=old, release=release, path=path)
    redirect.leads_somewhere, redirect.public_slug, redirect.public_title = leads_somewhere, slug, title
    return redirect


def _of_one_page(rows: Iterable[Redirect]) -> Redirect | None:
    """Return one of the redirects of a page of the former site, if all of them lead to the same release."""
    by_release = {row.release: row for row in rows}
    return next(iter(by_release.values())) if len(by_release) == 1 else None
