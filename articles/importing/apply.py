"""Decisions become rows: new releases, completed ones, the account of every record."""

from collections.abc import Collection, Sequence

from articles.importing import account, batch_ledger, release_pairs, rows
from articles.importing.decide import Decision
from articles.index import ledger
from articles.models import ImportBatch


def apply(
    decisions: Sequence[Decision], batch: ImportBatch, *, without_rows: Collection[int] = frozenset()
) -> None:
    """Write the rows of decisions, in the transaction that read the archive they were made for.

    `without_rows` are releases of earlier chunks of a dry run: there is nothing to complete.
    """
    created = [decision.match for decision in decisions if decision.match and decision.creates]
    # Nobody else has taken a number since the first of these was given.
    ledger.take_releases(len(created))
    rows.create(created, batch)
    release_pairs.write(decisions)
    completed = [decision.match for decision in decisions if decision.match and decision.updates]
    completed = [match for match in completed if match.release.release not in without_rows]
    releases = {match.release.release for match in completed}
    batch_ledger.put_aside(releases, batch)
    rows.complete(completed)
    account.write([decision.outcome for decision in decisions], batch)
