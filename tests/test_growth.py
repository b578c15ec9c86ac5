"""Nothing that people type or paste takes time that grows faster than its length.

CPU time is compared, ten times the text with the text itself, and only where it can be measured at all: a busy machine
changes neither.
"""

from difflib import Match, SequenceMatcher
from functools import cache
from time import process_time
from urllib.parse import quote

import pytest
from django.template import defaultfilters
from django.utils.safestring import mark_safe
from taggit.utils import parse_tags

from articles import redirects
from articles.admin.releases.form.writing_help import count_words
from articles.editing import comparison, limits
from articles.editing.checks import blocking, proofreading, warnings
from articles.index.search import words
from articles.index.search.dates import date_in
from articles.index.search.references import release_number
from articles.index.search.text import extract, marked
from articles.models import Article, make_slug
from articles.redirects import address, former_parameters, former_site, lists, misses, spelling
from articles.site.filters import WordsField
from articles.site.pages import not_found
from articles.site.pages.editions import lead, with_ellipsis
from articles.site.template_functions import scrolling_tables
from articles.text.body import DEEPEST, addresses_in, depth_of, from_plain_text, sanitise, too_deep
from articles.text.characters import without_controls
from articles.text.contact_links import contact_links
from articles.text.index_words import plain_text
from articles.text.links import completed
from articles.text.outline import outline_of
from articles.text.paste.word_lists import mend
from articles.text.picture_names import pictures_named, with_pictures

UNITS = (
    " ", "a", "a ", "\n", "\t", "\xa0 ", "-", "\"", "„", "0", "#", "1.   ", "[", "[ ", "[picture 1]", "[picture ", "&", "&lt;", "&a;", "<",
    "<!--", "<ul><li>", "<ul><li></ul>", "<ul><object></ul>", "</li>", "<ul></ul> ", "<li><ul></ul>", "<b>", "<b><p>", "<p>",
    "<p></p> ", "<p> ", "<p>[picture 1]</p>", "<p>·   a", "<p style='mso-list:l0 level1'>·   a</p>", "<p style='", "<td>",
    "<table><tr><th>a<tr>", "<a href=x>", "<a title='[picture 1]'>", "<blockquote>", "<br>", "mso-list:", "https://a/", "a@b.c ",
    "release ", "no.", ",", "e\u0301", "(", "(a", ")", "a OR ", "NOT ", "title:", "title: ", "12 May ", "1.1.20 ", "\u0300", "\u202e", "/news/1/ ", "%", "\0",
    "<del>a</del>", "<div>a", "<div>a</div>", "<style>", "<style>.a{font-weight:bold}</style>", "<p class=a>", "<img>",
    "<ul><li data-aria-level=1>a</ul>", "<div id=ftn1><a href='#_ftnref1'>1</a>a</div>", "<a href='#_ftn1'>[1]</a>",
    "<span style='mso-element:field-begin'></span>a<span style='mso-element:field-end'></span>",
)  # fmt: skip
SHORT, LONG = 10_000, 100_000
# Ten times the text may take so many times as long; what takes less than a fifth of a second is not looked at.
MOST_TIMES, WORTH_MEASURING = 25, 0.2
WANTED = words.read("bridge water")


@cache
def paragraphs(text: str) -> str:
    """`text` as a body that has been stored."""
    return sanitise(text)


def parameters_of_the_former_site(text: str) -> dict[str, list[str]]:
    """Parameters of the former site that all hold `text`."""
    return {name: [text] for name in former_parameters.PARAMETERS | former_parameters.OF_LISTS}


READERS = {
    # What a form sends.
    "sanitise": (sanitise, str),
    "mend": (mend, paragraphs),
    "depth_of": (depth_of, str),
    "count_words": (count_words, str),
    "without_controls": (without_controls, str),
    "from_plain_text": (from_plain_text, str),
    "parse_tags": (parse_tags, str),
    "make_slug": (make_slug, str),
    "redirect_lists": (lists.read, str),
    "redirects_key": (redirects.key, str),
    "read_old": (address.read_old, str),
    # What an address holds.
    "former_site": (lambda text: former_site.read(f"/{text}/press-releases/{text}", {}), str),
    "former_filters": (
        lambda text: former_site.read("/press-releases", parameters_of_the_former_site(text)),
        str,
    ),
    "spelling": (lambda text: spelling.plain(f"/{text}", {"q": [text]}), str),
    "host_of": (misses.host_of, str),
    "words_of": (not_found.words_of, str),
    "read_words": (words.read, str),
    "words_field": (WordsField(required=False).to_python, str),
    "release_number": (release_number, str),
    "number_after_release": (lambda text: release_number(f"release{text}x"), str),
    "date_in": (date_in, str),
    "date_after_weekday": (lambda text: date_in(f"Monday{text}x"), str),
    "date_after_day": (lambda text: date_in(f"12 May{text}x"), str),
    "date_after_month": (lambda text: date_in(f"May 12{text}x"), str),
    "date_after_year": (lambda text: date_in(f"2019{text}x"), str),
    # What is stored, whenever it is shown, checked or indexed.
    "pictures_named": (pictures_named, paragraphs),
    "with_pictures": (lambda body: with_pictures(body, str), paragraphs),
    "plain_text": (plain_text, paragraphs),
    "blocks_of": (comparison.blocks_of, paragraphs),
    "addresses_in": (addresses_in, paragraphs),
    "outline_of": (outline_of, paragraphs),
    "doubled": (lambda text: list(proofreading._DOUBLED.finditer(text)), str),
    "times": (lambda text: list(proofreading._TIME.finditer(text)), str),
    "mails": (lambda text: list(proofreading._MAIL.finditer(text)), str),
    "completed": (completed, str),
    "is_unsafe": (blocking.is_unsafe, quote),
    "release_of": (warnings.release_of, str),
    "marked": (lambda text: marked(text, WANTED), str),
    "extract": (lambda text: extract([text], WANTED), str),
    "with_ellipsis": (with_ellipsis, str),
    "lead": (lambda body: lead(Article(body=body, summary="a")), paragraphs),
    "contact": (lambda text: defaultfilters.linebreaks_filter(contact_links(text)), str),
    "scrolling_tables": (lambda body: scrolling_tables(mark_safe(body), "Table"), paragraphs),
    "meta_description": (lambda text: defaultfilters.truncatewords(text, 40), str),
}


def seconds(read, text: str) -> float:
    """How long reading a text takes the processor, at its quickest of two times."""
    taken = []
    for _ in range(2):
        began = process_time()
        read(text)
        taken.append(process_time() - began)
        if taken[0] < WORTH_MEASURING:
            break
    return min(taken)


@pytest.mark.parametrize("name", READERS)
def test_ten_times_the_text_takes_about_ten_times_as_long(name):
    read, prepare = READERS[name]
    slow = {}
    for unit in UNITS:
        short, long = (prepare(unit * (length // len(unit))) for length in (SHORT, LONG))
        taken = seconds(read, long)
        if taken > WORTH_MEASURING and taken > MOST_TIMES * (before := seconds(read, short)):
            slow[unit] = (before, taken)

    assert not slow


SHAPES = {
    "every second word changed": lambda many: (
        " ".join(f"w{n} x{n}" for n in range(many)),
        " ".join(f"w{n} y{n}" for n in range(many)),
    ),
    "the same word": lambda many: ("a " * many, "b " + "a " * (many - 2) + "c"),
    "backwards": lambda many: (
        " ".join(map(str, range(many))),
        " ".join(map(str, reversed(range(many)))),
    ),
    "one paragraph of many": lambda many: (
        "</p><p>".join(f"w{n}" for n in range(many)),
        " ".join(f"w{n}" for n in range(many)),
    ),
    "many paragraphs swapped": lambda many: (
        "</p><p>".join(f"w{n} a b" for n in range(many)),
        "</p><p>".join(f"w{n} a b" for n in reversed(range(many))),
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_comparing_two_editions_ends_when_its_budget_does(shape, monkeypatch):
    before, after = (comparison.blocks_of(f"<p>{text}</p>") for text in SHAPES[shape](30_000))
    made: list[int] = []
    look = SequenceMatcher.find_longest_match

    def counted(matcher: SequenceMatcher, low: int, high: int, start: int, end: int) -> Match:
        made.append(matcher.steps[high] - matcher.steps[low])
        return look(matcher, low, high, start, end)

    monkeypatch.setattr(SequenceMatcher, "find_longest_match", counted)

    found = comparison.difference("body", "Text", before, after, [comparison.BUDGET])

    assert sum(made) <= comparison.BUDGET
    assert any(passage.is_changed for passage in found.passages)


def test_a_text_as_long_as_a_body_may_be_is_read_in_seconds():
    took = {
        unit: seconds(sanitise, unit * (limits.LONGEST_BODY // len(unit)))
        for unit in ("<ul><li>", "&", "\xa0 ", "<p> ")
    }

    assert max(took.values()) < 60, took


@pytest.mark.parametrize("unit", ["<ul><li>", "<blockquote>", "<table><tr><td>", "<b>", "<div>"])
def test_what_is_nested_without_end_is_refused_in_words_and_comes_out_as_text(unit):
    nested = unit * 600 + "word"

    assert f"600 deep in each other; at most {DEEPEST}" in too_deep(nested)
    assert "word" in sanitise(nested)
    assert depth_of(sanitise(nested)) == 0
