"""The desk's list of releases: one row a release, counts and pages that stay quick, years and days, and how much it asks."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.admin.releases.list import page
from articles.index import search
from articles.models import Article
from taxonomy import vocabulary
from taxonomy.models import Country, Structure
from tests.factories import make_article, make_user

State = Article.State
LIST = "/admin/articles/article/"
MOST_QUERIES = 12

pytestmark = pytest.mark.usefixtures("terms")


def listed(response) -> list[str]:
    return [article.title for article in response.context["cl"].result_list]


def make_corrected() -> list[Article]:
    """A release with a superseded edition, a live one, and a third in preparation."""
    now = timezone.now()
    ended = {"public_at": now - timedelta(days=9), "public_until": now - timedelta(days=8)}
    first = make_article(title="First", **ended)
    second = make_article(title="Second", release=first.release, edition=2, public_at=ended["public_until"])
    third = make_article(title="Third", release=first.release, edition=3, state=State.DRAFT)
    return [first, second, third]


# One row a release


def test_the_list_shows_the_newest_edition_of_each_release(client, editor):
    make_corrected()
    make_article(title="Another release")

    response = client.get(LIST)

    assert listed(response) == ["Third", "Another release"]
    assert response.context["cl"].result_count == 2


def test_all_editions_are_shown_when_they_are_asked_for(client, editor):
    make_corrected()

    assert sorted(listed(client.get(LIST, {"editions": "all"}))) == ["First", "Second", "Third"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"standing": "live"}, ["Second"]),
        ({"standing": "superseded"}, ["First"]),
        ({"q": "first"}, ["First"]),
        ({"queue": "mine"}, []),
    ],
)
def test_whoever_looks_for_an_edition_finds_it_though_it_is_not_the_newest(client, editor, asked, found):
    make_corrected()

    assert listed(client.get(LIST, asked)) == found


def test_a_search_has_one_row_a_release_the_newest_that_fits(client, editor):
    make_corrected()
    Article.objects.filter(title__in=["First", "Second"]).update(place="Vienna")
    make_article(title="Another", place="Vienna")
    search.rebuild()

    assert sorted(listed(client.get(LIST, {"q": "vienna"}))) == ["Another", "Second"]
    assert client.get(LIST, {"q": "vienna"}).context["cl"].result_count == 2
    found = client.get(LIST, {"q": "vienna", "editions": "all"})
    assert sorted(listed(found)) == ["Another", "First", "Second"]


def test_the_filter_says_which_editions_are_shown(client, editor):
    for asked, chosen in (
        ({}, "one row a release"),
        ({"q": "x"}, "one row a release"),
        ({"editions": "all"}, "all"),
    ):
        changelist = client.get(LIST, asked).context["cl"]
        editions = next(spec for spec in changelist.filter_specs if spec.title == "editions")
        assert [choice["display"] for choice in editions.choices(changelist) if choice["selected"]] == [
            chosen
        ]


def test_what_has_no_date_yet_stands_first(client, editor):
    make_article(title="Dated", publishing_date=date(2025, 5, 9))
    make_article(title="Draft", state=State.DRAFT, publishing_date=None)
    make_article(title="Older", publishing_date=date(2025, 5, 8))

    assert listed(client.get(LIST)) == ["Draft", "Dated", "Older"]


# Filters


@pytest.mark.parametrize("field", ["structures", "release_type"])
def test_what_is_filed_under_nothing_can_be_found(client, editor, field):
    make_article(title="Filed", structures=["secretariat"])
    make_article(title="Loose", type="", state=State.DRAFT)

    assert listed(client.get(LIST, {f"{field}__isnull": "True"})) == ["Loose"]


def test_the_choices_of_a_filter_are_links_and_names_are_escaped(client, editor):
    Structure.objects.create(name="Bread & <b>Water</b>", slug="bread", reviewed=True)
    vocabulary.record_change()

    response = client.get(LIST, {"standing": "draft"})

    assertContains(response, '<a href="?standing=draft" aria-current="true">draft</a>')
    assertContains(response, ">Bread &amp; &lt;b&gt;Water&lt;/b&gt;</a>")


def test_filters_of_two_vocabularies_are_met_together(client, editor):
    make_article(title="Both", structures=["secretariat", "permanent-council"], type="news")
    make_article(title="One", structures=["secretariat"], type="press-release")
    wanted = Structure.objects.get(slug="secretariat")
    news = Article.objects.get(title="Both").release_type_id

    asked = {"structures__id__exact": wanted.pk, "release_type__id__exact": news}

    assert listed(client.get(LIST, asked)) == ["Both"]


@pytest.mark.parametrize(
    "asked", ["structures__id__exact=x", "publishing_date__year=2024&publishing_date__month=13"]
)
def test_a_filter_that_means_nothing_leads_back_to_the_list(client, editor, asked):
    response = client.get(f"{LIST}?{asked}")

    assertRedirects(response, f"{LIST}?e=1")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"person": "berg"}, ["By Anna", "Changed by Anna"]),
        ({"person": "anna berg"}, ["By Anna", "Changed by Anna"]),
        ({"person": "nobody"}, []),
        ({"tag": "WATER"}, ["By Anna"]),
        ({"from": "2024-05-02"}, ["Late"]),
        ({"to": "2024-05-01"}, ["Early"]),
        ({"from": "2024-05-01", "to": "2024-05-01", "tag": ""}, ["Early"]),
        ({"person": "anna", "tag": "water"}, ["By Anna"]),
    ],
)
def test_a_list_is_narrowed_to_a_person_a_tag_and_days(client, editor, asked, found):
    anna = make_user("anna", first_name="Anna", last_name="Berg")
    undated = {"publishing_date": None, "state": State.DRAFT}
    make_article(title="By Anna", created_by=anna, tags=["water"], **undated)
    make_article(title="Changed by Anna", changed_by=anna, changed_at=timezone.now(), **undated)
    make_article(title="Early", publishing_date=date(2024, 5, 1), tags=["waterways"])
    make_article(title="Late", publishing_date=date(2024, 5, 2), created_by=editor)

    response = client.get(LIST, asked)

    assert sorted(listed(response)) == found
    assertContains(response, "(something is chosen)")


def test_a_form_sent_empty_narrows_nothing_and_keeps_the_rest(client, editor):
    make_article(title="A bridge", state=State.DRAFT)

    response = client.get(LIST, {"person": "", "from": "", "standing": "draft", "q": "bridge"})

    assert listed(response) == ["A bridge"]
    assertContains(response, '<input type="hidden" name="standing" value="draft">')
    assertNotContains(client.get(LIST, {"person": ""}), "(something is chosen)")


def test_a_day_that_there_is_not_leads_back_to_the_list(client, editor):
    assertRedirects(client.get(LIST, {"from": "2024-13-41"}), f"{LIST}?e=1")


def test_a_country_narrows_the_list(client, editor):
    make_article(title="Here", countries=["austria"])
    make_article(title="There", countries=["albania"])
    austria = Country.objects.get(slug="austria").pk

    assert listed(client.get(LIST, {"countries__id__exact": austria})) == ["Here"]


# Years and days


def days(client, **asked) -> list[str]:
    changelist = client.get(
        LIST, {f"publishing_date__{part}": number for part, number in asked.items()}
    ).context["cl"]
    return [choice["title"] for choice in changelist.days["choices"]]


def test_the_years_that_have_a_release_lead_to_their_months_and_days(client, editor):
    for day in (date(2021, 3, 9), date(2024, 2, 9), date(2024, 1, 1), date(2019, 12, 31), None):
        make_article(publishing_date=day, state=State.DRAFT)

    assert days(client) == ["2024", "2021", "2019"]
    make_article(publishing_date=date(2024, 2, 11), state=State.DRAFT)
    assert days(client, year=2024) == ["January 2024", "February 2024"]
    assert days(client, year=2024, month=2) == ["9 February", "11 February"]
    assert days(client, year=2023) == []
    assert days(client, year=2024, month=3) == []
    assert days(client, year=2024, month=2, day=9) == ["9 February"]
    assertContains(client.get(LIST), 'href="?publishing_date__year=2021"')


def test_without_any_release_there_are_no_years(client, editor):
    assert days(client) == []


# Counts and pages


def test_a_long_list_is_counted_to_a_point_and_says_so(client, editor, monkeypatch):
    monkeypatch.setattr(page, "MOST_COUNTED", 60)
    for _ in range(61):
        make_article()

    response = client.get(LIST, {"p": 2})

    assertContains(response, "more than 60 releases")
    assert len(listed(response)) == 10
    assert client.get(LIST, {"p": 3}).status_code == 302


def test_a_list_that_ends_at_the_point_is_counted_exactly(client, editor, monkeypatch):
    monkeypatch.setattr(page, "MOST_COUNTED", 3)
    for _ in range(3):
        make_article()

    assertContains(client.get(LIST), "3 releases")
    assertNotContains(client.get(LIST), "more than")


def test_an_action_for_all_reaches_what_the_count_left_out(client, editor, monkeypatch):
    monkeypatch.setattr(page, "MOST_COUNTED", 60)
    first = make_article()
    for _ in range(61):
        make_article()

    sent = {"action": "file_under", "_selected_action": [first.pk], "select_across": "1", "index": "0"}
    response = client.post(LIST, sent)

    assert response.context["how_many"] == 62


# How much it asks


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "What happened"},
        {"editions": "all"},
        {"structures__id__exact": "1"},
        {"queue": "waiting"},
        {"person": "editor", "tag": "water", "from": "2024-01-01"},
        {"publishing_date__year": "2025", "publishing_date__month": "1"},
    ],
    ids=str,
)
def test_the_list_asks_the_database_as_often_for_any_number_of_releases(
    client, editor, django_assert_max_num_queries, asked
):
    counts = []
    for how_many in (10, 60):
        for number in range(how_many):
            make_article(
                structures=["secretariat", "permanent-council"],
                fields_of_work=["elections"],
                state=State.SUBMITTED if number % 2 else State.PUBLISHED,
            )
        client.get(LIST, asked)
        with django_assert_max_num_queries(MOST_QUERIES) as queries:
            client.get(LIST, asked)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_no_text_is_read_for_the_list(client, editor, django_assert_max_num_queries):
    make_article(structures=["secretariat"])

    with django_assert_max_num_queries(MOST_QUERIES) as queries:
        client.get(LIST)

    assert not [query for query in queries if '"body"' in query["sql"]]


def test_a_row_leads_to_its_edition(client, editor):
    article = make_article(title="A <bridge>")

    response = client.get(LIST)

    address = reverse("admin:articles_article_change", args=[article.pk])
    assertContains(response, f'<a href="{address}">A &lt;bridge&gt;</a>')
    assertContains(response, 'aria-label="Select for an action: A &lt;bridge&gt;"')


@pytest.mark.parametrize("number", ["9" * 25, "9" * 5_000, "x", "-1"])
@pytest.mark.parametrize("field", ["structures", "release_type"])
def test_a_filter_for_a_term_that_there_is_not_is_no_error(client, editor, field, number):
    response = client.get(LIST, {f"{field}__id__exact": number}, follow=True)

    assert response.status_code == 200
