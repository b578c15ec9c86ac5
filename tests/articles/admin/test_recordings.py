"""Recordings: at the desk by their address, on pages without a request to their host, gone with their release."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.editing import checks, workflow
from articles.models import Article, ChangeLogEntry, Recording
from tests.articles.admin.test_pictures_desk import page_of, rows, typed
from tests.factories import issue, make_article, make_editor, make_picture, make_recording

pytestmark = pytest.mark.usefixtures("terms")
State = Article.State
ADDRESS = "https://www.youtube.com/watch?v=abcdefghijk"
FRAME = "https://www.youtube-nocookie.com"


def sent(article: Article, *recordings: dict, pictures: tuple[dict, ...] = ()) -> dict:
    """What a browser sends from the form of `article` with these recordings."""
    recordings = [{"language": "en", "place": 1} | recording for recording in recordings]
    return typed(article, list(pictures)) | rows("recordings", *recordings)


@pytest.fixture
def draft(editor) -> Article:
    return make_article(state=State.DRAFT, title="A speech")


def test_a_recording_is_added_by_its_address_and_the_history_knows(client, draft):
    row = {"address": ADDRESS, "title": "The speech", "transcript": "Good morning.", "language": "fr"}

    client.post(page_of(draft), sent(draft, row))

    recording = draft.recordings.get()
    assert (recording.address, recording.title, recording.language) == (ADDRESS, "The speech", "fr")
    changes = [entry.changes for entry in ChangeLogEntry.objects.filter(release=draft.release)]
    told = next(fields["recording 1"] for fields in changes if "recording 1" in fields)
    assert "transcript: Good morning." in told[1]


def test_a_recording_is_changed_and_taken_out(client, draft):
    recording = make_recording(draft)
    row = {"id": recording.pk, "address": ADDRESS, "title": "Another title", "transcript": "Good morning."}

    client.post(page_of(draft), sent(draft, row))
    assert draft.recordings.get().title == "Another title"

    draft.refresh_from_db()
    client.post(page_of(draft), sent(draft, row | {"DELETE": "on"}))
    assert not draft.recordings.exists()


@pytest.mark.parametrize(
    "address", ["https://example.org/video", "http://youtu.be/abcdefghijk", "javascript:alert(1)"]
)
def test_an_address_that_no_player_plays_is_refused_with_what_may_be(client, draft, address):
    response = client.post(page_of(draft), sent(draft, {"address": address, "title": "The speech"}))

    assert not Recording.objects.exists()
    if "example" in address:
        assertContains(response, "on youtube.com or vimeo.com")


def test_without_a_host_the_desk_asks_for_no_recording(client, draft, settings):
    settings.RECORDING_HOSTS = []

    assertNotContains(client.get(page_of(draft)), "recordings-TOTAL_FORMS")
    client.post(page_of(draft), sent(draft, {"address": ADDRESS, "title": "The speech"}))
    assert not Recording.objects.exists()


def test_a_form_that_says_nothing_of_recordings_changes_none(client, draft):
    make_recording(draft)

    client.post(page_of(draft), typed(draft, title="Another title"))

    draft.refresh_from_db()
    assert draft.title == "Another title"
    assert draft.recordings.count() == 1


def test_what_two_people_did_to_a_recording_is_shown_beside_each_other(client, draft):
    recording = make_recording(draft)
    row = {"id": recording.pk, "address": ADDRESS, "title": "Mine", "transcript": "Good morning."}
    form = sent(draft, row)
    Article.objects.filter(pk=draft.pk).update(lock_version=draft.lock_version + 1)
    Recording.objects.update(title="Theirs")

    response = client.post(page_of(draft), form)

    assertContains(response, "Two people changed this release")
    assertContains(response, "Recording “Theirs”")
    assert draft.recordings.get().title == "Theirs"


def test_the_form_asks_one_query_more_for_any_number_of_recordings(client, draft, django_assert_num_queries):
    client.get(page_of(draft))
    with django_assert_num_queries(14):
        client.get(page_of(draft))
    for number in range(5):
        make_recording(draft, title=f"Recording {number}")

    # One for the rows, one for the checks.
    with django_assert_num_queries(16):
        client.get(page_of(draft))


def test_a_recording_without_a_transcript_is_not_published(editor, draft):
    make_recording(draft, transcript=" ", title="The speech")

    assert any("The recording “The speech” has no transcript" in one for one in checks.refusals(draft))
    Recording.objects.update(transcript="Good morning.")
    assert not any("transcript" in one for one in checks.refusals(Article.objects.get(pk=draft.pk)))


def test_a_host_that_may_not_play_any_more_and_a_still_that_is_not_there_are_warned_of(draft, settings):
    make_recording(draft, still=7)
    settings.RECORDING_HOSTS = ["vimeo.com"]

    codes = {one.code: one.field for one in checks.findings(draft, timezone.now())}

    assert codes["recording-host"] == "recordings-0-address"
    assert codes["recording-still"] == "recordings-0-still"


def test_readers_see_still_title_and_transcript_and_nothing_of_the_other_host(client):
    article = make_article()
    make_picture(article, alt="The speaker at her desk", number=1)
    make_recording(article, still=1, title="The <speech>", transcript="Good morning.\n\nThank you.")

    response = client.get(article.get_absolute_url())
    page = response.content.decode()

    assertContains(response, "The speaker at her desk", count=1)
    assertContains(response, "The &lt;speech&gt;")
    assertContains(response, "<p>Good morning.</p>", html=True)
    assertContains(response, "Playing it contacts www.youtube-nocookie.com")
    assert f'data-player="{FRAME}/embed/abcdefghijk"' in page
    assert "<iframe" not in page
    for attribute in ("src", "srcset", 'rel="preconnect" href', 'rel="dns-prefetch" href'):
        assert f'{attribute}="https://www.you' not in page


def test_only_a_page_with_recordings_lets_their_hosts_into_a_frame_from_the_cache_too(client):
    with_one, without = make_article(), make_article()
    make_recording(with_one)

    for _ in range(2):
        policy = client.get(with_one.get_absolute_url()).headers["Content-Security-Policy"]
        assert f"frame-src {FRAME};" in f"{policy};"
        assert "vimeo" not in policy
        assert "default-src 'none'" in policy
    assert "frame-src" not in client.get(without.get_absolute_url()).headers["Content-Security-Policy"]
    assert "frame-src" not in client.get("/").headers["Content-Security-Policy"]


def test_a_preview_plays_as_the_page_will_and_stays_in_our_own_frames(client, draft):
    make_recording(draft)

    response = client.get(f"/admin/articles/article/{draft.pk}/preview/")

    assertContains(response, f"{FRAME}/embed/abcdefghijk")
    policy = response.headers["Content-Security-Policy"]
    assert f"frame-src {FRAME}" in policy
    assert "frame-ancestors 'self'" in policy


def test_a_host_that_is_not_allowed_any_more_leaves_a_link(client, settings):
    article = make_article()
    make_recording(article)
    settings.RECORDING_HOSTS = []

    response = client.get(article.get_absolute_url())

    assertContains(response, ADDRESS)
    assertNotContains(response, "data-player")
    assert "frame-src" not in response.headers["Content-Security-Policy"]


def test_the_api_and_ninjs_carry_recordings_and_a_withdrawn_release_none(client):
    article = make_article()
    make_recording(article)
    path = f"/api/v1/releases/{article.release}"

    [recording] = client.get(path).json()["recordings"]
    assert recording == {
        "url": ADDRESS,
        "title": "The opening speech",
        "language": "en",
        "transcript": "Good morning.",
    }
    files = client.get(f"{path}/ninjs").json()["associations"]
    assert [one["uri"] for one in files if one["type"] == "video"] == [ADDRESS]
    assert ADDRESS in client.get("/news/feed.atom").content.decode()

    workflow.withdraw(article, by=make_editor("somebody"), reason="It was wrong.")
    assert client.get(path).json()["recordings"] == []
    assertNotContains(client.get(article.get_absolute_url()), ADDRESS)


def test_the_next_edition_and_a_deleted_draft_keep_their_recordings(client, editor):
    article = make_article(public_at=timezone.now() - timedelta(days=1))
    make_recording(article, still=1)

    second = workflow.open_new_edition(article, by=editor)
    assert second.recordings.get().still == 1
    workflow.delete_draft(second, by=editor, version=second.lock_version)
    back = workflow.bring_back(ChangeLogEntry.objects.get(kind="deleted"), by=editor)

    assert back.recordings.get().title == "The opening speech"
    issue(back, by=editor)


@pytest.mark.parametrize("how_many", [1, 8])
def test_a_page_asks_once_for_any_number_of_recordings(client, django_assert_num_queries, how_many):
    article, other = make_article(), make_article()
    for number in range(how_many):
        make_recording(article, title=f"Recording {number}")
    client.get("/news/")

    with django_assert_num_queries(5):
        client.get(other.get_absolute_url())
    with django_assert_num_queries(6):
        client.get(article.get_absolute_url())
