"""Pages about the organisation: written at the desk, public at once, in the footer of every page."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing.site_pages import publish_page
from articles.models import SitePage
from articles.site.caching import page_cache
from tests.factories import make_article, make_editor, make_member
from tests.served import fetch

pytestmark = pytest.mark.usefixtures("terms")
ADD = "/admin/articles/sitepage/add/"


def write(**facts) -> SitePage:
    facts = {"kind": "contact", "title": "Contact", "body": "<p>Write to us.</p>"} | facts
    return publish_page(SitePage(**facts), by=make_editor(f"web {SitePage.objects.count()}"))


def test_a_page_that_nobody_has_written_is_not_there_and_in_no_footer(client):
    assert client.get("/contact/").status_code == 404
    assertNotContains(client.get("/"), 'href="/contact/"')


def test_what_a_publisher_writes_is_public_at_once_and_in_the_footer_of_pages_made_before(client):
    make_article()
    assert b'href="/privacy/"' not in fetch("/news/").content
    client.force_login(make_member("web", "Publisher"))

    client.post(
        ADD,
        {
            "kind": "privacy", "language": "en", "title": "Privacy",
            "body": "<p>No cookies.</p><script>alert(1)</script>", "change_note": "",
        },
    )  # fmt: skip

    assertContains(client.get("/privacy/"), "<p>No cookies.</p>")
    assertNotContains(client.get("/privacy/"), "alert(1)")
    assert b'href="/privacy/"' in fetch("/news/").content


def test_the_next_edition_says_what_it_changed_and_the_one_before_stays_readable(client):
    client.force_login(make_member("web", "Publisher"))
    write(body="<p>By telephone.</p>")
    facts = {"kind": "contact", "language": "en", "title": "Contact", "body": "<p>By mail.</p>"}

    refused = client.post(ADD, facts | {"change_note": ""})
    client.post(ADD, facts | {"change_note": "We have an address."})

    assertContains(refused, "Say what this edition changes")
    assertContains(client.get("/contact/"), "<p>By mail.</p>")
    assertContains(client.get("/contact/"), "We have an address.")
    before = client.get("/contact/editions/1/")
    assertContains(before, "<p>By telephone.</p>")
    assertContains(before, "This edition has been replaced.")
    assertContains(before, '<meta name="robots" content="noindex">')
    assertContains(before, '<link rel="canonical" href="http://testserver/contact/">')
    assert client.get("/contact/editions/3/").status_code == 404


def test_the_form_of_the_next_edition_begins_with_the_text_of_today(client):
    client.force_login(make_member("web", "Publisher"))
    write(body="<p>By telephone.</p>")

    assertContains(client.get(f"{ADD}?kind=contact&language=en"), "By telephone.")


def test_readers_get_a_page_in_their_language_where_there_is_one_else_in_english(client):
    write(title="Contact", body="<p>Write to us.</p>")
    write(title="Contacts", body="<p>Écrivez-nous.</p>", language="fr")

    assertContains(client.get("/fr/contact/"), "Écrivez-nous.")
    assertContains(client.get("/fr/"), '<a href="/fr/contact/" lang="fr" dir="ltr">Contacts</a>')
    assertContains(client.get("/ru/contact/"), '<article class="release-text about-us" lang="en" dir="ltr">')


def test_a_writer_may_not_publish_such_a_page(client):
    client.force_login(make_member("writer", "Writer"))

    assert client.post(ADD, {"kind": "about"}).status_code == 403
    assert not SitePage.objects.exists()


def test_pages_ask_few_questions_and_the_footer_none(django_assert_num_queries):
    write()
    fetch("/contact/")
    write(change_note="Again.")
    fetch("/structures/")
    page_cache.clear()

    with django_assert_num_queries(2):
        assert fetch("/contact/").status_code == 200
    with django_assert_num_queries(1):
        fetch("/contact/")
    with django_assert_num_queries(1):
        fetch("/countries/")


def test_such_pages_are_in_the_sitemap(client):
    write()

    assertContains(client.get("/sitemap-pages.xml"), "http://testserver/contact/")
    assertNotContains(client.get("/sitemap-pages.xml"), "http://testserver/privacy/")
