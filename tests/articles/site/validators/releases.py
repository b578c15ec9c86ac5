"""Releases of every kind that a page can meet, made beside the seed archive as the desk makes them."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from articles.editing import boilerplates, review_links, workflow
from articles.editing.site_pages import publish_page
from articles.media.file_store import store_picture
from articles.models import Article, Boilerplate, OldTerm, Partner, SitePage
from articles.text.body import sanitise
from tests.factories import (
    document_upload,
    issue,
    make_article,
    make_attachment,
    make_editor,
    make_picture,
    make_recording,
    picture_upload,
)

BODY = sanitise(
    """<h2>What was said</h2>
    <p lang="en_GB">See <a href="https://www.example.org/a page/?a[]=1&b=100%">the <em>statement</em></a> & more.</p>
    <ul><li>One</li><li><p>Two</p><ol start="third"><li>Three</li></ol></li></ul>
    <blockquote lang="English"><p>“Water &lt; gas”</p></blockquote>
    <b><p>For the record:</p></b><li>One more</li>
    <p>[picture 2]</p>
    <table><caption>Votes</caption><thead><tr><th scope="column">State</th><th>Votes</th></tr></thead>
    <tr><th scope="row">Albania</th><td colspan="none">1</td></tr></table>"""
)
# None of our languages runs from right to left yet: the tests add this one.
ARABIC = "ar"
BRIDGE = "افتتاح الجسر في تيرانا"


@dataclass(frozen=True)
class OddReleases:
    """Where to find them: public releases by their kind, the pages of a draft, and the editor who made them."""

    public: dict[str, Article]
    draft: Article
    review: str
    ended_review: str
    editor: object


def make_odd_releases() -> OddReleases:
    """One release of each kind, with a draft that is out for review."""
    editor = make_editor("editor of odd releases")
    for edition in ("", "The address has changed."):
        publish_page(
            SitePage(kind="contact", title="Contact", body="<p>Write to us.</p>", change_note=edition),
            by=editor,
        )
    public = {
        "full": _full(),
        "bare": make_article(summary="", body="", type="", title="Nothing but a title"),
        "without a summary": make_article(summary="", body="<p>Only a text.</p>"),
        "with markup": make_article(
            title='Less < more & "quotes" <b>it\'s</b>',
            summary="It is <i>so</i> & so.",
            tags=("water & gas",),
        ),
        "right-to-left": make_article(
            title=BRIDGE, summary=f"{BRIDGE} (OSCE).", body=f"<p>{BRIDGE}</p>", language=ARABIC, slug="jisr"
        ),
        "withdrawn": make_article(body="<p>False.</p>", structures=["secretariat"]),
        "unpublished": make_article(title="Gone"),
        "with an event": make_article(
            title="Ministers <meet>",
            event_start=timezone.now() + timedelta(days=9),
            event_end=timezone.now() + timedelta(days=10),
            event_place="Hofburg & <hall 2>",
        ),
        "with whole days": make_article(
            title="Conference", event_start=timezone.now() + timedelta(days=40), event_is_whole_day=True
        ),
        "corrected": make_article(body="<p>Ten bridges.</p>", summary="Ten bridges opened."),
    }
    make_article(
        title="Мост открыт",
        summary="Он открыт.",
        language="ru",
        slug="most",
        translates=public["full"].release,
    )
    public["issued jointly"] = _joint(editor)
    public["corrected"] = _corrected(public["corrected"], editor)
    named = make_article(title="Named somebody", body="<p>By name.</p>")
    public["with a hidden edition"] = _corrected(named, editor)
    named.refresh_from_db()
    workflow.hide(named, by=editor, note="It named a <person>.", remark="They asked.")
    workflow.withdraw(public["withdrawn"], by=editor, reason="The <figures> were wrong & old.")
    workflow.unpublish(public["unpublished"], by=editor, remark="Court order.")
    draft = make_article(state="draft", title="Not public yet", body=BODY, structures=["secretariat"])
    review, ended = (review_links.make_link(draft, by=editor) for _ in range(2))
    review_links.revoke(review_links.find(ended), by=editor)
    OldTerm.objects.create(vocabulary="country", number=6, slug="albania")
    return OddReleases(public, draft, f"/review/{review}/", f"/review/{ended}/", editor)


def _joint(editor) -> Article:
    """A release with a partner, its logo, and boilerplate below the text."""
    joint = make_article(state="draft", title="Joint statement", body="<p>We agree.</p>")
    about = Boilerplate.objects.create(name="About us")
    boilerplates.write(about, "en", "About <us> & them", f"<h3>Votes</h3>{BODY}", by=editor)
    joint.boilerplates.set([about])
    logo = store_picture(picture_upload("logo.png", size=(600, 200)))
    facts = {"url": "https://fund.example.org/?a=1&b=2", "logo": logo, "alt": 'Logo of the "Fund"'}
    joint.partners.set(
        [Partner.objects.create(name="Fund & <Bank>", **facts), Partner.objects.create(name="B")]
    )
    issue(joint, by=editor)
    joint.refresh_from_db()
    return joint


def _full() -> Article:
    """A release of today with everything that there is."""
    now = timezone.now()
    full = make_article(
        title="Bridge opens in Tirana",
        summary="On Monday & for good.",
        body=BODY,
        place="Tirana",
        contact="Press office <press@example.org>\nhttps://www.example.org/press",
        publishing_date=timezone.localdate(),
        public_at=now - timedelta(hours=1),
        structures=["presence-in-albania", "programme-office-in-astana"],
        fields_of_work=["elections", "climate-change"],
        countries=["albania", "kazakhstan"],
        tags=("water & gas", "Bridges"),
    )
    make_picture(
        full, picture_upload(size=(1280, 800)), is_lead=True, caption="The hall & its <door>", credit="A. B."
    )
    make_picture(full, is_decorative=True)
    make_picture(full)
    make_recording(full, still=1)
    make_attachment(full, document_upload("figures.csv", "a,b"), title="Figures & <facts>", language="ru")
    make_attachment(full, document_upload("report.pdf"))
    return full


def _corrected(article: Article, editor: object) -> Article:
    draft = workflow.open_new_edition(article, by=editor)
    draft.body, draft.summary = "<p>Eleven <strong>bridges</strong>.</p>", "Eleven bridges opened."
    draft.change_note = "There were eleven & not ten."
    workflow.save_draft(draft, by=editor)
    issue(draft, by=editor)
    return draft
