"""Tests of stems: each thread gets those of its own words."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from articles.text.stems import stem, stem_anew

ENDINGS = {
    "en": ["ation", "ational", "ing", "fulness", "ies", "ously", "ement", "s"],
    "ru": ["ами", "ение", "ировать", "остью", "ившись", "ые", "ются", "а"],
}


@pytest.fixture
def hasty_threads():
    """Threads take turns a thousand times as often as usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.parametrize("language", ENDINGS)
def test_threads_that_stem_words_at_once_get_the_stems_of_their_own_words(hasty_threads, language):
    letters = "bcdfghklmn" if language == "en" else "бвгджзклмн"
    words = [
        first + "ao"[number % 2] * (language == "en") + second + third + ending
        for number, first in enumerate(letters)
        for second in letters
        for third in letters[:4]
        for ending in ENDINGS[language]
    ]
    alone = [stem_anew(word, language) for word in words]

    with ThreadPoolExecutor(8) as threads:
        shares = [threads.submit(lambda: [stem_anew(word, language) for word in words]) for _ in range(8)]

    assert all(share.result() == alone for share in shares)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", "посол посла послы"),
        ("ru", "беженец беженцев"),
        ("ru", "день дней"),
        ("en", "withdraws withdrew withdrawn"),
        ("en", "says said"),
        ("en", "upholds upheld"),
    ],
)
def test_forms_that_no_rule_brings_together_have_one_stem(language, forms):
    assert len({stem(form, language) for form in forms.split()}) == 1
