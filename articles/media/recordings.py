"""Recordings of a release as templates print them: a still and words; the player waits for a click."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from articles.media.players import Player, player_of
from articles.models import Recording

Still = TypeVar("Still")


@dataclass(frozen=True, slots=True)
class ShownRecording(Generic[Still]):
    """A recording on a page; without a `player` (its host is not allowed any more) it is a link alone."""

    title: str
    url: str
    language: str
    language_name: str
    transcript: str
    player: Player | None
    still: Still | None


def shown(
    recordings: Iterable[Recording], pictures: Mapping[int, Still]
) -> tuple[ShownRecording[Still], ...]:
    """Return the recordings in their order, each with its still among the `pictures` by number."""
    return tuple(
        ShownRecording(
            title=recording.title,
            url=recording.address,
            language=recording.language,
            language_name=recording.get_language_display(),
            transcript=recording.transcript,
            player=player_of(recording.address),
            still=pictures.get(recording.still) if recording.still else None,
        )
        for recording in recordings
    )
