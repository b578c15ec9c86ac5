"""The sitemap: every release in the part of its year, which changes only when a release of that year does."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from articles.editing import workflow
from articles.models import Transition
from articles.site.metadata import sitemaps
from tests.factories import issue, make_article, make_editor
from tests.served import fetch

pytestmark = pytest.mark.usefixtures("terms")

NAMES = {
    "": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


def read(client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml"
    return ElementTree.fromstring(response.content)


def entries(client, path: str) -> dict[str, str | None]:
    """The paths in a part of the sitemap, or in its index, with their last change."""
    return {
        entry.findtext("loc", "", NAMES).removeprefix("http://testserver"): entry.findtext(
            "lastmod", None, NAMES
        )
        for entry in read(client, path)
    }


def test_the_index_leads_to_every_release_once(client):
    articles = [make_article(publishing_date=date(year, 5, 1)) for year in (2019, 2019, 2021, 2025)]
    hidden = [make_article(state="draft"), make_article(state="withdrawn")]

    parts = [path for path in entries(client, "/sitemap.xml") if path[9:13].isdigit()]
    listed = [path for part in parts for path in entries(client, part)]

    assert parts == ["/sitemap-2025-1.xml", "/sitemap-2021-1.xml", "/sitemap-2019-1.xml"]
    assert sorted(listed) == sorted(article.get_absolute_url() for article in articles)
    assert not {article.get_absolute_url() for article in hidden} & set(listed)


def test_a_part_changes_only_when_a_release_of_its_year_does(client):
    editor = make_editor()
    old = make_article(publishing_date=date(2019, 5, 1))
    make_article(publishing_date=date(2021, 5, 1))
    seen = entries(client, "/sitemap.xml")

    def changed() -> set[str]:
        nonlocal seen
        before, seen = seen, entries(client, "/sitemap.xml")
        return {path[9:13] for path in seen if path[9:13].isdigit() and before.get(path) != seen[path]}

    make_article(publishing_date=date(2025, 5, 1), public_at=timezone.now() - timedelta(minutes=5))
    assert changed() == {"2025"}
    second = workflow.open_new_edition(old, by=editor)
    issue(second, by=editor)
    assert changed() == {"2019"}
    make_article(publishing_date=date(2019, 6, 1))  # so that the year stays
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        workflow.withdraw(second, by=editor, reason="It was wrong.")
        assert changed() == {"2019"}
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        workflow.reinstate(second, by=editor)
        assert changed() == {"2019"}
    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=False):
        workflow.unpublish(second, by=editor, remark="A mistake.")
        assert changed() == {"2019"}
    assert changed() == set()


def test_an_import_of_old_releases_is_a_change_of_their_years(client):
    make_article(publishing_date=date(2019, 5, 1))
    before = timezone.now().replace(microsecond=0)

    call_command("import_seeds", verbosity=0)

    index = entries(client, "/sitemap.xml")
    assert datetime.fromisoformat(index["/sitemap-2006-1.xml"]) >= before
    assert index["/sitemap-2019-1.xml"] == "2019-05-01T00:00:00+02:00"


def test_an_import_that_is_taken_back_is_a_change_of_its_years(client):
    for year in (2006, 2019):
        make_article(publishing_date=date(year, 5, 1))
    call_command("import_seeds", batch="seeds", verbosity=0)
    seen = entries(client, "/sitemap.xml"), entries(client, "/sitemap-pages.xml")

    for minute, again in ((1, False), (2, True)):
        with time_machine.travel(timezone.now() + timedelta(minutes=minute), tick=False):
            call_command("undo_import", "seeds", redo=again, verbosity=0)
            now = entries(client, "/sitemap.xml"), entries(client, "/sitemap-pages.xml")
        assert now[0]["/sitemap-2006-1.xml"] > seen[0]["/sitemap-2006-1.xml"]
        assert now[1]["/archive/2006/"] > seen[1]["/archive/2006/"]
        assert now[0]["/sitemap-2019-1.xml"] == seen[0]["/sitemap-2019-1.xml"]
        seen = now


def test_what_an_import_leaves_in_preparation_changes_nothing(client):
    make_article(publishing_date=date(2006, 5, 1))
    before = entries(client, "/sitemap.xml"), entries(client, "/sitemap-pages.xml")

    call_command("import_seeds", publish="none", verbosity=0)

    assert (entries(client, "/sitemap.xml"), entries(client, "/sitemap-pages.xml")) == before


def test_an_import_that_completes_a_scheduled_release_changes_nothing(client):
    make_article(publishing_date=date(2025, 3, 1))
    scheduled = make_article(publishing_date=date(2025, 3, 4), public_at=timezone.now() + timedelta(hours=1))
    before = entries(client, "/sitemap.xml"), entries(client, "/sitemap-pages.xml")

    Transition.objects.create(article=scheduled, verb="import", to_state=scheduled.state)

    assert (entries(client, "/sitemap.xml"), entries(client, "/sitemap-pages.xml")) == before


def test_a_release_says_when_its_present_edition_became_public_to_the_second(client):
    article = make_article(
        publishing_date=date(2025, 3, 4), public_at=datetime(2025, 3, 4, 9, 30, 15, 123456, tzinfo=UTC)
    )

    assert entries(client, "/sitemap-2025-1.xml") == {article.get_absolute_url(): "2025-03-04T10:30:15+01:00"}
    assert entries(client, "/sitemap.xml")["/sitemap-2025-1.xml"] == "2025-03-04T10:30:15+01:00"


def test_a_big_year_has_several_parts(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "RELEASES_A_PART", 2)
    articles = [make_article(publishing_date=date(2025, 1, 1 + number)) for number in range(5)]

    parts = [path for path in entries(client, "/sitemap.xml") if "2025" in path]

    assert parts == [f"/sitemap-2025-{number}.xml" for number in (1, 2, 3)]
    listed = [path for part in parts for path in entries(client, part)]
    assert listed == [article.get_absolute_url() for article in articles]
    for nothing in ("/sitemap-2025-4.xml", "/sitemap-2025-0.xml", "/sitemap-1990-1.xml"):
        assert client.get(nothing).status_code == 404


def test_translations_are_named_with_each_other_also_in_other_years(client):
    english = make_article(publishing_date=date(2024, 12, 31), slug="english")
    russian = make_article(
        publishing_date=date(2025, 1, 2), slug="russian", language="ru", translates=english.release
    )
    make_article(publishing_date=date(2025, 1, 3))

    for part in ("/sitemap-2024-1.xml", "/sitemap-2025-1.xml"):
        links = read(client, part).findall("*/xhtml:link", NAMES)
        assert {link.get("hreflang"): link.get("href") for link in links} == {
            "en": f"http://testserver{english.get_absolute_url()}",
            "ru": f"http://testserver{russian.get_absolute_url()}",
            "x-default": f"http://testserver{english.get_absolute_url()}",
        }


def test_the_lists_are_there_with_the_terms_that_hold_a_release(client):
    make_article(publishing_date=date(2025, 3, 4), structures=["secretariat"])

    listed = set(entries(client, "/sitemap-pages.xml"))

    assert {
        "/",
        "/news/",
        "/structures/",
        "/structures/secretariat/",
        "/archive/2025/",
        "/archive/2025/3/",
    } <= listed
    assert not {"/structures/presence-in-albania/", "/archive/2025/2/"} & listed


def test_the_news_are_what_was_first_published_in_the_last_two_days(client):
    editor = make_editor()
    now = timezone.now()
    new = make_article(title="New & fresh", language="ru", public_at=now - timedelta(hours=47))
    make_article(title="Not so new", public_at=now - timedelta(hours=49))
    old = make_article(title="Old, corrected today")
    issue(workflow.open_new_edition(old, by=editor), by=editor)

    [entry] = read(client, "/sitemap-news.xml")

    assert entry.findtext("loc", "", NAMES) == f"http://testserver{new.get_absolute_url()}"
    news = entry.find("news:news", NAMES)
    assert news.findtext("news:title", "", NAMES) == "New & fresh"
    assert news.findtext("news:publication/news:language", "", NAMES) == "ru"
    published = datetime.fromisoformat(news.findtext("news:publication_date", "", NAMES))
    assert published == new.public_at.replace(microsecond=0)


def test_the_sitemap_asks_the_same_few_questions_of_a_small_and_a_large_archive(
    client, django_assert_num_queries
):
    for how_many in (2, 30):
        for _ in range(how_many):
            original = make_article()
            make_article(language="ru", translates=original.release)
        client.get("/")
        numbers = {
            "/sitemap.xml": 4,
            "/sitemap-2025-1.xml": 4,
            "/sitemap-pages.xml": 4,
            "/sitemap-news.xml": 1,
        }
        for path, number in numbers.items():
            with django_assert_num_queries(number, info=path):
                client.get(path)


def test_the_sitemap_comes_compressed_to_those_who_take_it_so():
    make_article()

    answer = fetch("/sitemap-2025-1.xml", accept_encoding="gzip")

    assert answer.headers["Content-Encoding"] == "gzip"
