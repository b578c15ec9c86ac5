"""Addresses of releases: the number, which never changes, and a slug made from the title."""

from functools import cache

from django.urls import reverse
from django.utils.text import slugify

LONGEST_SLUG = 120


def address_of(release: int, slug: str) -> str:
    """Return the path of a release on this site."""
    return _pattern().format(release, slug)


@cache
def _pattern() -> str:
    """The path of any release, from `reverse` once: a listing has twenty addresses, a feed fifty."""
    return reverse("release", args=[0, "slug"]).replace("/0/slug/", "/{}/{}/")


def make_slug(title: str) -> str:
    """Return a slug of `title`, cut between words to LONGEST_SLUG; "release" without Latin letters.

    >>> make_slug("OSCE Secretary General concludes visit to Paris")
    'osce-secretary-general-concludes-visit-to-paris'
    """
    slug = slugify(title)
    if len(slug) > LONGEST_SLUG:
        slug = slug[:LONGEST_SLUG].rsplit("-", 1)[0]
    return slug or "release"
