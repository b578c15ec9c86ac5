"""Addresses of releases: the number, which never changes, and a slug made from the title."""

from collections.abc import Callable

from anyascii import anyascii
from django.utils.text import slugify

from taxonomy import interface

LONGEST_SLUG = 120


def address_of(release: int, slug: str) -> str:
    """Return the path of a release on this site, in the active language of the interface."""
    return interface.path_of("release", release, slug)


def address_writer() -> Callable[[int, str], str]:
    """Return `address_of` for many releases: the language is asked for once."""
    return interface.path_writer("release", int, str)


def make_slug(title: str) -> str:
    """Return a slug of `title` in Latin letters, cut between words to LONGEST_SLUG; "release" without any.

    >>> make_slug("Выборы: отчёт 214/2016")
    'vybory-otchet-214-2016'
    """
    # What stands between two numbers or names keeps them apart.
    slug = slugify(anyascii(title).replace("/", "-"))
    if len(slug) > LONGEST_SLUG:
        slug = slug[:LONGEST_SLUG].rsplit("-", 1)[0]
    return slug or "release"
