"""Pages in several languages: each text says in which it is, and which way that runs."""

from dataclasses import replace

import pytest
from pytest_django.asserts import assertContains

from taxonomy import languages
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")


def test_a_language_that_runs_from_the_right_says_so(client, monkeypatch):
    arabic = replace(languages.LANGUAGES["ru"], code="ar", name="العربية", direction="rtl")
    monkeypatch.setitem(languages.LANGUAGES, "ar", arabic)
    release = make_article(title="جسر جديد", language="ar")

    listing, page = client.get("/news/"), client.get(release.get_absolute_url())

    assertContains(listing, 'class="card-title" lang="ar" dir="rtl"')
    assertContains(page, 'class="release-text" lang="ar" dir="rtl"')


def test_a_language_without_a_file_is_shown_by_its_code(client):
    make_article(title="Een nieuwe brug", language="nl")

    assertContains(client.get("/news/"), '<span lang="nl">nl</span>')
