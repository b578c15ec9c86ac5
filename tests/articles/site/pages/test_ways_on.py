"""What the page of a release leads on to: releases like it, neighbours in its series and in its body."""

from datetime import date, timedelta
from random import Random

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.models.filing import filings_of
from articles.site.pages.ways_on import SHOWN, ways_on
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")
State = Article.State


def ways_of(article: Article):
    article = Article.objects.for_pages().get(pk=article.pk)
    return ways_on(article, filings_of([article.pk])[article.pk], RequestSnapshot.take())


def titles_of(linked) -> list[str]:
    return [one.title for one in linked]


def test_releases_with_the_same_rare_term_and_words_come_first():
    for number in range(30):
        make_article(title=f"Visit {number}", fields_of_work=["elections"])
    make_article(title="River basins of the south", fields_of_work=["water-management"])
    make_article(title="Clean river basins", fields_of_work=["water-management"])
    article = make_article(
        title="A council of river basins", fields_of_work=["water-management", "elections"]
    )

    related = titles_of(ways_of(article).related)

    assert set(related[:2]) == {"River basins of the south", "Clean river basins"}
    assert len(related) <= SHOWN


def test_the_nearer_in_time_comes_first():
    old, near = date(2019, 1, 1), date(2020, 1, 1)
    make_article(title="Old mines", fields_of_work=["youth"], publishing_date=old)
    make_article(title="New mines", fields_of_work=["youth"], publishing_date=near)
    for number in range(30):
        make_article(title=f"Visit {number}", publishing_date=near)
    article = make_article(title="All mines", fields_of_work=["youth"], publishing_date=near + timedelta(9))

    assert titles_of(ways_of(article).related) == ["New mines", "Old mines"]


def test_without_terms_several_words_of_titles_have_to_be_the_same():
    make_article(title="Commission of elections counts votes")
    make_article(title="Votes on a bridge")
    for number in range(10):
        make_article(title=f"Visit {number}")
    article = make_article(title="Votes of a commission of elections")

    assert titles_of(ways_of(article).related) == ["Commission of elections counts votes"]


def test_a_translation_is_no_related_release():
    article = make_article(title="River basins", fields_of_work=["water-management"])
    for number in range(20):
        make_article(title=f"Visit {number}")
    make_article(
        title="River basins", fields_of_work=["water-management"], language="fr", translates=article.release
    )

    assert ways_of(article).related == ()


def test_what_is_hidden_or_withdrawn_is_never_led_to(client):
    facts = {"fields_of_work": ["water-management"], "structures": ["mission-to-moldova"]}
    article = make_article(title="Daily report 2/2020", **facts)
    make_article(title="Daily report 1/2020", state=State.WITHDRAWN, withdrawal_reason="Wrong.", **facts)
    make_article(title="Daily report 3/2020", state=State.DRAFT, **facts)
    make_article(title="Daily report 4/2020", public_at=article.public_at + timedelta(days=90_000), **facts)

    page = client.get(article.get_absolute_url())

    for number in (1, 3, 4):
        assertNotContains(page, f"Daily report {number}/2020")
        assertNotContains(page, f"{number}/2020")


def test_a_release_published_later_is_led_to_at_once(client):
    facts = {"structures": ["mission-to-moldova"]}
    article = make_article(title="Daily report 2/2020", **facts)
    assertNotContains(client.get(article.get_absolute_url()), "In this series")

    make_article(title="Daily report 3/2020", **facts)

    assertContains(client.get(article.get_absolute_url()), "In this series: 2/2020")


def test_no_neighbour_in_a_thousand_reports_is_wrong():
    """Reports of three bodies under one title, in two languages, with gaps, among other releases."""
    random = Random(7)
    made: dict[tuple, list[tuple[tuple[int, int], Article]]] = {}
    bodies = ["mission-to-moldova", "presence-in-albania", "secretariat"]
    numbers: dict[tuple, int] = {}
    day = date(2015, 11, 1)
    while sum(map(len, made.values())) < 1_000:
        day += timedelta(days=1)
        for body in bodies:
            for language, name in (("en", "Daily report"), ("ru", "Ежедневный отчёт")):
                key = body, language
                if (key, day.year) not in numbers:
                    numbers[key, day.year] = 0
                numbers[key, day.year] += 1
                if random.random() < 0.1:  # lost on the way into the archive
                    continue
                number = numbers[key, day.year]
                article = make_article(
                    title=f"{name} {number}/{day.year}",
                    publishing_date=day,
                    structures=[body],
                    language=language,
                    type="daily-report",
                )
                made.setdefault(key, []).append(((day.year, number), article))
        if random.random() < 0.3:
            make_article(title=f"Decision {random.randrange(900)}/{day.year}", publishing_date=day)

    for of_one in made.values():
        for place, ((year, number), article) in enumerate(of_one):
            series = ways_of(article).series
            before = of_one[place - 1][0] if place else None
            after = of_one[place + 1][0] if place + 1 < len(of_one) else None
            assert (series.previous and series.previous.number) == (before and f"{before[1]}/{before[0]}")
            assert (series.following and series.following.number) == (after and f"{after[1]}/{after[0]}")
            gaps = sum(1 for one in (before, after) if one and one[0] == year and abs(one[1] - number) > 1)
            assert len(series.missing) == gaps


def test_the_page_leads_to_the_neighbours_of_the_narrowest_body(client):
    body = {"structures": ["mission-to-moldova", "secretariat"]}
    first = make_article(title="First", publishing_date=date(2020, 1, 1), **body)
    middle = make_article(title="Middle", publishing_date=date(2020, 1, 2), **body)
    make_article(title="Elsewhere", publishing_date=date(2020, 1, 3), structures=["secretariat"])
    last = make_article(title="Last", publishing_date=date(2020, 1, 4), **body)

    page = client.get(middle.get_absolute_url())

    assertContains(page, f'<a href="{first.get_absolute_url()}" rel="prev">')
    assertContains(page, f'<a href="{last.get_absolute_url()}" rel="next">')
