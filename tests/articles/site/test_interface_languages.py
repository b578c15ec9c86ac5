"""The interface in seven languages: nothing is left in English, and the address alone decides."""

import io
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages import mofile, pofile
from babel.messages.extract import extract_from_dir
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language
from pytest_django.asserts import assertContains, assertNotContains

from articles.index.request_snapshot import RequestSnapshot
from taxonomy.models import ReleaseType
from tests.articles.site.pages.test_pages import QUERIES
from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")

ROOT = Path(settings.BASE_DIR)
OTHERS = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
# For people who run or edit the site, for programmers, or without a request: they are in English.
ENGLISH = {
    "400.html", "500.html", "503.html", "full_disk.html", "_plain.html", "api.html", "feed.html",
    "feed_content.html", "feed_notice.html", "preview.html", "review.html", "review_ended.html",
}  # fmt: skip
TRANSLATED = [
    path
    for path in sorted((ROOT / "templates" / "site").rglob("*.html"))
    if path.name not in ENGLISH and path.parent.name != "admin"
]
KEYWORDS = {"_": None, "_noop": None, "gettext": None, "gettext_noop": None, "ngettext": (1, 2)}
# What a reader sees or hears of an attribute.
SPOKEN = ("alt", "aria-label", "placeholder", "title")


def catalogue(code: str):
    with (ROOT / "locale" / code / "LC_MESSAGES" / "django.po").open("rb") as file:
        return pofile.read_po(file, locale=code)


def texts_of_the_interface():
    options = {"jinja2": {"trimmed": "true", "silent": "false"}}
    for path in TRANSLATED:
        name = str(path.relative_to(ROOT))
        found = extract_from_dir(
            path.parent, [(path.name, "jinja2")], {path.name: options["jinja2"]}, KEYWORDS
        )
        yield from ((name, message) for _, _, message, *_ in found)
    for _, _, message, *_ in extract_from_dir(ROOT / "articles", [("**.py", "python")], keywords=KEYWORDS):
        yield "articles", message


@pytest.mark.parametrize("code", OTHERS)
def test_no_text_of_the_interface_is_untranslated(code):
    translated = catalogue(code)

    wanted = {message for _, message in texts_of_the_interface()}

    assert len(wanted) > 200
    lacking = [
        message for message in wanted if not (found := translated.get(message)) or not all(forms(found))
    ]
    assert lacking == []
    assert {message.id for message in translated if message.id} == wanted


def forms(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_places_of_its_text(code):
    place = re.compile(r"%\(\w+\)s")

    for message in catalogue(code):
        if not message.id:
            continue
        known = set(place.findall("".join(message.id)))
        for text in forms(message):
            assert set(place.findall(text)) <= known, text
            # A form for one or two may leave the number out.
            assert message.pluralizable or set(place.findall(text)) == known, text
            assert text.count("%") == len(place.findall(text)), text


@pytest.mark.parametrize("code", OTHERS)
def test_the_compiled_translations_are_those_of_the_text_file(code):
    compiled = io.BytesIO()

    mofile.write_mo(compiled, catalogue(code))

    assert (ROOT / "locale" / code / "LC_MESSAGES" / "django.mo").read_bytes() == compiled.getvalue()


class Words(HTMLParser):
    """The words that a template shows without asking for their translation."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.is_code = False
        template = re.sub(r"\{#.*?#\}", "", template, flags=re.DOTALL)
        template = re.sub(r"\{%-? *trans\b.*?endtrans *-?%\}", "", template, flags=re.DOTALL)
        self.feed(re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.DOTALL))

    def handle_starttag(self, tag, attributes):
        self.is_code = tag == "code"
        self.found += [
            value for name, value in attributes if name in SPOKEN and re.search(r"\w", value or "")
        ]

    def handle_endtag(self, tag):
        self.is_code = False

    def handle_data(self, data):
        if not self.is_code and re.search(r"[^\W\d_]", data):
            self.found.append(data.strip())


@pytest.mark.parametrize("path", TRANSLATED, ids=lambda path: path.name)
def test_no_template_has_words_of_its_own(path):
    assert Words(path.read_text(encoding="utf-8")).found == []


def test_words_outside_a_translation_are_seen():
    assert Words('<p title="Hint">{% trans %}Yes{% endtrans %} and {{ no }}</p>').found == ["Hint", "and"]


@pytest.mark.parametrize(
    ("code", "heading", "count", "day"),
    [
        ("fr", "Actualités et communiqués de presse", "1 communiqué<", "4 juillet 2025"),
        ("de", "Nachrichten und Pressemitteilungen", "1 Mitteilung<", "4. Juli 2025"),
        ("it", "Notizie e comunicati stampa", "1 comunicato<", "4 Luglio 2025"),
        ("ru", "Новости и пресс-релизы", "1 публикация<", "4 июля 2025 г."),
        ("es", "Noticias y comunicados de prensa", "1 comunicado<", "4 de julio de 2025"),
        ("ar", "الأخبار والبيانات الصحفية", "بيان واحد<", "4 يوليو 2025"),
    ],
)
def test_the_listing_speaks_the_language_of_its_address(client, code, heading, count, day):
    make_article(title="A bridge", publishing_date=date(2025, 7, 4))

    page = client.get(f"/{code}/news/")

    direction = "rtl" if code == "ar" else "ltr"
    assertContains(page, f'<html lang="{code}" dir="{direction}">')
    for text in (f"<h1>{heading}</h1>", count, day, '<h4 class="card-title" lang="en" dir="ltr">'):
        assertContains(page, text)
    assert page["Content-Language"] == code
    assert "Accept-Language" not in page["Vary"]
    assert not page.cookies


def test_numbers_are_counted_as_each_language_counts(client):
    for _ in range(3):
        make_article()

    assertContains(client.get("/ru/news/"), ">3 публикации</h2>")
    assertContains(client.get("/ar/news/"), ">3 بيانات</h2>")


def test_no_header_and_no_cookie_changes_the_language(client):
    client.cookies["django_language"] = "fr"

    page = client.get("/news/", headers={"Accept-Language": "fr"})

    assertContains(page, '<html lang="en" dir="ltr">')
    assertContains(client.get("/fr/news/", headers={"Accept-Language": "de"}), '<html lang="fr"')


def test_no_language_stays_behind_for_the_next_request(client):
    client.get("/ar/news/")

    assert get_language() == settings.LANGUAGE_CODE
    assert make_article().get_absolute_url().startswith("/news/")


def test_links_stay_in_the_language_and_the_menu_leads_to_the_others(client):
    release = make_article(structures=["secretariat"], fields_of_work=["elections"])

    page = client.get("/fr/news/?structure=secretariat")

    assertContains(page, f'href="/fr{release.get_absolute_url()}"')
    assertContains(page, 'href="/fr/fields-of-work/elections/"')
    assertContains(
        page, 'href="/ru/news/?structure=secretariat" hreflang="ru" lang="ru" dir="ltr">Русский</a>'
    )
    assertContains(page, 'href="/news/?structure=secretariat" hreflang="en"')
    assertContains(
        page, '<link rel="alternate" hreflang="ar" href="http://testserver/ar/news/?structure=secretariat">'
    )
    assertContains(page, 'hreflang="x-default" href="http://testserver/news/?structure=secretariat"')
    # What programs ask has one address, and is asked for the items of this page.
    assertContains(page, 'href="/news/feed.atom?structure=secretariat&amp;prefer=fr"')


def test_a_release_has_one_address_for_other_programs(client):
    release = make_article(title="A bridge")

    page = client.get(f"/fr{release.get_absolute_url()}")

    assertContains(page, f'<link rel="canonical" href="http://testserver{release.get_absolute_url()}">')
    assertContains(page, f'<meta property="og:url" content="http://testserver{release.get_absolute_url()}">')
    assertNotContains(page, 'rel="alternate" hreflang="ru"')


def test_terms_have_their_names_in_the_language_else_in_english(client):
    news = ReleaseType.objects.get(slug="news")
    news.names.all().delete()
    news.names.create(name="Actualités", kind="label", language="fr")
    make_article(fields_of_work=["elections"])
    RequestSnapshot.take()

    assertContains(client.get("/fr/news/?type=news"), "Actualités</span>")
    assertContains(client.get("/es/news/?type=news"), f"{news.name}</span>")


def test_a_page_kept_in_one_language_is_not_sent_in_another(client):
    make_article()
    english, french = client.get("/news/"), client.get("/fr/news/")

    assert english["ETag"] != french["ETag"]
    assert client.get("/fr/news/", headers={"If-None-Match": english["ETag"]}).status_code == 200
    assert client.get("/fr/news/", headers={"If-None-Match": french["ETag"]}).status_code == 304
    assertContains(client.get("/news/"), '<html lang="en"')


@pytest.mark.parametrize(
    "address", [address for address in QUERIES if address.endswith("/") or "?" in address]
)
def test_a_page_in_french_costs_no_more_queries(client, address):
    make_article(
        publishing_date=date(2025, 1, 2),
        structures=["secretariat"],
        fields_of_work=["elections"],
        countries=["albania"],
    )
    client.get(address), client.get(f"/fr{address}")
    RequestSnapshot.take().catalogue.rendered.clear()

    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/fr{address}")

    assert page.status_code == 200
    assert len(queries) == QUERIES[address]


@pytest.mark.parametrize(
    "address", ["/fr", "/fr/nothing/here/", "/xx/news/", "/fr/api/v1/releases", "/fr/admin/"]
)
def test_there_is_nothing_else_under_a_language(client, address):
    assert client.get(address, follow=True).status_code in ((200,) if address == "/fr" else (404,))


def test_a_page_of_an_error_leads_to_no_other_language(client):
    gone = make_article(state="unpublished")

    for address in (gone.get_absolute_url(), "/fr/news/?page=99", "/fr/nothing/"):
        assert b"interface-languages" not in client.get(address).content


def test_what_is_not_understood_is_said_in_the_language(client):
    assertContains(client.get("/de/news/?type=gossip"), "„gossip“ ist hier kein Wert von „Art des Inhalts“.")
    assertContains(
        client.get("/it/news/?from=May"),
        "Scrivere una data come 12 maggio 2025, maggio 2025, 2025 o 2025-05-12.",
    )
    assertContains(client.get("/fr/nothing/"), "Cette page n’existe pas", status_code=404)
