"""What an edition is told before its publication: what refuses it, and what an editor acknowledges."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles.editing import checks, workflow
from articles.models import Article, Transition
from taxonomy import vocabulary
from taxonomy.models import Structure
from tests.factories import FILED, make_article, make_editor, make_user

State = Article.State
DAY = date(2025, 5, 6)

pytestmark = pytest.mark.usefixtures("terms")


def make_draft(**facts) -> Article:
    """A draft that nothing is to be said about, but for `facts`."""
    given = {"state": State.DRAFT, "publishing_date": DAY, "title": "Foresters count trees"}
    return make_article(**given | FILED | facts)


def findings_of(article: Article) -> dict[str, checks.CheckFinding]:
    return {finding.code: finding for finding in checks.findings(article, timezone.now())}


def page_of(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def move_page_of(article: Article, verb: str) -> str:
    return reverse("admin:articles_article_move", args=[article.pk, verb])


def make_move(client, article: Article, verb: str, **answers):
    return client.post(move_page_of(article, verb), {"version": article.lock_version, **answers})


def test_nothing_is_said_of_a_release_in_order():
    assert findings_of(make_draft(body="<p>VIENNA, 6 May 2025 – They met.</p>", place="Vienna")) == {}


# What blocks


@pytest.mark.parametrize(
    ("code", "field", "facts"),
    [
        ("no-title", "title", {"title": " "}),
        ("no-type", "release_type", {"type": ""}),
        ("no-text", "summary", {"summary": " ", "body": "<p> </p>"}),
        ("unsafe-link", "body", {"body": '<p><a href="javascript:alert(1)">x</a></p>'}),
        ("unsafe-link", "body", {"body": '<p><a href=" java\nscript:alert(1)">x</a></p>'}),
        ("unsafe-link", "body", {"body": '<p><a href="data:text/html,x">x</a></p>'}),
        ("unsafe-link", "body", {"body": '<p><a href="//elsewhere.example/">x</a></p>'}),
        ("unsafe-link", "body", {"body": r'<p><a href="/\elsewhere.example/">x</a></p>'}),
        ("change-unexplained", "change_note", {"edition": 2}),
        ("minor-unexplained", "minor_reason", {"edition": 2, "is_minor": True}),
    ],
)
def test_what_cannot_be_published_is_said_at_its_field_and_refused(editor, code, field, facts):
    draft = make_draft(**facts)

    finding = findings_of(draft)[code]

    assert (finding.field, finding.blocks) == (field, True)
    Article.objects.filter(pk=draft.pk).update(state=State.APPROVED)
    with pytest.raises(workflow.NotPossible) as refusal:
        workflow.publish(draft, by=editor)
    assert refusal.value.reasons == (finding.sentence,)
    Article.objects.filter(pk=draft.pk).update(state=State.DRAFT)
    with pytest.raises(workflow.NotPossible) as refusal:
        workflow.force_publish(draft, by=editor, reason="Now.")
    assert refusal.value.reasons == (finding.sentence,)


@pytest.mark.parametrize(
    "address", ["https://example.org/a:b", "mailto:a@example.org", "tel:+43", "/news/", "#top"]
)
def test_ordinary_links_are_safe(address):
    assert findings_of(make_draft(body=f'<p><a href="{address}">x</a></p>')) == {}


# What warns


@pytest.mark.parametrize(
    ("code", "field", "facts"),
    [
        ("long-title", "title", {"title": "Tree " * 30 + "x"}),
        ("capitals", "title", {"title": "FORESTERS COUNT TREES"}),
        ("summary-cut", "summary", {"summary": "They counted trees and"}),
        ("summary-cut", "summary", {"summary": "They counted trees and…"}),
        ("no-structure", "structures", {"structures": []}),
        ("no-field", "fields_of_work", {"fields_of_work": []}),
        ("place-differs", "place", {"summary": "KYIV, 6 May 2025 – They met.", "place": "Vienna"}),
        ("dateline-differs", "publishing_date", {"body": "<p>KYIV, 5 May 2025 – They met.</p>"}),
        ("dead-link", "body", {"body": '<p><a href="/news/999999/gone/">x</a></p>'}),
        ("odd-day", "publishing_date", {"publishing_date": timezone.localdate() + timedelta(days=1900)}),
    ],
)
def test_what_looks_wrong_is_said_at_its_field_and_does_not_block(code, field, facts):
    findings = findings_of(make_draft(**facts))

    assert set(findings) == {code}
    assert (findings[code].field, findings[code].blocks) == (field, False)


def test_a_day_before_there_were_releases_is_asked_about():
    finding = findings_of(make_draft(publishing_date=date(1969, 12, 31)))["odd-day"]

    assert (finding.field, finding.blocks) == ("publishing_date", False)
    assert finding.sentence == "Is the publishing date 31 December 1969 right?"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2010, 4, 30), "later-structure"),
        (date(2010, 5, 1), None),
        (date(2015, 6, 30), None),
        (date(2015, 7, 1), "closed-structure"),
        (None, "closed-structure"),
    ],
)
def test_a_structure_that_did_not_exist_on_the_day_is_warned_of(day, code):
    Structure.objects.create(name="Bureau", slug="bureau", opened=date(2010, 5, 1), closed=date(2015, 6, 30))
    vocabulary.record_change()
    vocabulary.current()

    findings = findings_of(make_draft(structures=["bureau", "secretariat"], publishing_date=day))

    assert list(findings) == ([code] if code else [])
    if code:
        assert (findings[code].field, findings[code].blocks) == ("structures", False)
        assert "Bureau" in findings[code].sentence
        assert ("today" if day is None else "the publishing date") in findings[code].sentence


@pytest.mark.parametrize(
    "facts",
    [
        {"title": "OSCE"},
        {"title": "T" + "r" * 149},
        {"summary": "", "body": "<p>A body.</p>"},
        {"summary": "He said: “Trees.”"},
        {"summary": "On 5 May in Vienna, they met."},
        {"summary": "Vienna, 6 May 2025 – They met.", "place": "VIENNA"},
    ],
)
def test_what_only_looks_like_it_is_let_be(facts):
    assert findings_of(make_draft(**facts)) == {}


@pytest.mark.parametrize("state", [State.PUBLISHED, State.DRAFT, State.UNPUBLISHED])
def test_a_link_to_a_release_that_readers_cannot_open_is_dead(state, settings):
    settings.SITE_URL = "https://news.example"
    target = make_article(state=state)

    for start in ("", "https://news.example"):
        draft = make_draft(body=f'<p><a href="{start}{target.get_absolute_url()}">it</a></p>')
        assert ("dead-link" in findings_of(draft)) == (state != State.PUBLISHED)
        draft.delete()
    elsewhere = make_draft(body='<p><a href="https://elsewhere.example/news/999999/x/">it</a></p>')
    assert findings_of(elsewhere) == {}


@pytest.mark.parametrize(
    ("facts", "is_duplicate"),
    [
        (
            {
                "title": "Foresters Count Trées",
                "publishing_date": DAY - timedelta(days=7),
                "type": "press-release",
            },
            True,
        ),
        ({"title": "Foresters count trees", "publishing_date": DAY - timedelta(days=8)}, False),
        ({"title": "Foresters count the trees"}, True),
        ({"title": "Foresters count the trees", "type": "press-release"}, False),
        ({"title": "Foresters count the trees", "publishing_date": DAY - timedelta(days=1)}, False),
        ({"title": "Foresters count trees", "language": "de"}, False),
        ({"title": "Foresters count trees", "state": State.UNPUBLISHED}, False),
        ({"title": "Foresters count trees", "state": State.DRAFT, "publishing_date": None}, True),
    ],
)
def test_the_same_release_twice_is_suspected(facts, is_duplicate):
    make_article(**{"publishing_date": DAY} | facts)

    assert ("possible-duplicate" in findings_of(make_draft())) == is_duplicate


def test_reports_that_are_counted_are_no_duplicates_and_editions_of_one_release_neither():
    make_article(title="Daily report 119/2025", publishing_date=DAY)
    first = make_article(title="Daily report 120/2025", publishing_date=DAY)
    draft = make_draft(
        title="Daily report 120/2025",
        release=first.release,
        edition=2,
        is_minor=True,
        minor_reason="A comma.",
    )

    assert findings_of(draft) == {}


# What a proofreader finds


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("comment-mark", {"body": "<p>The bridge [AB1] opens.</p>"}),
        ("comment-mark", {"summary": "The bridge [JD12] opens."}),
        ("placeholder", {"body": "<p>XX people came.</p>"}),
        ("placeholder", {"title": "Statement by TBC"}),
        ("placeholder", {"summary": "Lorem ipsum dolor."}),
        ("doubled-word", {"body": "<p>They met in <b>in</b> Vienna.</p>"}),
        ("bookmark-link", {"body": '<p><a href="#_Toc12">The annex</a></p>'}),
        ("empty-link", {"body": '<p>A<a href="https://example.org/"> </a>b.</p>'}),
        ("vague-link", {"body": '<p>Read <a href="https://example.org/">here</a>.</p>'}),
        ("incomplete-link", {"body": '<p><a href="osce.org/pc">The Council</a></p>'}),
        ("incomplete-link", {"body": '<p><a href="press@example.org">The press office</a></p>'}),
        ("mail-without-link", {"body": "<p>Write to press@example.org.</p>"}),
        ("heading-jumps", {"body": "<h2>A</h2><p>b</p><h4>C</h4><p>d</p>"}),
        ("heading-jumps", {"body": "<h3>A</h3><p>b</p>"}),
        ("title-repeated", {"body": "<h2>Foresters count trees</h2><p>b</p>"}),
        ("table-without-header", {"body": "<table><tbody><tr><td>a</td></tr></tbody></table>"}),
        ("time-without-zone", {"body": "<p>Doors open at 14:30.</p>"}),
        ("time-without-zone", {"summary": "It begins at 9 a.m."}),
        ("missing-picture", {"body": "<p>A</p><p>[picture 9]</p>"}),
    ],
)
def test_what_was_forgotten_in_a_text_is_said_and_does_not_block(code, facts):
    findings = findings_of(make_draft(**facts))

    assert set(findings) == {code}
    assert not findings[code].blocks


@pytest.mark.parametrize(
    "body",
    [
        "<p>He said that that was so; nous nous sommes réunis in Baden Baden.</p>",
        "<p>The XX century, Article XX and XXI.</p>",
        "<p>Twice</p><p>twice</p><ul><li>twice</li></ul>",
        "<p>Doors open at 14:30 CET, and at 9 a.m. Vienna time.</p><p>A vote of 12:3, at 1:50,000.</p>",
        '<p><a href="mailto:press@example.org">press@example.org</a></p>',
        '<p><a href="https://example.org/a">The annex</a> and <a href="/news/">news</a></p>',
        "<h2>A</h2><h3>B</h3><h4>C</h4><h2>D</h2><p>e</p>",
        '<table><tbody><tr><th scope="col">a</th></tr><tr><td>b</td></tr></tbody></table>',
    ],
)
def test_what_a_proofreader_lets_be(body):
    assert findings_of(make_draft(body=body)) == {}


def test_saving_completes_addresses(editor):
    draft = make_draft()
    draft.body = (
        '<p><a href="osce.org">a</a> <a href="www.osce.org/x?a=1&amp;b=2">b</a> <a href="a.b@osce.org">c</a> '
        '<a href="/news/">d</a> <a href="statement.pdf">e</a></p>'
    )

    workflow.save_draft(draft, by=editor)

    draft.refresh_from_db()
    for address in (
        "https://osce.org",
        "https://www.osce.org/x?a=1&amp;b=2",
        "mailto:a.b@osce.org",
        "/news/",
    ):
        assert f'href="{address}"' in draft.body
    assert 'href="statement.pdf"' in draft.body


def test_the_dateline_is_compared_with_the_planned_day(client, editor):
    ahead = timezone.now() + timedelta(days=3)
    dated = f"<p>KYIV, {timezone.localdate(ahead):%-d %B %Y} – They met.</p>"
    draft = make_draft(state=State.APPROVED, publishing_date=None, body=dated)
    typed = {"when": "later", "at_0": f"{timezone.localtime(ahead):%Y-%m-%d}", "at_1": "12:00"}

    assert "today is" in findings_of(draft)["dateline-differs"].sentence
    assertRedirects(make_move(client, draft, "publish", **typed), page_of(draft))
    other = make_draft(title="A bridge", publishing_date=None, body=dated, embargo_until=ahead)
    assert findings_of(other) == {}


# At the desk


def test_findings_stand_beside_their_fields_and_above_the_form(client, editor):
    draft = make_draft(type="", summary="Cut in the")

    page = client.get(page_of(draft))

    assertContains(page, '<a href="#id_release_type">')
    assertContains(
        page, '<span class="finding is-blocking"><strong>Before publication:</strong> Choose a content'
    )
    assertContains(page, '<span class="finding"><strong>Please check:</strong> The summary ends with')


def test_nothing_is_found_about_what_is_published_already(client, editor):
    assertNotContains(client.get(page_of(make_article(structures=[]))), "Choose the structure")


@pytest.mark.parametrize("verb", ["submit", "publish", "force"])
def test_findings_stand_on_the_page_of_a_move(client, editor, verb):
    state = State.APPROVED if verb == "publish" else State.DRAFT
    draft = make_draft(state=state, type="", structures=[])

    page = client.get(move_page_of(draft, verb))

    assertContains(page, "Choose a content type.")
    assertContains(page, "Choose the structure that issues it")


@pytest.mark.parametrize(
    ("verb", "answers"),
    [("publish", {"when": "now"}), ("force", {"when": "now", "reason": "An earthquake."})],
)
def test_every_warning_is_acknowledged_before_publication_and_kept(client, editor, verb, answers):
    state = State.APPROVED if verb == "publish" else State.SUBMITTED
    draft = make_draft(state=state, structures=[], summary="Cut in the")

    refused = [
        make_move(client, draft, verb, **answers),
        make_move(client, draft, verb, **answers, acknowledged=["no-structure"]),
        make_move(client, draft, verb, **answers, acknowledged=["no-structure", "no-structure"]),
    ]
    before = Transition.objects.count()
    done = make_move(client, draft, verb, **answers, acknowledged=["no-structure", "summary-cut"])

    for response in refused:
        assertContains(response, "Tick each warning that you accept")
    assert before == 0
    assertRedirects(done, page_of(draft))
    move = Transition.objects.get()
    assert (move.by, move.acknowledged) == (editor, ["no-structure", "summary-cut"])
    assertContains(client.get(page_of(draft)), "Acknowledged: no-structure, summary-cut")


def test_what_is_in_order_asks_for_no_box(client, editor):
    draft = make_draft(state=State.APPROVED)

    assertNotContains(client.get(move_page_of(draft, "publish")), "acknowledged")
    assertRedirects(make_move(client, draft, "publish", when="now"), page_of(draft))


def test_who_may_not_publish_reads_no_findings_on_its_page(client):
    client.force_login(make_user("colleague", "view_article"))

    assert client.get(move_page_of(make_draft(state=State.APPROVED), "publish")).status_code == 403


@pytest.mark.parametrize("how_many", [1, 60])
def test_the_database_is_asked_a_constant_number_of_questions(how_many):
    others = [make_article(publishing_date=DAY, title=f"Another {number}") for number in range(how_many)]
    links = " ".join(f'<a href="{other.get_absolute_url()}">x</a>' for other in others)
    draft = make_draft(body=f"<p>{links}</p>")
    findings_of(draft)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert findings_of(draft) == {}

    assert len(queries) == 3


def test_what_blocks_is_found_by_asking_for_the_files_alone(django_assert_num_queries):
    draft = make_draft(edition=2)

    with django_assert_num_queries(1):
        assert len(checks.refusals(draft)) == 1


def test_the_page_of_publication_asks_a_constant_number_of_questions(client, django_assert_num_queries):
    client.force_login(make_editor())
    draft = make_draft(state=State.APPROVED, structures=[])
    client.get(move_page_of(draft, "publish"))

    with django_assert_num_queries(6):
        client.get(move_page_of(draft, "publish"))


# Events


def test_an_advisory_announces_an_event():
    assert findings_of(make_draft(type="media-advisory"))["advisory-without-event"].field == "event_start"
    assert "advisory-without-event" not in findings_of(make_draft(type="news"))


@pytest.mark.parametrize(
    ("over", "embargo", "is_told"),
    [
        (timedelta(hours=-1), None, True),
        (timedelta(hours=1), None, False),
        (timedelta(hours=1), timedelta(hours=2), True),
    ],
)
def test_an_advisory_of_an_event_that_is_over_when_it_becomes_public_is_told(over, embargo, is_told):
    now = timezone.now()
    event = {"event_start": now + over - timedelta(hours=1), "event_end": now + over}
    held = {"embargo_until": now + embargo} if embargo else {}

    advisory = make_draft(type="media-advisory", **event, **held)
    report = make_draft(type="news", **event, **held)

    assert ("event-over" in findings_of(advisory)) is is_told
    assert "event-over" not in findings_of(report), "a report tells of what was"
