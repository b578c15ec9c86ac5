"""Tags at the desk: suggested while one is typed, renamed everywhere, merged with another, and undone."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains
from taggit.models import Tag

from articles.editing import bulk_filing
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article, FilingBatch
from tests.factories import make_article, make_member

pytestmark = pytest.mark.usefixtures("terms")
TAGS = "/admin/articles/article/tags/"


def page_of(name: str) -> str:
    return f"{TAGS}{Tag.objects.get(name=name).pk}/"


def tags_of(article: Article) -> list[str]:
    return sorted(Article.objects.get(pk=article.pk).tags.names())


def suggested(client, term: str) -> list[str]:
    answer = client.get(f"{TAGS}suggest/", {"term": term}).json()
    return [f"{tag['value']} {tag['note']}" for tag in answer["found"]]


def test_tags_that_there_are_are_suggested_the_most_used_first(client, editor):
    make_article(tags=["forest fires", "old forests"])
    make_article(tags=["forests", "Forest fires", "deforestation"])
    make_article(tags=["forest fires"])
    Tag.objects.create(name="forest nobody has")

    assert suggested(client, "FOREST") == ["forest fires 3", "forests 1", "old forests 1"]
    assert suggested(client, " ") == []
    assert suggested(client, "x" * 500) == []


def test_suggesting_takes_as_many_queries_for_any_number_of_tags(client, editor, django_assert_num_queries):
    for how_many in (2, 20):
        make_article(tags=[f"forest {number}" for number in range(how_many)])
        suggested(client, "forest")
        with django_assert_num_queries(4):
            suggested(client, "forest")


def test_the_list_has_counts_and_is_searched(client, editor, django_assert_max_num_queries):
    make_article(tags=["forests", "water"])
    make_article(tags=["forests"])

    with django_assert_max_num_queries(6):
        response = client.get(TAGS)

    assertContains(response, f'<a href="{page_of("forests")}">forests</a></th><td>2</td>')
    assertNotContains(client.get(TAGS, {"q": "wat"}), "forests")
    assertContains(client.get(TAGS, {"q": "<b>"}), "No tag has “&lt;b&gt;” in it.")


def test_a_tag_is_renamed_on_published_releases_too_and_keeps_its_address(client, editor):
    live, draft = make_article(tags=["forrests"]), make_article(tags=["forrests"], state="draft")
    address = page_of("forrests")
    slug = Tag.objects.get().slug
    assertContains(client.get(live.get_absolute_url(), follow=True), "forrests")

    response = client.post(address, {"name": ' Forests, "all" '}, follow=True)

    assertContains(response, "Renamed on 2 editions.")
    assert [tags_of(one) for one in (live, draft)] == [["Forests all"]] * 2
    assert Tag.objects.get().slug == slug
    assertNotContains(client.get(live.get_absolute_url(), follow=True), "forrests</a>")
    batch = FilingBatch.objects.get()
    assert (batch.description, batch.by) == ("Renamed the tag “forrests” to “Forests all”", editor)
    undone = client.post(f"/admin/articles/filingbatch/{batch.pk}/undo/")
    assertContains(undone, "rename it again")


def test_the_name_of_another_tag_merges_the_two_once_it_is_confirmed_and_can_be_undone(client, editor):
    one, both = make_article(tags=["drone"]), make_article(tags=["drone", "drones"])
    address = page_of("drone")

    asked = client.post(address, {"name": "Drones"})
    assertContains(asked, "There is a tag “drones” already")
    assert tags_of(one) == ["drone"]
    client.post(address, {"name": "Drones", "merge": "1"})

    assert [tags_of(edition) for edition in (one, both)] == [["drones"], ["drones"]]
    catalogue = RequestSnapshot.take().catalogue
    assert [catalogue.count("tag", slug) for slug in ("drone", "drones")] == [0, 2]
    bulk_filing.undo(FilingBatch.objects.get(), by=editor)
    assert [tags_of(edition) for edition in (one, both)] == [["drone"], ["drone", "drones"]]


@pytest.mark.parametrize(
    ("name", "complaint"),
    [(" , ", "A tag has a name"), ("x" * 101, "at most 100 characters"), ("water", "That is its name.")],
)
def test_what_is_no_name_is_refused(client, editor, name, complaint):
    make_article(tags=["water"])

    assertContains(client.post(page_of("water"), {"name": name}), complaint)

    assert Tag.objects.get().name == "water"


@pytest.mark.parametrize("merges", [False, True])
def test_who_may_not_file_one_of_its_editions_changes_nothing(client, merges):
    live, draft = make_article(tags=["drone"]), make_article(tags=["drone", "drones"], state="draft")
    client.force_login(make_member("member", "Editor"))

    sent = {"name": "drones", "merge": "1"} if merges else {"name": "uncrewed aircraft"}
    response = client.post(page_of("drone"), sent)

    assertContains(response, "member ")
    assert (tags_of(live), tags_of(draft)) == (["drone"], ["drone", "drones"])
    client.force_login(make_member("writer", "Writer"))
    assert client.post(page_of("drone"), sent).status_code == 403
    assert client.get(TAGS).status_code == 403


@pytest.mark.parametrize("address", ["/news/", "/fr/news/", "/news/feed.atom"])
def test_the_address_of_a_tag_leads_to_that_it_was_merged_into_in_one_step(client, editor, address):
    make_article(tags=["drone"])
    make_article(tags=["uav"])
    make_article(tags=["uncrewed aircraft"], structures=["secretariat"])
    for old, new in (("drone", "uav"), ("uav", "uncrewed aircraft")):
        client.post(page_of(old), {"name": new, "merge": "1"})
    client.logout()

    for old in ("drone", "uav"):
        response = client.get(f"{address}?structure=secretariat&tag={old}")
        assert response.status_code == 301
        assert response.headers["Location"] == f"{address}?structure=secretariat&tag=uncrewed-aircraft"
    assert client.get("/api/v1/releases", {"tag": "drone"}).json()["total"] == 3


def test_a_merger_that_is_undone_gives_the_address_back(client, editor):
    live = make_article(tags=["drone"])
    make_article(tags=["uav"])
    client.post(page_of("drone"), {"name": "uav", "merge": "1"})
    bulk_filing.undo(FilingBatch.objects.get(), by=editor)
    client.logout()

    assertContains(client.get("/news/?tag=drone"), live.title)


def test_the_address_of_a_tag_tells_readers_none_that_only_drafts_have(client, editor):
    for name in ("old", "secret"):
        make_article(tags=[name], state="draft")
    client.post(page_of("old"), {"name": "secret", "merge": "1"})
    client.logout()

    response = client.get("/news/?tag=old")

    assertContains(response, "There is no tag “old”.")
    assertNotContains(response, "secret")
