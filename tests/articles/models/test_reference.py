"""The reference of a release: stable, shown, and enough to find it by."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from articles.models.reference import reference_of, release_in
from newsroom.environment import reference_template


@pytest.mark.parametrize(
    "text",
    ["OSCE/2025/71", "osce/2025/71", " OSCE/2025/71, edition 2 ", "OSCE/2025/71 ed. 2", "OSCE/2024/71"],
)
def test_a_reference_names_its_release_with_an_edition_or_without(text):
    assert release_in(text) == 71


@pytest.mark.parametrize(
    "text", ["71", "OSCE/71", "OSCE/2025/71 bridge", "UN/2025/71", "OSCE/2025/", "", "OSCE 2025 71"]
)
def test_any_other_text_names_none(text):
    assert release_in(text) is None


@pytest.mark.parametrize(
    ("template", "reference"),
    [("Nr. {number} (PA)", "Nr. 71 (PA), edition 2"), ("PA.{year}+{number}", "PA.2025+71, edition 2")],
)
def test_the_template_decides_how_a_reference_looks(settings, template, reference):
    settings.REFERENCE_TEMPLATE = template

    assert reference_of(71, 2025, 2) == reference
    assert release_in(reference) == 71
    assert release_in("OSCE/2025/71") is None


@pytest.mark.parametrize(
    "template",
    ["{number}", "OSCE/{year}", "OSCE/{number}/{edition}", "OSCE/{number}/{number}", "{year}/{number}"],
)
def test_a_template_without_the_number_or_without_letters_is_refused(monkeypatch, template):
    monkeypatch.setenv("REFERENCE_TEMPLATE", template)

    with pytest.raises(ImproperlyConfigured, match="REFERENCE_TEMPLATE is"):
        reference_template("REFERENCE_TEMPLATE", "OSCE/{year}/{number}")
