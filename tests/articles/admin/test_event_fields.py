"""The event in the form of a release: day and time, whole days, and what contradicts itself."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pytest_django.asserts import assertContains

from articles.editing import change_log
from articles.models import Article
from tests.factories import NO_FILES, make_article, make_editor

pytestmark = pytest.mark.usefixtures("terms")
ADD = "/admin/articles/article/add/"
VIENNA = ZoneInfo("Europe/Vienna")
TIMED = {
    "event_start_0": "2026-12-04",
    "event_start_1": "10:00",
    "event_end_0": "2026-12-04",
    "event_end_1": "12:30",
    "event_place": "Hofburg, Vienna",
}


@pytest.fixture(autouse=True)
def editor(client, terms):
    editor = make_editor()
    client.force_login(editor)
    return editor


def send(client, **event):
    facts = {"title": "Press conference", "language": "en", "tags": "", "_continue": "1"}
    return client.post(ADD, facts | NO_FILES | event, follow=True)


def test_an_event_is_stored_in_the_time_of_the_newsroom(client):
    send(client, **TIMED)

    article = Article.objects.get()
    assert article.event_start == datetime(2026, 12, 4, 10, tzinfo=VIENNA)
    assert article.event_end == datetime(2026, 12, 4, 12, 30, tzinfo=VIENNA)
    assert (article.event_place, article.event_is_whole_day) == ("Hofburg, Vienna", False)


def test_whole_days_need_no_times_and_begin_at_midnight(client):
    send(
        client, event_start_0="2026-12-04", event_start_1="10:00", event_end_0="2026-12-06",
        event_is_whole_day="on",
    )  # fmt: skip

    article = Article.objects.get()
    assert article.event_start == datetime(2026, 12, 4, tzinfo=VIENNA)
    assert article.event_end == datetime(2026, 12, 6, tzinfo=VIENNA)


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (TIMED | {"event_end_1": "09:00"}, "The event ends before it begins: mend one of the two."),
        ({"event_start_0": "2026-12-04"}, "Write the time as well, or choose “Whole day”."),
        ({"event_place": "Vienna"}, "Say when the event begins, or leave all of the event empty."),
        ({"event_start_1": "10:00"}, "Choose both a day and a time."),
        (TIMED | {"event_start_0": "2026-03-29", "event_start_1": "02:30"}, "Did you mean 03:30:00?"),
    ],
)
def test_what_contradicts_itself_is_refused_with_what_to_do(client, event, sentence):
    response = send(client, **event)

    assertContains(response, sentence)
    assert response.content.decode().count("ends before it begins") <= 2, "in the summary and at its field"
    assert not Article.objects.exists()


def test_the_change_log_and_the_page_of_what_is_published_say_it_in_words(client):
    article = make_article(
        event_start=datetime(2026, 12, 4, 10, tzinfo=VIENNA), event_place="Hofburg", event_is_whole_day=False
    )

    assert change_log.facts_of(article)["event_start"] == "Friday 4 December 2026, 10:00 Europe/Vienna"
    page = client.get(f"/admin/articles/article/{article.pk}/change/")
    assertContains(page, "Friday 4 December 2026, 10:00 Europe/Vienna")
