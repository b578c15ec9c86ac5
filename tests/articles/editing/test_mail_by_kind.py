"""Mail by kind of notice: to whom it goes, what it says, and whom it never reaches."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction

from articles.editing import desk_notices, offices, outbox, review_links, workflow
from articles.models import Article, ImportBatch, OutboxMessage
from taxonomy.models import Structure
from tests.factories import FILED, make_article, make_member
from tests.worker import work_once

HOUR = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
NOTICES = "/admin/articles/article/notices/"
pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = "https://newsroom.example.org"


@pytest.fixture
def people(db) -> dict:
    return {
        name: make_member(name, name.capitalize(), email=f"{name}@example.org")
        for name in ("writer", "editor", "publisher", "records")
    }


@pytest.fixture
def clock():
    with time_machine.travel(HOUR, tick=False) as traveller:
        yield traveller


def sent(mailoutbox) -> list[tuple[str, list[str]]]:
    """The headline and the receivers of each mail, which is then forgotten."""
    mails = [(mail.subject.partition(":")[0], mail.to) for mail in mailoutbox]
    mailoutbox.clear()
    return mails


def test_each_kind_reaches_whom_it_concerns_once_with_what_by_whom_and_where(clock, people, mailoutbox):
    writer, editor, publisher = (people[name] for name in ("writer", "editor", "publisher"))
    draft = make_article(state="draft", title="A bridge", created_by=writer, **FILED)
    desk = f"https://newsroom.example.org/admin/articles/article/{draft.pk}/change/"
    workflow.submit(draft, by=writer, remark="Please read it today.")
    work_once()
    work_once()
    text = mailoutbox[0].body
    assert f"“A bridge” (release {draft.release}, edition 1) waits for a review, by writer." in text
    assert "Please read it today." in text
    assert desk in text
    assert sent(mailoutbox) == [("To be reviewed", ["editor@example.org"])]

    workflow.approve(draft, by=editor)
    work_once()
    assert sent(mailoutbox) == [("Approved", ["publisher@example.org", "writer@example.org"])]

    workflow.publish(draft, by=publisher, at=HOUR + timedelta(hours=2))
    work_once()
    assert "was scheduled for Monday 4 May 2026, 14:00 Europe/Vienna, by publisher." in mailoutbox[0].body
    assert sent(mailoutbox) == [("Scheduled", ["editor@example.org", "writer@example.org"])]

    clock.shift(timedelta(hours=2))
    work_once()
    text = mailoutbox[0].body
    assert "has been public since Monday 4 May 2026, 14:00 Europe/Vienna." in text
    assert "By publisher." in text
    for place in (
        draft.get_absolute_url(), f"/api/v1/releases/{draft.release}", "/news/feed.atom", "/sitemap.xml",
    ):  # fmt: skip
        assert f"https://newsroom.example.org{place}" in text
    assert sent(mailoutbox) == [("Public", ["editor@example.org", "writer@example.org"])]


def test_a_kind_that_is_switched_off_brings_no_mail_and_stays_at_the_desk(client, people, mailoutbox):
    client.force_login(people["editor"])
    desk = list(desk_notices.KINDS)
    client.post(NOTICES, {"kinds": "1", "desk": desk, "mail": ["returned"]})
    draft = make_article(state="draft", created_by=people["writer"], **FILED)

    workflow.submit(draft, by=people["writer"])
    work_once()

    assert sent(mailoutbox) == []
    assert len(client.get(NOTICES).context["notices"]) == 1
    client.post(NOTICES, {"kinds": "1", "desk": desk, "mail": desk})
    workflow.submit(make_article(state="draft", created_by=people["writer"], **FILED), by=people["writer"])
    work_once()
    assert sent(mailoutbox) == [("To be reviewed", ["editor@example.org"])]


def test_a_submission_is_mailed_to_the_editors_of_its_structure(people, mailoutbox):
    colleague = make_member("cole", "Editor", email="cole@example.org")
    offices.choose(colleague, [Structure.objects.get(slug="secretariat").pk])

    for filed in (["secretariat"], ["permanent-council"]):
        draft = make_article(state="draft", created_by=people["writer"], structures=filed)
        workflow.submit(draft, by=people["writer"])
        work_once()

    assert [to for _, to in sent(mailoutbox)] == [
        ["cole@example.org"],
        ["cole@example.org", "editor@example.org"],
    ]


@pytest.mark.parametrize("change", ["closed", "no staff", "no role"])
def test_who_may_not_see_the_release_any_more_gets_no_mail(people, mailoutbox, change):
    draft = make_article(state="submitted", created_by=people["writer"])
    workflow.return_to_draft(draft, by=people["editor"])
    writer = people["writer"]
    writer.is_active, writer.is_staff = change != "closed", change != "no staff"
    writer.save()
    if change == "no role":
        writer.groups.clear()

    work_once()

    assert sent(mailoutbox) == []
    assert not outbox.waiting().exists()


def test_a_reviewers_answer_is_mailed_to_who_made_the_link_and_who_wrote(people, mailoutbox):
    draft = make_article(state="submitted", title="A bridge", created_by=people["writer"])
    token = review_links.make_link(draft, by=people["editor"])
    link = review_links.find(token)
    review_links.answer(
        link, name="The mayor", comment="Three lanes.", approves=False, version=draft.lock_version
    )

    work_once()

    assert "has a reviewer's comment, The mayor (outside).\n\nThree lanes." in mailoutbox[0].body
    assert sent(mailoutbox) == [("A reviewer's answer", ["editor@example.org", "writer@example.org"])]


def test_an_import_with_problems_is_told_to_who_started_it_and_who_may_mend_it(
    client, people, mailoutbox, tmp_path
):
    (tmp_path / "bad.csv").write_text("title,date,type\nA bridge,not a date,News\n", encoding="utf-8")

    # It goes on the second time, and still brings one mail.
    for _ in range(2):
        with pytest.raises(SystemExit):
            call_command("import_seeds", str(tmp_path), "--batch", "Old pages", verbosity=0)
    work_once()

    batch = ImportBatch.objects.get(name="Old pages")
    assert batch.has_problems
    assert f"https://newsroom.example.org/admin/articles/importbatch/{batch.pk}/change/" in mailoutbox[0].body
    assert sent(mailoutbox) == [("Import with problems", ["records@example.org"])]
    told = {}
    for name, user in people.items():
        client.force_login(user)
        told[name] = [str(notice.about) for notice in client.get(NOTICES).context["notices"]]
    assert told == {"writer": [], "editor": [], "publisher": [], "records": ["Old pages"]}


def test_a_message_follows_one_thing(people):
    draft = make_article(state="submitted", created_by=people["writer"])
    workflow.return_to_draft(draft, by=people["editor"])
    message = OutboxMessage.objects.get()
    message.batch = ImportBatch.objects.create(name="A batch")

    with pytest.raises(IntegrityError), transaction.atomic():
        message.save()
    assert Article.objects.get().state == "draft"
