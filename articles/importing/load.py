"""Records come in chunk by chunk: the archive is read, each record decided, the decisions applied.

A chunk of records is loaded in one short transaction. When the database refuses one of them the chunk is
loaded again in halves, so that a bad record costs only itself.

A dry run rolls each of these transactions back, so that nobody waits for it longer than for an import.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import DatabaseError, DataError, IntegrityError, OperationalError, transaction

from articles.importing import account, batch_ledger, batch_terms, fitness, rows
from articles.importing.apply import apply
from articles.importing.decide import Decision, decide_all, new_labels
from articles.importing.import_run import ImportRun
from articles.importing.known_releases import read_snapshot
from articles.importing.outcome import RecordOutcome
from articles.importing.record import Problem, Record
from articles.importing.resolve import recognise, resolve
from articles.importing.snapshot import ImportSnapshot
from articles.index import ledger
from articles.models import ImportBatch, Provenance
from taxonomy import vocabulary

# PostgreSQL's class of errors for a value that is too large for one of its limits.
PROGRAM_LIMIT_EXCEEDED = "54"


def load(records: Sequence[Record], run: ImportRun) -> list[RecordOutcome]:
    """Bring records into the newsroom; returns an outcome for each, in the same order.

    Records of one source come last first, so that of one day the first listed becomes the latest.
    """
    try:
        return _attempt(records, run)
    except DatabaseError as error:
        if not _is_refusal(error):
            raise
    if len(records) > 1:
        half = len(records) // 2
        return load(records[:half], run) + load(records[half:], run)
    try:
        # Now with terms read anew: it may have been refused for one that somebody has deleted.
        return _attempt(records, run)
    except DatabaseError as error:
        if not _is_refusal(error):
            raise
        return reject(records[0], run, Problem("refused", f"The database refused the record: {error}"))


def reject(record: Record, run: ImportRun, *problems: Problem) -> list[RecordOutcome]:
    """Return the outcome of a record that cannot be taken in; the batch's account has it like every other."""
    outcome = RecordOutcome(record, "rejected", problems=(*record.problems, *problems))
    if not run.is_dry_run:
        account.write([outcome], run.batch)
    return [outcome]


def _is_refusal(error: DatabaseError) -> bool:
    """Return whether the database does not take a record, rather than being away."""
    if isinstance(error, (IntegrityError, DataError)):
        return True
    code = getattr(error.__cause__, "sqlstate", None) or ""
    return isinstance(error, OperationalError) and code.startswith(PROGRAM_LIMIT_EXCEEDED)


def _attempt(records: Sequence[Record], run: ImportRun) -> list[RecordOutcome]:
    """Load all of `records` or none; only then the run goes on from what they have left."""
    try:
        with transaction.atomic():
            decisions, snapshot, new_terms = _load(records, run)
            if run.is_dry_run:
                transaction.set_rollback(True)
    except BaseException:
        # The terms it made are gone again, and the next change of another will have the number of theirs.
        vocabulary.forget()
        raise
    run.finish_chunk(decisions, snapshot, new_terms)
    if run.is_dry_run and run.new_terms:
        vocabulary.forget()
    return [decision.outcome for decision in decisions]


def _load(
    records: Sequence[Record], run: ImportRun
) -> tuple[list[Decision], ImportSnapshot, list[rows.NewTerm]]:
    run.check()
    # Before anything is read, so that what is known of a release stays true until it is written.
    ledger.lock()
    batch = _stored_for_a_dry_run(records, run) if run.is_dry_run else run.batch
    batch_ledger.check(batch)
    newest_tag = batch_terms.last_tag()
    vocabularies = vocabulary.current()
    records = [recognise(record, vocabularies) for record in records]
    fit = [record for record in records if not fitness.unfit(record, run.rules.earliest)]
    resolved = {record: resolve(record, vocabularies) for record in fit}
    new_terms: list[rows.NewTerm] = []
    takes_terms = True
    if run.rules.unknown_terms == "create":
        labels, takes_terms = new_labels(resolved.values(), run.room_for_terms)
        new_terms = rows.make_terms(labels)
    if new_terms:
        vocabularies = vocabulary.current()
        resolved = {record: resolve(record, vocabularies) for record in fit}
    snapshot = read_snapshot(records, run, vocabularies, takes_terms=takes_terms)
    snapshot = replace(snapshot, resolved=resolved)
    decisions = []
    for decision, left in decide_all(records, snapshot):
        decisions.append(decision)
        snapshot = left
    apply(decisions, batch, without_rows=run.rehearsed_releases)
    batch_terms.note(new_terms, newest_tag, batch)
    return decisions, snapshot, new_terms


def _stored_for_a_dry_run(records: Iterable[Record], run: ImportRun) -> ImportBatch:
    """Store, until the chunk is rolled back, what its rows need of earlier ones; returns the stored batch.

    The run knows more of releases that it has met than their stored provenance, which would be in the way.
    """
    rows.make_terms((term.vocabulary, term.label) for term in run.new_terms)
    met_again = {record.identity for record in records} & run.rehearsed_identities.keys()
    Provenance.objects.filter(identity__in=met_again).delete()
    in_force = ImportBatch.objects.in_force()
    return in_force.get_or_create(name=run.batch.name, defaults={"by": run.batch.by})[0]
