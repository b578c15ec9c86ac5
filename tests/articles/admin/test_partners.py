"""Partner organisations: chosen for a release, shown with logo and link, and asked to sign it off by a link."""

import json
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import boilerplates, checks, review_links, workflow
from articles.editing.workflow import NotPossible
from articles.media import unused_files
from articles.media.file_store import store_picture
from articles.models import Article, Boilerplate, ChangeLogEntry, Partner, PictureFile, ReviewLink
from tests.factories import FILED, NO_FILES, issue, make_article, make_editor, make_member, picture_upload

REGISTER, RELEASES = "/admin/articles/partner/", "/admin/articles/article/"
NAME = "Fund for Children"
pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def editor(client, db):
    user = make_member("ed", "Editor")
    client.force_login(user)
    return user


@pytest.fixture
def fund(editor) -> Partner:
    return Partner.objects.create(
        name=NAME, short_name="FFC", url="https://fund.example.org/", alt="Logo of the fund",
        logo=store_picture(picture_upload("logo.png", size=(600, 200))),
    )  # fmt: skip


def draft_with(partner: Partner, **facts) -> Article:
    draft = make_article(state="draft", body="<p>The bridge opened.</p>", **FILED | facts)
    draft.partners.set([partner])
    return draft


def published_with(partner: Partner, **facts) -> Article:
    article = draft_with(partner, **facts)
    issue(article, by=make_editor(f"publisher {article.pk}"))
    article.refresh_from_db()
    return article


def findings_of(article: Article) -> list[str]:
    found = checks.findings(Article.objects.get(pk=article.pk), timezone.now())
    return [finding.sentence for finding in found if "partner" in finding.code]


def link_for(partner: Partner, article: Article, editor, name: str = "Ann Lee") -> str:
    return f"/review/{review_links.make_link(article, by=editor, partner=partner, name=name)}/"


def answer(client, address: str, article: Article, decision: str = "approve", comment: str = ""):
    version = Article.objects.get(pk=article.pk).lock_version
    sent = {"name": "Ann Lee", "comment": comment, "version": version, "decision": decision}
    return client.post(address, sent)


def test_the_register_takes_a_partner_with_its_logo(client, editor):
    sent = {
        "name": NAME, "url": "fund.example.org", "alt": "", "logo": picture_upload("logo.png"), "logo-pk": "",
    }  # fmt: skip
    assertContains(client.post(f"{REGISTER}add/", sent), "Say in the alternative text what the logo shows.")
    stored = PictureFile.objects.get()

    sent |= {"alt": "Logo of the fund", "logo": "", "logo-pk": stored.pk}
    assert client.post(f"{REGISTER}add/", sent).status_code == 302

    partner = Partner.objects.get()
    assert (partner.url, partner.logo) == ("https://fund.example.org", stored)
    assert unused_files.unused(timezone.now() + timedelta(days=2)) == []
    # Without a logo there is nothing to describe.
    page = f"{REGISTER}{partner.pk}/change/"
    assert client.post(page, sent | {"without_logo": "on"}).status_code == 302
    partner.refresh_from_db()
    assert (partner.logo, partner.alt) == (None, "")


@pytest.mark.parametrize("pk", ["\u0663", "9" * 20, "9" * 400, "-1", "x"])
def test_what_is_no_id_of_a_stored_logo_is_refused(client, editor, pk):
    response = client.post(f"{REGISTER}add/", {"name": NAME, "url": "", "logo-pk": pk})

    assertContains(response, "Choose a file.")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "not an address"])
def test_what_is_no_address_on_the_web_is_refused(client, editor, address):
    assert client.post(f"{REGISTER}add/", {"name": NAME, "url": address, "logo-pk": ""}).status_code == 200

    assert not Partner.objects.exists()


def test_readers_see_with_whom_a_release_was_issued(client, editor, fund):
    sent = {"title": "A bridge", "language": "en", "body": "<p>It opened.</p>", "partners": [fund.pk]}
    assert client.post(f"{RELEASES}add/", sent | NO_FILES).status_code == 302
    draft = Article.objects.get()
    preview = client.get(f"{RELEASES}{draft.pk}/preview/")
    # Nobody else can ask for the logo before the release is public.
    assertContains(preview, '<img src="data:image/webp;base64,')
    logo = f"/media/partners/{fund.pk}/480.webp"
    assert client.get(logo).status_code == 404
    live = published_with(fund)
    client.logout()

    page = client.get(live.get_absolute_url())

    assertContains(page, "Issued jointly with")
    assertContains(page, '<a href="https://fund.example.org/">')
    assertContains(page, f'<img src="{logo}" width="480" height="160" alt="Logo of the fund">')
    response = client.get(logo)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/webp")
    assert client.get(f"/media/partners/{fund.pk}/481.webp").status_code == 404
    assertContains(client.get(f"/de{live.get_absolute_url()}"), "Gemeinsam herausgegeben mit")


def test_a_partner_that_changes_its_name_has_it_on_public_pages_at_once(client, editor, fund):
    live = published_with(fund)
    client.logout()
    assertContains(client.get(live.get_absolute_url()), NAME)
    assert NAME in client.get("/news/feed.atom").content.decode()
    client.force_login(editor)

    sent = {"name": "Fund of All", "url": fund.url, "alt": fund.alt, "logo-pk": fund.logo_id}
    assert client.post(f"{REGISTER}{fund.pk}/change/", sent).status_code == 302

    client.logout()
    assertContains(client.get(live.get_absolute_url()), "Fund of All")
    assert "Fund of All" in client.get("/news/feed.atom").content.decode()


def test_programs_get_it_and_learn_nothing_of_it_once_it_is_withdrawn(client, editor, fund):
    live = published_with(fund)
    client.logout()
    address = f"/api/v1/releases/{live.release}"

    logo = f"http://testserver/media/partners/{fund.pk}/480.webp"
    assert json.loads(client.get(address).content)["partners"] == [
        {"name": NAME, "url": "https://fund.example.org/", "logo": logo}
    ]
    assert {"name": NAME, "uri": fund.url} in client.get(f"{address}/ninjs").json()["infoSources"]
    workflow.withdraw(live, by=make_editor("chief"), reason="It was wrong.")
    assert json.loads(client.get(address).content)["partners"] == []


def test_a_partner_signs_off_by_a_link_and_what_is_missing_is_a_warning(client, editor, fund):
    draft = draft_with(fund, created_by=editor)
    assert findings_of(draft) == [f"{NAME} has not signed off: send a reviewer link to somebody there."]
    sent = {"name": "Ann Lee", "days": 7, "asks_for": "reading", "partner": fund.pk}
    made = client.post(f"{RELEASES}{draft.pk}/reviews/", sent, follow=True).content.decode()
    address = re.search(r"(/review/[\w-]+/)", made)[1]
    assert (ReviewLink.objects.get().partner, ReviewLink.objects.get().asks_for) == (fund, "approval")
    client.logout()
    page = client.get(address)
    assertContains(page, "Agree to this text")
    assertContains(page, f"on behalf of {NAME}")

    answer(client, address, draft, "comment", "The date is wrong.")
    assert "has answered with remarks" in findings_of(draft)[0]
    assertContains(answer(client, address, draft).client.get(address), "agreed to this text")

    assert findings_of(draft) == []
    client.force_login(editor)
    history = client.get(f"{RELEASES}history/{draft.release}/")
    assertContains(history, "Signed it off for FFC, by a reviewer link")
    assertContains(history, "Made a reviewer link for the sign-off of FFC")
    assertContains(client.get(f"{RELEASES}{draft.pk}/change/"), "sign-off of FFC")


def test_an_agreement_holds_until_the_words_change_and_no_filing_ends_it(client, editor, fund):
    draft = draft_with(fund, created_by=editor, slug="a-bridge")
    answer(client, link_for(fund, draft, editor), draft)
    draft.refresh_from_db()
    workflow.save_draft(draft, by=editor, filing={"tags": ["bridges"]})
    workflow.submit(draft, by=editor)
    assert findings_of(draft) == []

    draft.refresh_from_db()
    draft.body = "<p>The bridge did not open.</p>"
    workflow.save_draft(draft, by=editor)

    assert "was changed after Ann Lee signed it off" in findings_of(draft)[0]
    # A warning: a publisher may go ahead.
    chief = make_editor("chief")
    draft.refresh_from_db()
    workflow.approve(draft, by=chief)
    workflow.publish(draft, by=chief, acknowledged=["partner-not-signed-off"])
    assert draft.is_public(timezone.now())


def test_an_agreement_does_not_reach_to_boilerplate_that_was_changed_since(client, editor, fund):
    draft = draft_with(fund, created_by=editor)
    about = Boilerplate.objects.create(name="About us")
    draft.boilerplates.set([about])
    boilerplates.write(about, "en", "About us", "<p>We.</p>", by=editor)
    answer(client, link_for(fund, draft, editor), draft)
    boilerplates.write(about, "fr", "À propos", "<p>Nous.</p>", by=editor)
    assert findings_of(draft) == []

    boilerplates.write(about, "en", "About us", "<p>All of us.</p>", by=editor)

    assert "was changed after Ann Lee signed it off" in findings_of(draft)[0]


def test_only_a_partner_of_the_release_is_asked_and_by_name(client, editor, fund):
    other = make_article(state="draft")
    assertNotContains(client.get(f"{RELEASES}{other.pk}/reviews/"), "On behalf of")
    with pytest.raises(NotPossible, match="no partner of this release"):
        link_for(fund, other, editor)
    draft = draft_with(fund)
    with pytest.raises(IntegrityError, match="reviewlink_of_partner_names_and_asks"), transaction.atomic():
        link_for(fund, draft, editor, name="")
    sent = {"name": "", "days": 7, "asks_for": "approval", "partner": fund.pk}
    assertContains(client.post(f"{RELEASES}{draft.pk}/reviews/", sent), "This field is required.")
    assert not ReviewLink.objects.exists()


def test_history_copies_and_deleted_drafts_have_it(client, editor, fund):
    draft = make_article(state="draft", created_by=editor)
    workflow.save_draft(draft, by=editor, filing={"partners": [fund]})
    assert ChangeLogEntry.objects.get().changes["partners"] == [[], [NAME]]
    for copy in (workflow.duplicate(draft, by=editor), workflow.translate(draft, by=editor, language="fr")):
        assert list(copy.partners.all()) == [fund]
    lone = draft_with(fund, created_by=editor)
    workflow.delete_draft(lone, by=editor)
    back = workflow.bring_back(ChangeLogEntry.objects.get(kind="deleted"), by=editor)
    assert list(back.partners.all()) == [fund]


def test_retired_ones_are_not_offered_and_warned_of_and_named_ones_not_deleted(client, editor, fund):
    draft = draft_with(fund)
    Partner.objects.filter(pk=fund.pk).update(used_until=timezone.localdate() - timedelta(days=1))
    Partner.objects.create(name="Bank")
    asked = {"app_label": "articles", "model_name": "article", "field_name": "partners"}

    offered = client.get("/admin/autocomplete/", asked).json()["results"]

    assert [one["text"] for one in offered] == ["Bank"]
    assert f"{NAME} is not in use any more: take it out." in findings_of(draft)
    assert client.post(f"{REGISTER}{fund.pk}/delete/", {"post": "yes"}).status_code == 403
    draft.delete()
    assert client.post(f"{REGISTER}{fund.pk}/delete/", {"post": "yes"}).status_code == 302


@pytest.mark.parametrize("number", [1, 5])
def test_a_release_asks_as_often_for_any_number_of_partners(
    client, editor, django_assert_num_queries, number
):
    article = make_article(state="draft", **FILED)
    article.partners.set([Partner.objects.create(name=f"Partner {place}") for place in range(number)])
    issue(article, by=make_editor("chief"))
    article.refresh_from_db()
    client.logout()
    client.get(make_article().get_absolute_url())  # what a process reads once

    with django_assert_num_queries(6):
        assertContains(client.get(article.get_absolute_url()), "Partner 0")
