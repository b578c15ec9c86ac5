"""The facts of a release in all formats of bibliographies: who issued it, when, and what it is about."""

from django.conf import settings

from articles.models.facets import OF_TERMS
from articles.site.metadata.release_facts import name_outside
from articles.site.outputs.representation import PublicRelease


def authors_of(release: PublicRelease) -> tuple[str, ...]:
    """Return the bodies that issued a release, as its page names them to scholars' tools.

    The organisation is the author of what is filed under none.
    """
    bodies = (name_outside(term.name) for term in release.terms["structure"])
    return tuple(bodies) or (settings.ORGANISATION,)


def keywords_of(release: PublicRelease) -> tuple[str, ...]:
    """Return the names of its other terms and of its tags, each once."""
    terms = (
        term.name for name in OF_TERMS if name not in ("type", "structure") for term in release.terms[name]
    )
    return tuple(dict.fromkeys([*terms, *(tag.name for tag in release.tags)]))


def type_of(release: PublicRelease) -> str:
    """Return the name of its content type, or what every release is."""
    return release.type.name if release.type else "Release"


def note_of(release: PublicRelease) -> str:
    """Return what readers of a bibliography have to be told: that the release has been withdrawn, and why."""
    return f"Withdrawn: {release.withdrawal_reason}" if release.is_withdrawn else ""
