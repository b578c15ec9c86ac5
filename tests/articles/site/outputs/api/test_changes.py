"""The feed of changes: what it says, in which order, what it hides, and what it answers to a cursor."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.editing import bulk_filing, workflow
from articles.models import Article, Ledger, PublicChange
from articles.models.ledger import make_epoch
from taxonomy import seeding, vocabulary
from taxonomy.models import ReleaseType, Structure, TermChange
from tests.factories import issue, make_article, make_editor

FEED = "/api/v1/changes"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


@pytest.fixture
def clock():
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        yield clock


@pytest.fixture
def by():
    return make_editor()


def page(client, since="", **parameters):
    parameters |= {"since": since} if since else {}
    response = client.get(FEED, parameters)
    assert response.status_code == 200, response.content
    return response.json()


def kinds(client, since="") -> list[tuple[int, str]]:
    return [(change["release"], change["kind"]) for change in page(client, since)["changes"]]


def draft(by) -> Article:
    article = Article(title="Hedgehog", summary="It came.", release_type=ReleaseType.objects.get(slug="news"))
    return workflow.save_draft(article, by=by)


def test_every_change_of_a_release_is_there_in_its_order(client, by):
    release = draft(by)
    issue(release, by=by)
    correction = workflow.open_new_edition(release, by=by)
    issue(correction, by=by)
    secretariat = Structure.objects.get(slug="secretariat").pk
    bulk_filing.refile(Article.objects.filter(pk=correction.pk), {"structure": {secretariat}}, {}, by=by)
    correction.refresh_from_db()
    workflow.withdraw(correction, by=by, reason="It was wrong.")
    workflow.reinstate(correction, by=by)
    workflow.unpublish(correction, by=by, remark="It was wrong.")

    number = release.release
    assert kinds(client) == [
        (number, kind)
        for kind in ("published", "corrected", "retagged", "withdrawn", "reinstated", "removed")
    ]


def test_a_change_has_what_readers_see_of_the_release_now(client, by):
    listed, withdrawn, gone = make_article(), make_article(), make_article()
    workflow.withdraw(withdrawn, by=by, reason="It was wrong.")
    workflow.unpublish(gone, by=by, remark="It was wrong.")

    first, second, third, *_ = page(client)["changes"]

    assert first["state"], first["edition"] == ("listed", 1)
    assert first["url"] == f"http://testserver{listed.get_absolute_url()}"
    assert first["api"] == f"http://testserver/api/v1/releases/{listed.release}"
    assert second["state"] == "withdrawn"
    assert (third["state"], third["edition"], third["url"]) == ("absent", None, None)


def test_a_program_that_goes_on_from_each_cursor_reads_each_change_once(client):
    articles = [make_article() for _ in range(5)]
    cursor, read, has_more = "", [], True

    while has_more:
        answer = page(client, cursor, limit=2)
        assert len(answer["changes"]) <= 2
        read += [change["release"] for change in answer["changes"]]
        cursor, has_more = answer["cursor"], answer["has_more"]

    assert read == [article.release for article in articles]


def test_the_next_page_has_an_address_that_can_be_asked(client):
    make_article()
    following = page(client, "now")["next"]
    article = make_article()

    answer = client.get(following.removeprefix("http://testserver")).json()

    assert [change["release"] for change in answer["changes"]] == [article.release]


def test_a_scheduled_release_is_there_from_its_hour_on(client, by, clock):
    begun = page(client, "now")["cursor"]
    release = draft(by)
    issue(release, by=by, at=NOON)
    before = page(client, begun)
    clock.move_to(NOON)

    after = page(client, before["cursor"])

    assert (before["changes"], before["has_more"]) == ([], False)
    assert [(change["kind"], change["at"]) for change in after["changes"]] == [
        ("published", "2026-03-02T12:00:00Z")
    ]
    assert kinds(client, after["cursor"]) == []


def test_changes_that_the_clock_makes_true_at_one_instant_come_in_pages_too(client, by, clock):
    for _ in range(3):
        issue(draft(by), by=by, at=NOON)
    make_article()
    cursor, read = page(client, "now")["cursor"], []
    clock.move_to(NOON + timedelta(minutes=1))
    make_article()

    for _ in range(4):
        answer = page(client, cursor, limit=1)
        read += [change["release"] for change in answer["changes"]]
        cursor = answer["cursor"]

    assert read == list(
        Article.objects.order_by("release").exclude(release=4).values_list("release", flat=True)
    )
    assert not answer["has_more"]


@pytest.mark.parametrize("step", ["cancel", "reschedule", "refile"])
def test_nothing_tells_of_a_schedule_that_is_changed_before_its_hour(client, by, clock, step):
    release = draft(by)
    issue(release, by=by, at=NOON)
    begun = page(client, "now")["cursor"]
    match step:
        case "cancel":
            workflow.cancel_schedule(release, by=by)
        case "reschedule":
            workflow.reschedule(release, by=by, at=NOON + timedelta(days=1))
        case "refile":
            secretariat = Structure.objects.get(slug="secretariat").pk
            bulk_filing.refile(Article.objects.all(), {"structure": {secretariat}}, {}, by=by)

    clock.move_to(NOON + timedelta(hours=1))

    assert kinds(client, begun) == ([(release.release, "published")] if step == "refile" else [])


def test_a_schedule_cancelled_at_the_last_moment_is_told_to_those_who_may_have_seen_it(client, by, clock):
    release = draft(by)
    issue(release, by=by, at=NOON)
    begun = page(client, "now")["cursor"]
    clock.move_to(NOON - timedelta(seconds=1))
    workflow.cancel_schedule(release, by=by)

    clock.move_to(NOON)

    assert kinds(client, begun) == [(release.release, "removed")]


def test_cursors_tell_nothing_of_what_is_scheduled(client, by, clock):
    make_article()
    before = page(client)["cursor"]

    issue(draft(by), by=by, at=NOON)

    assert page(client)["cursor"] == before


def test_a_change_made_by_a_clock_that_is_ahead_waits_and_is_not_left_out(client, clock):
    begun = page(client, "now")["cursor"]
    clock.shift(timedelta(seconds=2))
    ahead = make_article()
    clock.shift(timedelta(seconds=-2))

    waiting = page(client, begun)

    assert waiting["changes"] == []
    clock.shift(timedelta(seconds=3))
    assert kinds(client, waiting["cursor"]) == [(ahead.release, "published")]


def test_changes_of_terms_are_there(client):
    begun = page(client, "now")["cursor"]
    term = Structure.objects.get(slug="secretariat")
    vocabulary.record_change([TermChange.of("structure", term, {"name", "position"})])

    (change,) = page(client, begun)["terms"]

    assert (change["vocabulary"], change["slug"], change["kind"]) == ("structure", "secretariat", "renamed")
    assert change["api"] == "http://testserver/api/v1/terms/structure"


def test_the_feed_begins_with_every_term(client):
    terms = page(client, limit=500)["terms"]

    loaded = {(facet, entry.slug) for facet in vocabulary.MODELS for entry in vocabulary.current()[facet]}
    assert {(change["vocabulary"], change["slug"]) for change in terms} == loaded
    assert {change["kind"] for change in terms} == {"created"}


def test_seeds_that_have_not_changed_change_no_term(client, settings):
    begun = page(client, "now")["cursor"]

    seeding.load(settings.BASE_DIR / "seeds" / "vocabularies")

    assert page(client, begun)["terms"] == []


def test_a_renaming_at_the_desk_is_a_change_of_the_term(client, editor):
    begun = page(client, "now")["cursor"]
    term = ReleaseType.objects.get(slug="news")
    address = f"/admin/taxonomy/releasetype/{term.pk}/change/"
    form = client.get(address).context["adminform"].form
    facts = {name: form[name].value() or "" for name in form.fields} | {"name": "News item", "renamed_on": ""}
    facts |= {"names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}

    client.post(address, facts)

    assert [change["kind"] for change in page(client, begun)["terms"]] == ["renamed"]


def test_a_cursor_of_before_a_restore_is_told_to_start_again(client):
    make_article()
    cursor = page(client)["cursor"]
    Ledger.objects.update(epoch=make_epoch())

    response = client.get(FEED, {"since": cursor})

    assert response.status_code == 410
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "without “since”" in response.json()["detail"]


def test_a_cursor_that_names_no_change_is_told_to_start_again(client):
    make_article()
    cursor = page(client)["cursor"]
    PublicChange.objects.update(key=7)

    assert client.get(FEED, {"since": cursor}).status_code == 410


@pytest.mark.parametrize(
    "query",
    [
        "since=x",
        "since=" + "A" * 53,
        "since=" + "_" * 54,
        "since=é",
        "limit=0",
        "limit=501",
        "limit=x",
        "sinc=now",
    ],
)
def test_what_is_not_understood_is_answered_with_a_problem(client, query):
    response = client.get(f"{FEED}?{query}")

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    (error,) = response.json()["errors"]
    assert (error["parameter"], error["value"]) == tuple(query.split("="))


def test_an_answer_costs_no_more_queries_with_more_changes(client, clock, by):
    def queries_of(limit: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, cursor, limit=limit)
        return len(queries)

    make_article()
    cursor = page(client)["cursor"]
    for _ in range(4):
        make_article()
        issue(draft(by), by=by, at=NOON)
    cursor = page(client, cursor, limit=1)["cursor"]
    clock.move_to(NOON)
    page(client)

    assert (queries_of(2), queries_of(8)) == (3, 3)


def test_nothing_new_is_a_304(client):
    cursor = page(client)["cursor"]
    etag = client.get(FEED, {"since": cursor}).headers["ETag"]

    assert client.get(FEED, {"since": cursor}, headers={"If-None-Match": etag}).status_code == 304
    make_article()
    assert client.get(FEED, {"since": cursor}, headers={"If-None-Match": etag}).status_code == 200
