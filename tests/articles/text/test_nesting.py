"""Elements of bodies stand where HTML allows them, and no word is lost for it."""

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.body import TAGS, sanitise
from tests.content_model import violations

LINK = '<a href="/x" rel="noopener noreferrer">'


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("<b><p>a</p><p>c <i>d</i></p></b>", "<p><b>a</b></p><p><b>c <i>d</i></b></p>"),
        ("<strong><em><p>a</p></em></strong>", "<p><strong><em>a</em></strong></p>"),
        ("<ul><li><b><p>a</p></b></li></ul>", "<ul><li><p><b>a</b></p></li></ul>"),
        ("<i><ul><li>a</li></ul></i>", "<ul><li><i>a</i></li></ul>"),
        ("<b><h2>a</h2></b><p>c</p>", "<h2>a</h2><p>c</p>"),
        ("<h2><p>a</p></h2>", "<h2>a</h2>"),
        ("<h2><b><p>a</p></b></h2>", "<h2><b>a</b></h2>"),
        ("<li>a</li><li>b</li><p>c</p>", "<ul><li>a</li><li>b</li></ul><p>c</p>"),
        ("<ul><p>a</p><li>b</li></ul>", "<ul><li><p>a</p></li><li>b</li></ul>"),
        ("<p>a <b>b</b></p><ul><li>c</li></ul>", "<p>a <b>b</b></p><ul><li>c</li></ul>"),
        ("<ul>a<li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<h2>a<ul><li>b</li></ul>c</h2>", "<h2>a</h2><ul><li>b</li></ul><h2>c</h2>"),
        ("<b>a <li>b</li></b>", "<b>a </b><ul><li><b>b</b></li></ul>"),
        ('<a href="/x"><p>a</p>b</a><li>c</li>', f"<p>{LINK}a</a></p>{LINK}b</a><ul><li>c</li></ul>"),
        ("<td>a</td>", "a"),
        ("<table></table><p>a</p>", "<p>a</p>"),
        ("<table><tr></tr><tr><td>a</td></tr></table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        (
            "<table><tr><td>a</td></tr><caption>c</caption></table>",
            "<table><caption>c</caption><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        (
            "<table><tr><th><h2>a</h2></th><td><h2>b</h2></td></tr></table>",
            "<table><tbody><tr><th><p>a</p></th><td><h2>b</h2></td></tr></tbody></table>",
        ),
    ],
)
def test_what_stands_where_html_has_no_place_for_it_is_moved(written, stored):
    assert sanitise(written) == stored


NESTED = st.recursive(
    st.just("{}"),
    lambda inner: st.builds(
        lambda tag, held: f"<{tag}>{' '.join(held)}</{tag}>",
        st.sampled_from(sorted(TAGS - {"br", "hr", "table", "caption", "thead", "tbody", "tr", "th", "td"})),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=10,
)


@given(NESTED)
@settings(max_examples=200)
def test_elements_nested_anyhow_keep_their_words_in_their_order(nested):
    words = [f"w{number}" for number in range(nested.count("{}"))]

    body = sanitise(nested.format(*words))

    assert re.findall(r"w\d+", body) == words
    assert sanitise(body) == body


SOUP = sorted(TAGS | {"h1", "tfoot", "div", "span", "section", "dl", "dt", "dd", "font", "center"})
OFTEN = ["p", "li", "td", "tr", "ul", "table", "b", "p"]


def soup(random: Random, depth: int = 0) -> str:
    """What nobody writes and somebody pastes: elements anywhere, some not closed, some closed twice."""
    parts = []
    for _ in range(random.randrange(1, 5)):
        if random.random() < 0.25 or depth > 4:
            parts.append(random.choice(["w ", "w w ", " ", "&amp; "]))
            continue
        tag = random.choice([*SOUP, *OFTEN])
        start = '<a href="/x">' if tag == "a" else f"<{tag}>"
        odd = f"</{tag}>" if random.random() < 0.12 else ""
        parts.append(f"{odd}{start}{soup(random, depth + 1)}{f'</{tag}>' if random.random() < 0.85 else ''}")
    return "".join(parts)


@given(st.integers(min_value=0))
@settings(max_examples=300)
def test_whatever_is_pasted_is_stored_as_html_allows_it(seed):
    pasted = soup(Random(seed))

    body = sanitise(pasted)

    assert violations(body) == []
    assert sanitise(body) == body
    assert words_of(body) == words_of(pasted)


def words_of(html: str) -> int:
    return len(re.findall(r"w|&amp;", re.sub(r"<[^>]*>", " ", html)))


def test_the_rules_find_what_is_wrong():
    assert violations("<ul>a</ul><b><p>c</p></b>") == ["text in ul", "p in b"]
    assert violations("<table><tbody><tr></tr></tbody></table>") == ["empty tr"]
