"""Pastes from Word, Outlook, LibreOffice, Google Docs and others, each held to the exact body that it becomes."""

import pytest

from articles.text.body import pasted, sanitise
from tests.places import SAMPLES

PASTES = SAMPLES / "pastes"
TITLE = "River crossing reopens"
DELETED = "Left out: deleted or struck-out text."
NOTES = "Left out: marks of footnotes. Footnotes stand at the end."
SENTENCES = {
    "google_docs": "Left out: the title, deleted or struck-out text.",
    "google_docs_published": "Left out: comments, marks of footnotes. Footnotes stand at the end.",
    "libreoffice": "Left out: deleted or struck-out text, hidden text, marks of footnotes. Footnotes stand at the end.",
    "libreoffice_table": DELETED,
    "mac_mail": DELETED,
    "outlook_web": "Left out: hidden text.",
    "word_bookmarks_fields": "Left out: the table of contents.",
    "word_comments": "Left out: comments.",
    "word_endnotes": NOTES,
    "word_footnotes": NOTES,
    "word_headings_title": "Left out: the title.",
    "word_hidden_text": "Left out: hidden text.",
    "word_nested_lists": DELETED,
    "word_picture": "Left out: pictures (add them as pictures of the release).",
    "word_table": DELETED,
    "word_tracked_changes": DELETED,
    "word_web_lists": DELETED,
}


@pytest.mark.parametrize("name", sorted(path.stem for path in PASTES.glob("*.html")))
def test_a_paste_becomes_exactly_this_body_and_what_was_left_out_is_said(name):
    paste = pasted((PASTES / f"{name}.html").read_text(encoding="utf-8"), TITLE)

    assert paste.html.strip() == (PASTES / f"{name}.body").read_text(encoding="utf-8").strip()
    assert paste.sentence == SENTENCES.get(name, "")


@pytest.mark.parametrize("name", sorted(path.stem for path in PASTES.glob("*.html")))
def test_what_a_paste_becomes_does_not_change_when_it_is_saved(name):
    html = pasted((PASTES / f"{name}.html").read_text(encoding="utf-8"), TITLE).html

    assert sanitise(html) == html


def test_what_was_deleted_never_becomes_text_whichever_way_it_comes():
    assert sanitise("<p>It is <del>not </del>open.</p>") == "<p>It is open.</p>"


def test_a_heading_that_says_more_than_the_title_stays():
    assert (
        pasted("<h1>River crossing reopens in May</h1>", TITLE).html
        == "<h2>River crossing reopens in May</h2>"
    )


def test_a_note_without_its_place_in_the_text_is_kept():
    note = '<div style="mso-element:footnote" id=ftn1><p><a href="#_ftnref1">[1]</a> Text.</p></div>'

    assert pasted(note).html == "<hr><ol><li>Text.</li></ol>"


def test_a_field_that_was_cut_off_keeps_its_text():
    assert pasted("<p>a<span style='mso-element:field-begin'></span>b</p>").html == "<p>ab</p>"
