"""The in-process catalogue of all listed releases: exact counts, filters and pages without asking SQL.

`current()` is right at once after every commit of any process, and whenever the clock lists or ends an
edition. The database stays the truth: dropping the catalogue loses nothing.
"""

import threading
from datetime import datetime

from django.utils import timezone

from articles.index.catalogue.build import apply, build, build_few
from articles.index.catalogue.catalogue import Catalogue, Holding, QueryResult, RenderedCard, bitmap_of
from articles.index.catalogue.clock import ComingEvent
from articles.index.catalogue.items import ItemCatalogue, items_of
from articles.index.catalogue.translation_sets import Translation, translations_of
from articles.models import Article, Change, Ledger, Mark
from taxonomy import vocabulary
from taxonomy.vocabulary import Vocabularies

__all__ = [
    "Catalogue",
    "ComingEvent",
    "Holding",
    "ItemCatalogue",
    "QueryResult",
    "RenderedCard",
    "Translation",
    "bitmap_of",
    "current",
    "forget",
    "items_of",
    "of_withdrawn",
    "translations_of",
]

# Beyond so many changes at once, reading everything anew is quicker than moving bitmaps one by one.
MOST_CHANGES_APPLIED = 500
MOST_WITHDRAWN = 1_000

_lock = threading.Lock()
_catalogue: Catalogue | None = None


def current(vocabularies: Vocabularies, now: datetime | None = None, mark: Mark | None = None) -> Catalogue:
    """The catalogue at `now` (aware; by default the present): one query when nothing has changed.

    Pass `mark` if you already have the ledger's; it saves a query.
    """
    global _catalogue
    mark = mark or Ledger.objects.mark()
    catalogue = _catalogue
    if catalogue is not None and _is_right(catalogue, vocabularies.revision, mark, now or timezone.now()):
        return catalogue
    with _lock:  # one thread reads, the others wait for it instead of reading too
        catalogue, revision = _catalogue, vocabularies.revision
        if catalogue is not None and _is_behind(catalogue, revision, mark):
            # Another request has read later numbers; or a restore took them back, which it has not.
            revision, mark = vocabulary.last_revision(), Ledger.objects.mark()
        # The clock is read again: while this thread waited, another may have listed newly public editions.
        instant = now or timezone.now()
        if catalogue is None or not _is_right(catalogue, revision, mark, instant):
            _catalogue = catalogue = _brought_up_to(catalogue, vocabularies, mark, instant)
        return catalogue


def of_withdrawn(vocabularies: Vocabularies, *, mark: Mark, now: datetime) -> Catalogue:
    """A catalogue of the withdrawn releases that readers may read at `now`, the newest thousand of them.

    It is read each time, for searches that find nothing else: one query when there are none.
    """
    withdrawn = Article.objects.withdrawn(now).order_by("-position")
    ids = set(withdrawn.values_list("pk", flat=True)[:MOST_WITHDRAWN])
    return build_few(Article.objects.filter(pk__in=ids), vocabularies, mark=mark, now=now)


def forget() -> None:
    """Drop the catalogue; the next `current()` reads it from the database."""
    global _catalogue
    _catalogue = None


def _is_behind(catalogue: Catalogue, revision: int, mark: Mark) -> bool:
    """Return whether these numbers look older than the catalogue's."""
    return catalogue.mark.epoch != mark.epoch or catalogue.mark > mark or catalogue.revision > revision


def _is_right(catalogue: Catalogue, revision: int, mark: Mark, now: datetime) -> bool:
    return catalogue.mark == mark and catalogue.revision == revision and catalogue.holds_at(now)


def _brought_up_to(
    catalogue: Catalogue | None, vocabularies: Vocabularies, mark: Mark, now: datetime
) -> Catalogue:
    # A clock that was set back past a switch: what was listed by it is not public any more.
    if (
        catalogue is None
        or _is_behind(catalogue, vocabularies.revision, mark)
        or catalogue.revision < vocabularies.revision
        or now < catalogue.since
    ):
        return build(vocabularies, mark=mark, now=now)
    lines = Change.objects.filter(number__gt=catalogue.mark.change, number__lte=mark.change)
    numbers = set(lines.values_list("article", flat=True)[: MOST_CHANGES_APPLIED + 1])
    changed = {number for number in numbers if number is not None}
    is_complete = lines.count() == mark.change - catalogue.mark.change
    if None in numbers or not is_complete or len(changed) > MOST_CHANGES_APPLIED:
        return build(vocabularies, mark=mark, now=now)
    due = {article_id for instant, article_id in catalogue.switches if instant <= now}
    return apply(catalogue, vocabularies, changed | due, mark=mark, now=now)
