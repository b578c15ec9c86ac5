"""A public release in full: everything that readers see of it, and of a withdrawn one only the notice."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from articles.editing import workflow
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from articles.site.outputs.representation import public_releases
from tests.factories import (
    document_upload,
    make_article,
    make_attachment,
    make_editor,
    make_picture,
    picture_upload,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]
SITE = "https://newsroom.example"


def represented(*articles, **options):
    return list(
        public_releases([article.pk for article in articles], RequestSnapshot.take(), SITE, **options)
    )


def test_a_release_has_all_that_it_is_filed_under_with_the_names_of_its_day(terms):
    article = make_article(
        type="news", structures=["secretariat"], fields_of_work=["elections"], tags=["Gas"]
    )

    (release,) = represented(article)

    assert release.type.slug == "news"
    assert [term.slug for term in release.terms["structure"]] == ["secretariat"]
    assert [term.slug for term in release.terms["field"]] == ["elections"]
    assert release.terms["country"] == ()
    assert [tag.name for tag in release.tags] == ["Gas"]


def test_every_address_of_a_release_is_whole():
    article = make_article(body='<p><a href="/news/1/">An earlier one</a></p><p>[picture 1]</p>')
    make_picture(article, picture_upload())
    make_attachment(article, document_upload())

    (release,) = represented(article)

    assert release.url == SITE + article.get_absolute_url()
    assert f'href="{SITE}/news/1/"' in release.body
    assert f'src="{SITE}/media/pictures/' in release.body
    assert 'src="/' not in release.body
    assert [picture.src.startswith(SITE) for picture in release.pictures] == [True]
    assert [document.url.startswith(SITE) for document in release.documents] == [True]


def test_a_later_edition_is_dated_by_the_first_one():
    now = timezone.now()
    first = make_article(public_at=now - timedelta(days=9), public_until=now - timedelta(days=2))
    second = make_article(
        release=first.release, edition=2, public_at=now - timedelta(days=2), change_note="A name."
    )

    (release,) = represented(second)

    assert (release.first_public_at, release.public_at) == (first.public_at, second.public_at)
    assert release.change_note == "A name."


def test_of_a_withdrawn_release_only_the_notice_leaves_the_site():
    article = make_article(summary="Canary.", body="<p>Canary.</p>", contact="Canary", place="CANARY")
    make_attachment(article, document_upload())
    workflow.withdraw(article, by=make_editor(), reason="Sent in error.")

    (release,) = represented(article)

    assert release.is_withdrawn
    assert release.withdrawal_reason == "Sent in error."
    assert (release.place, release.summary, release.body, release.contact) == ("", "", "", "")
    assert release.documents == ()


def test_what_is_not_public_is_left_out():
    shown = make_article()
    hidden = make_article(state=Article.State.DRAFT)

    assert [release.pk for release in represented(hidden, shown)] == [shown.pk]


@pytest.mark.parametrize("with_text", [True, False])
def test_a_translation_names_its_original_only_where_readers_see_it(with_text):
    later = timezone.now() + timedelta(hours=1)
    originals = {
        make_article(): True,
        make_article(state=Article.State.WITHDRAWN): True,
        make_article(state=Article.State.DRAFT): False,
        make_article(public_at=later): False,
        make_article(state=Article.State.UNPUBLISHED): False,
    }

    translations = [make_article(language="ru", translates=original.release) for original in originals]

    named = [release.translates for release in represented(*translations, with_text=with_text)]
    assert named == [original.release if is_seen else None for original, is_seen in originals.items()]


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    articles = [make_article(publishing_date=date(2020, 1, day), tags=["Gas"]) for day in range(1, 9)]
    for article in articles:
        make_picture(article, picture_upload())
        make_attachment(article, document_upload())
    snapshot = RequestSnapshot.take()

    for some in (articles[:2], articles):
        with django_assert_num_queries(5):
            list(public_releases([article.pk for article in some], snapshot, SITE))
    with django_assert_num_queries(2):
        list(public_releases([article.pk for article in articles], snapshot, SITE, with_text=False))
