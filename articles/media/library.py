"""The library: pictures that editions have, each with its latest use and what a further use begins with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce

from articles.models import Picture, PictureFile

# What is said of a picture wherever it is used; the rest is of one use.
OFFERED = ("alt", "caption", "credit", "rights", "rights_until", "taken_on")


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A picture, the latest edition that has it, as that one describes it, and the number of its releases."""

    file: PictureFile
    latest: Picture
    releases: int

    def has_ended(self, today: date) -> bool:
        """Return whether nobody may use it any more, as far as its latest use says."""
        return bool(self.latest.rights_until and self.latest.rights_until < today)

    @property
    def offers(self) -> dict[str, str]:
        """What a further use begins with, by the fields of `Picture`; days as in ISO 8601."""
        return {name: str(value) for name in OFFERED if (value := getattr(self.latest, name))}


def entries_of(files: Iterable[PictureFile], language: str = "") -> list[LibraryEntry]:
    """Return the entries of these pictures, in their order; two queries. Those that nobody uses are left out.

    Of uses in `language` the latest counts before all others.
    """
    files = list(files)
    same = Max("pk", filter=Q(article__language=language))
    uses = {
        row["file"]: (row["latest"], row["releases"])
        for row in Picture.objects.order_by()
        .filter(file__in=files)
        .values("file")
        .annotate(latest=Coalesce(same, Max("pk")), releases=Count("article__release", distinct=True))
    }
    latest = (
        Picture.objects.select_related("article")
        .defer("article__body", "article__editor_note")
        .in_bulk([pk for pk, _ in uses.values()])
    )
    return [
        LibraryEntry(file, latest[uses[file.pk][0]], uses[file.pk][1]) for file in files if file.pk in uses
    ]
