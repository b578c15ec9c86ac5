"""The desk's pages for releases: who sees them, what they list, and what a saved form does."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.admin.releases import ReleaseAdmin
from articles.admin.releases.form.fields import CONTENT_FIELDS
from articles.models import Article
from taxonomy.models import Structure
from tests.factories import NO_FILES, issue, make_article, make_user

State = Article.State
LIST = "/admin/articles/article/"
ADD = "/admin/articles/article/add/"
QUERIES = {"form": 14, "published": 15}

pytestmark = pytest.mark.usefixtures("terms")


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def delete_page_of(article: Article) -> str:
    return reverse("admin:articles_article_delete", args=[article.pk])


def typed(article: Article | None = None, **changes) -> dict:
    """What a browser sends from the form of `article`, or of a new release, after these changes."""
    data = {"title": "", "summary": "", "body": "", "language": "en", "tags": "", **NO_FILES}
    if article:
        data |= {"title": article.title, "summary": article.summary, "body": article.body}
        data |= {"version": article.lock_version, "release_type": article.release_type_id}
    return data | changes


def listed(response) -> list[str]:
    return [article.title for article in response.context["cl"].result_list]


# Who may


PAGES = {
    "list": lambda article: LIST,
    "add": lambda article: ADD,
    "change": page_of,
    "delete": delete_page_of,
    "history": lambda article: reverse("admin:articles_article_history", args=[article.pk]),
}


@pytest.mark.parametrize("place", PAGES)
@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_sent_to_the_login_page(client, place):
    address = PAGES[place](make_article(state=State.DRAFT, title="Secret plans"))

    response = client.get(address)

    assertRedirects(response, f"/admin/login/?next={address}")


@pytest.mark.parametrize("place", PAGES)
@pytest.mark.django_db
def test_staff_without_a_permission_for_releases_is_refused(client, place):
    client.force_login(make_user("stranger", "view_structure", "change_structure"))
    address = PAGES[place](make_article(state=State.DRAFT, title="Secret plans"))

    response = client.get(address)

    assertNotContains(response, "Secret plans", status_code=403)


@pytest.mark.django_db
def test_somebody_with_an_account_who_is_no_staff_is_sent_to_the_login_page(client):
    user = make_user("reader", "view_article", "change_article")
    user.is_staff = False
    user.save()
    client.force_login(user)

    response = client.get(LIST)

    assertRedirects(response, f"/admin/login/?next={LIST}")


@pytest.mark.parametrize("permission", ["view_article", "publish_article"])
@pytest.mark.django_db
def test_who_may_not_change_releases_cannot_save_one(client, permission):
    client.force_login(make_user("colleague", "view_article", permission))
    article = make_article(state=State.DRAFT, title="As it was")

    response = client.post(page_of(article), typed(article, title="Changed"))

    assert response.status_code == 403
    article.refresh_from_db()
    assert article.title == "As it was"


@pytest.mark.django_db
def test_who_may_only_look_reads_a_draft_without_a_form(client):
    client.force_login(make_user("colleague", "view_article"))
    article = make_article(state=State.DRAFT, body="<p>A <strong>bold</strong> word</p>", tags=("fires",))

    response = client.get(page_of(article))

    assertContains(response, "<p>A <strong>bold</strong> word</p>")
    assertContains(response, "fires")
    assertNotContains(response, 'name="title"')
    assertNotContains(response, 'name="_save"')
    assert response.context["moves"] == []


@pytest.mark.django_db
def test_who_may_not_add_releases_cannot(client):
    client.force_login(make_user("colleague", "view_article", "change_article", "publish_article"))

    response = client.post(ADD, typed(title="New"))

    assert response.status_code == 403
    assert not Article.objects.exists()


# The list


def test_the_list_says_state_date_type_and_structures(client, editor):
    make_article(title="A bridge", publishing_date=date(2024, 5, 9), structures=["secretariat"])

    response = client.get(LIST)

    for text in ("A bridge", "live", "9 May 2024", "News", "Secretariat"):
        assertContains(response, text)


@pytest.mark.parametrize(
    ("standing", "facts"),
    [
        ("draft", {"state": State.DRAFT}),
        ("submitted", {"state": State.SUBMITTED}),
        ("approved", {"state": State.APPROVED}),
        ("scheduled", {"public_at": timezone.now() + timedelta(days=365)}),
        ("live", {}),
        ("superseded", {"public_until": timezone.now() - timedelta(days=1)}),
        ("withdrawn", {"state": State.WITHDRAWN}),
        ("unpublished", {"state": State.UNPUBLISHED}),
    ],
)
def test_the_list_can_be_narrowed_to_each_state(client, editor, standing, facts):
    make_article(title="Wanted", **facts)
    make_article(title="Other", state=State.DRAFT if standing != "draft" else State.PUBLISHED)

    response = client.get(LIST, {"standing": standing})

    assert listed(response) == ["Wanted"]


def test_the_list_can_be_narrowed_to_a_structure_in_the_order_of_the_tree(client, editor):
    make_article(title="Wanted", structures=["secretariat"])
    make_article(title="Other", structures=["permanent-council"])
    secretariat = Structure.objects.get(slug="secretariat")

    response = client.get(LIST, {"structures__id__exact": secretariat.pk})

    assert listed(response) == ["Wanted"]
    changelist = response.context["cl"]
    structures = next(spec for spec in changelist.filter_specs if spec.title == "where we are")
    names = [str(choice["display"]) for choice in structures.choices(changelist)]
    below = names.index("Secretariat")
    assert names[below + 1].startswith("\u2003")


def test_the_list_drills_down_by_date(client, editor):
    make_article(title="In May", publishing_date=date(2024, 5, 9))
    make_article(title="In June", publishing_date=date(2024, 6, 9))

    response = client.get(LIST, {"publishing_date__year": 2024, "publishing_date__month": 5})

    assert listed(response) == ["In May"]


def test_nothing_is_edited_in_the_list(client, editor):
    make_article()

    response = client.get(LIST)

    assert ReleaseAdmin.list_editable == ()
    assertNotContains(response, "delete_selected")
    assertNotContains(response, 'name="form-0-id"')


# The form


@pytest.mark.parametrize("how_many", [1, 20])
def test_the_form_asks_the_database_as_often_for_any_number_of_releases(
    client, editor, django_assert_num_queries, how_many
):
    for _ in range(how_many):
        article = make_article(state=State.DRAFT, structures=["secretariat"], tags=("a", "b"))

    with django_assert_num_queries(QUERIES["form"]):
        client.get(page_of(article))


@pytest.mark.parametrize("how_many", [1, 20])
def test_the_page_of_a_published_edition_asks_as_often_for_any_number_of_editions(
    client, editor, django_assert_num_queries, how_many
):
    ended = {
        "public_at": timezone.now() - timedelta(days=9),
        "public_until": timezone.now() - timedelta(days=8),
    }
    article = make_article(edition=how_many + 1, structures=["secretariat"], tags=("a", "b"))
    for edition in range(1, how_many + 1):
        make_article(release=article.release, edition=edition, **ended)

    with django_assert_num_queries(QUERIES["published"]):
        client.get(page_of(article))


def test_a_new_release_is_a_draft_of_who_added_it(client, editor):
    structure = Structure.objects.get(slug="secretariat")

    response = client.post(
        ADD,
        typed(
            title="A new\nbridge", structures=[structure.pk], tags="bridges, Rivers", body="<p>Opened.</p>"
        ),
    )

    article = Article.objects.get()
    assertRedirects(response, LIST)
    assert (article.title, article.slug, article.state) == ("A new bridge", "a-new-bridge", State.DRAFT)
    assert (article.changed_by, article.body) == (editor, "<p>Opened.</p>")
    assert article.release
    assert set(article.tags.names()) == {"bridges", "Rivers"}
    assert list(article.structures.all()) == [structure]
    assert [move.verb for move in article.transitions.all()] == ["create"]


def test_saving_goes_through_the_workflow(client, editor):
    article = make_article(state=State.DRAFT)
    body = '<p onclick="x()">Good</p><script>alert(1)</script><a href="javascript:x()">a</a>'

    client.post(page_of(article), typed(article, body=body))

    article.refresh_from_db()
    assert article.body == "<p>Good</p>a"
    assert article.changed_by == editor
    assert article.changed_at
    assert article.lock_version == 1


def test_a_second_window_overwrites_nothing_and_loses_nothing(client, editor):
    article = make_article(state=State.DRAFT)
    second_window = typed(article, title="Typed in the second", body="<p>Also typed</p>", tags="mine")
    client.post(page_of(article), typed(article, title="Saved in the first"))

    response = client.post(page_of(article), second_window)

    article.refresh_from_db()
    assert article.title == "Saved in the first"
    assertContains(response, "Not saved: editor has changed this release since you opened it.")
    for text in ("Typed in the second", "Also typed", 'value="mine"'):
        assertContains(response, text)


def test_what_was_published_meanwhile_is_not_changed_and_the_typed_text_is_not_lost(client, editor):
    article = make_article(state=State.DRAFT)
    late = typed(article, title="Typed too late")
    issue(article, by=editor)

    response = client.post(page_of(article), late)

    article.refresh_from_db()
    assert article.title != "Typed too late"
    assertContains(response, "Not saved: This edition is live now")
    assertContains(response, "Typed too late")
    assertNotContains(response, 'name="_save"')


def test_a_published_edition_is_read_only(client, editor):
    article = make_article(body="<h2>A heading</h2>", tags=("fires",))

    response = client.get(page_of(article))

    assertContains(response, "<h2>A heading</h2>")
    assertContains(response, "open a new edition to correct it")
    for name in CONTENT_FIELDS:
        assertNotContains(response, f'name="{name}"')


@pytest.mark.parametrize("state", Article.ISSUED)
def test_nothing_sent_to_a_published_edition_changes_it(client, editor, state):
    article = make_article(state=state, title="As published", structures=["secretariat"], tags=("fires",))

    client.post(page_of(article), typed(article, title="Changed", body="<p>Changed</p>"))

    article.refresh_from_db()
    assert (article.title, article.body, article.lock_version) == ("As published", "", 0)
    assert [structure.slug for structure in article.structures.all()] == ["secretariat"]
    assert list(article.tags.names()) == ["fires"]


def test_the_body_has_an_editor_that_the_security_policy_allows(client, editor):
    article = make_article(state=State.DRAFT, body="<p>Text</p>")

    response = client.get(page_of(article))

    policy = response.headers["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assertContains(response, f'<script type="importmap" nonce="{nonce}">')
    assertContains(response, "data-body-editor")
    assert "unsafe" not in policy


# Deleting


@pytest.mark.parametrize("state", Article.IN_PREPARATION)
def test_an_edition_in_preparation_can_be_deleted(client, editor, state):
    article = make_article(state=state)

    client.post(delete_page_of(article), {"post": "yes", "version": article.lock_version})

    assert not Article.objects.exists()


@pytest.mark.parametrize("state", Article.ISSUED)
def test_what_was_ever_published_cannot_be_deleted(client, editor, state):
    article = make_article(state=state)

    response = client.post(delete_page_of(article), {"post": "yes", "version": article.lock_version})

    assert response.status_code == 403
    assert Article.objects.filter(pk=article.pk).exists()


@pytest.mark.django_db
def test_who_may_not_delete_cannot(client):
    client.force_login(make_user("colleague", "view_article", "change_article", "publish_article"))
    article = make_article(state=State.DRAFT)

    response = client.post(delete_page_of(article), {"post": "yes", "version": article.lock_version})

    assert response.status_code == 403
    assert Article.objects.filter(pk=article.pk).exists()


# Finding terms


def suggestions(client, field: str, words: str):
    address = "/admin/autocomplete/"
    return client.get(
        address, {"app_label": "articles", "model_name": "article", "field_name": field, "term": words}
    )


@pytest.mark.parametrize(
    ("field", "words", "name"),
    [
        ("structures", "Nur-Sultan", "Programme Office in Astana"),
        ("structures", "ODIHR", "Office for Democratic Institutions and Human Rights"),
        ("fields_of_work", "climate", "Climate change"),
        ("countries", "kazakh", "Kazakhstan"),
    ],
)
def test_terms_are_found_by_their_names_of_today_and_of_before(client, editor, field, words, name):
    response = suggestions(client, field, words)

    assert [result["text"] for result in response.json()["results"]] == [name]


@pytest.mark.parametrize(
    ("field", "words", "name"),
    [
        ("structures", "Misson to Moldva", "Mission to Moldova"),
        ("structures", "Nur-Sultn", "Programme Office in Astana"),
        ("structures", "astna", "Programme Office in Astana"),
        ("fields_of_work", "bordr", "Border management"),
        ("fields_of_work", "climte chnge", "Climate change"),
        ("countries", "Kazkh", "Kazakhstan"),
    ],
)
def test_when_no_term_has_what_was_typed_the_nearest_are_suggested(client, editor, field, words, name):
    response = suggestions(client, field, words)

    assert name in [result["text"] for result in response.json()["results"]]
    assert len(response.json()["results"]) < 8


@pytest.mark.parametrize("words", ["qwxyzzy", "??", "zz"])
def test_what_is_like_no_name_suggests_nothing(client, editor, words):
    assert suggestions(client, "structures", words).json()["results"] == []


def test_a_closed_structure_says_so_where_it_is_suggested_and_where_it_is_chosen(client, editor):
    draft = make_article(state=State.DRAFT, structures=["mission-to-georgia", "secretariat"])

    suggested = suggestions(client, "structures", "Mission to Georgia").json()["results"]
    page = client.get(page_of(draft))

    assert [result["text"] for result in suggested] == ["Mission to Georgia (closed 2008)"]
    assertContains(page, ">Mission to Georgia (closed 2008)</option>")
    assertContains(page, ">Secretariat</option>")


@pytest.mark.django_db
def test_terms_are_suggested_to_nobody_who_is_not_signed_in(client):
    assert suggestions(client, "structures", "Astana").status_code == 302


@pytest.mark.django_db
def test_terms_are_not_suggested_to_staff_who_may_not_see_them(client):
    client.force_login(make_user("colleague", "view_article", "change_article"))

    assert suggestions(client, "structures", "Astana").status_code == 403


# Tags


@pytest.mark.parametrize("address", ["/admin/taggit/tag/", "/admin/taggit/tag/add/"])
def test_tags_are_not_renamed_behind_the_back_of_what_was_published(client, editor, address):
    assert client.get(address).status_code == 404
