"""The filter of the quality queue: what its address narrows it to, and the choices that it offers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest

from articles.admin.imports.doubts import label_of
from articles.models.imports import ANY_DOUBT, ImportRecordQuerySet


@dataclass(frozen=True)
class DoubtChoice:
    """A doubt that is in the queue, with how many releases have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class QueueFilter:
    """What the queue is narrowed to: a doubt, and a batch."""

    doubt: str
    batch: str

    @classmethod
    def of(cls, request: HttpRequest) -> "QueueFilter":
        """Read the filter of an address."""
        return cls(request.GET.get("doubt", ANY_DOUBT), request.GET.get("batch", ""))

    @property
    def query(self) -> str:
        """The filter as the end of an address, empty without one."""
        chosen = {"batch": self.batch} if self.batch else {}
        return urlencode(chosen if self.doubt == ANY_DOUBT else {**chosen, "doubt": self.doubt})

    @property
    def batch_id(self) -> int | None:
        """The batch by its id: None for all of them, 0 for one that is none."""
        if not self.batch:
            return None
        return int(self.batch) if self.batch.isdecimal() and len(self.batch) < 19 else 0

    def narrow(self, waiting: ImportRecordQuerySet) -> ImportRecordQuerySet:
        """Return those of the waiting records that it lets through."""
        return waiting.narrowed(self.doubt, self.batch_id)


def doubts_of(combinations: Mapping[str, int]) -> list[DoubtChoice]:
    """The doubts that are there, by how many records have which of them; the most frequent first."""
    counts: Counter[str] = Counter()
    for codes, count in combinations.items():
        for code in codes.strip("[]").replace('"', "").split(", "):
            counts[code] += count
    return [DoubtChoice(code, label_of(code), count) for code, count in counts.most_common()]
