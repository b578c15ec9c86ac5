"""Old addresses lead to releases and pages: what is stored, who may, and that nothing leaks or leads away from here."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles import redirects
from articles.editing import workflow
from articles.models import Article, Redirect
from tests.factories import make_article, make_editor, make_member
from tests.worker import work_once

State = Article.State
WORD = "zanzibarium"
LIST = "/admin/articles/redirect/"
IMPORT = "/admin/articles/redirect/import/"

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def records(client):
    """Somebody who keeps the records, signed in."""
    user = make_member("archivist", "Records")
    client.force_login(user)
    return user


def lead(old: str, new) -> list:
    return redirects.store([(old, str(new))], by=make_member(f"by {old}"[:150], "Records"))


def problems(old: str, new) -> tuple[str, ...]:
    [line] = redirects.plan([(old, str(new))])
    return line.problems


def upload(text: str | bytes, name: str = "list.csv") -> dict:
    return {"file": SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())}


def desk_page(client, article) -> str:
    """The desk's page of a release, with the spaces of a browser."""
    return " ".join(client.get(f"/admin/articles/article/{article.pk}/change/").content.decode().split())


# Readers


def test_an_old_address_leads_to_the_release_as_it_is_called_now(client):
    article = make_article(slug="a-bridge-opens")
    lead("/home/12345", article.release)

    response = client.get("/home/12345")

    assert (response.status_code, response.headers["Location"]) == (301, article.get_absolute_url())
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    Article.objects.filter(pk=article.pk).update(slug="a-bridge-closes")
    assert "a-bridge-closes" in client.get("/home/12345").headers["Location"]


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/en/news/a?b=c", "/structures/"),
        ("/en/news/a?b=d", "/countries/"),  # a query that nobody knows: where its path leads
        ("/en/news/a/?b=c", "/structures/"),
        ("/en/news/a", "/countries/"),
        ("/K%C3%B6ln/%D0%B3%D0%BE%D0%B4", "/news/?structure=secretariat"),
        ("/caf%E9", "/archive/"),  # an address in Latin-1
    ],
)
@pytest.mark.django_db
def test_addresses_are_known_with_their_query_and_however_they_are_written(client, asked, target):
    lead("/en/news/a?b=c", "/structures/")
    lead("/en/news/a/", "/countries/")
    lead("/Köln/год", "/news/?structure=secretariat")
    lead("/caf%E9", "/archive/")

    assert client.get(asked).headers["Location"] == target


@pytest.mark.parametrize(
    "asked", ["/home/1", "/%00", "/home/" + "x" * 5_000, "/news/99999999999999999999999/"]
)
@pytest.mark.django_db
def test_what_nobody_knows_is_not_found(client, asked):
    lead("/home/12345", make_article().release)

    assert client.get(asked).status_code == 404


def test_an_old_address_takes_one_query_and_a_page_that_is_served_none(client, django_assert_num_queries):
    article = make_article()
    lead("/home/12345", article.release)
    client.get("/robots.txt")

    with django_assert_num_queries(2):  # and the miss is counted
        assert client.get("/home/99999?a=b").status_code == 404
    with django_assert_num_queries(1):
        assert client.get("/home/12345").status_code == 301
    with django_assert_num_queries(0):
        assert client.get("/robots.txt").status_code == 200


def test_only_reading_is_redirected(client):
    lead("/home/12345", make_article().release)

    assert client.post("/home/12345").status_code == 404
    assert client.head("/home/12345").status_code == 301


@pytest.mark.parametrize(
    "facts",
    [
        {"state": State.DRAFT},
        {"state": State.APPROVED},
        {"public_at": timezone.now() + timedelta(days=9)},
        {"state": State.UNPUBLISHED},
    ],
)
@pytest.mark.django_db
def test_a_redirect_to_a_release_that_is_not_public_tells_nothing_of_it(client, facts):
    article = make_article(title=WORD, slug=WORD, **facts)
    lead("/home/12345", article.release)

    response = client.get("/home/12345", follow=True)

    assert (response.status_code, response.redirect_chain) == (404, [])
    headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    assert WORD not in response.content.decode() + str(headers)
    assert str(article.release) not in str(headers)


def test_a_redirect_to_a_coming_release_works_from_its_hour_on(client, time_machine):
    hour = timezone.now() + timedelta(days=9)
    article = make_article(public_at=hour)
    lead("/home/12345", article.release)

    time_machine.move_to(hour - timedelta(seconds=1), tick=False)
    assert client.get("/home/12345").status_code == 404
    time_machine.move_to(hour, tick=False)
    assert client.get("/home/12345").headers["Location"] == article.get_absolute_url()


# Redirects that name a host, and pages of the former site that had many addresses


@pytest.fixture
def hosts(settings):
    """The site at news.example.org, which readers also reach by a host of the former site."""
    settings.SITE_URL = "https://news.example.org"
    settings.ALLOWED_HOSTS = ["news.example.org", "odihr.example.org", "testserver"]


@pytest.mark.parametrize(
    "typed",
    ["odihr.example.org/odihr/7", "https://ODIHR.example.org/odihr/7/", "//odihr.example.org:8000/odihr/7"],
)
def test_a_redirect_that_names_a_host_counts_at_this_host_only(client, hosts, typed):
    here, everywhere = make_article(slug="here"), make_article(slug="everywhere")
    lead(typed, here.release)
    lead("/odihr/7", everywhere.release)

    at_host = client.get("/odihr/7", headers={"Host": "odihr.example.org"})
    elsewhere = client.get("/odihr/7", headers={"Host": "news.example.org"})

    assert at_host.headers["Location"] == f"https://news.example.org{here.get_absolute_url()}"
    assert elsewhere.headers["Location"] == everywhere.get_absolute_url()


def test_a_host_needs_no_address_of_the_site_to_be_named(client, settings):
    settings.ALLOWED_HOSTS = ["odihr.example.org", "testserver"]
    article = make_article()
    lead("odihr.example.org/odihr/7", article.release)

    assert client.get("/odihr/7", headers={"Host": "odihr.example.org:8000"}).status_code == 301
    assert client.get("/odihr/8", headers={"Host": "odihr.example.org"}).status_code == 404
    assert client.get("/odihr/7x").status_code == 404


@pytest.mark.parametrize("old", ["/", "/news/", "/structures/secretariat/"])
def test_another_host_may_be_led_on_from_what_the_site_serves_at_its_own(client, hosts, old):
    assert client.get(old, headers={"Host": "testserver"}).status_code == 200
    lead(f"odihr.example.org{old}", "/countries/")

    at_host = client.get(old, headers={"Host": "odihr.example.org"})

    assert at_host.headers["Location"] == "https://news.example.org/countries/"
    assert client.get(old, headers={"Host": "news.example.org"}).status_code == 200


def test_the_host_of_the_site_itself_is_not_stored(hosts):
    lead("https://news.example.org/home/1", "/news/")

    assert Redirect.objects.get().old == "/home/1"
    assert any("answers at" in problem for problem in problems("https://news.example.org/", "/news/"))


def test_the_list_at_the_host_of_a_body_was_that_of_the_body(client, hosts):
    response = client.get("/press-releases?page=1", headers={"Host": "odihr.example.org"})

    assert response.headers["Location"] == (
        "https://news.example.org/news/?structure=office-for-democratic-institutions-and-human-rights&page=2"
    )


def test_the_health_of_a_process_is_told_at_any_host_without_the_database(
    client, hosts, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert client.get("/health/live", headers={"Host": "testserver"}).status_code == 200


@pytest.mark.parametrize(
    "asked",
    ["/node/563502", "/odihr/563502", "/ru/odihr/elections/serbia/563502/", "/odihr/563502?download=true"],
)
@pytest.mark.parametrize(
    "stored", ["/node/563502", "/odihr/elections/563502", "odihr.example.org/odihr/563502"]
)
@pytest.mark.django_db
def test_a_page_of_the_former_site_is_known_at_each_of_its_addresses(client, asked, stored):
    article = make_article()
    lead(stored, article.release)

    response = client.get(asked)

    # Who asked in Russian goes on in Russian.
    language = "/ru" if asked.startswith("/ru/") else ""
    assert (response.status_code, response.headers["Location"]) == (
        301,
        language + article.get_absolute_url(),
    )
    assert client.get(response.headers["Location"]).status_code == 200


@pytest.mark.django_db
def test_the_old_address_of_an_unpublished_release_leads_on_in_each_language(client):
    gone, article = make_article(state="unpublished"), make_article()
    lead(f"/news/{gone.release}/", article.release)

    response = client.get(f"/fr{gone.get_absolute_url()}")

    assert (response.status_code, response.headers["Location"]) == (301, f"/fr{article.get_absolute_url()}")


def test_a_number_that_leads_to_different_releases_leads_nowhere_by_itself(client):
    first, second = make_article(), make_article()
    lead("/odihr/7", first.release)
    lead("/fsc/7", second.release)

    assert client.get("/fsc/7").headers["Location"] == second.get_absolute_url()
    assert client.get("/node/7").status_code == 404


@pytest.mark.parametrize("asked", ["/7", "/archive/1997/", "/news/1997/", "/node/1997/more"])
def test_only_the_addresses_of_its_pages_share_a_number(client, asked):
    lead("/node/1997", make_article(release=5).release)

    assert client.get(asked).status_code == 404


# What can be stored


@pytest.mark.parametrize(
    ("old", "reason"),
    [
        ("https:///home/1", "begins with a slash"),
        ("ftp://www.example.org/home/1", "begins with a slash"),
        ("//home/1", "begins with a slash"),
        ("home/1", "begins with a slash"),
        ("odihr.example.org", "Set SITE_URL"),
        ("odihr.example.org/news/", "Set SITE_URL"),
        ("/", "answers at"),
        ("/?p=12", "answers at"),
        ("/news", "answers at"),
        ("/news/?page=2", "answers at"),
        ("/structures/no-such-body/", "answers at"),
        ("/admin/old/page", "answers at"),
        ("/static/old.pdf", "answers at"),
        ("/health/live", "answers at"),
        ("/home/1#top", "never reaches a server"),
        ("/" + "x" * 700, "at most 600"),
        ("/news/99999999999999999999999/", "no release 99999"),
    ],
)
@pytest.mark.django_db
def test_only_what_the_site_does_not_serve_is_an_old_address(old, reason):
    assert any(reason in problem for problem in problems(old, "/structures/"))


@pytest.mark.parametrize(
    "new",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/\t/evil.example/",
        "javascript:alert(1)",
        "/admin/",
        "/health/live",
        "/nowhere/",
        "/home/1",
        "/structures/no-such-body/",
        "/news/1/a-bridge/editions/1/",
        "/timemap/1/",
        "/review/token/",
        "/robots.txt",
        "",
        "999999",
        "99999999999999999999999",
        "٣",
    ],
)
@pytest.mark.django_db
def test_a_redirect_leads_to_a_release_or_a_page_for_readers_and_never_away(new):
    lead("/home/1", "/structures/")

    assert problems("/home/2", new)


@pytest.mark.parametrize(
    "facts",
    [
        {"old": "home/1", "path": "/news/"},
        {"old": "//home/1", "path": "/news/"},
        {"old": "/home/1"},
        {"old": "/home/1", "path": "/news/", "release": 1},
        {"old": "/home/1", "path": "//evil.example/"},
        {"old": "/home/1", "path": "/\\evil.example/"},
        {"old": "/home/1", "path": "https://evil.example/"},
        {"old": "/home/1", "path": "/home/1"},
        {"old": "/taken", "path": "/news/"},
    ],
)
@pytest.mark.django_db
def test_the_database_refuses_what_no_redirect_can_be(facts):
    by = make_member("somebody")
    Redirect.objects.create(old="/taken", path="/news/", by=by)

    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.create(by=by, **facts)


# A release that was unpublished


def test_a_release_taken_off_the_site_leads_on_where_whoever_took_it_off_says(client, editor):
    wrong, right = make_article(title="Wrong", slug="wrong"), make_article(title="Right", slug="right")
    lead("/home/1", wrong.release)
    address = reverse("admin:articles_article_move", args=[wrong.pk, "unpublish"])
    answers = {"version": wrong.lock_version, "remark": "Issued twice."}

    refused = client.post(address, answers | {"leads_to": "https://evil.example/"})
    assertContains(refused, "redirects never lead to another site")
    wrong.refresh_from_db()
    assert wrong.state == State.PUBLISHED
    client.post(address, answers | {"leads_to": str(right.release)})

    for old in (
        wrong.get_absolute_url(),
        f"/news/{wrong.release}/",
        f"{wrong.get_absolute_url()}editions/1/",
        "/home/1",  # no chain: what led there leads on as well
    ):
        response = client.get(old)
        assert (response.status_code, response.headers["Location"]) == (301, right.get_absolute_url()), old


def test_without_another_place_it_is_gone(client, editor):
    article = make_article()

    workflow.unpublish(article, by=editor, remark="Court order.")

    assert client.get(article.get_absolute_url()).status_code == 410


def test_records_lead_readers_of_what_is_gone_somewhere_else(client, records):
    article = make_article(state=State.UNPUBLISHED)

    client.post(f"{LIST}add/", {"old": article.get_absolute_url(), "target": "/structures/secretariat/"})

    assert Redirect.objects.get().old == f"/news/{article.release}"
    assert client.get(article.get_absolute_url()).headers["Location"] == "/structures/secretariat/"


def test_a_release_that_is_public_again_is_read_and_not_redirected(client, editor):
    article, other = make_article(title="Wrong"), make_article()
    workflow.unpublish(article, by=editor, remark="Wrong.", leads_to=str(other.release))
    second = workflow.open_new_edition(article, by=editor)
    Article.objects.filter(pk=second.pk).update(change_note="Right now.")

    workflow.force_publish(second, by=editor, reason="It is right now.")

    assert client.get(second.get_absolute_url()).status_code == 200
    workflow.unpublish(second, by=editor, remark="Wrong again.")
    assert client.get(second.get_absolute_url()).status_code == 410


def test_there_are_no_chains_and_no_loops(editor):
    first, second = (make_article(state=State.UNPUBLISHED) for _ in range(2))
    lead(f"/news/{first.release}/", second.release)

    assert problems(f"/news/{second.release}/", first.release) == (
        f"Release {first.release} is redirected itself, to release {second.release}: lead there.",
    )
    assert problems(f"/news/{second.release}/", second.release)


def test_what_leads_to_a_release_off_the_site_leads_on_and_back_when_it_is_public_again(client, editor):
    first, second = make_article(title="First"), make_article(title="Second")
    lead("/home/1", first.release)
    workflow.unpublish(first, by=editor, remark="Wrong.", leads_to=str(second.release))
    assert client.get("/home/1").headers["Location"] == second.get_absolute_url()

    again = workflow.open_new_edition(first, by=editor)
    Article.objects.filter(pk=again.pk).update(change_note="Right now.")
    again.refresh_from_db()
    workflow.force_publish(again, by=editor, reason="It is right now.")

    assert client.get("/home/1").headers["Location"] == again.get_absolute_url()
    workflow.unpublish(second, by=editor, remark="The same.", leads_to=str(first.release))
    assert client.get(second.get_absolute_url()).headers["Location"] == again.get_absolute_url()


# What the desk says of it


def test_the_page_of_a_release_says_that_it_is_gone_and_who_may_lead_its_readers_on(client):
    article = make_article(state=State.UNPUBLISHED)
    client.force_login(make_member("ann", "Editor"))
    assert "Readers of its old address are told that it is gone." in desk_page(client, article)
    assert "Lead them" not in desk_page(client, article)

    client.force_login(make_member("archivist", "Records", "Editor"))
    assert f'href="{LIST}add/?old=%2Fnews%2F{article.release}">Lead them somewhere</a>' in desk_page(
        client, article
    )
    form = client.get(f"{LIST}add/?old=%2Fnews%2F{article.release}")
    assertContains(form, f'value="/news/{article.release}"')


def test_the_page_of_a_release_says_where_its_readers_are_led_and_through_what(client):
    first, second, last = (
        make_article(state=State.UNPUBLISHED),
        make_article(state=State.UNPUBLISHED),
        make_article(title="Right & proper", slug="right"),
    )
    lead(f"/news/{second.release}/", last.release)
    by = make_member("archivist", "Records", "Editor")
    own = Redirect.objects.create(old=f"/news/{first.release}", release=second.release, by=by)
    client.force_login(by)

    page = desk_page(client, first)

    end = f'<a href="{last.get_absolute_url()}">release {last.release}, “Right &amp; proper”</a>'
    assert (
        f"Readers of its old address are led to {end}, for release {second.release}, where it leads, "
        "was unpublished" in page
    )
    assert f'href="{LIST}{own.pk}/change/">Lead them elsewhere</a>' in page
    assert f"are led to {end}. <a" in desk_page(client, second)
    assert "old address" not in desk_page(client, last)
    workflow.unpublish(last, by=make_editor(), remark="Wrong.")
    assert (
        f"told that it is gone: it leads to release {second.release}, which they cannot read."
        in desk_page(client, first)
    )
    lead(f"/news/{last.release}/", "/structures/secretariat/")
    assert '<a href="/structures/secretariat/">/structures/secretariat/</a>' in desk_page(client, first)


def test_all_editions_of_a_release_off_the_site_say_so_until_it_is_public_again(client, editor):
    article = make_article()
    workflow.unpublish(article, by=editor, remark="Wrong.", leads_to="/structures/")
    again = workflow.open_new_edition(article, by=editor)
    for edition in (article, again):
        assert '<a href="/structures/">/structures/</a>' in desk_page(client, edition)
    Article.objects.filter(pk=again.pk).update(change_note="Right now.")
    again.refresh_from_db()

    workflow.force_publish(again, by=editor, reason="It is right now.")

    assert "old address" not in desk_page(client, article)


@pytest.mark.parametrize("steps", [1, 12])
@pytest.mark.django_db
def test_a_long_way_takes_as_many_queries_as_a_short_one(client, steps, django_assert_num_queries):
    by = make_member("archivist", "Records")
    way = [make_article(state=State.UNPUBLISHED) for _ in range(steps)] + [make_article(slug="end")]
    for one, other in pairwise(way):
        Redirect.objects.create(old=f"/news/{one.release}", release=other.release, by=by)
    Redirect.objects.create(old="/home/1", release=way[0].release, by=by)
    client.get("/home/1")

    with django_assert_num_queries(2):
        assert client.get("/home/1").headers["Location"] == way[-1].get_absolute_url()
    with django_assert_num_queries(1):
        assert redirects.way_from(way[0].release, timezone.now()).end.release == way[-1].release


def test_releases_that_lead_to_each_other_lead_nowhere(client, editor):
    first, second = (make_article(state=State.UNPUBLISHED) for _ in range(2))
    for one, other in ((first, second), (second, first)):
        Redirect.objects.create(old=f"/news/{one.release}", release=other.release, by=editor)

    assert client.get(first.get_absolute_url()).status_code == 410


@pytest.mark.parametrize("number", ["9" * 25, "9" * 5_000])
def test_a_number_that_no_release_has_is_refused(number):
    assert problems("/home/1", number)[0].startswith("There is no release 9")


def test_the_address_of_a_release_that_is_public_is_its_own():
    article = make_article()

    assert problems(f"/news/{article.release}/old-slug/", "/structures/") == (
        f"Release {article.release} is not unpublished: it answers at this address itself.",
    )


def test_mail_says_where_readers_are_led(mailoutbox):
    editor, other = make_editor("ann"), make_article()
    editor.email = "ann@example.org"
    editor.save()
    article = make_article(changed_by=editor, changed_at=timezone.now())
    workflow.unpublish(article, by=editor, remark="Twice.", leads_to=str(other.release))

    work_once()

    assert f"its address leads to release {other.release}." in mailoutbox[0].body


# The desk


@pytest.mark.parametrize(("role", "may"), [("Records", True), ("Administrator", True), ("Writer", False),
                                           ("Editor", False), ("Publisher", False), (None, False)])  # fmt: skip
@pytest.mark.django_db
def test_only_records_keep_redirects(client, role, may):
    redirect = Redirect.objects.create(old="/home/1", path="/news/", by=make_editor())
    client.force_login(make_member("somebody", *filter(None, [role])))
    change = reverse("admin:articles_redirect_change", args=[redirect.pk])

    opened = [client.get(address).status_code for address in (LIST, f"{LIST}add/", change, IMPORT)]
    client.post(f"{LIST}add/", {"old": "/home/2", "target": "/news/"})
    client.post(IMPORT, {"confirm": "1", "text": "/home/3,/news/\n"})
    client.post(reverse("admin:articles_redirect_delete", args=[redirect.pk]), {"post": "yes"})

    assert set(opened) == {200 if may else 403}
    assert set(Redirect.objects.values_list("old", flat=True)) == (
        {"/home/2", "/home/3"} if may else {"/home/1"}
    )


def test_a_redirect_is_made_and_changed_by_hand(client, records):
    article = make_article()

    client.post(f"{LIST}add/", {"old": "/en/home/1/", "target": f"/news/{article.release}/whatever/"})
    redirect = Redirect.objects.get()
    assert (redirect.old, redirect.release, redirect.path) == ("/en/home/1", article.release, "")
    change = reverse("admin:articles_redirect_change", args=[redirect.pk])
    assertContains(client.get(change), f'value="{article.release}"')
    client.post(change, {"old": "/en/home/1", "target": "/news/"})
    redirect.refresh_from_db()

    assert (redirect.old, redirect.release, redirect.path, redirect.by) == (
        "/en/home/1",
        None,
        "/news/",
        records,
    )


def test_the_form_says_everything_that_is_wrong(client, records):
    Redirect.objects.create(old="/home/1", path="/news/", by=records)

    response = client.post(f"{LIST}add/", {"old": "/news/", "target": "https://evil.example/"})
    again = client.post(f"{LIST}add/", {"old": "/home/1/", "target": "/structures/"})

    assertContains(response, "This site itself answers at /news/")
    assertContains(response, "redirects never lead to another site")
    assertContains(again, "This old address is redirected already.")
    assert Redirect.objects.get().path == "/news/"


@pytest.mark.parametrize("how_many", [3, 40])
def test_the_list_asks_as_often_for_any_number(client, records, django_assert_num_queries, how_many):
    hidden = make_article(state=State.DRAFT)
    for number in range(how_many):
        Redirect.objects.create(old=f"/home/{number}", release=hidden.release, by=records)

    with django_assert_num_queries(6):
        response = client.get(LIST)
    assertContains(response, "find nothing")
    assert len(client.get(LIST, {"readers": "lost"}).context["cl"].result_list) == how_many
    assert not client.get(LIST, {"readers": "led"}).context["cl"].result_list


# Many at once


def test_a_list_is_shown_first_and_stored_when_confirmed(client, records):
    article = make_article()
    Redirect.objects.create(old="/home/1", path="/news/", by=records)
    Redirect.objects.create(old="/home/2", path="/news/", by=records)
    text = f"old,new\n/home/1,/news/\n/home/2,{article.release}\n\n/home/3,/structures/\n"

    shown = client.post(IMPORT, upload(text))
    outcome = shown.context["outcome"]
    assert (outcome.new, outcome.changed, outcome.same) == (1, 1, 1)
    assert Redirect.objects.count() == 2
    client.post(IMPORT, {"text": shown.context["text"], "confirm": "1"})

    assert set(Redirect.objects.values_list("old", "release", "path")) == {
        ("/home/1", None, "/news/"),
        ("/home/2", article.release, ""),
        ("/home/3", None, "/structures/"),
    }


def test_every_error_is_told_by_its_line_and_nothing_is_stored(client, records):
    text = "/home/1,/news/\nhttps://a.example/,999\n/home/2\n/home/1/,/structures/\n/home/3,/nowhere/\n"

    for answers in (upload(text), {"text": text, "confirm": "1"}):
        response = client.post(IMPORT, answers)

        numbers = [number for number, _ in response.context["outcome"].problems]
        assert numbers == [2, 2, 3, 4, 5]
        assertContains(response, "Line 3: 1 column instead of two")
        assertContains(response, "Line 4: /home/1/ stands in this list already, further up.")
        assertNotContains(response, 'name="confirm"')
    assert not Redirect.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["/home/a;/news/\n", "/home/a\t/news/\r\n", '"/home/a","/news/"', "\ufeffOld,New\n/home/a,/news/\n"],
)
@pytest.mark.django_db
def test_lists_of_every_spreadsheet_are_read(client, records, text):
    shown = client.post(IMPORT, upload(text))
    client.post(IMPORT, {"text": shown.context["text"], "confirm": "1"})

    assert Redirect.objects.get().old == "/home/a"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"/home/1,/news/\n/caf\xe9,/news/\n", "Line 2 is not UTF-8"),
        (b"x" * 1_000_001, "split it"),
        (b"  \n", "not empty"),
        (b'/home/1,/news/\n"/home', None),
    ],
)
@pytest.mark.django_db
def test_a_list_that_cannot_be_read_says_why(client, records, content, reason):
    response = client.post(IMPORT, upload(content))

    if reason:
        assertContains(response, reason)
    assertNotContains(response, 'name="confirm"')
    assert not Redirect.objects.exists()


def test_a_long_list_takes_few_queries(client, records, django_assert_max_num_queries):
    article = make_article()
    text = "".join(f"/home/{number},{article.release}\n" for number in range(400))

    with django_assert_max_num_queries(25):
        client.post(IMPORT, {"text": text, "confirm": "1"})

    assert Redirect.objects.count() == 400
