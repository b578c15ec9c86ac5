"""What could not be delivered, on a page for administrators; and trying it again from there."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import outbox
from articles.models import OutboxMessage
from tests.factories import make_article, make_member, make_message
from tests.worker import work_once

LIST = "/admin/articles/outboxmessage/"

pytestmark = pytest.mark.usefixtures("terms")


def failed(**facts) -> OutboxMessage:
    later = timezone.now() + timedelta(hours=1)
    article = make_article(title="A bridge opens")
    return make_message(
        article, **{"tries": 3, "error": "HTTPError: HTTP Error 503", "next_try_at": later} | facts
    )


def try_now(client, *messages: OutboxMessage):
    answers = {"action": "try_now", "_selected_action": [message.pk for message in messages]}
    return client.post(LIST, answers, follow=True)


@pytest.fixture
def administrator(client):
    user = make_member("administrator", "Administrator")
    client.force_login(user)
    return user


def test_the_page_tells_what_failed_of_which_release_how_often_and_why(client, administrator):
    message = failed()

    response = client.get(LIST)

    for shown in ("webhook: published", "A bridge opens", ">3<", "HTTP Error 503"):
        assertContains(response, shown)
    assertContains(client.get(f"{LIST}{message.pk}/change/"), "HTTP Error 503")


def test_only_what_failed_or_is_late_stands_there(client, administrator):
    make_message(error="delivered", done_at=timezone.now(), tries=1)
    make_message(due_at=timezone.now() + timedelta(days=1), next_try_at=timezone.now() + timedelta(days=1))
    make_message()
    assert not client.get(LIST).context["cl"].result_list
    assertNotContains(client.get("/admin/"), "could not be delivered")

    late = make_message(next_try_at=timezone.now() - timedelta(minutes=6))

    assert list(client.get(LIST).context["cl"].result_list) == [late]
    assertContains(client.get(LIST), "ask whether manage.py work runs")
    assertContains(client.get("/admin/"), "1 message could not be delivered")


def test_what_is_tried_again_now_is_delivered_by_the_next_worker(client, administrator):
    first, second = failed(), failed()

    response = try_now(client, first)
    assertContains(response, "1 message will be tried again in a few seconds")
    work_once()

    assert OutboxMessage.objects.get(pk=first.pk).done_at
    assert OutboxMessage.objects.get(pk=second.pk).done_at is None
    assert list(client.get(LIST).context["cl"].result_list) == [second]


def test_what_is_not_due_yet_is_never_tried_before_its_hour(administrator):
    hour = timezone.now() + timedelta(days=1)
    message = make_message(due_at=hour, next_try_at=hour)

    assert outbox.try_now(OutboxMessage.objects.all()) == 0

    message.refresh_from_db()
    assert message.next_try_at == hour


@pytest.mark.parametrize("role", ["Writer", "Editor", "Publisher", "Records"])
@pytest.mark.django_db
def test_nobody_else_sees_or_tries_it(client, role):
    message = failed()
    client.force_login(make_member("somebody", role))

    assert client.get(LIST).status_code == 403
    assert try_now(client, message).status_code == 403
    assertNotContains(client.get("/admin/"), "could not be delivered")
    message.refresh_from_db()
    assert message.next_try_at > timezone.now()


@pytest.mark.parametrize("how_many", [2, 30])
def test_the_page_asks_as_often_for_any_number(client, administrator, django_assert_num_queries, how_many):
    for _ in range(how_many):
        failed()

    with django_assert_num_queries(7):
        client.get(LIST)
