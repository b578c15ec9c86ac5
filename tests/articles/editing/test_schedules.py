"""Hours to come: scheduling, moving and cancelling them, embargoes, and days with 23 or 25 hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.admin.instants import InstantField
from articles.editing import workflow
from articles.index import catalogue
from articles.index.query import ReleaseQuery
from articles.models import Article
from articles.text.local_time import format_instant, instants
from taxonomy import vocabulary
from tests.factories import FILED, NO_FILES, issue, make_article, make_member

State = Article.State
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
BANNER = "Under embargo until Tuesday 3 March 2026, 10:00 Europe/Vienna"
LIST = "/admin/articles/article/"

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def address(article: Article, page: str = "change", *more: str) -> str:
    return reverse(f"admin:articles_article_{page}", args=[article.pk, *more])


def scheduled(editor, at: datetime = HOUR, **facts) -> Article:
    article = make_article(state=State.APPROVED, **facts)
    workflow.publish(article, by=editor, at=at)
    article.refresh_from_db()
    return article


def listed() -> list[int]:
    return catalogue.current(vocabulary.current()).find(ReleaseQuery(rows=50)).ids


# Moving an hour


@pytest.mark.parametrize("later", [timedelta(hours=-2), timedelta(hours=3), timedelta(days=30)])
def test_a_rescheduled_edition_and_the_end_of_the_one_it_replaces_move_together(editor, clock, later):
    article = make_article(publishing_date=date(2025, 3, 1))
    draft = workflow.open_new_edition(article, by=editor)
    issue(draft, by=editor, at=HOUR)
    draft.refresh_from_db()
    position = draft.position

    workflow.reschedule(draft, by=editor, at=HOUR + later, remark="The minister is late.")

    article.refresh_from_db()
    draft.refresh_from_db()
    assert article.public_until == draft.public_at == HOUR + later
    assert draft.position == position
    assert draft.transitions.first().verb == "reschedule"
    assert draft.transitions.first().public_at == draft.public_at
    for seconds, public in ((-1, article), (0, draft)):
        clock.move_to(HOUR + later + timedelta(seconds=seconds))
        assert Article.objects.public(timezone.now()).get() == public
        assert listed() == [public.pk]


def test_a_release_rescheduled_to_another_day_is_issued_and_listed_on_that_day(editor, clock, client):
    between = make_article(publishing_date=date(2026, 3, 4))
    article = scheduled(editor, title="A hedgehog")

    workflow.reschedule(article, by=editor, at=HOUR + timedelta(days=2))

    article.refresh_from_db()
    assert article.publishing_date == date(2026, 3, 5)
    assert article.position > between.position
    clock.move_to(HOUR + timedelta(days=3))
    assert listed() == [article.pk, between.pk]
    assert client.get("/news/?q=hedgehog").context["result"].ids == [article.pk]


def test_a_publishing_date_that_an_editor_chose_stays(editor):
    article = scheduled(editor, publishing_date=date(2026, 2, 1))

    workflow.reschedule(article, by=editor, at=HOUR + timedelta(days=2))

    article.refresh_from_db()
    assert article.publishing_date == date(2026, 2, 1)


def test_what_another_edition_is_scheduled_to_follow_stays_where_it_is(editor):
    first = scheduled(editor)
    second = workflow.open_new_edition(first, by=editor)
    issue(second, by=editor, at=HOUR + timedelta(days=1))

    for move, facts in (
        (workflow.reschedule, {"at": HOUR + timedelta(hours=1)}),
        (workflow.cancel_schedule, {}),
    ):
        with pytest.raises(workflow.NotPossible, match="Edition 2 is scheduled to follow it"):
            move(first, by=editor, **facts)
    with pytest.raises(workflow.NotPossible, match="Edition 1 of this release is scheduled for"):
        workflow.reschedule(second, by=editor, at=HOUR)

    workflow.cancel_schedule(second, by=editor)
    Article.objects.get(pk=second.pk).delete()
    workflow.reschedule(first, by=editor, at=HOUR + timedelta(days=3))


def test_an_hour_is_not_moved_into_the_past_and_not_when_it_has_come(editor, clock):
    article = scheduled(editor)

    with pytest.raises(workflow.NotPossible, match="lies in the past"):
        workflow.reschedule(article, by=editor, at=NOW)
    clock.move_to(HOUR)
    with pytest.raises(workflow.NotPossible, match="This edition is live"):
        workflow.reschedule(article, by=editor, at=HOUR + timedelta(hours=1))
    with pytest.raises(workflow.NotPossible, match="This edition is live"):
        workflow.cancel_schedule(article, by=editor)


def test_the_form_starts_from_the_present_hour_and_names_the_time_zone(client, editor):
    article = scheduled(editor)
    place = address(article, "move", "reschedule")

    page = client.get(place)
    response = client.post(place, {"version": article.lock_version, "at_0": "2026-03-04", "at_1": "09:30:07"})

    for text in (
        'value="2026-03-03"',
        'value="10:00:00"',
        "Time zone: Europe/Vienna, where it is 10:00:00 now",
    ):
        assertContains(page, text)
    assertRedirects(response, address(article))
    article.refresh_from_db()
    assert article.public_at == datetime(2026, 3, 4, 8, 30, 7, tzinfo=UTC)


# What comes next


def test_what_comes_next_is_listed_in_its_order_with_its_hours(client, editor, clock):
    scheduled(editor, HOUR + timedelta(days=2), title="Third")
    scheduled(editor, HOUR, title="First")
    scheduled(editor, HOUR + timedelta(seconds=1), title="Second")
    make_article(title="Live")

    response = client.get(LIST, {"queue": "scheduled"})

    titles = [article.title for article in response.context["cl"].result_list]
    assert titles == ["First", "Second", "Third"]
    assertContains(response, "Tuesday 3 March 2026, 10:00:01 Europe/Vienna")
    assertContains(response, "none can be late")
    # The clock alone empties the list: nothing in it is ever overdue.
    clock.move_to(HOUR + timedelta(seconds=1))
    client.force_login(editor)
    response = client.get(LIST, {"queue": "scheduled"})
    assert [article.title for article in response.context["cl"].result_list] == ["Third"]
    assert len(listed()) == 3


@pytest.mark.parametrize(
    ("queue", "label", "wanted"),
    [
        ("waiting", "Waiting for approval", ["Submitted"]),
        ("scheduled", "Scheduled", ["Scheduled"]),
        ("forced", "Published without approval", ["Forced"]),
    ],
)
def test_the_queues_stand_above_the_list_with_their_numbers(client, editor, queue, label, wanted):
    make_article(title="Submitted", state=State.SUBMITTED)
    make_article(title="Draft", state=State.DRAFT)
    make_article(title="Live")
    make_article(title="Forced", forced_by=editor)
    scheduled(editor, title="Scheduled")

    response = client.get(LIST, {"queue": queue})

    assert [article.title for article in response.context["cl"].result_list] == wanted
    shown = [(line.label, line.count, line.is_shown) for line in response.context["queues"]]
    assert (label, "1", True) in shown
    # What waits for approval waits for this editor.
    assert sum(int(count) for _, count, _ in shown) == 4
    assertContains(response, 'aria-current="page"')


@pytest.mark.parametrize("how_many", [1, 55])
def test_the_list_and_the_form_ask_seldom_whoever_opens_them(
    client, editor, django_assert_max_num_queries, how_many
):
    for _ in range(how_many):
        article = scheduled(editor, structures=["secretariat"], forced_by=None)
        make_article(state=State.SUBMITTED, structures=["secretariat"], fields_of_work=["elections"])
    draft = workflow.open_new_edition(article, by=editor)
    for group in ("Writer", "Editor", "Publisher", "Records", "Administrator"):
        client.force_login(make_member(f"a {group}", group))

        for place in (LIST, f"{LIST}?queue=scheduled"):
            with django_assert_max_num_queries(12):
                client.get(place)
        for edition in (article, draft):
            with django_assert_max_num_queries(25):
                client.get(address(edition))


# Embargoes


@pytest.mark.parametrize("name", ["change", "delete", "history", "move"])
@pytest.mark.parametrize("kind", ["scheduled", "under an embargo"])
def test_every_page_of_an_edition_says_until_when_nobody_may_know(client, editor, clock, name, kind):
    if kind == "scheduled":
        article, verb = scheduled(editor), "cancel"
    else:
        article, verb = make_article(state=State.DRAFT, embargo_until=HOUR), "submit"
    place = address(article, name, *[verb] if name == "move" else [])
    if kind == "scheduled" and name == "delete":
        assert client.get(place).status_code == 403
        return

    hour = BANNER.removeprefix("Under embargo until ")
    said = "Scheduled: not public before" if kind == "scheduled" else "Under embargo until"
    assertContains(client.get(place), f"<strong>{said} {hour}</strong>")
    assertContains(client.get(LIST), hour)
    clock.move_to(HOUR)
    client.force_login(editor)
    assertNotContains(client.get(place), f"<strong>{said} {hour}")


@pytest.mark.parametrize("at", [None, HOUR - timedelta(seconds=1)])
def test_nothing_is_published_under_an_embargo_not_even_by_force(editor, at):
    article = make_article(state=State.APPROVED, embargo_until=HOUR)
    draft = make_article(state=State.DRAFT, embargo_until=HOUR)

    for move in (
        lambda: workflow.publish(article, by=editor, at=at),
        lambda: workflow.force_publish(draft, by=editor, reason="Now.", at=at),
    ):
        with pytest.raises(workflow.NotPossible, match=f"It is u{BANNER[1:]}"):
            move()

    workflow.publish(article, by=editor, at=HOUR)
    with pytest.raises(workflow.NotPossible, match="embargo"):
        workflow.reschedule(article, by=editor, at=HOUR - timedelta(seconds=1))


def test_the_database_keeps_an_embargo():
    with pytest.raises(IntegrityError, match="article_embargo_kept"), transaction.atomic():
        make_article(public_at=HOUR, embargo_until=HOUR + timedelta(seconds=1))


def test_an_embargo_is_set_in_the_form_and_offered_as_the_hour_of_publication(client, editor):
    client.post(
        f"{LIST}add/",
        {**NO_FILES, "title": "A", "summary": "B", "body": "", "language": "en", "tags": "",
         "embargo_until_0": "2026-03-03", "embargo_until_1": "10:00"},
    )  # fmt: skip
    article = Article.objects.get()

    assert article.embargo_until == HOUR
    Article.objects.update(state=State.APPROVED)
    page = client.get(address(article, "move", "publish"))
    assertContains(page, 'value="2026-03-03"')
    assertContains(page, 'value="10:00:00"')


def test_a_published_edition_tells_its_embargo_to_the_desk(client, editor, clock):
    article = make_article(public_at=NOW, embargo_until=HOUR - timedelta(days=30))

    assertContains(client.get(address(article)), "Sunday 1 February 2026, 10:00 Europe/Vienna")


# Days with 23 and 25 hours


def test_an_hour_that_the_clocks_skip_is_refused_and_the_next_one_proposed(client, editor):
    article = make_article(state=State.APPROVED)

    response = client.post(
        address(article, "move", "publish"),
        {"version": article.lock_version, "when": "later", "at_0": "2026-03-29", "at_1": "02:30"},
    )

    assertContains(response, "02:30:00 does not exist on 29 March 2026. Did you mean 03:30:00?")
    article.refresh_from_db()
    assert article.state == State.APPROVED


@pytest.mark.parametrize(("which", "utc"), [("1", "00:30:00"), ("2", "01:30:00")])
def test_an_hour_that_comes_twice_is_asked_about(client, editor, which, utc):
    article = make_article(state=State.APPROVED, **FILED)
    place = address(article, "move", "publish")
    typed = {"version": article.lock_version, "when": "later", "at_0": "2026-10-25", "at_1": "02:30"}

    asked = client.post(place, typed)
    client.post(place, typed | {"at_2": which})

    assertContains(asked, "02:30:00 comes twice on 25 October 2026. Choose which of the two you mean.")
    assertContains(asked, "the first one (CEST, UTC+02:00)")
    assertContains(asked, "the second one (CET, UTC+01:00)")
    assertContains(asked, 'aria-label="Public from: which of the two"')
    article.refresh_from_db()
    assert article.public_at == datetime.fromisoformat(f"2026-10-25T{utc}+00:00")
    page = client.get(address(article, "move", "reschedule"))
    assertContains(page, f'<option value="{which}" selected>')


def test_which_of_the_two_is_asked_only_of_hours_that_come_twice(client, editor):
    article = scheduled(editor)

    assertNotContains(client.get(address(article, "move", "reschedule")), "which of the two")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (["2026-03-03", ""], "Choose both a day and a time."),
        (["", "10:00"], "Choose both a day and a time."),
        (["tomorrow", "10:00"], "Write the day like"),
        (["2026-03-03", "noon"], "Write the time like"),
        (["", ""], "This field is required."),
        ([], "This field is required."),
    ],
)
def test_half_an_instant_is_none(typed, error):
    with pytest.raises(ValidationError, match=error):
        InstantField().clean(typed)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24), date(2026, 7, 1)])
def test_every_instant_comes_back_as_it_was_shown(day):
    field = InstantField()
    instant = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for _ in range(2 * 24 * 12):
        shown, time, which = field.widget.decompress(instant)
        assert field.clean([f"{shown:%Y-%m-%d}", f"{time:%H:%M:%S}", which]) == instant
        instant += timedelta(minutes=5)


@pytest.mark.parametrize(
    ("wall", "meant"),
    [("2026-03-29T02:30", []), ("2026-03-29T03:00", ["01:00"]), ("2026-10-25T02:00", ["00:00", "01:00"])],
)
def test_a_local_time_means_none_one_or_two_instants(wall, meant):
    found = instants(datetime.fromisoformat(wall))

    assert [f"{instant:%H:%M}" for instant in found] == meant


def test_one_of_two_equal_hours_is_said_with_its_offset():
    instant = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)

    assert format_instant(instant) == "Sunday 25 October 2026, 02:00 Europe/Vienna (CET, UTC+01:00)"
