"""Previews of editions that are not public, and links to them for people without an account."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.editing import review_links, workflow
from articles.editing.workflow import NotPossible
from articles.models import Article, ReviewAnswer, ReviewLink, ReviewReading
from tests.factories import issue, make_article, make_attachment, make_editor, make_member, make_picture

State = Article.State
Asks = ReviewLink.Asks
PRIVATE = "private, no-store"

pytestmark = pytest.mark.usefixtures("terms")


def page(article: Article, name: str) -> str:
    return f"/admin/articles/article/{article.pk}/{name}/"


def link_to(article: Article, **facts) -> str:
    """The address behind a new link to `article`."""
    return f"/review/{review_links.make_link(article, by=make_editor('sharer'), **facts)}/"


def link_to_by(name: str, article: Article) -> str:
    """The address behind a new link that the editor `name` made."""
    return f"/review/{review_links.make_link(article, by=make_editor(name))}/"


def answer(client, address: str, decision: str = "comment", **facts):
    return client.post(
        address, {"name": "Ann", "comment": "Fine.", "version": 0, "decision": decision} | facts
    )


@pytest.mark.parametrize("state", Article.IN_PREPARATION)
@pytest.mark.django_db
def test_the_preview_is_the_page_readers_will_see_and_nobody_keeps_it(client, editor, state):
    article = make_article(state=state, title="Not yet", structures=["secretariat"], body="<p>Body.</p>")

    response = client.get(page(article, "preview"))

    assertContains(response, "Preview, not public")
    assertContains(response, "<h1>Not yet</h1>", html=True)
    assertContains(response, '<meta name="robots" content="noindex">')
    assertContains(response, "/structures/secretariat/")
    assertNotContains(response, "application/ld+json")
    assert set(response.headers["Cache-Control"].split(", ")) == {"private", "no-store"}
    assert response.headers["Referrer-Policy"] == "no-referrer"
    article.refresh_from_db()
    assert (article.public_at, article.publishing_date) == (None, None)


@pytest.mark.django_db
def test_a_later_edition_is_previewed_with_the_earlier_ones(client, editor):
    first = make_article(title="First")
    second = workflow.open_new_edition(first, by=editor)
    Article.objects.filter(pk=second.pk).update(change_note="There are two drones.")

    response = client.get(page(second, "preview"))

    assertContains(response, "Editions of this release")
    assertContains(response, "There are two drones.")


@pytest.mark.django_db
def test_what_is_published_has_no_preview(client, editor):
    assert client.get(page(make_article(), "preview")).status_code == 404


@pytest.mark.django_db
def test_only_the_preview_may_be_framed_and_only_by_the_desk(client, editor):
    article = make_article(state=State.DRAFT)

    preview = client.get(page(article, "preview"))
    frames = client.get(page(article, "preview/frames"))
    form = client.get(page(article, "change"))

    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in preview.headers["Content-Security-Policy"]
    assert "frame-src 'self'" in frames.headers["Content-Security-Policy"]
    for other in (frames, form):
        assert other.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_link_is_made_in_the_desk_shown_once_and_kept_as_a_hash(client, editor):
    article = make_article(state=State.DRAFT, title="Secret plans")

    response = client.post(
        page(article, "reviews"), {"days": "7", "name": "Ann", "asks_for": "approval"}, follow=True
    )

    token = re.search(r"/review/([\w-]+)/", response.content.decode()).group(1)
    assert len(token) == 43
    assert token not in str(list(ReviewLink.objects.values()))
    assertNotContains(client.get(page(article, "reviews")), token)
    client.logout()
    assertContains(client.get(f"/review/{token}/"), "Secret plans")


@pytest.mark.parametrize("role", ["Writer", "Records", None])
@pytest.mark.django_db
def test_who_may_not_approve_or_publish_makes_no_links(client, role):
    article = make_article(state=State.DRAFT)
    member = make_member("member", *filter(None, [role]))
    client.force_login(member)

    response = client.post(page(article, "reviews"), {"days": "7"})

    assert (response.status_code, ReviewLink.objects.count()) == (403, 0)
    with pytest.raises(NotPossible):
        review_links.make_link(article, by=member)


@pytest.mark.django_db
def test_published_editions_get_no_links():
    with pytest.raises(NotPossible):
        review_links.make_link(make_article(), by=make_editor())


@pytest.mark.django_db
def test_the_page_behind_a_link_is_kept_by_nobody_and_sets_no_cookie(client):
    address = link_to(make_article(state=State.DRAFT))

    for _ in range(2):
        response = client.get(address)

        assert response.headers["Cache-Control"] == PRIVATE
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert "ETag" not in response.headers
        assert not response.cookies


@pytest.mark.django_db
def test_the_link_shows_the_edition_as_it_is_now(client, editor):
    article = make_article(state=State.DRAFT, title="Before")
    address = link_to(article)
    client.get(address)
    article.title = "After"
    workflow.save_draft(article, by=editor)

    assertContains(client.get(address), "<h1>After</h1>", html=True)


@pytest.mark.django_db
def test_every_opening_of_a_link_is_recorded_with_the_version_that_was_read(client, editor):
    article = make_article(state=State.DRAFT)
    address = link_to(article)
    assertContains(client.get(page(article, "reviews")), "Not opened yet")

    for _ in range(2):
        client.get(address)
    client.head(address)
    article.title = "Another title"
    workflow.save_draft(article, by=editor)

    reading = ReviewReading.objects.get()
    assert (reading.lock_version, reading.times) == (0, 2)
    assert reading.first_at < reading.last_at
    assertContains(client.get(page(article, "reviews")), "before the text was changed; opened 2 times")
    assertContains(client.get(page(article, "history")), "Opened a reviewer link, 2 times until")

    client.get(address)
    assert [reading.times for reading in ReviewReading.objects.order_by("lock_version")] == [2, 1]
    assertContains(client.get(page(article, "reviews")), "opened 3 times")


@pytest.mark.parametrize("way", ["revoked", "expired", "published"])
@pytest.mark.django_db
def test_a_link_that_shows_nothing_records_no_reading(client, editor, way):
    article = make_article(state=State.DRAFT)
    address = link_to(article)
    match way:
        case "revoked":
            review_links.revoke(ReviewLink.objects.get(), by=editor)
        case "expired":
            ReviewLink.objects.update(
                created_at=timezone.now() - timedelta(days=9), expires_at=timezone.now() - timedelta(days=1)
            )
        case "published":
            issue(article, by=editor)

    client.get(address)

    assert not ReviewReading.objects.exists()


@pytest.mark.parametrize("address", ["/review/", "/review", "/review/guessed/", "/review/" + "a" * 43 + "/"])
@pytest.mark.django_db
def test_without_a_token_the_address_tells_nothing(client, address):
    link_to(make_article(state=State.DRAFT, title="Secret plans"))

    response = client.get(address, follow=True)

    assertNotContains(response, "Secret plans", status_code=404)


@pytest.mark.parametrize("way", ["revoked", "expired"])
@pytest.mark.django_db
def test_a_link_that_has_ended_says_so_calmly(client, way):
    address = link_to(make_article(state=State.DRAFT, title="Secret plans"))
    past = timezone.now() - timedelta(days=1)
    if way == "revoked":
        review_links.revoke(ReviewLink.objects.get(), by=make_editor())
    else:
        ReviewLink.objects.update(created_at=past - timedelta(days=7), expires_at=past)

    for response in (client.get(address), answer(client, address)):
        assertContains(response, "This link has ended", status_code=410)
        assertNotContains(response, "Secret plans", status_code=410)
        assert response.headers["Cache-Control"] == PRIVATE
    assert not ReviewAnswer.objects.exists()


@pytest.mark.django_db
def test_who_ended_a_link_is_kept_with_when_and_shown_at_the_desk(client, editor):
    article = make_article(state=State.DRAFT)
    link_to(article)
    link = ReviewLink.objects.get()

    client.post(page(article, "reviews"), {"revoke": link.pk})
    link.refresh_from_db()
    first = link.revoked_at
    review_links.revoke(link, by=make_editor("second"))

    link.refresh_from_db()
    assert (link.revoked_by, link.revoked_at) == (editor, first)
    for name in ("reviews", "change"):
        assertContains(client.get(page(article, name)), "ended by editor on")


@pytest.mark.django_db
def test_nobody_ends_a_link_at_no_time():
    link_to(make_article(state=State.DRAFT))

    with pytest.raises(IntegrityError, match="reviewlink_revoked_by_and_at"), transaction.atomic():
        ReviewLink.objects.update(revoked_by=make_editor())


@pytest.mark.django_db
def test_the_history_of_the_release_tells_of_links_and_answers(client, editor):
    article = make_article(state=State.DRAFT)
    address = link_to(article, asks_for=Asks.APPROVAL)
    answer(client, address, comment="The number is wrong.")
    answer(client, address, "approve", comment="")
    client.post(page(article, "reviews"), {"revoke": ReviewLink.objects.get().pk})

    events = [
        (entry.by, entry.what, entry.remark)
        for entry in client.get(page(article, "history")).context["entries"]
    ]

    assert events[:3] == [
        ("editor", "Ended a reviewer link for comments and approval", ""),
        ("Ann (outside)", "Approved it, by a reviewer link", ""),
        ("Ann (outside)", "Commented, by a reviewer link", "The number is wrong."),
    ]
    assert events[3][0] == "sharer"
    assert events[3][1].startswith("Made a reviewer link for comments and approval, open until")


@pytest.mark.parametrize("how_many", [1, 8])
@pytest.mark.django_db
def test_the_page_behind_a_link_asks_as_often_for_any_number_of_answers_and_files(
    client, django_assert_num_queries, how_many
):
    article = make_article(state=State.DRAFT)
    address = link_to(article)
    for _ in range(how_many):
        make_picture(article)
        make_attachment(article)
        answer(client, address)
    client.get(address)

    with django_assert_num_queries(9):
        client.get(address)


@pytest.mark.parametrize("how_many", [1, 8])
@pytest.mark.django_db
def test_the_list_of_links_asks_as_often_for_any_number_of_them(
    client, editor, django_assert_num_queries, how_many
):
    article = make_article(state=State.DRAFT)
    for number in range(how_many):
        token = review_links.make_link(article, by=make_editor(f"sharer{number}"))
        client.get(f"/review/{token}/")
        answer(client, f"/review/{token}/")
        review_links.revoke(ReviewLink.objects.latest("pk"), by=editor)

    with django_assert_num_queries(6):
        client.get(page(article, "reviews"))


@pytest.mark.django_db
def test_a_link_to_what_was_published_leads_to_its_public_page(client, editor):
    article = make_article(state=State.DRAFT)
    address = link_to(article)
    issue(article, by=editor)

    response = client.get(address)

    assertRedirects(response, article.get_absolute_url())
    assert response.headers["Cache-Control"] == PRIVATE


@pytest.mark.django_db
def test_a_comment_is_recorded_and_shown_in_the_desk(client, editor):
    article = make_article(state=State.SUBMITTED)
    address = link_to(article)

    response = answer(client, address, comment="The number is wrong.")

    assertRedirects(response, f"{address}?thanks=1")
    assertContains(client.get(page(article, "change")), "The number is wrong.")


@pytest.mark.django_db
def test_an_approval_from_outside_is_recorded_and_moves_nothing(client, editor):
    article = make_article(state=State.SUBMITTED)
    address = link_to(article, asks_for=Asks.APPROVAL)

    answer(client, address, "approve", comment="")

    article.refresh_from_db()
    assert (article.state, ReviewAnswer.objects.get().is_approval) == (State.SUBMITTED, True)
    assertContains(client.get(page(article, "change")), "<strong>Ann</strong> approved")
    assertContains(client.get(page(article, "reviews")), "they do not approve the edition")


@pytest.mark.parametrize(
    ("asks_for", "buttons"),
    [
        (Asks.READING, []),
        (Asks.COMMENT, ["Send the comment"]),
        (Asks.APPROVAL, ["Send the comment", "Approve this text"]),
    ],
)
@pytest.mark.django_db
def test_the_page_asks_for_what_the_link_asks_for(client, asks_for, buttons):
    page = client.get(link_to(make_article(state=State.DRAFT), asks_for=asks_for)).content.decode()

    assert re.findall(r"<button[^>]*>([^<]+)", page) == buttons
    assert ('href="#review"' in page) == bool(buttons)


@pytest.mark.parametrize("decision", ["comment", "approve"])
@pytest.mark.django_db
def test_a_link_for_reading_takes_no_answer_and_says_so(client, decision):
    address = link_to(make_article(state=State.DRAFT), asks_for=Asks.READING)

    response = answer(client, address, decision)

    assertContains(response, "This link is for reading only")
    assert not ReviewAnswer.objects.exists()


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"decision": "approve"}, "does not ask for your approval"),
        ({"version": 7}, "has changed since you opened it"),
        ({"comment": ""}, "Write a comment."),
        ({"name": ""}, "Say who you are."),
    ],
)
@pytest.mark.django_db
def test_an_answer_that_cannot_be_taken_says_why_and_loses_nothing(client, facts, message):
    address = link_to(make_article(state=State.DRAFT))

    response = answer(client, address, **{"comment": "Typed long"} | facts)

    assertContains(response, message)
    assertContains(response, facts.get("comment", "Typed long"))
    assert not ReviewAnswer.objects.exists()


@pytest.mark.django_db
def test_reviewers_without_a_cookie_answer_also_where_forged_requests_are_refused():
    from django.test import Client

    address = link_to(make_article(state=State.DRAFT))

    response = answer(Client(enforce_csrf_checks=True, headers={"origin": "null"}), address)

    assert (response.status_code, ReviewAnswer.objects.count()) == (302, 1)


@pytest.mark.parametrize("place", ["/", "/news/", "/news/feed.atom", "/news/feed.rss", "/sitemap.xml"])
@pytest.mark.django_db
def test_what_is_reviewed_stands_in_no_list_or_feed(client, place):
    make_article(title="Public")
    address = link_to(make_article(state=State.DRAFT, title="Secret plans"))
    client.get(address)

    response = client.get(place)

    assertNotContains(response, "Secret plans")
    assertNotContains(response, "/review/")


@pytest.mark.django_db
def test_a_link_takes_twenty_answers_and_then_says_whom_to_ask(client):
    article = make_article(state=State.DRAFT)
    address = link_to(article, asks_for=Asks.APPROVAL)
    for number in range(20):
        assert answer(client, address, comment=f"Remark {number}").status_code == 302

    for decision in ("comment", "approve"):
        response = answer(client, address, decision, comment="One more")
        assertContains(response, "This link has taken 20 answers and takes no more.")
        assertContains(response, "Ask the press office for a new link.")

    assert ReviewAnswer.objects.count() == 20
    assert answer(client, link_to_by("second sharer", article)).status_code == 302


@pytest.mark.django_db
def test_a_comment_of_more_than_5000_characters_is_refused_with_its_length(client):
    address = link_to(make_article(state=State.DRAFT))

    response = answer(client, address, comment="x" * 5_001)
    assertContains(response, "A comment has at most 5,000 characters, and this one has 5,001: shorten it.")
    assert not ReviewAnswer.objects.exists()

    assert answer(client, address, comment="x\r\n" + "x" * 4_998).status_code == 302
    link = ReviewLink.objects.get()
    with pytest.raises(NotPossible, match="at most 5,000 characters"):
        review_links.answer(link, name="Ann", comment="x" * 5_001, approves=False, version=0)


# What a reviewer and a colleague are told


def test_a_reviewer_reads_until_when_it_is_secret_and_not_that_it_was_published(client, editor):
    ends = timezone.now() + timedelta(days=2)
    article = make_article(state=State.DRAFT, embargo_until=ends)

    shown = client.get(link_to(article))

    assertContains(shown, '<p class="embargo" role="note"><strong>Embargo until')
    assertNotContains(shown, "First published")
    assertNotContains(client.get(page(article, "preview")), "First published")


def test_what_is_scheduled_is_not_called_embargoed(client, editor):
    article = make_article(public_at=timezone.now() + timedelta(days=2))

    assertContains(client.get(link_to(article)), "<strong>Not public until")


def test_a_reviewer_is_thanked(client, editor):
    address = link_to(make_article(state=State.DRAFT))
    version = Article.objects.get().lock_version

    thanks = client.post(
        address, {"name": "Ann", "comment": "Fine.", "version": version, "decision": "comment"}, follow=True
    )

    assertContains(thanks, "<strong>Thank you.</strong>")
    assertNotContains(client.get(address), "Thank you")


def test_a_link_says_for_whom_it_is_and_can_be_copied(client, editor):
    article = make_article(state=State.DRAFT)

    made = client.post(
        page(article, "reviews"), {"days": 7, "asks_for": "comment", "name": "The mayor"}, follow=True
    )

    assertContains(made, "<strong>For The mayor</strong>")
    assertContains(made, "data-copy=")
    assert ReviewLink.objects.get().name == "The mayor"


def test_a_writer_asks_for_a_link_and_colleagues_see_it(client, editor):
    writer = make_member("writer", "Writer")
    article = make_article(state=State.DRAFT, created_by=writer)

    with pytest.raises(NotPossible):
        workflow.ask_for_link(article, by=writer, remark=" ")
    workflow.ask_for_link(article, by=writer, remark="For the mayor.")

    shown = client.get(page(article, "change"))
    assertContains(shown, "Asked for a reviewer link")
    assertContains(shown, "For the mayor.")
