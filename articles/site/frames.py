"""Frames of other hosts on pages that have recordings: the policy of contents lets in those hosts alone."""

from collections.abc import Sequence
from typing import Any

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpResponse

from articles.media.recordings import ShownRecording


def with_players(
    response: HttpResponse, recordings: Sequence[ShownRecording[Any]], *, is_public: bool
) -> HttpResponse:
    """Let the page load the players of its recordings, and no other frame."""
    sources = sorted({recording.player.source for recording in recordings if recording.player})
    if sources and is_public:
        # Caches keep headers; what django-csp reads from a response would be lost.
        response.headers[HEADER] = build_policy(update={"frame-src": sources})
    elif sources:
        # Views of previews change the policy as well, and django-csp puts both together.
        response._csp_update = {"frame-src": sources}  # type: ignore[attr-defined]  # noqa: SLF001 - as its decorator does
    return response
