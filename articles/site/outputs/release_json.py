"""A public release as JSON: the same members in the JSON Lines of an export and in the API."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter

from django.utils import timezone

from articles.media.figures import Document, Figure
from articles.media.recordings import ShownRecording
from articles.models.facets import EXPORTED, Facet, ReleaseField, ValueKind
from articles.models.filing import TagName
from articles.site.outputs.representation import PublicRelease
from taxonomy.vocabulary import NamedTerm


def as_json(release: PublicRelease) -> dict[str, object]:
    """Return all that readers see of a release, in values that `json.dumps` takes.

    Facets have the names of their parameters; instants are in UTC, to the second, but those of events have
    the time of the organisation, of which their days are. A withdrawn release has its
    `withdrawal_reason`, and empty texts and lists of files.
    """
    return {
        "release": release.release,
        "edition": release.edition,
        "reference": release.reference,
        "url": release.url,
        **{name: value_of(release) for name, value_of in _VALUES},
        "first_public_at": in_utc(release.first_public_at),
        "public_at": in_utc(release.public_at),
        "updated_at": in_utc(release.updated_at),
        "is_withdrawn": release.is_withdrawn,
        "withdrawal_reason": release.withdrawal_reason,
        "pictures": [_picture(figure) for figure in release.pictures],
        "documents": [_document(document) for document in release.documents],
        "recordings": [_recording(recording) for recording in release.recordings],
    }


def member_of(field: ReleaseField) -> str:
    """Return the name of a field in outputs: a facet of terms or tags is called as its parameter is."""
    is_filing = field.value in (ValueKind.TERM, ValueKind.TERMS, ValueKind.TAGS)
    return field.facet if isinstance(field, Facet) and is_filing else field.name


@lru_cache(maxsize=10_000)
def in_utc(instant: datetime) -> str:
    """Return an aware instant in UTC, as RFC 3339 writes it: 2025-05-04T09:00:00Z."""
    return f"{instant.astimezone(UTC).isoformat()[:19]}Z"


def in_local_time(instant: datetime | None) -> str | None:
    """Return an aware instant in the time of the organisation: 2025-05-04T11:00:00+02:00."""
    return timezone.localtime(instant).isoformat(timespec="seconds") if instant else None


@lru_cache(maxsize=20_000)
def _slugs_and_names(filed: tuple[NamedTerm | TagName, ...]) -> list[dict[str, str]]:
    return [{"slug": one.slug, "name": one.name} for one in filed]


def _picture(figure: Figure) -> dict[str, object]:
    return {
        "url": figure.biggest,
        "width": figure.biggest_width,
        "height": figure.biggest_height,
        "is_lead": figure.is_lead,
        "alt": figure.alt,
        "caption": figure.caption,
        "credit": figure.credit,
        "rights": figure.rights,
    }


def _document(document: Document) -> dict[str, object]:
    return {
        "url": document.url,
        "title": document.title,
        "type": document.type,
        "size": document.size,
        "language": document.language,
    }


def _recording(recording: ShownRecording[Figure]) -> dict[str, object]:
    return {
        "url": recording.url,
        "title": recording.title,
        "language": recording.language,
        "transcript": recording.transcript,
    }


def _value_of(field: ReleaseField) -> Callable[[PublicRelease], object]:
    """Return how the value of a field is read from a release."""
    name = member_of(field)
    match field.value:
        case ValueKind.TERM:
            return lambda release: next(iter(_slugs_and_names(release.terms[name])), None)
        case ValueKind.TERMS:
            return lambda release: _slugs_and_names(release.terms[name])
        case ValueKind.TAGS:
            return lambda release: _slugs_and_names(release.tags)
        case ValueKind.DAY:
            return lambda release: release.day.isoformat()
        case ValueKind.INSTANT:
            return lambda release: in_local_time(getattr(release, field.name))
        case ValueKind.ENTRIES:
            return lambda release: [
                {member: getattr(entry, member) for member in field.members}
                for entry in getattr(release, name)
            ]
    return attrgetter(field.name)


# Exports write hundreds of thousands of releases: what depends on the field alone is found out once.
_VALUES = tuple((member_of(field), _value_of(field)) for field in EXPORTED)
