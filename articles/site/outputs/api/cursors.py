"""Positions in the feed of changes as programs hold them: short texts that mean nothing outside this site."""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from articles.index.change_feed import FeedPosition

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# Epoch of the ledger, last change, instant, change beside it, last change of a term. The length is always the
# same, and there are no numbers in it that count: nothing tells of what is not public yet.
# Of a ledger that has not begun: what a cursor has read of it is nothing, which is right in every epoch.
NO_EPOCH = "0" * 16
_FORMAT = struct.Struct(">8sqqqq")


class BadCursor(ValueError):
    """A text that this site has never given as a cursor."""


@dataclass(frozen=True, slots=True)
class ChangesCursor:
    """The place up to which a program has followed the changes of releases and of terms.

    `epoch` is that of the ledger: after a restore a cursor of before means nothing.
    """

    epoch: str
    releases: FeedPosition
    terms: int = 0

    def __str__(self) -> str:
        until = self.releases.until
        micros = (until - _BEGIN) // _MICROSECOND if until else -1
        numbers = (self.releases.last, micros, self.releases.beside, self.terms)
        packed = _FORMAT.pack(bytes.fromhex(self.epoch or NO_EPOCH), *numbers)
        return urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the cursor that `text` was made of. Raises BadCursor."""
        try:
            packed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            epoch, last, micros, beside, terms = _FORMAT.unpack(packed)
            until = _BEGIN + micros * _MICROSECOND if micros >= 0 else None
        except (ValueError, struct.error, OverflowError) as error:
            raise BadCursor(text) from error
        if min(last, beside, terms) < 0:
            raise BadCursor(text)
        return cls(epoch.hex(), FeedPosition(last, until, beside), terms)
