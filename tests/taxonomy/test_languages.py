"""The registry of languages: one file a language, checked when it is read."""

import pytest
from django.core.exceptions import ValidationError

from articles.models import Article
from taxonomy import languages

SPANISH = """
position = 200
name = "Español"
script = "Latin"
[labels]
date = ["Fecha de publicación"]
type = ["Tipo de contenido"]
where = ["Dónde estamos"]
what = ["Qué hacemos"]
[dates]
months = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
          "noviembre", "diciembre"]
"""


def read(folder, text: str, name: str = "es.toml") -> dict[str, languages.Language]:
    (folder / name).write_text(text, encoding="utf-8")
    return languages.read_languages(folder)


def test_a_file_is_all_that_a_language_needs(tmp_path):
    spanish = read(tmp_path, SPANISH)["es"]

    assert (spanish.name, spanish.direction, spanish.months[4]) == ("Español", "ltr", "mayo")


def test_languages_stand_in_the_order_of_their_positions(tmp_path):
    (tmp_path / "zz.toml").write_text(SPANISH.replace("200", "10"), encoding="utf-8")

    assert list(read(tmp_path, SPANISH)) == ["zz", "es"]


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("es.toml", 'name = "Español"', "", "“name” is missing"),
        ("es.toml", 'name = "Español"', "name = 5", "“name” has to be a text"),
        ("es.toml", 'script = "Latin"', 'script = "Latin"\ncolour = "red"', "a language has no “colour”"),
        ("es.toml", 'script = "Latin"', 'script = "Latin"\ndirection = "up"', "“direction” is"),
        ("es.toml", 'script = "Latin"', 'script = "Latin"\nstemmer = "x\'); --"', "“stemmer” is"),
        ("es.toml", '"enero", ', "", "“months” has to hold twelve texts"),
        ("es.toml", '["Qué hacemos"]', '"Qué hacemos"', "“what” has to be a list of texts"),
        ("es.toml", "[labels]", "[label]", "no section is called “label”"),
        ("es.toml", "position = 200", "position =", "Invalid value"),
        ("Spanish.toml", "", "", "the name of the file has to be the code"),
    ],
)
def test_a_file_with_a_mistake_is_refused_by_name(tmp_path, name, old, new, message):
    with pytest.raises(languages.LanguageFileError, match=name) as raised:
        read(tmp_path, SPANISH.replace(old, new, 1), name)

    assert message in str(raised.value)


def test_a_language_without_a_file_has_the_name_that_is_known_or_its_code():
    assert [languages.name_of(code) for code in ("de", "fi", "cnr")] == ["Deutsch", "Suomi", "cnr"]


def test_the_direction_of_a_language_that_nobody_knows_is_left_to_the_letters():
    assert [languages.direction_of(code) for code in ("ar", "fa", "he", "ur")] == ["rtl"] * 4
    assert [languages.direction_of(code) for code in ("de", "fi")] == ["ltr"] * 2
    assert languages.attributes_of("und") == ' lang="und" dir="auto"'


def test_the_field_offers_the_languages_and_keeps_the_code_of_another_one():
    field = Article._meta.get_field("language").formfield()

    shown = field.widget.render("language", "fi")

    assert field.clean("fi") == "fi"
    assert '<option value="fi" selected>Suomi</option>' in shown
    assert '<option value="de">Deutsch</option>' in shown
    assert 'value="fi"' not in field.widget.render("language", "de")


@pytest.mark.parametrize("value", ["", "English", "e", "de; drop", "de-" + "x" * 20])
def test_the_field_refuses_what_is_no_code(value):
    field = Article._meta.get_field("language").formfield()

    with pytest.raises(ValidationError):
        field.clean(value)
