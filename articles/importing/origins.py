"""Where each fact of a release was read, and whether that is sure: kept with its provenance."""

from typing import Any

from articles.importing.record import Record

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
