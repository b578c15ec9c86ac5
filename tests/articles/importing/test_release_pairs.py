"""Pairs of releases that an import was not sure of: a records officer merges them, keeps them apart, undoes it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.editing import release_pairs
from articles.editing.workflow import NotPossible
from articles.importing import release_rows
from articles.importing.known_releases import is_completed_by_imports
from articles.models import Article, Change, Provenance, PublicChange, Redirect, ReleasePair, Transition
from tests.captures import HEADER, entry
from tests.factories import make_article, make_editor, make_member, make_pair

pytestmark = pytest.mark.usefixtures("terms")
TEXT = "Owners and tenants of houses in three towns met today to find out what a new law means for them."
MORE = "The chair asked both sides to write down what they want before the next round."
FACTS = {"title": "A talk about property", "day": "4 July 2003", "summary": TEXT}
LIST = reverse("admin:articles_releasepair_changelist")


@pytest.fixture
def pair(importing) -> ReleasePair:
    """A release that is public, and one that waits: of another type, under another field, with a longer text."""
    importing(a=HEADER + entry(**FACTS))
    importing(
        b=HEADER + entry(**FACTS | {"summary": f"{TEXT} {MORE}", "type": "Press release", "what": "Youth"})
    )
    return ReleasePair.objects.get()


@pytest.fixture
def officer(client):
    user = make_member("officer", "Records")
    client.force_login(user)
    return user


def page_of(pair: ReleasePair) -> str:
    return reverse("admin:articles_releasepair_change", args=[pair.pk])


def post(client, pair: ReleasePair, action: str, **answers):
    """Decide on the page, as it is now."""
    page = client.get(page_of(pair)).content.decode()
    version = re.search(r'name="version" value="([^"]*)"', page)[1]
    return client.post(page_of(pair), {"action": action, "version": version} | answers, follow=True)


def rows_of(*releases: int) -> dict:
    """What is stored of these releases, but for their histories and versions."""
    rows = release_rows.read(releases)
    for of_release in rows.values():
        for edition in of_release["editions"]:
            edition["transitions"] = []
    return {release: release_rows.digest(of_release) for release, of_release in rows.items()}


def both_published(importing) -> ReleasePair:
    """The same pair, both public: the import was told to publish all."""
    importing(a=HEADER + entry(**FACTS))
    importing("--publish", "all", b=HEADER + entry(**FACTS | {"type": "Press release", "what": "Youth"}))
    return ReleasePair.objects.get()


def test_an_import_makes_a_row_for_a_pair_once_whatever_is_imported_again(importing, pair):
    for _ in range(2):
        importing(a=HEADER + entry(**FACTS))
        importing(
            c=HEADER
            + entry(**FACTS | {"summary": f"{TEXT} {MORE}", "type": "Press release", "what": "Youth"})
        )

    assert ReleasePair.objects.count() == 1
    assert ["another content type", True] in pair.reasons
    assert (pair.release, pair.other) == tuple(
        Article.objects.order_by("pk").values_list("release", flat=True)
    )


def test_a_dry_run_leaves_no_pair(importing):
    importing(a=HEADER + entry(**FACTS))

    importing("--dry-run", b=HEADER + entry(**FACTS | {"type": "Press release"}))

    assert not ReleasePair.objects.exists()


def test_the_page_shows_both_with_what_differs_and_why(client, officer, pair):
    page = client.get(page_of(pair)).content.decode()

    assert "another content type" in page
    assert "<ins>" in page
    assert page.count("<h3>Release") >= 6
    assert "The same in both: Title" in page
    assert FACTS["title"] in client.get(LIST).content.decode()


def test_a_merger_keeps_the_public_one_with_the_best_of_both(client, officer, pair):
    answer = post(client, pair, "merge", keep=str(pair.release))

    pair.refresh_from_db()
    kept = Article.objects.get()
    assert f"Release {pair.other} was merged into release {pair.release}." in answer.content.decode()
    assert (kept.release, kept.state, str(kept.release_type)) == (pair.release, "published", "News")
    assert kept.summary == f"{TEXT} {MORE}"
    assert {str(field) for field in kept.fields_of_work.all()} == {"Elections", "Youth"}
    assert (pair.state, pair.kept, pair.by) == ("merged", pair.release, officer)
    done = Transition.objects.get(verb="complete")
    assert f"Release {pair.other} (b.txt, line 4) was merged into it." in done.remark
    assert "Summary, What we do" in done.remark
    history = client.get(f"/admin/articles/article/history/{pair.release}/").content.decode()
    assert "Completed by a merger" in history
    assert (
        "Merged this draft into another release"
        in client.get(f"/admin/articles/article/history/{pair.other}/").content.decode()
    )


def test_a_merger_can_be_undone_to_the_letter(client, officer, pair):
    before = rows_of(pair.release, pair.other)
    post(client, pair, "merge", keep=str(pair.release))

    post(client, pair, "undo")

    pair.refresh_from_db()
    assert rows_of(pair.release, pair.other) == before
    assert (pair.state, pair.by, pair.kept, pair.before) == ("open", None, None, None)
    assert Transition.objects.filter(verb="separate").count() == 2
    assert is_completed_by_imports(pair.release)


def test_readers_of_a_merged_release_are_led_to_the_one_that_is_kept(client, importing, officer):
    pair = both_published(importing)
    old = f"/news/{pair.other}/"
    cursor = Change.objects.order_by("number").last().number

    post(client, pair, "merge", keep=str(pair.release))

    answer = client.get(old, follow=True)
    assert answer.redirect_chain[-1][0].startswith(f"/news/{pair.release}/")
    listed = client.get("/api/v1/releases").json()
    assert [one["release"] for one in listed["releases"]] == [pair.release]
    assert Change.objects.filter(number__gt=cursor).exists()
    kinds = dict(PublicChange.objects.order_by("pk").values_list("release", "kind"))
    assert (kinds[pair.other], kinds[pair.release]) == ("removed", "corrected")

    post(client, pair, "undo")

    assert client.get(old, follow=True).redirect_chain[-1][0].startswith(f"/news/{pair.other}/")
    assert len(client.get("/api/v1/releases").json()["releases"]) == 2
    assert not Redirect.objects.exists()


def test_what_is_imported_again_of_a_merged_release_is_the_one_that_was_kept(
    client, importing, officer, pair
):
    post(client, pair, "merge", keep=str(pair.release))

    report = importing(
        b=HEADER + entry(**FACTS | {"summary": f"{TEXT} {MORE}", "type": "Press release", "what": "Youth"})
    )

    [record] = report["records"]
    assert (record["outcome"], record["article"], record["public"]) == ("same", pair.release, True)
    assert Article.objects.count() == 1
    assert ReleasePair.objects.count() == 1


def test_a_release_that_was_kept_is_completed_by_later_imports(client, importing, officer, pair):
    post(client, pair, "merge", keep=str(pair.release))

    importing(
        c=HEADER + entry(**FACTS | {"summary": f"{TEXT} {MORE} It is in May.", "what": "Elections, Youth"})
    )

    assert Article.objects.get().summary.endswith("It is in May.")


def test_what_is_kept_apart_is_never_asked_again(client, importing, officer, pair):
    post(client, pair, "apart")
    Article.objects.filter(release=pair.other).delete()
    Provenance.objects.filter(release=pair.other).delete()

    report = importing(
        b=HEADER + entry(**FACTS | {"summary": f"{TEXT} {MORE}", "type": "Press release", "what": "Youth"})
    )

    assert report["records"][0]["doubts"] == []
    assert ReleasePair.objects.get().state == "apart"


def test_keeping_apart_can_be_undone_and_stands_in_both_histories(client, officer, pair):
    post(client, pair, "apart")

    assert Transition.objects.filter(verb="keep-apart").count() == 2
    assert FACTS["title"] not in client.get(LIST).content.decode()
    assert FACTS["title"] in client.get(f"{LIST}?decision=apart").content.decode()

    post(client, pair, "undo")

    assert FACTS["title"] in client.get(LIST).content.decode()


def test_a_decision_on_what_was_changed_since_is_refused(client, officer, pair):
    version = release_pairs.seen(pair)
    Article.objects.filter(release=pair.other).update(lock_version=7)

    answer = client.post(page_of(pair), {"action": "merge", "keep": pair.release, "version": version})

    assert "since you opened it" in answer.content.decode()
    assert Article.objects.count() == 2


def test_of_two_who_decide_the_second_is_refused(officer, pair):
    version = release_pairs.seen(pair)
    release_pairs.keep_apart(pair, by=officer, version=version)

    with pytest.raises(NotPossible, match="Somebody has decided"):
        release_pairs.merge(pair, keep=pair.release, by=officer, version=version)


def test_what_readers_see_is_not_merged_into_what_they_do_not_see(client, officer, pair):
    answer = post(client, pair, "merge", keep=str(pair.other))

    assert f"Readers see release {pair.release}, and not release {pair.other}." in answer.content.decode()
    assert Article.objects.count() == 2


def test_what_an_editor_has_published_leaves_the_site_by_the_rules_of_the_workflow(
    client, importing, officer
):
    pair = both_published(importing)
    other = Article.objects.get(release=pair.other)
    Transition.objects.create(
        article=other, verb="publish", from_state="approved", to_state="published", by=make_editor("e")
    )

    refused = post(client, pair, "merge", keep=str(pair.release))
    client.force_login(make_member("both", "Records", "Publisher"))
    post(client, pair, "merge", keep=str(pair.release))

    assert "lacks the right to publish" in refused.content.decode()
    other.refresh_from_db()
    assert other.state == "unpublished"


def test_words_that_an_editor_has_worked_on_stay_and_terms_are_united(client, officer, pair):
    article = Article.objects.get(release=pair.release)
    editor = make_editor("e")
    Article.objects.filter(pk=article.pk).update(changed_by=editor, changed_at=article.recorded_at)

    post(client, pair, "merge", keep=str(pair.release))

    article.refresh_from_db()
    assert article.summary == TEXT
    assert article.fields_of_work.count() == 2


def test_an_undo_leaves_what_was_changed_since(client, officer, pair):
    post(client, pair, "merge", keep=str(pair.release))
    Article.objects.filter(release=pair.release).update(summary="An editor's words.")

    post(client, pair, "undo")

    assert Article.objects.get(release=pair.release).summary == "An editor's words."
    assert Article.objects.get(release=pair.other).state == "submitted"


def test_translations_of_a_merged_release_are_those_of_the_one_that_is_kept(client, importing, officer):
    pair = both_published(importing)
    translation = make_article(language="fr", translates=pair.other)

    post(client, pair, "merge", keep=str(pair.release))
    translation.refresh_from_db()
    assert translation.translates == pair.release

    post(client, pair, "undo")
    translation.refresh_from_db()
    assert translation.translates == pair.other


@pytest.mark.parametrize("role", ["Writer", "Editor", "Publisher"])
def test_other_roles_decide_nothing(client, pair, role):
    client.force_login(make_member("other", role))

    answer = client.post(page_of(pair), {"action": "apart", "version": release_pairs.seen(pair)})

    assert answer.status_code == 403
    assert ReleasePair.objects.get().state == "open"


def test_the_list_asks_the_same_number_of_queries_for_any_number_of_pairs(client, officer):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(LIST).status_code == 200
        return len(asked)

    make_pair()
    client.get(LIST)
    few = queries()
    for _ in range(8):
        make_pair()

    assert queries() == few
