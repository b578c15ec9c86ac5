"""Recordings in a real browser: nothing is asked of the other host before somebody plays one."""

from articles.models import Article
from tests.browser.accessibility import assert_accessible, assert_no_wider_than
from tests.browser.desk import save, saved
from tests.factories import make_article, make_picture, make_recording

HOST = "https://www.youtube-nocookie.com/"


def test_a_recording_is_played_on_a_click_and_not_before(page, desk):
    article = make_article(title="A speech", body="<p>Text.</p>")
    make_picture(article, alt="The speaker")
    make_recording(article, still=1)
    asked = []

    def answer(route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="text/html", body="<!doctype html><title>Player</title><p>Plays.</p>")

    page.context.route(lambda url: not url.startswith(desk), answer)
    page.goto(desk + article.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert asked == []

    page.get_by_role("button", name="Play the recording").click()
    page.frame_locator("iframe.recording-player").get_by_text("Plays.").wait_for()

    assert asked == [f"{HOST}embed/abcdefghijk"]
    assert page.locator("iframe").get_attribute("title") == "The opening speech"
    assert page.complaints == []


def test_a_preview_plays_too(page, desk):
    draft = make_article(state="draft", title="A speech")
    make_recording(draft)
    page.context.route(lambda url: not url.startswith(desk), lambda route: route.fulfill(body="Plays."))
    page.goto(f"{desk}/admin/articles/article/{draft.pk}/preview/")

    page.get_by_role("button", name="Play the recording").click()
    page.frame_locator("iframe.recording-player").get_by_text("Plays.").wait_for()

    assert page.complaints == []


def test_without_scripts_a_recording_is_a_link_with_its_transcript(browser, desk):
    article = make_article()
    recording = make_recording(article)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(desk + article.get_absolute_url())

    assert page.get_by_role("link", name="The opening speech").get_attribute("href") == recording.address
    assert not page.get_by_role("button", name="Play the recording").is_visible()
    page.get_by_text("Transcript").click()
    assert page.get_by_text("Good morning.").is_visible()
    context.close()


def test_a_page_with_a_recording_is_accessible_and_fits_a_telephone(page, desk):
    article = make_article(title="A speech")
    make_picture(article, alt="The speaker")
    make_recording(article, still=1)
    page.goto(desk + article.get_absolute_url())
    assert_accessible(page, "a release with a recording")
    page.set_viewport_size({"width": 320, "height": 700})
    assert_no_wider_than(page, 320)


def test_the_transcript_is_printed_and_the_button_is_not(page, desk):
    article = make_article()
    make_recording(article)
    page.goto(desk + article.get_absolute_url())

    page.emulate_media(media="print")

    assert page.get_by_text("Good morning.").is_visible()
    assert not page.get_by_role("button", name="Play the recording").is_visible()


def test_two_recordings_are_added_in_one_save_at_the_desk(page, desk):
    draft = make_article(state="draft", title="Two speeches")
    page.goto(f"{desk}/admin/articles/article/{draft.pk}/change/")

    for number, name in enumerate(("First", "Second")):
        page.get_by_text("Add another Recording").click()
        page.locator(f"#id_recordings-{number}-address").fill(f"https://vimeo.com/1000{number}")
        page.locator(f"#id_recordings-{number}-title").fill(name)
    save(page)
    saved(page)
    page.locator("#id_recordings-1-title").fill("The second")
    save(page)
    saved(page)

    titles = Article.objects.get(pk=draft.pk).recordings.order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["First", "The second"]
    assert page.complaints == []
