"""The table of redirects: the rules of a row, what storing a list would do, and storing it.

An old address is one that this site does not serve, or that of an unpublished release. It leads to a release
or to a page for readers, never to another old address. What leads to a release that is itself unpublished is
followed to where that leads; when the release is public again, it leads there as before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.urls import ResolverMatch
from django.utils import timezone

from articles.index import ledger
from articles.models import Article, Redirect
from articles.models.facets import WITH_PAGES
from articles.models.redirect import LONGEST_ADDRESS
from articles.redirects import misses
from articles.redirects.address import (
    LAST_RELEASE,
    RELEASE_PAGES,
    address_of,
    decoded,
    match_of,
    node_of,
    path_of,
    read_old,
    release_at,
)
from articles.text.characters import without_controls
from taxonomy import vocabulary

CHUNK = 500
DIGITS_OF_ANY_RELEASE = 20


@dataclass(frozen=True)
class PlannedRedirect:
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
        """Return whether the address leads there already."""
        return self.redirect is not None and self.before == self.redirect.target

    @property
    def is_changed(self) -> bool:
        """Return whether the address leads elsewhere now."""
        return bool(self.before) and not self.is_same


def plan(pairs: Sequence[tuple[str, str]]) -> list[PlannedRedirect]:
    """Return what storing these pairs of an old address and a target would do, each with all that is wrong.

    A target is a release number, the address of a release, or the path of another page of this site.
    """
    pairs = [(without_controls(old).strip(), without_controls(new).strip()) for old, new in pairs]
    olds = [read_old(old) for old, _ in pairs]
    targets = [_target(new) for _, new in pairs]
    stored = {row.old: row for row in _rows_of({old for old, _ in olds})}
    redirected = _redirected_releases(targets, {old for old, _ in olds})
    releases = _existing_releases(targets)
    removed = _unpublished_releases(
        {release for old, wrong in olds if not wrong and (release := release_at(old))}
    )
    lines, met = [], set()
    for (typed_old, typed_new), (old, old_problems), (target, target_problems) in zip(
        pairs, olds, targets, strict=True
    ):
        problems = [*old_problems, *target_problems]
        if not old_problems and old in met:
            problems.append(f"{typed_old} stands in this list already, further up.")
        met.add(old)
        released = release_at(old)
        if released and not old_problems and released not in removed:
            problems.append(f"Release {released} is not unpublished: it answers at this address itself.")
        if isinstance(target, int):
            problems += _against_release(target, releases, redirected, released)
        before = stored[old].target if old in stored else ""
        row = None if problems or target is None else _row(stored.get(old), old, target)
        lines.append(PlannedRedirect(typed_old, typed_new, row, tuple(problems), before))
    return lines


@transaction.atomic
def store(pairs: Sequence[tuple[str, str]], *, by: AbstractUser) -> list[PlannedRedirect]:
    """Store all of `pairs`, or nothing when anything is wrong with one; returns the plan, which says so."""
    ledger.lock()
    lines = plan(pairs)
    if any(line.problems for line in lines):
        return lines
    rows = [line.redirect for line in lines if line.redirect and not line.is_same]
    misses.forget(row.old for row in rows)
    for row in rows:
        row.by_id, row.at = by.pk, timezone.now()
    Redirect.objects.bulk_create([row for row in rows if row.pk is None], batch_size=CHUNK)
    Redirect.objects.bulk_update(
        [row for row in rows if row.pk], ["release", "path", "node", "by", "at"], batch_size=CHUNK
    )
    return lines


def remove(release: int) -> None:
    """The address of an unpublished release leads nowhere: it is gone."""
    Redirect.objects.filter(old=address_of(release)).delete()


def _target(typed: str) -> tuple[int | str | None, list[str]]:
    """Return the release number or path that was typed as a target, and what is wrong with it."""
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
    match = match_of(decoded(typed.partition("?")[0].partition("#")[0]))
    if match and match.url_name in RELEASE_PAGES:
        return _release(match.kwargs["release"])
    if match is None or not _is_for_readers(match):
        return None, [f"{typed} is no page of this site for readers."]
    if match.url_name in WITH_PAGES:
        facet, slug = match.kwargs["facet"], match.kwargs["slug"]
        if slug not in vocabulary.current()[facet].by_slug:
            return None, [f"{typed} is the page of no term: none has the slug “{slug}”."]
    return typed, []


def _is_for_readers(match: ResolverMatch) -> bool:
    """Return whether a view is that of a public page, and of none that belongs to one release."""
    return hasattr(match.func, "is_public_page") and "release" not in match.kwargs


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
    row.node = node_of(path_of(old)) if row.release else None
    return row


def _rows_of(olds: set[str]) -> Iterator[Redirect]:
    ordered = sorted(olds)
    for start in range(0, len(ordered), CHUNK):
        yield from Redirect.objects.filter(old__in=ordered[start : start + CHUNK])


def _existing_releases(targets: Sequence[tuple[int | str | None, list[str]]]) -> set[int]:
    wanted = sorted({target for target, _ in targets if isinstance(target, int)})
    return {
        release
        for start in range(0, len(wanted), CHUNK)
        for release in Article.objects.filter(release__in=wanted[start : start + CHUNK]).values_list(
            "release", flat=True
        )
    }


def _redirected_releases(
    targets: Sequence[tuple[int | str | None, list[str]]], olds: set[str]
) -> dict[int, str]:
    """Return the targets that are redirected themselves, or are to be, and where to.

    One that is public again is not: its own redirect sleeps.
    """
    releases = {target for target, _ in targets if isinstance(target, int)}
    public = Article.objects.public(timezone.now()).filter(release__in=releases)
    releases -= set(public.values_list("release", flat=True))
    wanted = {address_of(target): target for target in releases}
    coming = {wanted[old]: "what this list says" for old in olds & set(wanted)}
    stored = {wanted[row.old]: row.target for row in _rows_of(set(wanted))}
    return coming | stored


def _unpublished_releases(releases: set[int]) -> set[int]:
    off = Article.objects.filter(release__in=releases, state=Article.State.UNPUBLISHED)
    public = Article.objects.public(timezone.now()).filter(release__in=releases)
    return set(off.values_list("release", flat=True)) - set(public.values_list("release", flat=True))
