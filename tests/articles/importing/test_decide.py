"""What becomes of a record is decided by the record and the archive alone: no database takes part in these tests."""

from dataclasses import FrozenInstanceError, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.decide import MOST_ALIKE, after, decide, decide_all, new_labels
from articles.importing.record import Record
from articles.importing.resolve import resolve
from articles.importing.snapshot import ImportRules, ImportSnapshot
from taxonomy.folding import fold_name
from taxonomy.vocabulary import TermEntry, Vocabularies, Vocabulary

DAY = date(2025, 7, 4)
SUMMARY = "A bridge was opened today."


def vocabulary(*names: str) -> Vocabulary:
    entries = tuple(
        TermEntry(
            id=number,
            slug=name.lower(),
            name=name,
            description="",
            parent_id=None,
            depth=0,
            path="",
            url="",
            local_name=name,
            names=(),
        )
        for number, name in enumerate(names, start=1)
    )
    return Vocabulary(
        entries=entries,
        by_id={entry.id: entry for entry in entries},
        by_slug={entry.slug: entry for entry in entries},
        by_label={fold_name(entry.name): ((entry, None),) for entry in entries},
        children={None: entries},
    )


VOCABULARIES = Vocabularies(
    revision=1,
    type=vocabulary("News", "Statement"),
    structure=vocabulary("Secretariat", "Council"),
    field=vocabulary("Elections", "Youth"),
    country=vocabulary("Albania"),
    meeting=vocabulary(),
)


def make_record(**facts) -> Record:
    defaults = {"source": "page.txt", "line": 1, "title": "A bridge opens", "date": DAY, "type": "News"}
    return Record(**(defaults | {"where": ("Secretariat",), "summary": SUMMARY} | facts))


def make_snapshot(places: int = 100, **facts) -> ImportSnapshot:
    rules = ImportRules(
        today=facts.pop("today", DAY + timedelta(days=365)),
        news_days=30,
        unknown_terms=facts.pop("unknown_terms", "create"),
        publish=facts.pop("publish", "sure"),
    )
    days = {DAY + timedelta(days=number): places for number in range(-2, 3)}
    return ImportSnapshot(rules, VOCABULARIES, {}, {}, days, next_release=1, **facts)


def archive(*records: Record, **facts) -> ImportSnapshot:
    """The archive that an earlier import of `records` has left."""
    snapshot = make_snapshot(**facts)
    for _, left in decide_all(records, snapshot):
        snapshot = left
    return changed(snapshot, is_new=False, is_issued=True, claim=None)


def changed(snapshot: ImportSnapshot, **facts) -> ImportSnapshot:
    """The archive after people have done something to all its releases."""
    releases = {number: replace(one, **facts) for number, one in snapshot.releases.items()}
    return replace(snapshot, releases=releases)


def codes(decision) -> list[str]:
    return [problem.code for problem in decision.outcome.problems]


def outcome_of(decision) -> tuple[str, list[str]]:
    return decision.outcome.outcome, codes(decision)


FULLER = make_record(summary=f"{SUMMARY} Many people came.")


def test_a_record_of_nothing_known_becomes_a_release_with_the_next_number():
    decision = decide(make_record(), replace(make_snapshot(), next_release=17))

    assert outcome_of(decision) == ("created", [])
    assert (decision.outcome.release, decision.outcome.public) == (17, True)
    assert decision.outcome.terms["structure"] == ["secretariat"]


def test_the_next_record_meets_what_the_one_before_has_left_and_the_archive_before_stays_as_it_was():
    before = make_snapshot(places=3)
    decision = decide(make_record(), before)

    left = after(decision, before)

    assert (left.next_release, left.places[DAY]) == (2, 2)
    assert (before.next_release, before.places[DAY], before.releases) == (1, 3, {})
    assert outcome_of(decide(replace(make_record(), source="other.txt"), left)) == ("duplicate", [])
    with pytest.raises(FrozenInstanceError):
        left.next_release = 9


@pytest.mark.parametrize(
    ("facts", "outcome", "because"),
    [
        ({}, "updated", []),
        ({"is_deleted": True}, "same", ["not-updated"]),
        ({"is_touched": True}, "same", ["not-updated"]),
        ({"is_in_use": True}, "same", ["not-updated"]),
    ],
)
def test_a_fuller_record_completes_a_release_that_nobody_has_worked_on(facts, outcome, because):
    decision = decide(FULLER, changed(archive(make_record()), **facts))

    assert outcome_of(decision) == (outcome, because)
    assert decision.match.release.as_read["summary"] == (SUMMARY if because else FULLER.summary)


def test_news_that_is_public_is_completed_only_where_the_import_may_publish_news():
    news = {"today": DAY + timedelta(days=1), "publish": "all"}
    public = archive(make_record(), **news)
    careful = replace(public, rules=replace(public.rules, publish="sure"))

    assert outcome_of(decide(FULLER, careful)) == ("same", ["not-updated"])
    assert outcome_of(decide(FULLER, changed(careful, is_issued=False)))[0] == "updated"
    assert outcome_of(decide(FULLER, public))[0] == "updated"
    assert decide(FULLER, public).match.is_news


def test_a_day_without_a_place_takes_no_public_release_but_one_that_waits():
    full = make_snapshot(places=1)
    full = after(decide(make_record(), full), full)

    other = make_record(title="Another")
    waits = replace(full, rules=replace(full.rules, publish="none"))

    assert outcome_of(decide(other, full)) == ("rejected", ["day-full"])
    assert (outcome_of(decide(other, waits)), decide(other, waits).outcome.public) == (("created", []), False)


def test_beyond_the_most_that_are_alike_only_the_same_text_is_known_again():
    texts = [f"The {word} of {number} bridges was opened." for number in range(5) for word in "abcdefghij"]
    alike = [make_record(line=number, summary=text) for number, text in enumerate(texts)]
    full = archive(*alike)
    assert len(full.candidates(decide(alike[0], full).match.resolved.identity)) == MOST_ALIKE

    decision = decide(make_record(summary="Quite another text about a tunnel."), full)

    assert outcome_of(decision) == ("held", ["too-many-alike"])
    assert decision.outcome.doubts == ("too-many-alike",)
    assert outcome_of(decide(replace(alike[7], source="other.txt"), full)) == ("same", [])


def test_a_label_without_a_term_holds_its_record_once_no_more_terms_are_made():
    record = make_record(where=("Bureau of Bridges",))

    assert outcome_of(decide(record, make_snapshot())) == ("created", ["unknown-term"])
    assert outcome_of(decide(record, make_snapshot(takes_terms=False))) == (
        "held", ["unknown-term", "too-many-new-terms"],
    )  # fmt: skip


def test_terms_are_wanted_once_and_of_a_record_all_or_none():
    records = [
        make_record(where=("Bureau A", "Secretariat")),
        make_record(where=("Bureau a",), what=("Bridges",)),
        make_record(where=("Bureau B", "Bureau C")),
    ]
    resolved = [resolve(record, VOCABULARIES) for record in records]

    assert new_labels(resolved, 9) == (
        [
            ("structure", "Bureau A"),
            ("field", "Bridges"),
            ("structure", "Bureau B"),
            ("structure", "Bureau C"),
        ],
        True,
    )
    assert new_labels(resolved, 3) == (
        [("structure", "Bureau A"), ("field", "Bridges")], False,
    )  # fmt: skip


RECORDS = st.builds(
    make_record,
    source=st.sampled_from(["a.txt", "b.txt"]),
    line=st.integers(1, 3),
    title=st.sampled_from(["A bridge opens", "A BRIDGE opens", "", "A road"]),
    date=st.sampled_from([None, DAY, DAY + timedelta(days=1), date(1900, 1, 1)]),
    type=st.sampled_from([None, "News", "Statement", "Animal News"]),
    where=st.sampled_from([(), ("Secretariat",), ("Secretariat", "Council"), ("Bureau of Bridges",)]),
    what=st.sampled_from([(), ("Elections",), ("x" * 300,)]),
    summary=st.sampled_from(["", SUMMARY, f"{SUMMARY} Many people came.", "Something else was said."]),
    is_cut_in_header=st.booleans(),
)


@given(
    st.lists(RECORDS, max_size=8),
    RECORDS,
    st.sampled_from(["create", "hold", "fail"]),
    st.sampled_from(["sure", "all", "none"]),
    st.booleans(),
    st.sampled_from([0, 1, 100]),
)
def test_deciding_twice_gives_the_same_and_changes_nothing(before, record, unknown, publish, takes, places):
    snapshot = make_snapshot(places, unknown_terms=unknown, publish=publish, takes_terms=takes)
    for _, left in decide_all(before, snapshot):
        snapshot = left
    releases, days = dict(snapshot.releases), dict(snapshot.places)

    first, second = decide(record, snapshot), decide(record, snapshot)

    assert first == second
    assert after(first, snapshot) == after(second, snapshot)
    assert (snapshot.releases, snapshot.places) == (releases, days)


@given(st.lists(RECORDS, max_size=12))
def test_numbers_and_places_are_given_once_each(records):
    snapshot = make_snapshot(3)

    decisions = []
    for decision, left in decide_all(records, snapshot):
        decisions.append(decision)
        snapshot = left

    created = [decision.outcome for decision in decisions if decision.creates]
    assert [outcome.release for outcome in created] == list(range(1, len(created) + 1))
    assert snapshot.next_release == len(created) + 1
    assert all(left >= 0 for left in snapshot.places.values())
