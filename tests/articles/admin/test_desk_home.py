"""The desk's home: what waits for whom, imports with problems, releases by month."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.admin.desk_home import MOST_SHOWN
from articles.admin.releases.list import queues
from articles.editing import permissions, workflow
from articles.models import Article, ImportBatch, ImportRecord, ReleasePair
from tests.factories import make_article, make_editor, make_member

State = Article.State
HOME = "/admin/"
QUERIES = 21

pytestmark = pytest.mark.usefixtures("terms")


def panels(response) -> dict[str, list[str]]:
    """The titles in each list of the home."""
    return {
        panel.name: [str(line.edition) for line in panel.lines] for panel in response.context["home"].panels
    }


@pytest.mark.django_db
def test_a_writer_sees_own_drafts_and_nobody_elses(client):
    writer = make_member("writer", "Writer")
    make_article(state=State.DRAFT, created_by=writer, title="Mine")
    make_article(state=State.DRAFT, title="Another's")
    make_article(state=State.SUBMITTED, created_by=writer, title="Handed in")
    client.force_login(writer)

    shown = panels(client.get(HOME))

    assert (shown["mine"], shown["for-me"]) == (["Mine"], [])


@pytest.mark.django_db
def test_a_draft_that_was_returned_says_so_until_it_is_submitted_again(client):
    writer, ed = make_member("wanda", "Writer"), make_member("ed", "Editor")
    draft = make_article(state=State.DRAFT, created_by=writer, title="Mine")
    form = f"/admin/articles/article/{draft.pk}/change/"
    with time_machine.travel("2026-11-22T08:18:00Z", tick=False):
        workflow.submit(draft, by=writer)
        workflow.return_to_draft(draft, by=ed, remark="The <date> is wrong.")
    client.force_login(writer)

    for place in (HOME, form):
        response = client.get(place)
        assertContains(response, "Returned by ed")
        assertContains(response, ">22 November, 09:18</time>")
        assertContains(response, ":</strong> The &lt;date&gt; is wrong.")

    workflow.submit(draft, by=writer)
    for place in (HOME, form):
        assertNotContains(client.get(place), "Returned by ed")


@pytest.mark.parametrize(
    ("role", "waiting"),
    [
        ("Writer", set()),
        ("Editor", {"Written by another"}),
        ("Publisher", {"Approved"}),
        ("Administrator", {"Written by another", "Approved"}),
    ],
)
@pytest.mark.django_db
def test_what_waits_for_somebody_is_what_the_role_can_bring_forward(client, role, waiting):
    member, other = make_member("member", role), make_editor("other")
    facts = {"changed_at": timezone.now(), "state": State.SUBMITTED}
    make_article(title="Changed by myself", changed_by=member, **facts)
    make_article(title="Written by another", changed_by=other, **facts)
    make_article(title="Approved", state=State.APPROVED)
    make_article(title="A draft", state=State.DRAFT)
    client.force_login(member)

    shown = panels(client.get(HOME))

    assert set(shown["for-me"]) == waiting


@pytest.mark.parametrize("role", ["Writer", "Editor", "Publisher", "Records", "Administrator"])
@pytest.mark.django_db
def test_what_waits_is_what_the_table_of_rights_allows(role):
    member = make_member("member", role)
    for state in Article.State.values:
        for by in (member, None):
            make_article(state=state, changed_by=by, changed_at=by and timezone.now())

    waiting = permissions.waiting_for(member, Article.objects.all())

    assert set(waiting) == {
        article
        for article in Article.objects.all()
        if any(not permissions.reasons_against(move, article, member) for move in ("approve", "publish"))
    }


@pytest.mark.parametrize(
    ("role", "may_write"), [("Writer", True), ("Editor", True), ("Publisher", False), ("Records", False)]
)
@pytest.mark.django_db
def test_whoever_may_write_begins_a_release_on_the_home(client, role, may_write):
    client.force_login(make_member("member", role))

    response = client.get(HOME)

    link = '<a class="button home-write" href="/admin/articles/article/add/">Write a release</a>'
    assert (link in response.text) == may_write


@pytest.mark.django_db
def test_releases_are_searched_from_the_home(client, editor):
    make_article(title="Hedgehogs cross the border")
    make_article(title="A fox")

    response = client.get(HOME)
    field = re.search(r'<form role="search" action="(.+?)">.*?name="(.+?)"', response.text, re.DOTALL)
    found = client.get(field[1], {field[2]: "hedgehogs"})

    assert [str(article) for article in found.context["cl"].result_list] == ["Hedgehogs cross the border"]


@pytest.mark.django_db
def test_work_stands_before_what_is_done(client, editor):
    assert list(panels(client.get(HOME))) == ["assigned", "for-me", "mine", "scheduled", "forced", "newest"]


@pytest.mark.django_db
def test_an_imported_release_has_a_day_and_no_invented_hour(client, editor):
    zone = timezone.get_current_timezone()
    midnight = datetime(2025, 7, 4, tzinfo=zone)
    make_article(title="Imported", public_at=midnight, created_by=None)
    make_article(
        title="Published at midnight", public_at=datetime(2025, 7, 3, tzinfo=zone), created_by=editor
    )

    response = client.get(HOME)

    assertContains(response, ">Friday 4 July 2025</time>")
    assertContains(response, ">Thursday 3 July 2025, 00:00 Europe/Vienna</time>")


@pytest.mark.django_db
def test_what_is_scheduled_comes_by_its_hour_with_the_time_zone(client, editor):
    now = timezone.now()
    make_article(public_at=now + timedelta(days=400), title="Later")
    make_article(public_at=now + timedelta(days=300), title="Sooner")

    response = client.get(HOME)

    assert panels(response)["scheduled"] == ["Sooner", "Later"]
    assertContains(response, "Europe/Vienna")


@pytest.mark.django_db
def test_long_lists_show_ten_and_lead_to_all_of_them_counted_up_to_a_bound(client, editor, monkeypatch):
    for _ in range(MOST_SHOWN + 3):
        make_article(state=State.DRAFT, created_by=editor)

    response = client.get(HOME)

    assert len(panels(response)["mine"]) == MOST_SHOWN
    assertContains(response, '<a href="/admin/articles/article/?queue=mine">Show all (13)')
    assert client.get("/admin/articles/article/?queue=mine").context["cl"].result_count == MOST_SHOWN + 3

    monkeypatch.setattr(queues, "MOST_COUNTED", MOST_SHOWN)

    assertContains(client.get(HOME), '<a href="/admin/articles/article/?queue=mine">Show all (10+)')
    assertContains(client.get("/admin/articles/article/"), '<span class="queue-count">10+</span>')


@pytest.mark.django_db
def test_the_latest_publication_stands_first_and_nothing_that_is_not_public(client, editor):
    make_article(publishing_date=date(2025, 3, 3), title="Old")
    make_article(publishing_date=date(2025, 5, 5), title="New")
    make_article(state=State.WITHDRAWN, title="Withdrawn")

    shown = panels(client.get(HOME))

    assert shown["newest"] == ["New", "Old"]


@pytest.mark.django_db
def test_the_latest_import_with_problems_is_named_with_how_many(client, editor):
    now = timezone.now()
    ImportBatch.objects.create(
        name="Bad", counts={"held": 2, "rejected": 1}, started_at=now - timedelta(days=2)
    )
    ImportBatch.objects.create(name="Worse", counts={"held": 9}, started_at=now - timedelta(days=3))
    ImportBatch.objects.create(name="Good", counts={"created": 5}, started_at=now)

    problems = client.get(HOME).context["home"].problems

    assert (problems.batch.name, problems.count) == ("Bad", 3)
    assert client.get(problems.address).status_code == 200


@pytest.mark.django_db
def test_what_imports_have_left_to_be_decided_is_counted_for_those_who_decide_it(client):
    for number in (1, 2):
        article = make_article(title=f"Doubtful {number}", state=State.SUBMITTED)
        batch, _ = ImportBatch.objects.get_or_create(name="Old pages")
        ImportRecord.objects.create(
            batch=batch, source="a.txt", line=number, outcome="created", title=str(article),
            release=article.release, doubts=["no-labels"],
        )  # fmt: skip
    first, second = Article.objects.order_by("release").values_list("release", flat=True)
    ReleasePair.objects.create(
        release=first, other=second, digest="a", other_digest="b", title="Doubtful 2", score=8
    )

    client.force_login(make_member("archivist", "Records"))
    waiting = client.get(HOME)
    pairs = client.get("/admin/articles/releasepair/")
    client.force_login(make_member("writer", "Writer"))

    assertContains(waiting, "2 doubtful releases")
    assertContains(waiting, "1 pair of releases")
    assertContains(pairs, "<h1>1 pair waits for a decision</h1>")
    assertNotContains(client.get(HOME), "doubtful release")


@pytest.mark.django_db
def test_imports_are_for_those_who_may_see_them(client):
    ImportBatch.objects.create(name="Bad", counts={"held": 2})
    client.force_login(make_member("writer", "Writer"))

    response = client.get(HOME)

    assertNotContains(response, "Import problems")


@pytest.mark.django_db
def test_staff_without_a_role_see_a_calm_empty_page(client):
    make_article(title="Not for strangers", state=State.SUBMITTED)
    client.force_login(make_member("stranger"))

    response = client.get(HOME)

    assertContains(response, "Your account has no role yet")
    assertNotContains(response, "Not for strangers")
    assertNotContains(response, "Releases by month")


@pytest.mark.django_db
def test_the_plot_has_the_months_up_to_the_newest_release(client, editor):
    make_article(publishing_date=date(2025, 7, 4))
    make_article(publishing_date=date(2024, 7, 1))
    make_article(publishing_date=date(2023, 7, 1), title="Too long ago")

    bars = client.get(HOME).context["home"].plot.bars

    assert len(bars) == 24
    assert [bar.text for bar in bars if bar.height] == ["Jul 2024: 1", "Jul 2025: 1"]


@pytest.mark.django_db
def test_what_is_empty_is_said_in_one_line_and_has_no_panel(client, editor):
    make_article(state=State.DRAFT, created_by=editor, title="Mine")

    response = client.get(HOME)

    assertContains(
        response, "Nothing is waiting for you. Nothing is scheduled. Nothing was published without approval."
    )
    assert re.findall(r'<h2 id="home-([a-z-]+)">', response.text) == ["mine"]


@pytest.mark.django_db
def test_releases_stand_above_users_and_groups(client, editor):
    apps = [app["app_label"] for app in client.get(HOME).context["app_list"]]

    assert apps == ["articles", "taxonomy", "auth", "axes"]


@pytest.mark.parametrize("role", ["Writer", "Administrator"])
@pytest.mark.django_db
def test_the_home_asks_the_same_however_much_there_is(client, role, django_assert_max_num_queries):
    member, chief = make_member("member", role), make_editor("chief")
    now = timezone.now()
    for _ in range(MOST_SHOWN + 1):
        returned = make_article(state=State.SUBMITTED, created_by=member)
        workflow.return_to_draft(returned, by=chief)
        make_article(state=State.SUBMITTED, changed_by=make_editor(f"e{_}"), changed_at=now)
        make_article(public_at=now + timedelta(days=9), forced_by=member)
    ImportBatch.objects.create(name="Bad", counts={"held": 2})
    client.force_login(member)
    client.get(HOME)

    with django_assert_max_num_queries(QUERIES):
        client.get(HOME)
