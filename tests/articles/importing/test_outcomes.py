"""Outcomes of an import beside the memory of the process, and the report that is written of them."""

import json

from articles.importing import outcome
from articles.importing.outcome import Outcomes, RecordOutcome, Report
from articles.importing.record import Problem, Record


def of(source: str, line: int, became: str = "created", **facts) -> RecordOutcome:
    return RecordOutcome(Record(source, line, title=f"{source} {line}"), became, **facts)


def titles(outcomes) -> list[str]:
    return [one.record.title for one in outcomes]


def test_outcomes_come_back_in_the_order_of_sources_and_lines_also_from_a_file(monkeypatch):
    monkeypatch.setattr(outcome, "IN_MEMORY", 1)
    outcomes = Outcomes()
    outcomes.begin("a")
    outcomes += [of("b", 9), of("b", 2)]
    outcomes += [of("a", 1)]
    assert titles(outcomes) == ["b 9", "b 2", "a 1"]

    outcomes.sort()

    assert titles(outcomes) == titles(outcomes[:]) == ["a 1", "b 2", "b 9"]
    assert titles(outcomes[1:]) == ["b 2", "b 9"]


def test_outcomes_are_counted_as_they_come():
    outcomes = Outcomes(
        [of("a", 1, public=True), of("a", 2), of("a", 3, "held", problems=(Problem("x", "y"),))]
    )

    assert outcomes.counts == {"created": 2, "held": 1}
    assert (len(outcomes), outcomes.waiting, outcomes.with_problems) == (3, 1, 1)


def test_texts_worked_out_for_rows_are_not_kept():
    record = Record("a", 1, body="Bridges.")
    record.work_out()

    [kept] = Outcomes([RecordOutcome(record, "created")])

    assert kept.record == record
    assert "texts" not in vars(kept.record)


def test_a_written_report_says_what_the_report_says(tmp_path):
    report = Report("Animals", dry_run=True, new_terms=[("structure", "Order of Foxes")])
    for records in ([], [of("a", 1), of("a", 2)]):
        report.records += records

        report.write(tmp_path / "report.json")

        assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == report.as_json()
