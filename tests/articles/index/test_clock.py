"""A clock that is set back: what it has listed before its hour is not shown again until the hour has come."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from articles.editing import workflow
from articles.index import catalogue
from taxonomy import vocabulary
from tests.factories import issue, make_article, make_editor
from tests.served import fetch

pytestmark = pytest.mark.usefixtures("terms")

NOON = datetime(2026, 3, 3, 11, tzinfo=UTC)
PAGES = ("/", "/news/", "/news/?q=hedgehog", "/news/feed.atom", "/archive/2026/3/")


@pytest.fixture
def clock():
    with time_machine.travel(NOON - timedelta(minutes=5), tick=False) as traveller:
        yield traveller


def shown(title: str) -> dict[str, bool]:
    """Whether each page names `title`, asked twice: the second time it is a page from memory."""
    for _ in range(2):
        answers = {address: title.encode() in fetch(address).content for address in PAGES}
    return answers


@pytest.mark.parametrize("back", [0.5, 5, 59, 61])
def test_a_scheduled_release_is_not_shown_when_the_clock_goes_back_before_its_hour(clock, back):
    make_article(title="Badger")
    scheduled = make_article(title="Hedgehog", state="approved")
    issue(scheduled, by=make_editor(), at=NOON)
    clock.move_to(NOON + timedelta(seconds=0.4))
    assert all(shown("Hedgehog").values())

    clock.shift(timedelta(seconds=-back))

    assert not any(shown("Hedgehog").values())
    assert fetch(scheduled.get_absolute_url()).status_code == 404
    clock.move_to(NOON)
    assert all(shown("Hedgehog").values())


def test_an_edition_is_not_replaced_early_when_the_clock_goes_back(clock):
    article, editor = make_article(title="Badger"), make_editor()
    draft = workflow.open_new_edition(article, by=editor)
    draft.title, draft.change_note = "Hedgehog", "The title."
    workflow.save_draft(draft, by=editor)
    workflow.force_publish(draft, by=editor, reason="A test.", at=NOON)
    clock.move_to(NOON + timedelta(seconds=10))
    assert shown("Hedgehog")["/news/"]

    clock.shift(timedelta(seconds=-30))

    assert not any(shown("Hedgehog").values())
    assert b"Badger" in fetch(article.get_absolute_url()).content


def test_yesterday_is_yesterday_again_when_the_clock_goes_back_over_midnight(clock):
    make_article()
    clock.move_to(datetime(2026, 3, 3, 23, 0, 20, tzinfo=UTC))  # a new day in Vienna
    today = fetch("/structures/").headers["ETag"]

    clock.shift(timedelta(seconds=-40))

    assert fetch("/structures/").headers["ETag"] != today


def test_a_clock_set_back_past_nothing_costs_no_reading_anew(clock):
    make_article()
    clock.shift(timedelta(seconds=30))
    index = catalogue.current(vocabulary.current())

    clock.shift(timedelta(seconds=-20))

    assert catalogue.current(vocabulary.current()) is index
