"""What a body may hold: what Word pastes comes out as lists, headings and tables, and nothing dangerous comes out."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.body import ATTRIBUTES, TAGS, sanitise
from tests.places import SAMPLES

WORD = (SAMPLES / "word_paste.html").read_text(encoding="utf-8")


class Reader(HTMLParser):
    """Collects the elements and attributes of HTML."""

    def __init__(self, html: str):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def assert_allowed(html: str) -> None:
    for tag, attributes in Reader(html).found:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        href = (attributes.get("href") or "").strip().lower()
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", href)
        assert scheme is None or scheme[0] in ("http:", "https:", "mailto:", "tel:"), href
        assert not re.sub(r"[\x00-\x20]", "", href).replace("\\", "/").startswith("//"), href


def test_a_word_document_becomes_a_clean_body():
    body = sanitise(WORD)

    assert_allowed(body)
    assert re.sub(r">\s+<", "><", body.replace("\n", " ").strip()) == (
        "<h2>River crossing reopens</h2>"
        "<p>The Mission’s head said: “It took 12&nbsp;months.”</p>"
        "<ul><li><p>Two lanes are <b>open</b>.</p><ul><li><p>One for lorries.</p></li></ul></li>"
        "<li><p>The third follows in May.</p></li></ul>"
        "<p>What comes next:</p>"
        '<ol><li><p>Lights,</p></li><li><p>a <a href="https://www.osce.org/" rel="noopener noreferrer">footpath</a>, '
        "a b c.</p></li></ol>"
        '<table><tbody><tr><th scope="col"><p><b>Year</b></p></th><th scope="col"><p><b>Lorries</b></p></th></tr>'
        "<tr><td><p>2025</p></td><td><p>4,100</p></td></tr></tbody></table>"
        "<p>End.</p>"
    )


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ('<p><a href="javascript:alert(1)">a <b>bridge</b></a></p>', "<p>a <b>bridge</b></p>"),
        ('<p><a title=" href=">a</a> <a name="x">b</a> <a>c</a></p>', "<p>a b c</p>"),
        ('<p><a title="x > y" href="//evil.example/">a</a></p>', "<p>a</p>"),
        (
            '<p><a>a</a> <a href="/news/">b</a></p>',
            '<p>a <a href="/news/" rel="noopener noreferrer">b</a></p>',
        ),
        ("<p>·   one</p><p>• two</p>", "<ul><li><p>one</p></li><li><p>two</p></li></ul>"),
        ("<p>o   one</p>", "<ul><li><p>one</p></li></ul>"),
        ("<p>-   one</p>", "<ul><li><p>one</p></li></ul>"),
        ("<p>3.   three</p><p>4.   four</p>", '<ol start="3"><li><p>three</p></li><li><p>four</p></li></ol>'),
        ("<p>1)\tone</p>", "<ol><li><p>one</p></li></ol>"),
        ("<p>·   one</p><p>1.   one</p>", "<ul><li><p>one</p></li></ul><ol><li><p>one</p></li></ol>"),
        ("<p>·   one</p><p>text</p><p>·   two</p>",
         "<ul><li><p>one</p></li></ul><p>text</p><ul><li><p>two</p></li></ul>"),
        ('<p lang="de"><b>·</b>&nbsp;&nbsp; eins <i>zwei</i></p>',
         '<ul><li><p lang="de">eins <i>zwei</i></p></li></ul>'),
        ("<p>- one dash</p>", "<p>- one dash</p>"),
        ("<p>1. January</p>", "<p>1. January</p>"),
        ("<p>1.&nbsp;Januar</p>", "<p>1.&nbsp;Januar</p>"),
        ("<p>§ 5 of the law</p>", "<p>§ 5 of the law</p>"),
        ("<p>o tempora</p>", "<p>o tempora</p>"),
        ("<h1>a</h1><h6>b</h6>", "<h2>a</h2><h4>b</h4>"),
        ('<b style="font-weight:normal;" id="docs-internal-guid"><p>a</p><ul><li>b</li></ul></b>',
         "<p>a</p><ul><li>b</li></ul>"),
        ('<p><b style="color:red">a</b></p>', "<p><b>a</b></p>"),
        ("<p>a</p><p>&nbsp;</p><p><br></p><h2> </h2><p>b</p>", "<p>a</p><p>b</p>"),
        ("<p>5&nbsp;km and&nbsp;&nbsp; more</p>", "<p>5&nbsp;km and more</p>"),
        ("<p>“It’s”</p>", "<p>“It’s”</p>"),
        ("<table><tr><th>a</th></tr><tr><td>b</td></tr></table>",
         '<table><tbody><tr><th scope="col">a</th></tr><tr><td>b</td></tr></tbody></table>'),
        ("<table><tr><td>a</td></tr><tr><td></td></tr></table>",
         "<table><tbody><tr><td>a</td></tr><tr><td></td></tr></tbody></table>"),
        ('<a href="//host/x">a</a>', 'a'),
        ('<a href=" \\\\host">a</a>', 'a'),
        ('<a href="JaVaScRiPt:x">a</a>', 'a'),
        ('<a href="/\t/host">a</a>', 'a'),
    ],
)  # fmt: skip
def test_what_is_pasted_is_stored_as_it_was_meant(typed, stored):
    assert sanitise(typed) == stored


def word(*items: tuple[int, str]) -> str:
    """Items as Word writes them: their level, and their text behind a marker."""
    return "".join(
        f"<p class=x style='margin:0cm;mso-list:l0 level{level} lfo1'>{text}</p>" for level, text in items
    )


@pytest.mark.parametrize(
    ("pasted", "stored"),
    [
        (word((1, "·   a"), (2, "o   b"), (3, "§   c"), (3, "§   d"), (1, "·   e")),
         "<ul><li><p>a</p><ul><li><p>b</p><ul><li><p>c</p></li><li><p>d</p></li></ul></li></ul></li><li><p>e</p></li></ul>"),
        (word((1, "1.   a"), (2, "a)   b"), (2, "b)   c"), (1, "2.   d")),
         "<ol><li><p>a</p><ol><li><p>b</p></li><li><p>c</p></li></ol></li><li><p>d</p></li></ol>"),
        (word((1, "1.   a"), (2, "·   b"), (2, "1.   c")),
         "<ol><li><p>a</p><ul><li><p>b</p></li></ul><ol><li><p>c</p></li></ol></li></ol>"),
        (word((1, "3.   a"), (3, "Ø   b"), (3, "Ø   c"), (2, "ü   d")),
         '<ol start="3"><li><p>a</p><ul><li><p>b</p></li><li><p>c</p></li></ul><ul><li><p>d</p></li></ul></li></ol>'),
        (word((2, "o   a"), (1, "·   b")), "<ul><li><p>a</p></li></ul><ul><li><p>b</p></li></ul>"),
        (word((1, "·   a")) + "<p>x</p>" + word((2, "·   b")),
         "<ul><li><p>a</p></li></ul><p>x</p><ul><li><p>b</p></li></ul>"),
        (word((1, "no marker"), (2, "·   ")), "<ul><li><p>no marker</p><ul><li><p>·</p></li></ul></li></ul>"),
        ("<p style='mso-list:Ignore'>a</p><p style='color:red;position:fixed'>b</p>", "<p>a</p><p>b</p>"),
    ],
)  # fmt: skip
def test_items_of_word_lie_as_deep_as_their_style_says(pasted, stored):
    assert re.sub(r"\s+</p>", "</p>", sanitise(pasted)) == stored


@pytest.mark.parametrize(
    ("pasted", "stored"),
    [
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ('<ol start="3"><li>a</li> <ol><li>b</li></ol> <li>c</li></ol>',
         '<ol start="3"><li>a<ol><li>b</li></ol></li>  <li>c</li></ol>'),
        ("<ul><li>a</li><ul><li>b</li><ol><li>c</li></ol></ul><li>d</li></ul>",
         "<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li>d</li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul><ol><li>c</li></ol></ul>",
         "<ul><li>a<ul><li>b</li></ul><ol><li>c</li></ol></li></ul>"),
        ("<ul><ul><ul><li>a</li></ul></ul><li>b</li></ul>",
         "<ul><li><ul><li><ul><li>a</li></ul></li></ul></li><li>b</li></ul>"),
        ("<ul><li>a</li>between<ul><li>b</li></ul>after</ul>",
         "<ul><li>a</li><li>between<ul><li>b</li></ul></li><li>after</li></ul>"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    ],
)  # fmt: skip
def test_a_list_directly_in_a_list_goes_into_the_item_before_it(pasted, stored):
    assert sanitise(pasted) == stored


TREES = st.recursive(
    st.sampled_from(["<li>{}</li>", "<li><p>{}</p></li>"]),
    lambda items: st.builds(
        lambda kind, held: f"<{kind}>{''.join(held)}</{kind}>",
        st.sampled_from(["ul", "ol"]),
        st.lists(items, min_size=1, max_size=4),
    ),
    max_leaves=12,
)


@given(st.lists(TREES, min_size=1, max_size=4))
@settings(max_examples=200)
def test_lists_in_lists_in_any_order_keep_every_item_in_its_place(trees):
    pasted = f"<ul>{''.join(trees)}</ul>"
    words = [f"w{number}" for number in range(pasted.count("{}"))]

    body = sanitise(pasted.format(*words))

    assert re.findall(r"w\d+", body) == words
    assert not re.search(r"(?:<[uo]l>|</li>)<[uo]l>", body)
    assert sanitise(body) == body


PIECES = (
    "<p style='mso-list:l0 level1 lfo1'>", "<p style='mso-list:l0 level2 lfo1'>", '<p style="color:red;mso-list: l1 level3">',
    "<p>", "</p>", "<p class=MsoListParagraph style='x'>", "·   a", "• ", "o   ", "1.   b", "-   ", "&nbsp;", "\xa0\xa0 ", " ",
    "<ul>", "</ul>", "<ol start=3>", "</ol>", "<li>", "</li>", "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>",
    "<th>", "</th>", "<b>", "</b>", "<div>", "</div>", "<h1>", "</h1>", "<h2>", "</h2>", "<br>", "<hr>", "<script>",
    "</script>", "<style>", "</style>", "<svg>", "<math>", "<mtext>", "<!--", "-->", "<a href='javascript:x'>", "</a>",
    "<a href='//h'>", "<a href='/\t/h'>", "<a href='\n//h'>", "<a href='https://x/'>", "<a href='/\\h' onclick=x>", "<img src=x onerror=y>", "<iframe srcdoc=x>",
    "<blockquote lang=de>", "</blockquote>", "<caption>", "</caption>", "<thead>", "&lt;p&gt;", "&amp;nbsp;", "x", "<", "\"'",
    "<template>", "<noscript>", "<textarea>", "<plaintext>", "<o:p>", "</o:p>",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=400)
def test_sanitising_twice_changes_nothing_and_nothing_forbidden_comes_out(html):
    once = sanitise(html)

    assert sanitise(once) == once
    assert_allowed(once)


def test_words_that_name_attributes_in_a_text_change_nothing_in_it():
    body = "<b>·   a</b><ul><li><p>the role, class and style of <b>each</b></p></li></ul>"

    assert sanitise(body) == sanitise(sanitise(body))
    assert sanitise(body) == body


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_any_text_comes_out_the_same_the_second_time(text):
    once = sanitise(text)

    assert sanitise(once) == once
    assert_allowed(once)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ('<p dir="RTL" lang="ar">نص</p>', '<p dir="rtl" lang="ar">نص</p>'),
        ('<ul dir="rtl"><li lang="en" dir="ltr">a</li></ul>', '<ul dir="rtl"><li lang="en" dir="ltr">a</li></ul>'),
        ('<table dir="rtl"><tbody><tr><td dir="left">1</td></tr></tbody></table>',
         '<table dir="rtl"><tbody><tr><td>1</td></tr></tbody></table>'),
        ('<p dir="rtl" style="mso-list:l0 level1 lfo1">·  نص</p>',
         '<ul dir="rtl"><li><p dir="rtl">نص</p></li></ul>'),
    ],
)  # fmt: skip
def test_the_language_of_a_part_and_the_way_it_runs_stay(typed, stored):
    assert sanitise(typed) == stored
