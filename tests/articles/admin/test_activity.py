"""Who did what, at the whole desk: by person, day and release, and as a table."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains

from articles.admin.releases import activity
from articles.editing import bulk_filing, workflow
from articles.models import Article, ChangeLogEntry, Transition
from taxonomy.models import Structure
from tests.factories import make_article, make_member, make_user

pytestmark = pytest.mark.usefixtures("terms")
LIST = "/admin/articles/article/activity/"
TABLE = "/admin/articles/article/activity.csv"


@pytest.fixture
def busy(editor) -> list[Article]:
    """Two drafts, of which Anna submitted one and the editor renamed and filed the other."""
    anna = make_member("anna", "Editor", first_name="Anna", last_name="Berg")
    bridge = make_article(state="draft", title="A bridge")
    tunnel = make_article(state="draft", title="A tunnel")
    workflow.submit(bridge, by=anna, remark="=Please read")
    tunnel.title = "A long tunnel"
    workflow.save_draft(tunnel, by=editor)
    secretariat = {Structure.objects.get(slug="secretariat").pk}
    bulk_filing.refile(Article.objects.filter(pk=tunnel.pk), {"structure": secretariat}, {}, by=editor)
    return [bridge, tunnel]


def lines(client, **asked) -> list[str]:
    return [f"{deed.who}: {deed.what}" for deed in client.get(LIST, asked).context["deeds"]]


SUBMITTED, RENAMED = "Anna Berg: Submit for review: draft → submitted", "editor: Changed title, slug"
FILED = "editor: Filed under Secretariat (1 editions)"


def test_what_people_did_stands_newest_first_with_its_release(client, busy):
    assert lines(client) == [FILED, RENAMED, SUBMITTED]
    page = client.get(LIST)
    assertContains(page, f'/change/">A bridge</a>, release {busy[0].release}')
    assertContains(page, "=Please read")


def test_it_is_narrowed_to_a_person_a_release_and_days(client, busy):
    assert lines(client, person="anna") == [SUBMITTED]
    assert lines(client, release=busy[1].release) == [RENAMED]
    today = timezone.localdate().isoformat()
    assert len(lines(client, since=today, until=today)) == 3
    Transition.objects.update(at=datetime(2020, 5, 1, 21, 59, tzinfo=UTC))
    assert lines(client, until="2020-05-01") == [SUBMITTED]
    assert lines(client, until="2020-04-30") == []
    assert lines(client, since="nonsense") == []


def test_the_table_has_the_same_lines_and_no_formulas(client, busy):
    text = client.get(TABLE, {"person": "berg"}).content.decode()

    header, line = text.splitlines()
    assert header == "when,who,what,release,edition,title,remark"
    assert line.endswith(f",{busy[0].release},1,A bridge,'=Please read")


def test_a_page_ends_where_the_next_one_begins(client, busy, monkeypatch):
    monkeypatch.setattr(activity, "PER_PAGE", 2)

    page = client.get(LIST)
    rest = client.get(f"{LIST}?{page.context['older']}")

    assert [deed.what for deed in page.context["deeds"]] == [FILED[8:], RENAMED[8:]]
    assert [deed.what for deed in rest.context["deeds"]] == [SUBMITTED[11:]]


def test_a_deleted_draft_leads_to_its_history(client, editor):
    draft = make_article(state="draft", title="A secret")
    workflow.delete_draft(draft, by=editor)

    assertContains(client.get(LIST), f'/history/{draft.release}/">a deleted draft</a>')


def test_imports_are_nobodys_deeds(client, editor):
    Transition.objects.create(article=make_article(), verb="import", to_state="published")

    assert lines(client) == []


@pytest.mark.parametrize("how_many", [1, 30])
def test_it_asks_as_often_for_any_number_of_deeds(client, editor, how_many, django_assert_max_num_queries):
    for number in range(how_many):
        article = make_article(state="draft", title=f"Draft {number}")
        workflow.submit(article, by=make_user(f"u{number}", "change_article"))
        ChangeLogEntry.objects.create(
            release=article.release, edition=1, by=editor, changes={"title": ["", "x"]}
        )

    with django_assert_max_num_queries(6):
        client.get(LIST)
