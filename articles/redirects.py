"""Where old addresses lead: the rules of the table of redirects, what is stored in it, and what is found in it.

An old address is one that this site does not serve, or that of a release which was taken off it. It leads to a release
or to a page for readers, never to another old address. What leads to a release that was itself taken off the site is
followed to where that leads; when the release is public again, it leads there as before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone
from django.utils.encoding import repercent_broken_unicode

from articles import ledger
from articles.characters import without_controls
from articles.models import Article, Redirect
from articles.models.redirect import LONGEST_ADDRESS
from taxonomy import vocabulary

CHUNK = 500
# Higher numbers fit into no column.
LAST_RELEASE = 2**63
DIGITS_OF_ANY_RELEASE = 20
RELEASE_PAGES = {"release", "release-by-number"}
# The pages that an old address may lead to, by their names in articles/urls.py; terms are looked up besides.
PAGES = {
    "home", "news", "feed-atom", "feed-rss", "feed-json", "fields", "structures", "countries", "archive", "archive-year",
    "archive-month", "sitemap",
}  # fmt: skip
PAGES_OF_TERMS = {"field", "structure", "country"}


@dataclass(frozen=True)
class Line:
    """An old address and where it is to lead, as written; the row that would say so, or why it cannot be.

    `before` is where the address leads now, empty when nowhere.
    """

    old: str
    new: str
    redirect: Redirect | None = None
    problems: tuple[str, ...] = ()
    before: str = ""

    @property
    def is_same(self) -> bool:
        return self.redirect is not None and self.before == self.redirect.target

    @property
    def is_changed(self) -> bool:
        return bool(self.before) and not self.is_same


def key(address: str) -> str:
    """An old address as it is stored and looked up: percent signs decoded, no slash at the end of its path.

    >>> key("/en/K%C3%B6ln/?page=2")
    '/en/Köln?page=2'
    """
    path, _, query = address.partition("?")
    return _decoded(path).rstrip("/") + (f"?{_decoded(query)}" if query else "")


def address_of(release: int) -> str:
    """The old address of a release that was taken off the site."""
    return key(reverse("release-by-number", args=[release]))


def destination(address: str, now: datetime, *, gone: int | None = None) -> str | None:
    """Where the readers of `address`, a path with its query, are led at `now`; one query of the database, or two.

    An address with a query that is not known itself goes where its path leads. `gone` is the release that was
    taken off the site at this address. None when nothing is known, or when the release is not public: its address
    holds its slug.
    """
    keys = {key(address), key(address.partition("?")[0])}
    if gone is not None:
        keys.add(address_of(gone))
    keys = {old for old in keys if _fits(old)}
    if not keys:
        return None
    found = list(Redirect.objects.filter(old__in=keys).with_public_edition(now))
    if not found:
        return None
    redirect = max(found, key=lambda row: len(row.old))
    if not redirect.leads_somewhere:
        redirect = way_from(redirect.release, now).end
    return redirect and redirect.get_absolute_url()


@dataclass(frozen=True)
class Way:
    """Where the readers of a release that was taken off the site are led.

    `first` is the redirect of its own address, `end` the last of those that follow from it: both are the same when it
    leads to what readers can see. Without an end they are told that the release is gone.
    """

    first: Redirect | None = None
    end: Redirect | None = None


def way_from(release: int, now: datetime) -> Way:
    """The way that readers of a release off the site are led at `now`; one query, however long it is.

    A release on the way that was itself taken off the site may lead on, as long as it is not public again.
    """
    rows = {row.old: row for row in Redirect.objects.on_the_way_from(release).with_public_edition(now)}
    first = redirect = rows.pop(address_of(release), None)
    while redirect and not redirect.leads_somewhere:
        redirect = rows.pop(address_of(redirect.release), None)
    return Way(first, redirect)


def plan(pairs: Sequence[tuple[str, str]]) -> list[Line]:
    """What storing these pairs of an old address and a target would do, each with everything that is wrong with it.

    A target is a release number, the address of a release, or the path of another page of this site.
    """
    pairs = [(without_controls(old).strip(), without_controls(new).strip()) for old, new in pairs]
    olds = [_old(old) for old, _ in pairs]
    targets = [_target(new) for _, new in pairs]
    known = {row.old: row for row in _rows_with("old", {old for old, _ in olds})}
    redirected = _redirected_releases(targets, {old for old, _ in olds})
    releases = _known_releases(targets)
    removed = _releases_off_the_site(
        {release for old, wrong in olds if not wrong and (release := _release_at(old))}
    )
    lines, met = [], set()
    for (typed_old, typed_new), (old, old_problems), (target, target_problems) in zip(
        pairs, olds, targets, strict=True
    ):
        problems = [*old_problems, *target_problems]
        if not old_problems and old in met:
            problems.append(f"{typed_old} stands in this list already, further up.")
        met.add(old)
        released = _release_at(old)
        if released and not old_problems and released not in removed:
            problems.append(
                f"Release {released} was not taken off the site: it answers at this address itself."
            )
        if isinstance(target, int):
            problems += _against_release(target, releases, redirected, released)
        before = known[old].target if old in known else ""
        row = None if problems else _row(known.get(old), old, target)
        lines.append(Line(typed_old, typed_new, row, tuple(problems), before))
    return lines


@transaction.atomic
def store(pairs: Sequence[tuple[str, str]], *, by: AbstractUser) -> list[Line]:
    """Store all of `pairs`, or nothing when anything is wrong with one; returns the plan, which says so."""
    ledger.lock()
    lines = plan(pairs)
    if any(line.problems for line in lines):
        return lines
    rows = [line.redirect for line in lines if not line.is_same]
    for row in rows:
        row.by, row.at = by, timezone.now()
    Redirect.objects.bulk_create([row for row in rows if row.pk is None], batch_size=CHUNK)
    Redirect.objects.bulk_update(
        [row for row in rows if row.pk], ["release", "path", "by", "at"], batch_size=CHUNK
    )
    return lines


def remove(release: int) -> None:
    """The address of a release that was taken off the site leads nowhere: it is gone."""
    Redirect.objects.filter(old=address_of(release)).delete()


def _decoded(text: str) -> str:
    # As Django decodes the path of a request: what is no UTF-8 keeps its percent signs.
    return repercent_broken_unicode(unquote_to_bytes(text)).decode()


def _fits(old: str) -> bool:
    return 0 < len(old) <= LONGEST_ADDRESS and old == without_controls(old)


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _release_at(old: str) -> int | None:
    """The release whose address `old` is on this site."""
    match = _match(old + "/")
    return match.kwargs["release"] if match and match.url_name == "release-by-number" else None


def _old(typed: str) -> tuple[str, list[str]]:
    """The key of an old address, and what is wrong with it."""
    if not typed.startswith("/") or typed.startswith("//"):
        return typed, [
            f"“{typed}” is no old address: it begins with one slash, like /home/12345, without https:// and the host."
        ]
    if "#" in typed:
        return typed, [f"{typed}: what follows # never reaches a server; leave it out."]
    old = key(typed)
    if len(old) > LONGEST_ADDRESS:
        return old, [f"An old address has at most {LONGEST_ADDRESS} characters; this one has {len(old)}."]
    path = _decoded(typed.partition("?")[0])
    match = _match(path) or _match(path.rstrip("/") + "/")
    if match and match.url_name in RELEASE_PAGES:
        release = match.kwargs["release"]
        return address_of(release), [] if release < LAST_RELEASE else [f"There is no release {release}."]
    if match or path.startswith((settings.STATIC_URL, "/media/")):
        return old, [f"This site itself answers at {path}; only what it does not serve is redirected."]
    return old, []


def _target(typed: str) -> tuple[int | str | None, list[str]]:
    """The release number or path that was typed as a target, and what is wrong with it."""
    if typed.isascii() and typed.isdecimal():
        # Python refuses to read a number of thousands of digits.
        return _release(int(typed[:DIGITS_OF_ANY_RELEASE]))
    if not typed.startswith("/") or typed.startswith("//") or "\\" in typed:
        return None, [
            f"“{typed}” is neither a release number, like 12345, nor a page of this site, like /structures/: "
            "redirects never lead to another site."
        ]
    if len(typed) > LONGEST_ADDRESS:
        return None, [f"The address of a page has at most {LONGEST_ADDRESS} characters."]
    match = _match(_decoded(typed.partition("?")[0].partition("#")[0]))
    if match and match.url_name in RELEASE_PAGES:
        return _release(match.kwargs["release"])
    if match is None or match.url_name not in PAGES | PAGES_OF_TERMS:
        return None, [f"{typed} is no page of this site for readers."]
    if match.url_name in PAGES_OF_TERMS:
        facet, slug = match.kwargs["facet"], match.kwargs["slug"]
        if slug not in vocabulary.current()[facet].by_slug:
            return None, [f"{typed} is the page of no term: none has the slug “{slug}”."]
    return typed, []


def _release(number: int) -> tuple[int | None, list[str]]:
    return (number, []) if number < LAST_RELEASE else (None, [f"There is no release {number}."])


def _against_release(
    target: int, releases: set[int], redirected: dict[int, str], released: int | None
) -> Iterator[str]:
    if target == released:
        yield f"Release {target} cannot lead to itself."
    elif target not in releases:
        yield f"There is no release {target}."
    elif target in redirected:
        yield f"Release {target} is redirected itself, to {redirected[target]}: lead there."


def _row(stored: Redirect | None, old: str, target: int | str) -> Redirect:
    row = stored or Redirect(old=old)
    row.release, row.path = (target, "") if isinstance(target, int) else (None, target)
    return row


def _rows_with(field: str, values: set) -> Iterator[Redirect]:
    values = sorted(values)
    for start in range(0, len(values), CHUNK):
        yield from Redirect.objects.filter(**{f"{field}__in": values[start : start + CHUNK]})


def _known_releases(targets: Sequence[tuple]) -> set[int]:
    wanted = sorted({target for target, _ in targets if isinstance(target, int)})
    return {
        release
        for start in range(0, len(wanted), CHUNK)
        for release in Article.objects.filter(release__in=wanted[start : start + CHUNK]).values_list(
            "release", flat=True
        )
    }


def _redirected_releases(targets: Sequence[tuple], olds: set[str]) -> dict[int, str]:
    """Of the releases that are targets, those that are redirected themselves, or are to be, and where to.

    One that is public again is not: its own redirect sleeps.
    """
    releases = {target for target, _ in targets if isinstance(target, int)}
    public = Article.objects.public(timezone.now()).filter(release__in=releases)
    releases -= set(public.values_list("release", flat=True))
    wanted = {address_of(target): target for target in releases}
    coming = {wanted[old]: "what this list says" for old in olds & set(wanted)}
    stored = {wanted[row.old]: row.target for row in _rows_with("old", set(wanted))}
    return coming | stored


def _releases_off_the_site(releases: set[int]) -> set[int]:
    off = Article.objects.filter(release__in=releases, state=Article.State.UNPUBLISHED)
    public = Article.objects.public(timezone.now()).filter(release__in=releases)
    return set(off.values_list("release", flat=True)) - set(public.values_list("release", flat=True))
