"""Addresses made from a pattern are those that Django makes."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from taxonomy.interface import path_of


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("home", ()),
        ("release", (71, "bridge-opens")),
        ("comparison", (71, "bridge-opens", 1, 12)),
        ("archive-month", (2025, 5)),
        ("picture", (3, "wide", 640, "webp")),
        ("release-reference", (1, "bib")),
    ],
)
def test_an_address_from_a_pattern_is_that_of_reverse(language, name, arguments):
    with override(language):
        assert path_of(name, *arguments) == reverse(name, args=arguments)


def test_the_pattern_of_one_language_serves_no_other():
    with override("fr"):
        assert path_of("release", 5, "pont") == "/fr/news/5/pont/"
    assert path_of("release", 5, "pont") == "/news/5/pont/"
