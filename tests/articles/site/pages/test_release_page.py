"""The page of a release on a telephone: tables scroll by themselves, and the press office can be called."""

import pytest
from pytest_django.asserts import assertContains

from tests.factories import make_article

pytestmark = pytest.mark.usefixtures("terms")
TABLE = "<table><tbody><tr><td>1</td></tr></tbody></table>"


def test_each_table_scrolls_in_a_frame_that_a_keyboard_reaches(client):
    release = make_article(body=f"<p>a</p>{TABLE}<p>b</p>{TABLE}")

    page = client.get(release.get_absolute_url())

    for number in (1, 2):
        frame = (
            f'<div class="table-frame" role="region" tabindex="0" aria-label="Table {number}">{TABLE}</div>'
        )
        assertContains(page, frame)


def test_a_table_in_a_table_scrolls_with_it(client):
    nested = f"<table><tbody><tr><td>{TABLE}</td><td>2</td></tr></tbody></table>"
    release = make_article(body=f"{nested}<p>b</p>")

    page = client.get(release.get_absolute_url()).content.decode()

    assert page.count('class="table-frame"') == 1
    assert f"{nested}</div><p>b</p>" in page


def test_telephone_and_mail_of_the_press_office_are_links(client):
    release = make_article(contact="Jane <Roe>\n+43 (0)1 514 36-6000\npress@example.org")

    page = client.get(release.get_absolute_url())

    assertContains(page, "Jane &lt;Roe&gt;")
    assertContains(page, '<a href="tel:+431514366000" dir="ltr">+43 (0)1 514 36-6000</a>')
    assertContains(page, '<a href="mailto:press@example.org">press@example.org</a>')


def test_one_line_under_the_title_says_what_when_where_and_how_it_is_cited(client):
    release = make_article(place="VIENNA")

    page = client.get(release.get_absolute_url()).content.decode()

    line = page[page.index('<p class="byline"') :].partition("</p>")[0]
    assert page.index("</h1>") < page.index('<p class="byline"')
    for text in (">News<", "1 January 2025", "VIENNA", f"OSCE/2025/{release.release}"):
        assert text in line
