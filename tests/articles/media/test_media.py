"""Not a file early, and not one too long: pictures and documents are public with their release, and no longer."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import get_resolver
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import review_links, workflow
from articles.media import unused_files
from articles.media.file_store import store_attachment, store_picture
from articles.models import Article, AttachmentFile, PictureFile
from tests.addresses import PUBLIC_PAGES, WORD, routes
from tests.factories import (
    document_upload,
    issue,
    make_article,
    make_attachment,
    make_editor,
    make_picture,
    make_user,
    picture_upload,
)

pytestmark = pytest.mark.usefixtures("terms")
State = Article.State


def with_media(**facts) -> Article:
    """A release whose pictures and documents shout a word."""
    article = make_article(structures=["secretariat"], **facts)
    words = {"alt": f"Alt {WORD}", "caption": f"Caption {WORD}", "credit": WORD, "rights": f"Rights {WORD}"}
    make_picture(article, picture_upload(size=(500, 400)), is_lead=True, **words)
    make_picture(article, **words)
    make_attachment(article, document_upload(text=WORD), title=f"Title {WORD}", stem=WORD)
    return article


def in_future() -> Article:
    later = timezone.now() + timedelta(hours=1)
    return with_media(publishing_date=timezone.localdate(later), public_at=later)


def draft_of_a_public_one() -> Article:
    article = make_article(structures=["secretariat"])
    return with_media(release=article.release, edition=2, state=State.DRAFT)


HIDDEN = {
    "a draft": lambda: with_media(state=State.DRAFT),
    "a submitted one": lambda: with_media(state=State.SUBMITTED),
    "an approved one": lambda: with_media(state=State.APPROVED),
    "a scheduled one": in_future,
    "an unpublished one": lambda: with_media(state=State.UNPUBLISHED),
    "a withdrawn one": lambda: with_media(state=State.WITHDRAWN),
    "one whose period ended": lambda: with_media(public_until=timezone.now() - timedelta(hours=1)),
    "a draft of a public one": draft_of_a_public_one,
}


def addresses_of(article: Article) -> list[str]:
    """Every address that a file of this edition could have, from its rows: as a guess would find them."""
    found = []
    for picture in article.pictures.all():
        for one in picture.file.renditions.all():
            shapes = {one.shape, "lead", "whole"}
            found += [f"/media/pictures/{picture.pk}/{shape}-{one.width}.{one.format}" for shape in shapes]
    for attachment in article.attachments.all():
        place = f"/media/attachments/{article.release}/{attachment.number}/"
        for name in (attachment.file_name, "x.pdf"):
            found += [place + name, f"{place}editions/{article.edition}/{name}"]
    names = [
        *PictureFile.objects.values_list("name", flat=True),
        *AttachmentFile.objects.values_list("name", flat=True),
    ]
    return found + [f"/media/{name}" for name in names]


@pytest.mark.parametrize("make", HIDDEN.values(), ids=HIDDEN)
def test_no_file_of_what_is_not_public_is_reachable(client, make):
    article = make()

    for address in addresses_of(article):
        assert client.get(address).status_code == 404, address
        assert client.head(address).status_code == 404, address


def routes_to_files(article: Article) -> Iterator[str]:
    """Every address of the site, the desk and reviewers' pages included, that could lead to a file of this edition."""
    other = make_article(state=State.DRAFT)
    pictures, attachments = list(article.pictures.all()), list(article.attachments.all())
    rows = [*pictures, *attachments]
    renditions = [one for picture in pictures for one in picture.file.renditions.all()]
    values = {
        "pk": {article.pk, other.pk, *(row.pk for row in rows), *(row.file_id for row in rows)},
        "picture": {picture.pk for picture in pictures},
        "shape": {"lead", *(one.shape for one in renditions)},
        "width": {one.width for one in renditions},
        "format": {"avif", "jpeg"},
        "release": {article.release},
        "edition": {article.edition},
        "number": {attachment.number for attachment in attachments},
        "name": {attachment.file_name for attachment in attachments},
        "token": {"a" * 43, "None", "0", review_links.make_link(other, by=make_editor("sharer"))},
    }
    for route in routes(get_resolver().url_patterns):
        if re.search("pictures|attachments", route):
            names = re.findall(r"<\w+:(\w+)>", route)
            for chosen in product(*(values[name] for name in names)):
                address = route
                for value in chosen:
                    address = re.sub(r"<[^>]+>", str(value), address, count=1)
                yield f"/{address}"


def test_the_addresses_that_serve_files_are_known():
    found = [
        route for route in routes(get_resolver().url_patterns) if re.search("pictures|attachments", route)
    ]

    assert len(found) == 3 + 2 + 2 + 4, (
        "public, reviewers', previews, the form of the desk: add the new one above"
    )


@pytest.mark.parametrize("make", HIDDEN.values(), ids=HIDDEN)
def test_no_address_gives_a_stranger_a_file_of_what_is_not_public(client, make):
    article = make()

    for address in routes_to_files(article):
        response = client.get(address)
        assert response.status_code in (302, 404), address
        assert "/admin/login/" in response.get("Location", "/admin/login/"), address


@pytest.mark.parametrize("make", HIDDEN.values(), ids=HIDDEN)
def test_no_word_about_files_of_what_is_not_public_is_in_any_output(client, make):
    make_article(structures=["secretariat"])
    article = make()
    own = [article.get_absolute_url(), f"{article.get_absolute_url()}editions/{article.edition}/"]

    text = "".join(
        client.get(address).getvalue().decode()
        for address in (*PUBLIC_PAGES, *own)
        if WORD[:5] not in address
    )

    assert WORD not in text
    assert "/media/pictures/" not in text
    assert "/media/attachments/" not in text


def test_what_is_public_is_reachable_and_shown(client):
    article = with_media()

    page = client.get(article.get_absolute_url()).content.decode()

    for text in (
        f'alt="Alt {WORD}"',
        f"Caption {WORD}",
        f"Picture: {WORD}",
        f"Rights {WORD}",
        f"Title {WORD}",
    ):
        assert text in page
    shown = {address for address in addresses_of(article) if address in page}
    assert len(shown) >= 9
    assert all(client.get(address).status_code == 200 for address in shown)


def test_a_stranger_who_asks_for_what_never_was_finds_nothing(client):
    make_picture(make_article())

    for address in (
        "/media/pictures/999999/whole-480.webp",
        "/media/pictures/1/whole-481.webp",
        "/media/pictures/1/original-320.jpg",
        f"/media/pictures/{10**30}/whole-480.webp",
        "/media/pictures/1/../1/whole-480.webp",
        "/media/attachments/1/1/a.pdf",
        "/media/",
        "/media/pictures/",
    ):
        assert client.get(address).status_code == 404, address


def test_files_become_public_when_the_clock_says_so(client):
    article = in_future()
    address = next(one for one in addresses_of(article) if "whole" in one)
    assert client.get(address).status_code == 404

    with time_machine.travel(article.public_at, tick=False):
        assert client.get(address).status_code == 200


def test_with_its_withdrawal_the_pictures_of_a_release_stop_and_its_readers_are_told(client):
    article = with_media()
    addresses = addresses_of(article)
    page = client.get(article.get_absolute_url())

    workflow.withdraw(article, by=make_editor(), reason="The figures were wrong.")

    assert all(client.get(address).status_code == 404 for address in addresses)
    after = client.get(article.get_absolute_url(), HTTP_IF_NONE_MATCH=page.headers["ETag"])
    assertContains(after, "Its pictures and documents have been taken away.")
    assertNotContains(after, WORD)


def test_with_the_current_edition_the_files_of_earlier_editions_are_withdrawn(client):
    article, editor = with_media(), make_editor()
    new = workflow.open_new_edition(article, by=editor)
    issue(new, by=editor)
    addresses = [one for one in addresses_of(article) if client.get(one).status_code == 200]
    assert addresses

    workflow.withdraw(new, by=editor, reason="The figures were wrong.")

    assert all(client.get(address).status_code == 404 for address in addresses)
    earlier = client.get(f"{article.get_absolute_url()}editions/1/")
    assertContains(earlier, "Its pictures and documents have been taken away.")
    assertNotContains(earlier, WORD)


def test_a_reinstated_release_has_its_pictures_again(client):
    article, editor = with_media(), make_editor()
    workflow.withdraw(article, by=editor, reason="The figures were wrong.")
    workflow.reinstate(article, by=editor)

    assertContains(client.get(article.get_absolute_url()), f"Caption {WORD}")


def test_being_signed_in_opens_nothing_on_the_public_addresses(client, editor):
    article = with_media(state=State.DRAFT)

    assert all(client.get(address).status_code == 404 for address in addresses_of(article))


# By the clock: rights


def test_after_the_last_day_of_its_rights_a_picture_is_not_shown(client):
    with time_machine.travel("2025-03-10 12:00+00:00", tick=False):
        article = make_article(publishing_date=date(2025, 3, 1), body="<p>[picture 1]</p>")
        picture = make_picture(article, rights_until=date(2025, 3, 10), caption="Until the tenth")
        page = client.get(article.get_absolute_url())
        assertContains(page, "Until the tenth")
        address = f"/media/pictures/{picture.pk}/whole-320.webp"
        assert client.get(address).status_code == 200

    with time_machine.travel("2025-03-10 23:30+00:00", tick=False):  # past midnight in Vienna
        after = client.get(article.get_absolute_url(), HTTP_IF_NONE_MATCH=page.headers["ETag"])
        assertNotContains(after, "Until the tenth")
        assertNotContains(after, "[picture")
        assert client.get(address).status_code == 404


def test_when_the_current_edition_says_that_rights_have_ended_earlier_editions_stop_too(client):
    article, editor = make_article(), make_editor()
    old = make_picture(article, caption="Not ours")
    draft = workflow.open_new_edition(article, by=editor)
    draft.pictures.update(rights_until=timezone.localdate() - timedelta(days=1))
    earlier = f"{article.get_absolute_url()}editions/1/"
    address = f"/media/pictures/{old.pk}/whole-320.webp"
    assert client.get(address).status_code == 200

    issue(draft, by=editor)

    assert client.get(address).status_code == 404
    assertNotContains(client.get(earlier), "Not ours")


def test_an_earlier_edition_keeps_the_pictures_it_had(client):
    article, editor = make_article(), make_editor()
    make_picture(article, caption="The old hall")
    draft = workflow.open_new_edition(article, by=editor)
    draft.pictures.update(caption="The new hall")
    issue(draft, by=editor)

    assertContains(client.get(article.get_absolute_url()), "The new hall")
    assertContains(client.get(f"{article.get_absolute_url()}editions/1/"), "The old hall")


# The answers


def test_caches_ask_each_time_and_hear_that_nothing_has_changed(client):
    picture = make_picture(make_article())
    address = f"/media/pictures/{picture.pk}/whole-320.webp"

    whole = client.get(address)
    again = client.get(address, HTTP_IF_NONE_MATCH=whole.headers["ETag"])
    head = client.head(address)

    assert whole.headers["Content-Type"] == "image/webp"
    assert whole.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert not whole.cookies
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.getvalue()) == (200, b"")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert client.post(address).status_code == 405


def test_readers_never_make_a_rendition(client, monkeypatch):
    article = with_media()

    def fail(*args, **options):
        raise AssertionError("A picture was opened for a reader.")

    monkeypatch.setattr("PIL.Image.open", fail)
    monkeypatch.setattr("PIL.Image.Image.save", fail)

    page = client.get(article.get_absolute_url()).content.decode()
    found = [client.get(address).status_code for address in addresses_of(article) if address in page]

    assert set(found) == {200}


def test_a_file_that_is_missing_is_no_error_of_the_server(client, caplog):
    picture = make_picture(make_article())
    rendition = picture.file.renditions.get(format="webp")
    default_storage.delete(rendition.name)

    response = client.get(f"/media/pictures/{picture.pk}/whole-320.webp")

    assert response.status_code == 404
    assert f"{rendition.name} is missing" in caplog.text


@pytest.mark.parametrize("how_many", [1, 8])
def test_a_page_asks_as_often_for_any_number_of_pictures(client, django_assert_num_queries, how_many):
    article = make_article()
    for _ in range(how_many):
        make_picture(article)
        make_attachment(article)
    client.get("/")

    with django_assert_num_queries(7):
        client.get(article.get_absolute_url())


# The page


def test_the_lead_picture_stands_above_the_text_and_goes_along_when_the_page_is_shared(client):
    article = make_article(body="<p>The text.</p>")
    picture = make_picture(article, picture_upload(size=(1700, 1000)), is_lead=True, alt="A hall")

    page = client.get(article.get_absolute_url()).content.decode()

    biggest = f"http://testserver/media/pictures/{picture.pk}/lead-1600.jpeg"
    assert f'<meta property="og:image" content="{biggest}">' in page
    assert '<meta property="og:image:alt" content="A hall">' in page
    assert f'"image": ["{biggest}"]' in page
    assert page.index("<figure") < page.index("The text.")
    assert 'width="960" height="540" alt="A hall" fetchpriority="high"' in page
    assert "lead-480.avif 480w" in page
    assert "loading" not in page


def test_pictures_stand_where_the_text_names_them_and_the_others_after_it(client):
    article = make_article(
        body="<p>Before.</p><p>[picture 2]</p><p>Between.</p>\n<p> [Picture&nbsp;3]<br></p><p>[picture 9]</p><p>End [picture 1].</p>"
    )
    for caption in ("One", "Two", "Three"):
        make_picture(article, caption=caption)

    page = client.get(article.get_absolute_url()).content.decode()

    places = [page.index(text) for text in ("Before.", ">Two<", "Between.", ">Three<", "End .", ">One<")]
    assert places == sorted(places)
    assert "[picture" not in page.lower()
    assert page.count('loading="lazy"') == 3


def test_what_names_a_picture_is_no_word_of_the_text(client):
    make_article(title="A bridge", summary="", body="<p>[picture 17]</p><p>It opens.</p>")

    assert client.get("/news/?q=17").context["result"].total == 0
    assertNotContains(client.get("/news/?q=opens"), "[picture")


def test_what_editors_write_about_pictures_is_shown_and_not_interpreted(client):
    article = make_article(body="<p>[picture 1]</p>")
    make_picture(article, alt='"><script>x</script>', caption="<b>bold</b>", credit="<i>", rights="<u>")

    page = client.get(article.get_absolute_url()).content.decode()

    assert "<script>x" not in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "<i>" not in page
    assert "<u>" not in page


# The desk


def test_the_desk_shows_every_file_to_who_may_see_releases(client):
    picture, attachment = make_picture(make_article(state=State.DRAFT)), make_attachment(make_article())
    addresses = (
        f"/admin/articles/article/pictures/{picture.file_id}/file/",
        f"/admin/articles/article/attachments/{attachment.file_id}/file/",
    )

    for user, status in ((make_user("reader", "view_article"), 200), (make_user("stranger"), 403)):
        client.force_login(user)
        for address in addresses:
            response = client.get(address)
            assert response.status_code == status
            assert response.headers["Cache-Control"] == "no-store, private"


# Files and rows


def test_the_doctor_finds_files_that_are_missing_and_files_that_nobody_names(capsys):
    picture = make_picture(make_article())
    default_storage.delete(picture.file.name)
    default_storage.save("pictures/ab/forgotten.jpg", document_upload())

    with time_machine.travel(timezone.now() + timedelta(days=2)), pytest.raises(SystemExit):
        call_command("doctor")

    output = capsys.readouterr().out
    assert f"1 files of pictures and attachments are missing in the storage: {picture.file.name}." in output
    assert "1 files in the storage belong to no picture or attachment: pictures/ab/forgotten.jpg." in output
    assert "manage.py remove_unused_media" in output


def test_what_nobody_uses_is_removed_after_a_day_and_everything_else_stays(capsys):
    picture, attachment = make_picture(make_article(), is_lead=True), make_attachment(make_article())
    store_picture(picture_upload())
    store_attachment(document_upload())
    default_storage.save("pictures/ab/forgotten.jpg", document_upload())

    assert unused_files.remove() == []
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        fresh = store_picture(picture_upload())
        call_command("remove_unused_media")

        assert "6 files removed." in capsys.readouterr().out
        assert set(PictureFile.objects.all()) == {picture.file, fresh}
        assert list(AttachmentFile.objects.all()) == [attachment.file]
        assert unused_files.missing() == []
        assert unused_files.unnamed(timezone.now()) == []
