"""Storage of collected static files: the stylesheet of the public pages without comments and empty space."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "site/site.css"
_PARTS = re.compile(r'"[^"]*"|/\*.*?\*/|\s*[{};,]\s*|\s+', re.DOTALL)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's: names with a digest of the content, compressed copies beside the files."""

    def save(self, name: str | None, content: File, max_length: int | None = None, **options: Any) -> str:
        """Save a file. Each page waits for the stylesheet; an eighth of it is for its authors alone."""
        if name == STYLESHEET:
            content = ContentFile(condensed(content.read().decode()).encode())
        return super().save(name, content, max_length, **options)

    def post_process(self, paths: dict[str, Any], **options: Any) -> Iterator[tuple]:
        """Make the copies whose names have a digest: of the stylesheet as it was saved, not of its source."""
        if STYLESHEET in paths:
            paths = {**paths, STYLESHEET: (self, STYLESHEET)}
        return super().post_process(paths, **options)


def condensed(css: str) -> str:
    """Return CSS without comments and without the space around its signs; what stands in quotes stays."""
    return _PARTS.sub(_condensed_part, css).strip()


def _condensed_part(found: re.Match[str]) -> str:
    part = found[0]
    if part.startswith('"'):
        return part
    return "" if part.startswith("/*") else part.strip() or " "
