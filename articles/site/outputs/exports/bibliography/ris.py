"""RIS, which reference managers import: https://en.wikipedia.org/wiki/RIS_(file_format)."""

from collections.abc import Iterator

from django.conf import settings

from articles.site.outputs.exports.bibliography import facts
from articles.site.outputs.representation import PublicRelease

MEDIA_TYPE = "application/x-research-info-systems"


def entry(release: PublicRelease) -> str:
    """Return a release as a record: a line a value, each with its tag."""
    lines = [f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in _values(release) if value]
    return f"TY  - ELEC\r\n{''.join(lines)}ER  - \r\n"


def _values(release: PublicRelease) -> Iterator[tuple[str, str]]:
    yield "ID", f"release-{release.release}"
    yield from (("AU", author) for author in facts.authors_of(release))
    yield "TI", release.title
    yield "PY", str(release.day.year)
    yield "DA", f"{release.day:%Y/%m/%d}"
    yield "M1", release.reference
    yield "M3", facts.type_of(release)
    yield "PB", settings.ORGANISATION
    yield "CY", release.place
    yield "LA", release.language
    yield "AB", release.summary
    yield from (("KW", keyword) for keyword in facts.keywords_of(release))
    yield "N1", facts.note_of(release)
    yield "UR", release.url
