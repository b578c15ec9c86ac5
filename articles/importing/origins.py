"""Where each fact of a release was read: the source, the line and the rule, kept with its provenance."""

from collections.abc import Collection, Sequence
from typing import Any

from articles.importing.record import Record
from articles.importing.snapshot import Match
from articles.models import Provenance

# By field of a record: its source, line and rule.
Origins = dict[str, dict[str, Any]]


def of_record(record: Record) -> Origins:
    """Return where the parser read each field of a record."""
    return {
        origin.field: {"source": record.source, "line": origin.line, "rule": origin.rule}
        for origin in record.origins
    }


def before_completing(releases: Collection[int]) -> dict[int, Provenance]:
    """Return the provenance of releases that records are about to complete, for `note_completed`."""
    return {row.release: row for row in Provenance.objects.filter(release__in=releases)}


def note_completed(completed: Sequence[Match], before: dict[int, Provenance]) -> None:
    """Note which record each fact comes from that `completed` have added to what was known `before`."""
    for match in completed:
        row, full = before.get(match.release.release), match.release.as_read
        if row is None:  # a dry run has it from an earlier chunk, and dropped the stored one
            continue
        found = of_record(match.resolved.record)
        changed = {name for name in full if full[name] != row.as_read.get(name)}
        row.origins = {**row.origins, **{name: found[name] for name in found if name in changed}}
        row.as_read = full
    Provenance.objects.bulk_update(before.values(), ["origins"], batch_size=100)
