"""The public templates: what they may be given, what they can call, and the pages for when something is wrong."""

from datetime import UTC, date, datetime

import jinja2
import pytest
from django.conf import settings
from django.template import engines
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.views.defaults import server_error
from markupsafe import Markup

from tests.factories import make_article, make_user

SITE = settings.BASE_DIR / "templates" / "site"


def render(template: str, **given) -> str:
    return engines["jinja2"].env.from_string(template).render(**given)


@pytest.mark.parametrize("name", sorted(str(path.relative_to(SITE)) for path in SITE.rglob("*.html")))
def test_every_public_template_can_be_read(name):
    engines["jinja2"].env.get_template(name)


def test_text_is_escaped_and_html_of_either_library_is_not_escaped_again():
    safe, markup = mark_safe("<mark>A & B</mark>"), Markup("<b>C</b>")

    assert render("{{ text }}", text="<b>A & B</b>") == "&lt;b&gt;A &amp; B&lt;/b&gt;"
    assert render("{{ safe }}{{ markup }}", safe=safe, markup=markup) == "<mark>A & B</mark><b>C</b>"
    assert render("{{ [safe, '<'] | join(markup) }}", safe=safe, markup=markup) == f"{safe}{markup}&lt;"
    assert format_html("<p>{}</p>", markup) == "<p><b>C</b></p>"


@pytest.mark.parametrize("text", ["{{ titel }}", "{{ article.titel }}", "{% if titel %}{% endif %}"])
def test_a_name_that_was_not_given_is_an_error(text):
    with pytest.raises(jinja2.UndefinedError, match="titel"):
        render(text, article=date(2025, 1, 1))


def test_instants_are_told_in_the_time_of_the_newsroom_and_days_as_they_are():
    instant = datetime(2025, 6, 30, 22, 30, tzinfo=UTC)

    assert render("{{ at|date('j F Y, H:i T') }}", at=instant) == "1 July 2025, 00:30 CEST"
    assert render("{{ day|date('j F Y') }}", day=date(2025, 6, 30)) == "30 June 2025"
    assert render("{{ day|date('j F Y') }}", day=None) == ""


def test_facts_for_search_engines_cannot_end_their_block():
    block = render("{{ facts|linked_data }}", facts={"headline": "</script><script>alert(1)"})

    assert block.count("</script>") == 1
    assert r"\u003C/script\u003E" in block


def test_terms_nest_as_they_lie(client, terms):
    page = "".join(client.get("/fields-of-work/").content.decode().split())

    environmental = page.index('href="/fields-of-work/environmental-activities/"')
    climate = page.index('href="/fields-of-work/climate-change/"')
    assert page[environmental:climate].count("<ul>") == 1 + page[environmental:climate].count("</ul>")


@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/", None),
        ("/news/", "News"),
        ("/archive/", "News"),
        ("/archive/2025/", "News"),
        ("/statistics/", "News"),
        ("/archive/2025/1/", "News"),
        ("/structures/", "Where we are"),
        ("/structures/secretariat/", "Where we are"),
        ("/fields-of-work/youth/", "What we do"),
        ("/countries/albania/", "Countries"),
        ("/nowhere/", None),
    ],
)
def test_the_menu_says_where_the_reader_is(client, terms, address, current):
    make_article()

    menu = client.get(address).content.decode().partition('aria-label="Main"')[2].partition("</nav>")[0]

    marked = [link for link in menu.split("<a ") if "aria-current" in link]
    assert [link.partition(">")[2].partition("<")[0] for link in marked] == ([current] if current else [])


def test_a_host_of_others_gets_a_page_that_needs_nothing(client):
    response = client.get("/news/", headers={"Host": "elsewhere.example"})

    assert response.status_code == 400
    assert "The request could not be read" in response.content.decode()


def test_the_page_for_our_own_faults_needs_no_request_and_no_database(rf):
    response = server_error(rf.get("/"))

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    assert 'href="/static/site/site.css"' in response.content.decode()


def test_whoever_may_not_open_a_page_is_told_so(client, terms):
    client.force_login(make_user("reader", "view_article"))

    response = client.get("/admin/articles/article/add/")

    assert response.status_code == 403
    assert "You may not open this page" in response.content.decode()
