"""The library of pictures: what is in it, found by words and filters, where each is used, and used again."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import checks
from articles.media.file_store import store_picture
from articles.models import Article, PictureFile
from tests.factories import make_article, make_member, make_picture, make_user, picture_upload

pytestmark = pytest.mark.usefixtures("terms")
LIBRARY = "/admin/articles/picturefile/"
FIND = f"{LIBRARY}find/"
State = Article.State
TODAY = timezone.localdate()
DAY = timedelta(days=1)


def listed(client, query: str = "") -> list[str]:
    """The alternative texts of the pictures in the list, in its order."""
    response = client.get(LIBRARY + query)
    assert response.status_code == 200
    return [file.entry.latest.alt for file in response.context["cl"].result_list]


def found(client, **query) -> list[dict]:
    return client.get(FIND, query).json()["pictures"]


def test_each_picture_is_listed_once_with_its_texts_and_releases(client, editor):
    first = make_article(title="A bridge opens")
    picture = make_picture(
        first, alt="A bridge", caption="The bridge in May", credit="OSCE/M. Kroell", rights="Free"
    )
    make_picture(make_article(title="A bridge closes"), file=picture.file, alt="The same bridge")
    make_picture(first, alt="A river")

    response = client.get(LIBRARY)

    assert listed(client) == ["A river", "The same bridge"]
    assertContains(response, "A bridge closes")
    assertContains(response, "and 1 other release")
    page = client.get(f"{LIBRARY}{picture.file_id}/change/")
    for text in (
        "A bridge opens",
        "A bridge closes",
        "The bridge in May",
        "OSCE/M. Kroell",
        "Free",
        "hall.jpg",
    ):
        assertContains(page, text)


def test_a_picture_that_no_edition_has_is_not_in_the_library(client, editor):
    store_picture(picture_upload())

    assert listed(client) == []
    assert found(client) == []


@pytest.mark.parametrize("word", ["bridge", "MAY", "kroell", "IMG_77", "bridge img_77 kroell"])
def test_a_picture_is_found_by_any_word_about_it(client, editor, word):
    upload = picture_upload("IMG_77.jpg")
    make_picture(make_article(), upload, alt="A bridge", caption="In May", credit="OSCE/M. Kroell")
    make_picture(make_article(), alt="A river")

    assert listed(client, f"?q={word}") == ["A bridge"]
    assert [one["name"] for one in found(client, q=word)] == ["A bridge"]
    assert listed(client, f"?q={word}+nowhere") == []


def test_the_list_is_narrowed_to_the_terms_of_releases(client, editor):
    make_picture(make_article(structures=["secretariat"]), alt="Ours")
    make_picture(make_article(), alt="Nobody's")
    secretariat = Article.structures.rel.model.objects.get(slug="secretariat")

    assert listed(client, f"?structures__id__exact={secretariat.pk}") == ["Ours"]
    assert listed(client, "?structures__isnull=True") == ["Nobody's"]


def test_the_list_is_narrowed_to_what_expires(client, editor):
    live, draft = make_article(), make_article(state=State.DRAFT)
    make_picture(live, alt="Over, live", rights_until=TODAY - DAY)
    make_picture(draft, alt="Over, draft", rights_until=TODAY - DAY)
    make_picture(live, alt="Today", rights_until=TODAY)
    make_picture(live, alt="In 30 days", rights_until=TODAY + 30 * DAY)
    make_picture(live, alt="In 31 days", rights_until=TODAY + 31 * DAY)
    make_picture(live, alt="Ours", rights="Ours for ever")
    ended = {"public_at": timezone.now() - 9 * DAY, "public_until": timezone.now() - 8 * DAY}
    make_picture(make_article(**ended), alt="Of an edition that was replaced", rights_until=TODAY - DAY)

    assert listed(client, "?expiry=live") == ["Over, live"]
    assert listed(client, "?expiry=expired") == ["Over, draft", "Over, live"]
    assert listed(client, "?expiry=soon") == ["In 30 days", "Today"]
    assert listed(client, "?expiry=open") == ["Ours"]
    assert listed(client, "?rights=stated") == ["Ours"]
    assert "Ours" not in listed(client, "?rights=unstated")
    assertContains(client.get(LIBRARY), ", expired", count=3)


def test_a_picture_is_used_again_with_what_the_latest_release_says_of_it(client, editor):
    facts = {"caption": "In May", "credit": "OSCE", "rights": "Free", "taken_on": date(2025, 5, 4)}
    picture = make_picture(make_article(), alt="A bridge", rights_until=TODAY - DAY, **facts)
    make_picture(make_article(language="fr", title="Un pont"), file=picture.file, alt="Un pont")

    [latest] = found(client)
    [english] = found(client, language="en")

    assert latest["offers"] == {"alt": "Un pont"}
    assert latest["note"] == "Un pont"
    assert latest["pk"] == picture.file_id
    assert client.get(latest["address"]).status_code == 200
    days = {"taken_on": "2025-05-04", "rights_until": (TODAY - DAY).isoformat()}
    assert english["offers"] == {"alt": "A bridge", **facts, **days}
    assert english["note"] == "May not be used any more"


def test_the_search_says_when_there_are_more(client, editor, monkeypatch):
    monkeypatch.setattr("articles.admin.picture_library.MOST_OFFERED", 1)
    for alt in ("One", "Two"):
        make_picture(make_article(), alt=alt)

    answer = client.get(FIND).json()

    assert [one["name"] for one in answer["pictures"]] == ["Two"]
    assert answer["has_more"]


@pytest.mark.parametrize("how_many", [1, 12])
def test_the_library_asks_as_often_for_any_number_of_pictures(
    client, editor, django_assert_num_queries, how_many
):
    for number in range(how_many):
        picture = make_picture(make_article(), alt=f"Picture {number}")
        make_picture(make_article(), file=picture.file)
    client.get(LIBRARY)

    with django_assert_num_queries(7):
        client.get(LIBRARY)
    with django_assert_num_queries(5):
        client.get(FIND, {"q": "picture"})
    with django_assert_num_queries(4):
        client.get(f"{LIBRARY}{picture.file_id}/change/")


def test_who_sees_releases_sees_the_library_and_who_does_not_sees_neither(client):
    client.force_login(make_member("writer", "Writer"))
    make_picture(make_article(state=State.DRAFT), alt="Of a draft")
    assert listed(client) == ["Of a draft"]
    assertContains(client.get("/admin/"), LIBRARY)

    client.force_login(make_user("stranger"))
    assert client.get(LIBRARY).status_code == 403
    assert client.get(FIND).status_code == 403
    assertNotContains(client.get("/admin/"), LIBRARY)


def test_a_file_that_another_release_uses_outlives_the_first(client, editor):
    draft = make_article(state=State.DRAFT)
    picture = make_picture(draft, alt="A bridge")
    make_picture(make_article(), file=picture.file)

    client.post(f"/admin/articles/article/{draft.pk}/delete/", {"post": "yes", "version": draft.lock_version})

    assert not Article.objects.filter(pk=draft.pk).exists()
    assert PictureFile.objects.filter(pk=picture.file_id).exists()
    assert client.post(f"{LIBRARY}{picture.file_id}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(("until", "warned"), [(TODAY - DAY, True), (TODAY, False), (None, False)])
def test_a_publication_is_warned_of_a_picture_whose_rights_have_ended(until, warned):
    draft = make_article(state=State.DRAFT, publishing_date=TODAY)
    make_picture(draft, rights_until=until)

    findings = [one for one in checks.findings(draft, timezone.now()) if one.code == "picture-expired"]

    assert bool(findings) == warned
    if warned:
        assert "Picture 1 may be used until" in findings[0].sentence
        assert findings[0].field == "pictures-0-rights_until"
        assert not findings[0].blocks


def test_rights_that_end_before_a_planned_publication_are_warned_of():
    draft = make_article(state=State.DRAFT, publishing_date=TODAY + 9 * DAY)
    make_picture(draft, rights_until=TODAY + 5 * DAY)

    assert "picture-expired" in [one.code for one in checks.findings(draft, timezone.now())]
