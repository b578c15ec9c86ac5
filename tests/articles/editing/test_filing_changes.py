"""Filing many editions at once: what changes, who may, how it is undone, and how much it asks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from taggit.models import Tag

from articles.editing import bulk_filing
from articles.editing.workflow import NotPossible
from articles.index.request_snapshot import RequestSnapshot
from articles.index.search import desk
from articles.models import Article, FilingBatch, FilingLine
from articles.models.filing import filings_of
from taxonomy.models import ReleaseType, Structure
from tests.factories import make_article, make_editor, make_member

State = Article.State
LIST = "/admin/articles/article/"

pytestmark = pytest.mark.usefixtures("terms")


def structure(slug: str) -> dict[str, set[int]]:
    return {"structure": {Structure.objects.get(slug=slug).pk}}


def slugs(article: Article) -> set[str]:
    return set(article.structures.values_list("slug", flat=True))


def action(client, editions, step: str = "", name: str = "file_under", address: str = LIST, **facts):
    data = {"action": name, "_selected_action": [article.pk for article in editions], "step": step} | facts
    return client.post(address, data)


@pytest.mark.django_db
def test_published_editions_are_filed_in_place_and_listed_there_at_once():
    article = make_article(structures=["secretariat"])
    assert RequestSnapshot.take().catalogue.count("structure", "permanent-council") == 0

    bulk_filing.refile(
        Article.objects.all(), structure("permanent-council"), structure("secretariat"), by=make_editor()
    )

    assert slugs(article) == {"permanent-council"}
    catalogue = RequestSnapshot.take().catalogue
    assert (
        catalogue.count("structure", "permanent-council"),
        catalogue.count("structure", "secretariat"),
    ) == (1, 0)


@pytest.mark.django_db
def test_more_editions_than_are_told_singly_are_right_in_the_catalogue_too():
    for _ in range(101):
        make_article(tags=("forests",))
    assert RequestSnapshot.take().catalogue.count("tag", "forests") == 101
    tag = Tag.objects.get(name="forests").pk

    batch = bulk_filing.refile(Article.objects.all(), {}, {"tag": {tag}}, by=make_editor())

    assert (batch.editions, RequestSnapshot.take().catalogue.count("tag", "forests")) == (101, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("needs_approval", [False, True])
def test_approvals_stay_unless_a_filing_needs_a_second_pair_of_eyes(settings, needs_approval):
    settings.FOUR_EYES_FOR_FILING = needs_approval
    editor = make_editor()
    draft = make_article(state=State.DRAFT)
    approved = make_article(state=State.APPROVED)
    same = make_article(state=State.APPROVED, structures=["secretariat"])

    bulk_filing.refile(Article.objects.all(), structure("secretariat"), {}, by=editor)

    for article in (draft, approved, same):
        article.refresh_from_db()
    assert (draft.state, draft.changed_by, draft.lock_version) == (State.DRAFT, editor, 1)
    left, remark = (
        (State.SUBMITTED, "Filed under other terms after it was approved.")
        if needs_approval
        else (State.APPROVED, "Only the filing was changed: the approval stays.")
    )
    assert (approved.state, approved.changed_by, approved.lock_version) == (left, editor, 1)
    assert approved.transitions.get().remark == remark
    assert (same.state, same.changed_by) == (State.APPROVED, None)


@pytest.mark.parametrize(
    ("role", "state"), [("Editor", State.PUBLISHED), ("Publisher", State.DRAFT), ("Writer", State.DRAFT)]
)
@pytest.mark.django_db
def test_who_may_not_file_an_edition_changes_none(role, state):
    own, other = make_article(state=State.DRAFT), make_article(state=state)

    with pytest.raises(NotPossible):
        bulk_filing.refile(
            Article.objects.all(), structure("secretariat"), {}, by=make_member("member", role)
        )

    assert (slugs(own), slugs(other), FilingBatch.objects.count()) == (set(), set(), 0)


@pytest.mark.django_db
def test_undoing_restores_exactly_what_was_changed():
    had = make_article(structures=["secretariat", "permanent-council"])
    lacked = make_article(structures=["secretariat"], tags=("forests",))
    editor = make_editor()
    batch = bulk_filing.refile(
        Article.objects.all(), structure("permanent-council"), structure("secretariat"), by=editor
    )

    undone = bulk_filing.undo(batch, by=editor)

    assert undone == bulk_filing.FilingUndo(restored=3, changed_meanwhile=0)
    assert (slugs(had), slugs(lacked)) == ({"secretariat", "permanent-council"}, {"secretariat"})
    assert RequestSnapshot.take().catalogue.count("structure", "permanent-council") == 1
    with pytest.raises(NotPossible, match="undone already"):
        bulk_filing.undo(batch, by=editor)


@pytest.mark.django_db
def test_what_was_changed_again_meanwhile_stays_and_is_counted():
    first, second = make_article(), make_article()
    editor = make_editor()
    batch = bulk_filing.refile(Article.objects.all(), structure("secretariat"), {}, by=editor)
    bulk_filing.refile(Article.objects.filter(pk=first.pk), {}, structure("secretariat"), by=editor)

    undone = bulk_filing.undo(batch, by=editor)

    assert undone == bulk_filing.FilingUndo(restored=1, changed_meanwhile=1)
    assert (slugs(first), slugs(second)) == (set(), set())


@pytest.mark.django_db
def test_nothing_to_change_writes_nothing():
    make_article(structures=["secretariat"])

    batch = bulk_filing.refile(Article.objects.all(), structure("secretariat"), {}, by=make_editor())

    assert (batch, FilingBatch.objects.count()) == (None, 0)


@pytest.mark.django_db
def test_each_chunk_asks_the_same_number_of_queries(monkeypatch):
    monkeypatch.setattr(bulk_filing, "CHUNK", 20)
    editor, asked = make_editor(), {}
    for _ in range(80):
        make_article(tags=("forests",))
    tag = {"tag": {Tag.objects.get(name="forests").pk}}

    for how_many in (20, 40, 80):
        pks = list(Article.objects.values_list("pk", flat=True)[:how_many])
        editions = Article.objects.filter(pk__in=pks)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            batch = bulk_filing.refile(editions, structure("secretariat"), tag, by=editor)
        asked[how_many] = len(queries)
        bulk_filing.undo(batch, by=editor)

    assert asked[80] - asked[40] == 2 * (asked[40] - asked[20])
    assert asked[40] - asked[20] <= 12


@pytest.mark.django_db
def test_the_page_previews_and_then_does_what_was_seen(client, editor):
    live, draft, same = make_article(), make_article(state=State.DRAFT), make_article(tags=("forests",))
    facts = {"tag": "Forests, new tag"}

    preview = action(client, [live, draft, same], "preview", **facts)

    assert preview.context["plan"] == bulk_filing.Plan(editions=3, changed=3, published=2, refused=0)
    assert not Tag.objects.filter(name="new tag").exists()
    done = action(client, [live, draft, same], "confirm", seen=preview.context["plan"].digest, **facts)
    batch = FilingBatch.objects.get()
    assert done.headers["Location"] == f"/admin/articles/filingbatch/{batch.pk}/change/"
    assert [
        sorted(tag.name for tag in filing.tags) for filing in filings_of([live.pk, same.pk]).values()
    ] == [["forests", "new tag"]] * 2
    assert FilingLine.objects.count() == 5


@pytest.mark.django_db
def test_what_is_not_as_it_was_previewed_is_previewed_again(client, editor):
    article = make_article()

    response = action(client, [article], "confirm", seen="7 7 7", tag="forests")

    assertContains(response, "look at the new numbers")
    assert not article.tags.exists()


@pytest.mark.django_db
def test_all_that_the_filter_of_the_list_finds_can_be_filed(client, editor):
    inside = [make_article(structures=["secretariat"]) for _ in range(60)]
    outside = make_article()
    address = f"{LIST}?structures__id__exact={structure('secretariat')['structure'].pop()}"
    facts = {"tag": "forests", "select_across": "1", "address": address}

    preview = action(client, inside[:1], "preview", **facts)
    action(client, inside[:1], "confirm", seen=preview.context["plan"].digest, **facts)

    assert (Article.objects.filter(tags__name="forests").count(), outside.tags.count()) == (60, 0)


@pytest.mark.django_db
def test_an_editor_files_drafts_and_is_told_what_is_left_out(client):
    client.force_login(make_member("editor", "Editor"))

    response = action(client, [make_article(), make_article(state=State.DRAFT)], "preview", tag="forests")

    assert response.context["plan"] == bulk_filing.Plan(editions=1, changed=1, published=0, refused=1)


@pytest.mark.parametrize("role", ["Writer", "Records"])
@pytest.mark.django_db
def test_the_actions_are_not_for_writers_or_records(client, role):
    client.force_login(make_member("member", role))
    article = make_article(state=State.DRAFT)

    response = action(client, [article], "confirm", seen="1 1 0", tag="forests")

    assert response.context is None or "plan" not in response.context
    assert not article.tags.exists()


@pytest.mark.django_db
def test_a_tag_that_nothing_has_cannot_be_taken_away(client, editor):
    response = action(client, [make_article()], "preview", from_tag="nonsense")

    assertContains(response, "No release has the tag nonsense.")


@pytest.mark.django_db
def test_one_term_takes_the_place_of_another_where_that_stood(client, editor):
    had, lacked = make_article(structures=["secretariat"]), make_article(structures=["permanent-council"])
    both = make_article(structures=["secretariat", "permanent-council"])
    facts = {"only_replaced": "on"} | {
        name: structure(slug)["structure"]
        for name, slug in (("from_structure", "secretariat"), ("structure", "permanent-council"))
    }

    preview = action(client, [had, lacked, both], "preview", **facts)
    assertContains(preview, "Filed under Permanent Council; taken from Secretariat.")
    assertContains(preview, f">{had.title}</a>, release {had.release}")
    assertNotContains(preview, f">{lacked.title}</a>")
    action(client, [had, lacked, both], "confirm", seen=preview.context["plan"].digest, **facts)

    assert [slugs(one) for one in (had, lacked, both)] == [{"permanent-council"}] * 3
    assert FilingBatch.objects.get().editions == 2
    bulk_filing.undo(FilingBatch.objects.get(), by=editor)
    assert [slugs(one) for one in (had, lacked)] == [{"secretariat"}, {"permanent-council"}]


@pytest.mark.django_db
def test_replacing_says_what_is_replaced(client, editor):
    response = action(client, [make_article()], "preview", tag="a", only_replaced="on")

    assertContains(response, "Choose what is to be replaced")


@pytest.mark.django_db
def test_type_and_language_are_set_and_given_back(client, editor):
    typed, bare = (
        make_article(title="Election observers", type="news"),
        make_article(type="", state=State.DRAFT),
    )
    approved = make_article(state=State.APPROVED, type="news")
    report = ReleaseType.objects.get(slug="press-release")
    assert RequestSnapshot.take().catalogue.count("type", "news") == 1
    editions = [typed, bare, approved]
    facts = {"type": report.pk, "language": "de"}

    preview = action(client, editions, "preview", **facts)
    assertContains(preview, f"Filed under {report}, language Deutsch.")
    action(client, editions, "confirm", seen=preview.context["plan"].digest, **facts)

    for one in editions:
        one.refresh_from_db()
    assert {(one.release_type, one.language) for one in editions} == {(report, "de")}
    assert approved.state == State.SUBMITTED
    catalogue = RequestSnapshot.take().catalogue
    assert [catalogue.count("type", slug) for slug in ("news", "press-release")] == [0, 1]
    assert catalogue.count("language", "de") == 1
    assert not Article.objects.filter(desk.condition_for("observing"), pk=typed.pk).exists()

    undone = bulk_filing.undo(FilingBatch.objects.get(), by=editor)

    assert undone.changed_meanwhile == 0
    for one in editions:
        one.refresh_from_db()
    assert [(one.release_type and one.release_type.slug, one.language) for one in editions] == [
        ("news", "en"), (None, "en"), ("news", "en"),
    ]  # fmt: skip
    assert Article.objects.filter(desk.condition_for("observing"), pk=typed.pk).exists()


@pytest.mark.django_db
def test_undo_is_a_page_of_the_desk(client, editor):
    article = make_article()
    batch = bulk_filing.refile(Article.objects.all(), structure("secretariat"), {}, by=editor)
    assertContains(client.get(f"/admin/articles/filingbatch/{batch.pk}/change/"), "Undo")

    response = client.post(f"/admin/articles/filingbatch/{batch.pk}/undo/", follow=True)

    assertContains(response, "Undone: 1 terms are as they were before.")
    assert slugs(article) == set()


@pytest.mark.parametrize("role", ["Writer", "Records", "Editor"])
@pytest.mark.django_db
def test_who_may_not_file_published_editions_does_not_undo_it_either(client, role):
    article = make_article()
    batch = bulk_filing.refile(Article.objects.all(), structure("secretariat"), {}, by=make_editor())
    client.force_login(make_member("member", role))

    response = client.post(f"/admin/articles/filingbatch/{batch.pk}/undo/")

    assert response.status_code == (200 if role == "Editor" else 403)
    assert slugs(article) == {"secretariat"}


@pytest.mark.django_db
def test_who_undid_and_when_are_known_together(editor):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="filingbatch_undone_who_and_when"), transaction.atomic():
        FilingBatch.objects.create(by=editor, description="x", editions=1, undone_at=timezone.now())
