"""The public pages: what each shows, and that its queries do not grow with the archive."""

from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.editing import workflow
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.site.caching import page_cache
from taxonomy import vocabulary
from taxonomy.models import Structure
from tests.factories import issue, make_article, make_editor
from tests.served import fetch

pytestmark = pytest.mark.usefixtures("terms")

# Every page with its number of queries: one says that terms and catalogue are up to date.
QUERIES = {
    "/": 5,
    "/news/": 3,
    "/news/?type=news&year=2025&rows=50": 3,
    "/news/?type=gossip": 1,
    "/news/feed.atom": 5,
    "/news/feed.rss": 5,
    "/news/feed.json": 5,
    "/fields-of-work/": 1,
    "/fields-of-work/elections/": 3,
    "/structures/": 1,
    "/structures/secretariat/": 3,
    "/countries/": 1,
    "/countries/albania/": 3,
    "/meetings/": 1,
    "/content-types/news/": 3,
    "/glossary/": 1,
    "/events/": 1,
    "/archive/": 1,
    "/archive/2025/": 1,
    "/archive/2025/1/": 3,
    "/statistics/": 3,
    "/statistics/field.csv": 1,
    "/statistics/events.csv": 2,
}


def fill(how_many: int) -> None:
    for _ in range(how_many):
        make_article(
            structures=["secretariat", "mission-to-moldova"],
            fields_of_work=["elections", "youth"],
            countries=["albania"],
            tags=("water",),
        )


@pytest.fixture
def warm(terms):
    """Terms and catalogue read, as they are after a process's first request, but no card rendered yet."""

    def warm():
        RequestSnapshot.take().catalogue.rendered.clear()
        page_cache.clear()

    return warm


def test_a_page_asks_the_same_few_questions_of_a_small_and_a_large_archive(warm, django_assert_num_queries):
    for how_many in (3, 50):
        fill(how_many)
        for address, number in QUERIES.items():
            warm()
            with django_assert_num_queries(number, info=address):
                assert fetch(address).status_code == 200
            # The second time the page is there already: what remains asks whether anything has changed.
            with django_assert_num_queries(1, info=address):
                fetch(address)


def test_a_card_changes_as_soon_as_its_release_does(client):
    editor = make_editor()
    article = make_article(title="A bridge opens")
    assert "A bridge opens" in client.get("/news/").content.decode()

    draft = workflow.open_new_edition(article, by=editor)
    draft.title = "A tunnel opens"
    workflow.save_draft(draft, by=editor)
    issue(draft, by=editor)
    assert "A tunnel opens" in client.get("/news/").content.decode()

    Structure.objects.filter(slug="secretariat").update(name="General Secretariat")
    Article.objects.get(pk=draft.pk).structures.set(Structure.objects.filter(slug="secretariat"))
    vocabulary.record_change()
    assert "General Secretariat</a>" in client.get("/news/").content.decode()


def test_a_release_page_asks_the_same_few_questions_whatever_it_is_filed_under(
    client, warm, django_assert_num_queries
):
    bare, full = (
        make_article(),
        make_article(structures=["secretariat", "permanent-council"], tags=("a", "b", "c")),
    )
    warm()

    for article in (bare, full):
        with django_assert_num_queries(5):  # one for the releases that it leads on to
            client.get(article.get_absolute_url())


def test_the_listing_shows_all_seeds_with_counts_that_sql_confirms(client):
    call_command("import_seeds", verbosity=0)

    found = client.get("/news/").context["result"]

    listed = Article.objects.listed(timezone.now())
    assert found.total == 72 == listed.count()
    for facet, relation in (("type", "release_type"), ("country", "countries")):
        for slug, count in found.counts[facet].items():
            assert count == listed.filter(**{f"{relation}__slug": slug}).count()
    terms = vocabulary.current()
    for facet, relation in (("structure", "structures"), ("field", "fields_of_work")):
        for slug, count in found.counts[facet].items():
            below = [
                entry.id
                for entry in terms[facet]
                if slug in {step.slug for step in terms[facet].lineage(entry)}
            ]
            assert count == listed.filter(**{f"{relation}__in": below}).distinct().count()
    for year, count in found.counts["year"].items():
        assert count == listed.filter(publishing_date__year=year).count()


def test_filters_combine(client):
    wanted = make_article(type="news", structures=["secretariat"], publishing_date=date(2020, 5, 1))
    make_article(type="news", structures=["permanent-council"], publishing_date=date(2020, 5, 1))
    make_article(type="press-release", structures=["secretariat"], publishing_date=date(2020, 5, 1))
    make_article(type="news", structures=["secretariat"], publishing_date=date(2021, 5, 1))

    response = client.get("/news/?type=news&structure=secretariat&from=2020-05&to=2020", follow=True)

    assert response.context["result"].ids == [wanted.pk]
    assert wanted.title in response.content.decode()


def test_every_filter_in_force_can_be_taken_off(client):
    make_article(type="news", structures=["secretariat"], publishing_date=date(2020, 5, 1))

    response = client.get("/news/?type=news&structure=secretariat&year=2020")

    chips = {(chip.label, chip.text): chip.url for chip in response.context["chips"]}
    assert chips["Content type", "News"] == "/news/?structure=secretariat&year=2020"
    assert chips["Where we are", "Secretariat"] == "/news/?type=news&year=2020"
    assert chips["Year", "2020"] == "/news/?type=news&structure=secretariat"


@pytest.mark.parametrize(
    "querystring", ["type=gossip", "year=soon", "from=yesterday", "page=0", "rows=7", "tag=x"]
)
def test_what_is_not_understood_finds_nothing_and_is_said(client, querystring):
    make_article(title="Must not be listed")

    response = client.get(f"/news/?{querystring}")

    page = response.content.decode()
    assert "Must not be listed" not in page
    assert querystring.split("=")[1] in page
    assert "noindex" in page


@pytest.mark.parametrize("odd", ["structure=nowhere", "q=!!!", "from=2017&to=2016", "year=soon"])
def test_what_was_understood_of_a_question_can_be_asked_alone(client, odd):
    page = client.get(f"/news/?type=news&{odd}").content.decode()

    assert 'href="/news/?type=news"' in page


def test_an_empty_newsroom_has_pages_too(client):
    for address in ("/", "/news/", "/archive/", "/statistics/", "/structures/", "/news/feed.atom"):
        assert client.get(address).status_code == 200


def test_a_page_beyond_the_last_does_not_exist(client):
    fill(3)

    assert client.get("/news/?page=2").status_code == 404


def test_pages_rows_and_sort(client):
    made = [make_article(publishing_date=date(2020, 1, 1 + number)) for number in range(25)]

    second = client.get("/news/?rows=10&page=2", follow=True).context["result"].ids
    oldest = client.get("/news/?rows=10&sort=oldest", follow=True).context["result"].ids

    assert second == [article.pk for article in reversed(made)][10:20]
    assert oldest == [article.pk for article in made[:10]]


def test_a_release_shows_the_names_of_its_day_and_what_the_body_is_called_now(client):
    article = make_article(publishing_date=date(2021, 1, 7), structures=["programme-office-in-astana"])

    page = client.get(article.get_absolute_url()).content.decode()

    assert "Programme Office in Nur-Sultan" in page
    assert "Programme Office in Astana" in page
    assert "/structures/programme-office-in-astana/" in page


def test_short_and_wrong_addresses_lead_to_the_release(client):
    article = make_article(title="A bridge opens")

    for address in (f"/news/{article.release}/", f"/news/{article.release}/an-older-title/"):
        response = client.get(address)
        assert response.status_code == 301
        assert response.headers["Location"] == f"/news/{article.release}/a-bridge-opens/"


def test_a_superseded_edition_stays_readable_at_its_own_address(client):
    editor = make_editor()
    article = make_article(title="A bridge opens", summary="On Monday.")
    draft = workflow.open_new_edition(article, by=editor)
    draft.summary, draft.change_note = "On Tuesday.", "The day was wrong."
    workflow.save_draft(draft, by=editor)
    issue(draft, by=editor)

    current = client.get(article.get_absolute_url()).content.decode()
    first = client.get(f"{article.get_absolute_url()}editions/1/").content.decode()

    assert "On Tuesday." in current
    assert "The day was wrong." in current
    assert "On Monday." in first
    assert article.get_absolute_url() in first


def test_translations_lead_to_each_other(client):
    english = make_article(title="A bridge opens")
    russian = make_article(title="Мост открыт", language="ru", translates=english.release)

    assert russian.get_absolute_url() in client.get(english.get_absolute_url()).content.decode()
    page = client.get(russian.get_absolute_url()).content.decode()
    assert english.get_absolute_url() in page
    assert 'lang="ru"' in page


def test_text_from_an_archive_cannot_become_markup(client):
    article = make_article(
        title="<script>alert(1)</script>", summary='"><img src=x onerror=alert(1)>', slug="x"
    )

    for address in ("/", "/news/", article.get_absolute_url(), "/news/feed.atom"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_term_pages_tell_what_the_term_was_called_and_what_lies_under_it(client):
    make_article(fields_of_work=["climate-change"], title="Warm")

    field = client.get("/fields-of-work/environmental-activities/").content.decode()
    office = client.get("/structures/programme-office-in-astana/").content.decode()
    closed = client.get("/structures/special-monitoring-mission-to-ukraine/").content.decode()
    country = client.get("/countries/kazakhstan/").content.decode()

    assert "Climate change" in field
    assert "Warm" in field
    assert "Programme Office in Nur-Sultan" in office
    assert "(closed 2022)" in closed
    assert "Programme Office in Astana" in country


@pytest.mark.parametrize(
    "address",
    [
        "/news/999/",
        "/news/999/x/",
        "/structures/nothing/",
        "/fields-of-work/nothing/",
        "/countries/atlantis/",
        "/archive/1871/",
        "/archive/2025/13/",
        "/archive/2025/0/",
        "/archive/99999/1/",
        "/news/99999999999999999999999/",
    ],
)
def test_what_is_not_there_is_not_found(client, address):
    make_article()

    assert client.get(address).status_code == 404


def test_the_archive_counts_months(client):
    make_article(publishing_date=date(2020, 2, 29), title="Leap")
    make_article(publishing_date=date(2020, 3, 1))

    months = dict(client.get("/archive/2020/").context["months"])

    assert (months[date(2020, 2, 1)], months[date(2020, 3, 1)], months[date(2020, 4, 1)]) == (1, 1, 0)
    assert "Leap" in client.get("/archive/2020/2/").content.decode()


@pytest.mark.parametrize(
    "address", ["/news/feed.atom?q=a%0Bbridge", "/news/feed.rss?q=bridge%01", "/news/?q=%0Bbridge"]
)
def test_odd_characters_in_a_question_break_nothing(client, address):
    make_article(title="A bridge opens")

    assert client.get(address, follow=True).status_code == 200


def test_a_withdrawn_edition_keeps_its_notice_when_a_correction_replaces_it(client):
    editor = make_editor()
    article = make_article(summary="False numbers.")
    workflow.withdraw(article, by=editor, reason="The numbers were false.")
    issue(workflow.open_new_edition(article, by=editor), by=editor)

    page = client.get(f"{article.get_absolute_url()}editions/1/").content.decode()

    assert "The numbers were false." in page
