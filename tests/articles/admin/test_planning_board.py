"""The planning board: what stands on which day and why, narrowed to an office; and releases planned there."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.editing import offices
from articles.models import Article, Assignment
from taxonomy.models import Structure
from tests.factories import NO_FILES, make_article, make_editor, make_member, make_user

State = Article.State
BOARD = "/admin/articles/article/planning/"
PLAN = f"{BOARD}new/"
TUESDAY = datetime(2026, 3, 3, 11, tzinfo=UTC)  # noon in Vienna

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


def on_board(client, **asked) -> dict[date, list[tuple[str, list[str]]]]:
    """By day the titles on it, each with the reasons."""
    plan = client.get(BOARD, asked).context["plan"]
    return {
        day.day: [(line.edition.title, [reason.kind for reason in line.reasons]) for line in day.lines]
        for week in plan.weeks
        for day in week
        if day.lines
    }


def titles_on(client, **asked) -> list[str]:
    return [title for lines in on_board(client, **asked).values() for title, _ in lines]


def overdue(client) -> list[str]:
    return [line.edition.title for line in client.get(BOARD).context["plan"].overdue]


def draft(title: str, **facts) -> Article:
    return make_article(title=title, **{"state": State.DRAFT} | facts)


def assign(article: Article, *, due: datetime | None = None, person=None) -> None:
    Assignment.objects.create(article=article, person=person or make_user(), due_at=due)


def test_an_edition_stands_on_each_day_for_which_there_is_a_reason(client, editor):
    wednesday, friday = date(2026, 3, 4), date(2026, 3, 6)
    draft("Planned", planned_day=wednesday)
    draft("Embargoed", embargo_until=TUESDAY + timedelta(days=1))
    assign(draft("Due"), due=TUESDAY + timedelta(hours=3))
    make_article(title="Scheduled", public_at=TUESDAY + timedelta(days=3), publishing_date=friday)
    make_article(title="Public, with an event", event_start=TUESDAY + timedelta(days=3, hours=-2))
    draft("Advisory", planned_day=wednesday, event_start=TUESDAY + timedelta(days=3))
    draft("Without a day")
    make_article(title="Public")

    assert on_board(client) == {
        date(2026, 3, 3): [("Due", ["due"])],
        wednesday: [("Planned", ["planned"]), ("Advisory", ["planned"]), ("Embargoed", ["embargo"])],
        friday: [
            ("Public, with an event", ["event"]), ("Scheduled", ["scheduled"]), ("Advisory", ["event"]),
        ],
    }  # fmt: skip


def test_what_is_not_done_in_time_stands_apart(client, editor):
    draft("Late", planned_day=date(2026, 3, 2))
    assign(draft("Due before", planned_day=date(2026, 3, 5)), due=TUESDAY - timedelta(minutes=1))
    make_article(title="Done", planned_day=date(2026, 3, 2))

    assert sorted(overdue(client)) == ["Due before", "Late"]
    assert titles_on(client) == ["Due before"]
    assert client.get(BOARD, {"week": "2026-03-10"}).context["plan"].overdue == ()


def test_an_event_counts_as_the_newest_edition_has_it_and_not_of_what_was_taken_back(client, editor):
    article = make_article(title="First", event_start=TUESDAY + timedelta(days=1))
    draft("Second", release=article.release, edition=2, event_start=TUESDAY + timedelta(days=2))
    for state in (State.WITHDRAWN, State.UNPUBLISHED):
        make_article(title="Gone", state=state, event_start=TUESDAY + timedelta(days=1))

    assert titles_on(client) == ["Second"]


def test_an_event_of_today_stands_there_until_it_begins_or_its_first_day_is_over(client, editor):
    today = datetime(2026, 3, 3, tzinfo=ZoneInfo("Europe/Vienna"))
    draft("All day", event_start=today, event_is_whole_day=True)
    draft("This morning", event_start=TUESDAY - timedelta(hours=2))
    draft("This evening", event_start=TUESDAY + timedelta(hours=6))
    draft("Yesterday", event_start=today - timedelta(days=1), event_is_whole_day=True)

    assert titles_on(client) == ["All day", "This evening"]


def test_weeks_follow_each_other(client, editor):
    draft("Soon", planned_day=date(2026, 3, 29))
    draft("Later", planned_day=date(2026, 3, 30))

    first = client.get(BOARD)
    assert titles_on(client) == ["Soon"]
    assertContains(first, "?week=2026-03-30")
    assert [len(week) for week in first.context["plan"].weeks] == [6, 7, 7, 7], "from today on"
    assert titles_on(client, week="2026-03-30") == ["Later"]
    assert titles_on(client, week="2020-01-01") == ["Soon"], "the past is in the archive"
    assertContains(client.get(BOARD, {"week": "soon"}), "Enter a valid date")
    assertContains(client.get(BOARD, {"week": "9999-12-31"}), "Choose a day from 1900 to 2100")


def test_it_begins_with_the_office_and_is_narrowed_by_body_and_type(client, clock):
    user = make_member("ed", "Editor")
    other = make_member("else", "Editor")
    secretariat, council = (Structure.objects.get(slug=slug) for slug in ("secretariat", "permanent-council"))
    offices.choose(user, [secretariat.pk])
    offices.choose(other, [council.pk])
    client.force_login(user)
    day = date(2026, 3, 5)
    draft("Ours", planned_day=day, structures=["secretariat"], type="press-release")
    draft("Theirs", planned_day=day, structures=["permanent-council"])
    draft("Nobody's", planned_day=day)

    assert titles_on(client) == ["Ours", "Nobody's"]
    assertContains(client.get(BOARD), "Show everything")
    assert titles_on(client, office="all") == ["Ours", "Theirs", "Nobody's"]
    assert titles_on(client, structure="permanent-council") == ["Theirs"], "whoever asks for a body gets it"
    assert titles_on(client, type="press-release") == ["Ours"]
    assert titles_on(client, type="gossip") == []


def test_what_nobody_is_assigned_to_says_so(client, editor):
    lines = {}
    draft("Free", planned_day=date(2026, 3, 5))
    assign(draft("Taken", planned_day=date(2026, 3, 5)), person=make_user("Ana"))
    make_article(title="Scheduled", public_at=TUESDAY + timedelta(days=1))

    page = client.get(BOARD)

    for week in page.context["plan"].weeks:
        lines |= {line.edition.title: line.is_unassigned for day in week for line in day.lines}
    assert lines == {"Free": True, "Taken": False, "Scheduled": False}
    assertContains(page, "nobody assigned", count=1)
    assertContains(page, "assigned to Ana")


@pytest.mark.parametrize("how_many", [1, 40])
def test_it_asks_as_often_for_any_number(client, editor, how_many, django_assert_max_num_queries):
    for number in range(how_many):
        article = draft(
            f"Draft {number}", planned_day=date(2026, 3, 4), structures=["secretariat"], tags=("a",)
        )
        assign(article, due=TUESDAY + timedelta(days=number % 20))

    with django_assert_max_num_queries(8):
        client.get(BOARD)


def test_no_text_is_read_for_the_board(client, editor, django_assert_max_num_queries):
    draft("Long", planned_day=date(2026, 3, 4), body="<p>Very long.</p>")

    with django_assert_max_num_queries(8) as asked:
        client.get(BOARD)

    assert not any('"articles_article"."body"' in query["sql"] for query in asked)


def test_a_release_is_planned_at_once_and_becomes_a_draft(client, clock):
    user = make_member("writer", "Writer")
    offices.choose(user, [Structure.objects.get(slug="secretariat").pk])
    client.force_login(user)
    assertContains(client.get(BOARD), PLAN)
    page = client.get(PLAN, {"day": "2026-03-09"})
    assert page.context["form"].initial == {"planned_day": "2026-03-09", "structure": "secretariat"}

    planned = client.post(
        PLAN,
        {
            "title": "Ministers  meet", "type": "media-advisory", "structure": "secretariat",
            "planned_day": "2026-03-09", "event_start_0": "2026-03-12", "event_start_1": "10:00",
            "event_place": "Hofburg",
        },
        follow=True,
    )  # fmt: skip

    assertRedirects(planned, BOARD)
    article = Article.objects.get()
    assert (article.title, article.state, article.created_by) == ("Ministers meet", State.DRAFT, user)
    assert article.event_start == datetime(2026, 3, 12, 10, tzinfo=ZoneInfo("Europe/Vienna"))
    assert not article.event_is_whole_day
    assert [body.slug for body in article.structures.all()] == ["secretariat"]
    assert on_board(client) == {
        date(2026, 3, 9): [("Ministers meet", ["planned"])],
        date(2026, 3, 12): [("Ministers meet", ["event"])],
    }


def test_an_event_without_a_time_is_planned_for_the_whole_day(client, editor):
    client.post(PLAN, {"title": "Conference", "event_start_0": "2026-03-12"})

    assert Article.objects.get().event_is_whole_day
    assert timezone.localtime(Article.objects.get().event_start).hour == 0


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"event_place": "Vienna"}, "Say when the event begins, or leave its place empty."),
        ({"title": "\ufffe"}, "This field is required"),  # a character that no text holds
        ({"planned_day": "1066-10-14"}, "Choose a day from 1900 to 2100"),
        ({"structure": "nowhere"}, "Select a valid choice"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_the_reason(client, editor, facts, sentence):
    assertContains(client.post(PLAN, {"title": "A"} | facts), sentence)
    assert not Article.objects.exists()


def test_a_title_of_which_nothing_is_left_is_refused_in_the_form_too(client, editor):
    sent = {"title": "\ufffe", "language": "en"} | NO_FILES

    assertContains(client.post("/admin/articles/article/add/", sent), "This field is required")
    assert not Article.objects.exists()


def test_who_may_not_write_sees_the_board_and_plans_nothing(client, clock):
    client.force_login(make_user("reader", "view_article"))

    assertNotContains(client.get(BOARD), PLAN)
    assert client.get(PLAN).status_code == 403
    assert client.post(PLAN, {"title": "A"}).status_code == 403


def test_the_planned_day_is_for_colleagues_and_costs_no_approval(client, clock):
    article = make_article(title="Public", planned_day=date(2031, 12, 24))

    for address in (article.get_absolute_url(), "/news/export.jsonl", "/news/export.csv", "/news/feed.json"):
        assert b"2031-12-24" not in client.get(address).getvalue()
        assert b"24 December 2031" not in client.get(address).getvalue()
    assert "planned_day" not in client.get(f"/api/v1/releases/{article.release}").json()


def test_the_desk_leads_there(client):
    client.force_login(make_editor("boss"))

    assertContains(client.get("/admin/"), f'href="{BOARD}"', count=2)
