"""Where each fact of a release was read, and whether that is sure: kept with its provenance."""

from collections.abc import Collection, Sequence
from typing import Any

from articles.importing.record import Record
from articles.importing.snapshot import Match
from articles.models import Provenance

# By field of a record: its source, line and rule, and whether it is sure to have been read right.
Origins = dict[str, dict[str, Any]]


def of_record(record: Record) -> Origins:
    """Return where the parser read each field of a record."""
    return {name: {"source": record.source, **origin} for name, origin in in_source(record).items()}


def in_source(record: Record) -> Origins:
    """Return where in its source the parser read each field of a record."""
    in_doubt = record.fields_in_doubt
    return {
        origin.field: {
            "line": origin.line,
            "rule": origin.rule,
            "is_sure": origin.field not in in_doubt,
        }
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
