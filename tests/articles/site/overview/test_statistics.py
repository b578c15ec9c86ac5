"""The statistics: what they count is what the listing finds, and nothing that readers may not see."""

import csv
import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from articles.editing import workflow
from articles.models import Article
from articles.site.overview.figures_tables import OF_FACETS, TABLES
from tests.factories import issue, make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")
State = Article.State
NOON = datetime(2021, 2, 2, 11, tzinfo=UTC)


def rows_of(client, table: str) -> list[dict[str, str]]:
    response = client.get(f"/statistics/{table}.csv")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv"
    return list(csv.DictReader(response.content.decode().splitlines()))


def test_every_figure_is_what_the_listing_finds(client):
    make_article(publishing_date=date(2020, 2, 3), fields_of_work=["elections"], countries=["albania"])
    make_article(publishing_date=date(2021, 2, 3), structures=["mission-to-moldova"], language="ru")
    make_article(publishing_date=date(2021, 2, 4), fields_of_work=["elections", "youth"])

    for table in OF_FACETS:
        rows = rows_of(client, table)
        assert rows, table
        for row in rows:
            found = client.get("/news/", {table: row[table]}).context["result"].total
            assert int(row["releases"]) == found, (table, row)
    assert [(row["year"], row["releases"]) for row in rows_of(client, "year")] == [
        ("2021", "2"),
        ("2020", "1"),
    ]


def test_corrected_and_withdrawn_releases_are_counted_by_year(client):
    editor = make_editor()
    corrected = make_article(publishing_date=date(2020, 2, 3))
    for _ in range(2):  # a release that was corrected twice is one
        draft = workflow.open_new_edition(
            Article.objects.filter(release=corrected.release).latest("edition"), by=editor
        )
        draft.title += " again"
        draft.change_note = "The title."
        workflow.save_draft(draft, by=editor)
        issue(draft, by=editor)
    make_article(publishing_date=date(2020, 2, 4), state=State.WITHDRAWN, withdrawal_reason="Wrong.")

    assert rows_of(client, "year") == [{"year": "2020", "releases": "1", "corrected": "1", "withdrawn": "1"}]


def test_the_page_has_a_plot_and_a_table_for_every_facet_that_has_figures(client):
    make_article(publishing_date=date(2020, 2, 3), fields_of_work=["elections"])
    make_article(publishing_date=date(2021, 2, 3), countries=["albania"], event_start=NOON)

    html = client.get("/statistics/").content.decode()

    assert 'aria-label="Releases by year, 2020–2021.' in html
    for name in ("type", "field", "country", "language"):
        assert f'id="by-{name}"' in html
    for name in TABLES:
        assert name == "structure" or f'href="/statistics/{name}.csv"' in html
    facts = [json.loads(text) for text in re.findall(r'ld\+json">(.*?)</script>', html)]
    dataset = next(fact for fact in facts if fact["@type"] == "Dataset")
    assert len(dataset["distribution"]) == len(TABLES)


def test_there_is_no_table_of_what_is_not_counted(client):
    assert client.get("/statistics/tag.csv").status_code == 404


def test_a_new_release_is_in_the_statistics_at_once(client):
    make_article(publishing_date=date(2020, 2, 3))
    assert client.get("/statistics/").context["total"] == 1

    make_article(publishing_date=date(2020, 2, 4))

    assert client.get("/statistics/").context["total"] == 2


def tell_of_event(*, hours_later: float, **facts) -> Article:
    """A release public so many hours after its event, which lasts from NOON on for an hour."""
    end = NOON + timedelta(hours=1)
    usual = {"event_start": NOON, "event_end": end, "publishing_date": date(2021, 2, 3)}
    return make_article(public_at=end + timedelta(hours=hours_later), **usual | facts)


def test_the_time_from_event_to_release_is_the_median_of_each_year(client):
    for hours in (1, 3, 100):
        tell_of_event(hours_later=hours)
    tell_of_event(hours_later=2, publishing_date=date(2020, 2, 3))

    assert rows_of(client, "events") == [
        {"year": "2021", "releases": "3", "median_hours": "3.0"},
        {"year": "2020", "releases": "1", "median_hours": "2.0"},
    ]
    assert "3\xa0hours" in client.get("/statistics/").content.decode()
    assert "3\xa0heures" in client.get("/fr/statistics/").content.decode()


@pytest.mark.parametrize(
    ("facts", "hours"),
    [
        ({"hours_later": -0.5}, "0.0"),  # while it lasted
        ({"hours_later": 5, "event_end": None}, "6.0"),  # from its beginning
        ({"hours_later": 5, "event_is_whole_day": True}, "0.0"),  # on its day
        ({"hours_later": 12, "event_is_whole_day": True}, "1.0"),
        ({"hours_later": -2}, None),  # announced it
        ({"hours_later": 5, "translates": 10_000, "language": "ru"}, None),
        ({"hours_later": 5, "state": State.WITHDRAWN}, None),
    ],
)
def test_a_release_counts_from_the_end_of_the_event_that_it_tells_of(client, facts, hours):
    tell_of_event(**facts)

    assert [row["median_hours"] for row in rows_of(client, "events")] == ([hours] if hours else [])


def test_a_correction_makes_no_release_later(client):
    editor, article = make_editor(), tell_of_event(hours_later=2)
    draft = workflow.open_new_edition(article, by=editor)
    draft.change_note = "A name."
    workflow.save_draft(draft, by=editor)
    issue(draft, by=editor)

    assert rows_of(client, "events")[0]["median_hours"] == "2.0"
