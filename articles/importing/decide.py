"""Decisions about records: a new release, one that is there, one that waits, one that is refused.

Nothing here reads or changes anything but its arguments; `articles.importing.apply` writes the rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from articles.importing import fitness, record_linkage
from articles.importing.likeness import Likeness, Verdict, has_other_fields, likeness
from articles.importing.outcome import FieldChange, RecordOutcome
from articles.importing.record import Problem, Record
from articles.importing.resolve import Resolved
from articles.importing.snapshot import ImportRules, ImportSnapshot, KnownRelease, Match, Twin
from articles.index.positions import DayIsFull
from taxonomy.folding import fold_name

# Seen were two releases of one title and day. A record is compared with each, so that there is an end to it.
MOST_ALIKE = 50
# A release is paired with so many that it may be.
MOST_TWINS = 3
# Texts of a release that captures may have in two wordings.
TEXTS = ("title", "summary")
# So many numbers of releases are named in a sentence.
NAMED = 5
# An archive of thirty years has some hundreds of terms; a file that brings more new ones was misread.
MOST_NEW_TERMS = 1_000


@dataclass(frozen=True)
class Decision:
    """The decision about a record. It has no `match` when the record is no release: held, or rejected."""

    outcome: RecordOutcome
    match: Match | None = None

    @property
    def creates(self) -> bool:
        """Return whether the record becomes a new release."""
        return self.outcome.outcome == "created"

    @property
    def updates(self) -> bool:
        """Return whether the record completes a release that was there."""
        return self.outcome.outcome == "updated"


def decide(record: Record, snapshot: ImportSnapshot) -> Decision:
    """Decide what becomes of one record in the archive of `snapshot`."""
    if reason := fitness.unfit(record, snapshot.rules.earliest):
        return Decision(RecordOutcome(record, "rejected", problems=_with(record.problems, reason)))
    resolved = snapshot.with_terms(record)
    candidates = snapshot.candidates(resolved.identity)
    match, twins = _compared(resolved, candidates, snapshot)
    if match:
        return _met_again(resolved, match, candidates, snapshot.rules)
    if reason := _not_now(resolved, candidates, snapshot):
        is_failure = reason.code == "unknown-term" and snapshot.rules.unknown_terms == "fail"
        outcome = "rejected" if is_failure else "held"
        return Decision(_outcome(resolved, outcome, reason, doubts=(reason.code,)))
    return _new_release(resolved, candidates, twins, snapshot)


def decide_all(
    records: Iterable[Record], snapshot: ImportSnapshot
) -> Iterator[tuple[Decision, ImportSnapshot]]:
    """Decide one record after the other, each in the archive that those before it leave; yields both."""
    for record in records:
        decision = decide(record, snapshot)
        snapshot = after(decision, snapshot)
        yield decision, snapshot


def after(decision: Decision, snapshot: ImportSnapshot) -> ImportSnapshot:
    """Return the archive as the record after that of `decision` meets it."""
    if decision.match is None:
        return snapshot
    return snapshot.with_new(decision.match) if decision.creates else snapshot.with_match(decision.match)


def new_labels(records: Iterable[Resolved], room: int) -> tuple[list[tuple[str, str]], bool]:
    """Return (vocabulary, label) pairs to make terms of, and whether they are all that the records want.

    At most `room` are returned; a record whose labels do not all fit brings none.
    """
    wanted: dict[tuple[str, str], tuple[str, str]] = {}
    is_whole = True
    for resolved in records:
        if resolved.unknown and not fitness.not_now(resolved, "create"):
            more = {(name, fold_name(label)) for name, label in resolved.unknown}
            if len(wanted.keys() | more) > room:
                is_whole = False
                continue
            for name, label in resolved.unknown:
                wanted.setdefault((name, fold_name(label)), (name, label))
    return list(wanted.values()), is_whole


def _new_release(
    resolved: Resolved,
    candidates: Sequence[KnownRelease],
    twins: Sequence[Twin],
    snapshot: ImportSnapshot,
) -> Decision:
    """A new release: public if nothing speaks against it, else in preparation for a Publisher."""
    rules, day = snapshot.rules, resolved.day
    likely = []
    doubts = [*fitness.doubts(day, rules.today, rules.news_days, rules.publish)]
    if twins:
        likely.append(_pair(twins[0]))
    elif candidates:
        message = (
            f"Release {_numbers(candidates)} has the same title and day but says something else; "
            "both are kept."
        )
        likely.append(Problem("possible-duplicate", message))
    if rules.publish == "sure":
        read = (*resolved.record.problems, *resolved.problems, *likely)
        doubts += [problem for problem in read if problem.code in fitness.DOUBTFUL]
        doubts += fitness.new_terms(resolved)
    is_public = not doubts and rules.publish != "none"
    if is_public and not snapshot.places[day]:
        full = Problem("day-full", str(DayIsFull(day)))
        return Decision(_outcome(resolved, "rejected", *likely, full))
    release = KnownRelease(
        snapshot.next_release,
        resolved.stored,
        resolved.digest,
        snapshot.vocabularies,
        is_public=is_public,
        is_new=True,
        claim=(resolved.record.source, resolved.digest),
    )
    outcome = _outcome(resolved, "created", *likely, doubts=tuple(doubt.code for doubt in doubts))
    outcome = replace(
        outcome,
        release=release.release,
        public=is_public,
        problems=tuple(dict.fromkeys((*outcome.problems, *doubts))),
    )
    return Decision(outcome, Match(resolved, release, is_news=_is_news(resolved, rules), twins=tuple(twins)))


def _pair(twin: Twin) -> Problem:
    """The problem that pairs a record with a release that it may be, and says what contradicts it."""
    contradictions = ", ".join(twin.likeness.contradictions) or "too little agrees"
    return Problem(
        "likely-duplicate",
        f"Release {twin.release} may be the same release, but: {contradictions}. Look at both.",
    )


def _not_now(
    resolved: Resolved, candidates: Sequence[KnownRelease], snapshot: ImportSnapshot
) -> Problem | None:
    """Return why a record that is no known release waits for a person."""
    if len(candidates) >= MOST_ALIKE:
        message = (
            f"There are {len(candidates)} releases of this title and day, like release "
            f"{_numbers(candidates)}, too many to tell whether it is one of them: look at those first."
        )
        return Problem("too-many-alike", message)
    if reason := fitness.not_now(resolved, snapshot.rules.unknown_terms):
        return reason
    if resolved.unknown and not snapshot.takes_terms:
        message = (
            f"An import makes at most {MOST_NEW_TERMS:,} new terms: review those, mend the file or add the "
            "missing terms, then import again."
        )
        return Problem("too-many-new-terms", message)
    return None


def _compared(
    resolved: Resolved, candidates: Sequence[KnownRelease], snapshot: ImportSnapshot
) -> tuple[KnownRelease | None, list[Twin]]:
    """Return the known release that the record is, if any; else those that it may be, the likeliest first.

    The account of a release is resolved with the terms of today, as the record is: a label that has been
    given to another term since makes no two releases of one. Where too many are alike, only the same text is
    a match.
    """
    source = resolved.record.source
    same = [one for one in candidates if resolved.digest in (one.digest, one.claimed_by(source))]
    if same:
        return same[0], []
    if len(candidates) >= MOST_ALIKE:
        return None, []
    others = snapshot.expected.get(source, ())
    best: tuple[KnownRelease, Likeness] | None = None
    twins = []
    neighbours = [one for one in snapshot.neighbours(resolved) if one.digest not in others]
    for candidate in (*candidates, *neighbours):
        # Two records of one page are two releases.
        if candidate.claimed_by(source):
            continue
        found = likeness(resolved.account, candidate.account)
        if found.verdict is Verdict.SAME and (best is None or found.score > best[1].score):
            best = candidate, found
        elif found.verdict is Verdict.LIKELY and not snapshot.is_apart(candidate, resolved):
            twins.append(Twin(candidate.kept, candidate.digest, found))
    if best:
        return best[0], []
    return None, sorted(twins, key=lambda twin: (-twin.likeness.score, twin.release))[:MOST_TWINS]


def _met_again(
    resolved: Resolved, match: KnownRelease, candidates: Iterable[KnownRelease], rules: ImportRules
) -> Decision:
    """A record of a known release: it may tell more of it, or nothing new."""
    outcome = "duplicate" if match.claim else "same"
    met = replace(match, claim=(resolved.record.source, resolved.digest))
    new, old = resolved.stored, match.as_read
    is_refiled = resolved.digest != match.digest and has_other_fields(resolved.account, match.account)
    full = record_linkage.merged(old, new, united=("what",) if is_refiled else ())
    changes = tuple(
        FieldChange(name, old.get(name), full[name]) for name in new if full[name] != old.get(name)
    )
    problem: Problem | None = None
    if changes and not resolved.record.is_cut_in_header:
        if twin := next((other for other in candidates if other.as_read == full), None):
            message = (
                f"It would make release {match.release} the same as release {twin.release}; "
                "it stayed as it was."
            )
            problem = Problem("possible-duplicate", message)
        elif reason := _against_completing(match, resolved, rules):
            names = ", ".join(change.field for change in changes)
            outcome, problem = "same", Problem("not-updated", f"{reason}: its {names} stayed.")
        else:
            outcome, met = "updated", met.completed(full)
    elif differing := _differing(new, full):
        problem = Problem(
            "differs", f"The {differing} is not that of release {match.release}, which stayed as it was."
        )
    dealt_with = _outcome(resolved, outcome, *filter(None, [problem]))
    dealt_with = replace(
        dealt_with,
        release=match.kept,
        public=match.is_public,
        changes=changes if outcome == "updated" else (),
    )
    return Decision(dealt_with, Match(resolved, met, is_news=_is_news(resolved, rules)))


def _differing(new: dict[str, Any], full: dict[str, Any]) -> str:
    """Return which text of a record is not that of its release, nor the beginning of it; empty for none."""
    texts = {
        name: (record_linkage.words_in(new[name]), record_linkage.words_in(full[name])) for name in TEXTS
    }
    differing = [name for name, (ours, theirs) in texts.items() if not record_linkage.begins(theirs, ours)]
    return " and the ".join(differing)


def _against_completing(match: KnownRelease, resolved: Resolved, rules: ImportRules) -> str:
    """Return why a record that tells more of a release does not change it; empty when it does."""
    if match.is_new:
        return ""
    if match.merged_into:
        return f"Release {match.release} was merged into release {match.merged_into}"
    if match.is_deleted:
        return f"An editor has deleted release {match.release}"
    if match.is_touched:
        return f"An editor has worked on release {match.release}"
    if match.is_in_use:
        return f"A reviewer has an open link to release {match.release}, or an editor unsaved text in it"
    if _is_news(resolved, rules) and rules.publish != "all" and match.is_issued:
        return f"Release {match.release} is public and news, which only people change"
    return ""


def _is_news(resolved: Resolved, rules: ImportRules) -> bool:
    return fitness.is_news(resolved.day, rules.today, rules.news_days)


def _numbers(candidates: Sequence[KnownRelease]) -> str:
    more = " and others" if len(candidates) > NAMED else ""
    return ", ".join(str(candidate.release) for candidate in candidates[:NAMED]) + more


def _outcome(resolved: Resolved, outcome: str, *more: Problem, doubts: tuple[str, ...] = ()) -> RecordOutcome:
    """The line of the report for a record: the problems of its reading, those of its labels, and `more`."""
    problems: tuple[Problem, ...] = (*resolved.record.problems, *resolved.problems)
    for problem in more:
        problems = _with(problems, problem)
    return RecordOutcome(resolved.record, outcome, terms=resolved.slugs(), problems=problems, doubts=doubts)


def _with(problems: tuple[Problem, ...], problem: Problem) -> tuple[Problem, ...]:
    """The problems and one more, unless its code is among them."""
    return problems if any(one.code == problem.code for one in problems) else (*problems, problem)
