"""What becomes of each record: a new release, one known already, one that waits, one that is refused.

A chunk of records is loaded in one short transaction. When the database refuses one of them the chunk is
loaded again record by record, each by itself, so that a bad record costs only itself.

A dry run rolls each of these transactions back, so that nobody waits for it longer than for an import; what later
chunks would find of earlier ones its rehearsal remembers.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles import ledger
from articles.importing import matching, rows
from articles.importing.outcome import RecordOutcome
from articles.importing.record import Problem, Record
from articles.importing.rehearsal import Rehearsal
from articles.importing.resolve import Resolved, recognise, resolve
from articles.models import Article, FilingLine, ImportBatch, Provenance, Transition
from taxonomy import vocabulary
from taxonomy.folding import fold_name
from taxonomy.vocabulary import Vocabularies

# Before this the organisation had no releases; a later day than that is a slip of the pen.
EARLIEST = date(1970, 1, 1)
LATEST = date(2100, 12, 31)
LONGEST_TITLE = 500
LONGEST_LABEL = 200
# What the database says of records that it does not take.
REFUSALS = (IntegrityError, DataError, ledger.DayIsFull)


@dataclass
class Known:
    """A release that a record may be, and everything that records have said of it."""

    release: int
    as_read: dict[str, Any]


@dataclass
class Run:
    """What one import run remembers between its chunks.

    `claimed` are the releases that records of the present source have been found to be: two records of one
    source are two releases. `dealt_with` are those of the whole run. `check` is called in each transaction before
    anything else; what it raises ends the run. A dry run has a `rehearsal`.
    """

    batch: ImportBatch
    unknown_terms: str = "create"
    rehearsal: Rehearsal | None = None
    check: Callable[[], None] = lambda: None
    source: str = ""
    claimed: dict[int, str] = field(default_factory=dict)
    dealt_with: set[int] = field(default_factory=set)
    new_terms: list[rows.NewTerm] = field(default_factory=list)
    next_release: int = 0

    def begin_source(self, source: str) -> None:
        if source != self.source:
            self.source, self.claimed = source, {}

    def remember(self) -> tuple:
        return self.source, dict(self.claimed), set(self.dealt_with), list(self.new_terms), self.next_release

    def recall(self, memory: tuple) -> None:
        self.source, self.claimed, self.dealt_with, self.new_terms, self.next_release = memory


def load(records: Sequence[Record], run: Run) -> list[RecordOutcome]:
    """Bring records into the newsroom; returns an outcome for each, in the same order.

    Records of one source come last first, so that of one day the first listed becomes the latest.
    """
    try:
        return _attempt(records, run)
    except REFUSALS:
        if len(records) > 1:
            return [outcome for record in records for outcome in load([record], run)]
    try:
        # Now with terms read anew: it may have been refused for one that somebody has deleted.
        return _attempt(records, run)
    except REFUSALS as error:
        return reject(records[0], run, Problem("refused", f"The database refused the record: {error}"))


def _attempt(records: Sequence[Record], run: Run) -> list[RecordOutcome]:
    """Load all of `records` or none; when it fails, nothing of it is remembered either."""
    memory = run.remember()
    try:
        with transaction.atomic():
            outcomes = _load(records, run)
            if run.rehearsal:
                transaction.set_rollback(True)
    except BaseException:
        run.recall(memory)
        # The terms it made are gone again, and the next change of another will have the number of theirs.
        vocabulary.forget()
        raise
    if run.rehearsal:
        vocabulary.forget()
    return outcomes


def reject(record: Record, run: Run, *problems: Problem) -> list[RecordOutcome]:
    """The outcome of a record that cannot be taken in, kept in the batch's account as every other."""
    outcome = RecordOutcome(record, "rejected", problems=(*record.problems, *problems))
    if not run.rehearsal:
        rows.keep_account([outcome], run.batch)
    return [outcome]


def _load(records: Sequence[Record], run: Run) -> list[RecordOutcome]:
    run.check()
    # Before anything is read, so that what is known of a release stays true until it is written.
    run.next_release = max(run.next_release, ledger.lock().last_release + 1)
    if run.rehearsal:
        identities = {matching.identity(record) for record in records}
        run.batch = run.rehearsal.make_again(run.batch, run.new_terms, identities)
    vocabularies = vocabulary.current()
    records = [recognise(record, vocabularies) for record in records]
    vocabularies = _with_new_terms(records, run, vocabularies)
    known = _known_releases(records)
    outcomes: list[RecordOutcome] = []
    created: list[tuple[int, Resolved]] = []
    changed: list[tuple[Known, Resolved, dict]] = []
    for record in records:
        run.begin_source(record.source)
        resolved = resolve(record, vocabularies)
        outcomes.append(_deal_with(resolved, run, vocabularies, known, created, changed))
    # Nobody else has taken a number since the first of these was given.
    ledger.take_releases(len(created))
    rows.create(created, run.batch)
    for match, resolved, full in changed:
        if not (run.rehearsal and match.release in run.rehearsal.imagined):
            rows.update(match.release, resolved, full)
        rows.keep_known(match.release, full)
    rows.keep_account(outcomes, run.batch)
    if run.rehearsal:
        run.rehearsal.remember(known.keys(), (release for release, _ in created))
    return outcomes


def _deal_with(
    resolved: Resolved,
    run: Run,
    vocabularies: Vocabularies,
    known: dict[str, list[Known]],
    created: list[tuple[int, Resolved]],
    changed: list[tuple[Known, Resolved, dict]],
) -> RecordOutcome:
    """Decide what becomes of one record; what is to be written is put on `created` or `changed`."""
    record = resolved.record
    problems = (*record.problems, *resolved.problems)
    if reason := _unfit(record):
        return RecordOutcome(record, "rejected", None, resolved.slugs(), _with(problems, reason))
    candidates = known[matching.identity(record)]
    match = _best(resolved, run, candidates, vocabularies)
    if match:
        return _met_again(resolved, match, candidates, run, changed, problems)
    if reason := _not_now(record, resolved, run.unknown_terms):
        outcome = "rejected" if reason.code == "unknown-term" and run.unknown_terms == "fail" else "held"
        return RecordOutcome(record, outcome, None, resolved.slugs(), _with(problems, reason))
    if candidates:
        numbers = ", ".join(str(candidate.release) for candidate in candidates)
        message = f"Release {numbers} has the same title and day but says something else; both are kept."
        problems = _with(problems, Problem("possible-duplicate", message))
    release, run.next_release = run.next_release, run.next_release + 1
    created.append((release, resolved))
    newcomer = Known(release, matching.as_stored(record))
    candidates.append(newcomer)
    _claim(newcomer, record, run)
    return RecordOutcome(record, "created", release, resolved.slugs(), problems)


def _unfit(record: Record) -> Problem | None:
    """Why a record can never become a release."""
    if not record.title:
        return Problem("no-title", "The record has no title.")
    if len(record.title) > LONGEST_TITLE:
        return Problem(
            "title-too-long", f"The title has {len(record.title)} characters; {LONGEST_TITLE} fit."
        )
    if record.date and not EARLIEST <= record.date <= LATEST:
        return Problem("bad-date", f"The date {record.date.isoformat()} cannot be that of a release.")
    return None


def _not_now(record: Record, resolved: Resolved, unknown_terms: str) -> Problem | None:
    """Why a record that is not known yet waits for a person instead of becoming a release."""
    if record.is_cut_in_header:
        return Problem("truncated", "The capture ends before the labels do; look for a whole one.")
    if record.date is None:
        return Problem("bad-date", "The record has no publishing date.")
    too_long = [label for _, label in resolved.unknown if len(label) > LONGEST_LABEL]
    if too_long:
        return Problem("label-too-long", f"No term can be called “{too_long[0][:60]} …”: it is too long.")
    if resolved.unknown and unknown_terms != "create":
        labels = ", ".join(f"“{label}”" for _, label in resolved.unknown)
        return Problem("unknown-term", f"No term is called {labels}: load or add it, then import again.")
    return None


def _best(
    resolved: Resolved, run: Run, candidates: Iterable[Known], vocabularies: Vocabularies
) -> Known | None:
    """The known release that the record is, if any.

    What was said of a release is resolved with the terms of today, as the record is: a label that has been
    given to another term since makes no two releases of one.
    """
    stored, filed = matching.as_stored(resolved.record), resolved.filed_under()
    fingerprint = matching.digest(stored)
    best, best_likeness = None, 0
    for candidate in candidates:
        claimed_by = run.claimed.get(candidate.release)
        if claimed_by is not None:
            if fingerprint in (claimed_by, matching.digest(candidate.as_read)):
                return candidate
            continue
        known_filed = resolve(matching.as_record(candidate.as_read), vocabularies).filed_under()
        likeness = matching.likeness(stored, filed, candidate.as_read, known_filed)
        likeness += 100 * (matching.digest(candidate.as_read) == fingerprint)
        if likeness > best_likeness:
            best, best_likeness = candidate, likeness
    return best


def _met_again(
    resolved: Resolved,
    match: Known,
    candidates: Iterable[Known],
    run: Run,
    changed: list,
    problems: tuple[Problem, ...],
) -> RecordOutcome:
    """A record of a release that is known: it may tell more of it, or nothing new."""
    record = resolved.record
    seen_in_this_run = match.release in run.dealt_with
    _claim(match, record, run)
    new = matching.as_stored(record)
    full = matching.merged(match.as_read, new)
    outcome = "duplicate" if seen_in_this_run else "same"
    if not record.is_cut_in_header and full != match.as_read:
        if twin := next((other for other in candidates if other.as_read == full), None):
            message = f"It would make release {match.release} the same as release {twin.release}; it stayed as it was."
            problems = _with(problems, Problem("possible-duplicate", message))
            return RecordOutcome(record, outcome, match.release, resolved.slugs(), problems)
        if is_touched(match.release):
            names = ", ".join(name for name in full if full[name] != match.as_read[name])
            kept = Problem("kept", f"An editor has worked on release {match.release}: its {names} stayed.")
            return RecordOutcome(record, "same", match.release, resolved.slugs(), _with(problems, kept))
        changed.append((match, resolved, full))
        match.as_read = full
        return RecordOutcome(record, "updated", match.release, resolved.slugs(), problems)
    if full["summary"] != new["summary"] and not full["summary"].startswith(new["summary"]):
        differs = Problem(
            "differs", f"The summary is not that of release {match.release}, which stayed as it was."
        )
        problems = _with(problems, differs)
    return RecordOutcome(record, outcome, match.release, resolved.slugs(), problems)


def _claim(release: Known, record: Record, run: Run) -> None:
    run.claimed[release.release] = matching.digest(matching.as_stored(record))
    run.dealt_with.add(release.release)


def is_touched(release: int) -> bool:
    """Whether a person has changed, filed or moved any edition of a release since it was imported."""
    return bool(touched_of([release]))


def touched_of(releases: Iterable[int] | QuerySet) -> set[int]:
    """Those of `releases` that a person has changed, filed or moved since they were imported."""
    editions = Article.objects.filter(release__in=releases).order_by()
    moved = Exists(Transition.objects.filter(article=OuterRef("pk"), by__isnull=False))
    # What is published is filed in place, which leaves no other trace.
    filed = Exists(FilingLine.objects.filter(article=OuterRef("pk"), batch__undone_at__isnull=True))
    touched = editions.filter(moved | filed | Q(changed_by__isnull=False))
    return set(touched.values_list("release", flat=True))


def _known_releases(records: Iterable[Record]) -> dict[str, list[Known]]:
    wanted = {matching.identity(record) for record in records}
    known: dict[str, list[Known]] = defaultdict(list)
    for row in Provenance.objects.filter(identity__in=wanted).order_by("release"):
        known[row.identity].append(Known(row.release, row.as_read))
    return known


def _with_new_terms(records: Iterable[Record], run: Run, vocabularies: Vocabularies) -> Vocabularies:
    """With `create`, make terms of the labels that none answers to, for a person to review."""
    if run.unknown_terms != "create":
        return vocabularies
    wanted: dict[tuple[str, str], str] = {}
    for record in records:
        if _unfit(record) or _not_now(record, resolve(record, vocabularies), "create"):
            continue
        for name, label in resolve(record, vocabularies).unknown:
            wanted.setdefault((name, fold_name(label)), label)
    if not wanted:
        return vocabularies
    run.new_terms += rows.make_terms((name, label) for (name, _), label in wanted.items())
    return vocabulary.current()


def _with(problems: tuple[Problem, ...], problem: Problem) -> tuple[Problem, ...]:
    """The problems and one more, unless its code is among them."""
    return problems if any(known.code == problem.code for known in problems) else (*problems, problem)
