"""Attributes in bodies: their values are those that HTML allows, and links lead where browsers led with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.attributes import valid_value


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("https://a.example/x y", "https://a.example/x%20y"),
        (" https://a.example/\nx ", "https://a.example/x"),
        ("https://a.example/x[1]{2}|", "https://a.example/x%5B1%5D%7B2%7D%7C"),
        ('/news/?q="water"&a[]=1', "/news/?q=%22water%22&a%5B%5D=1"),
        ("https://a.example/100%/%d0%9c", "https://a.example/100%25/%d0%9c"),
        ("https://a.example/мост", "https://a.example/мост"),
        ("https:\\\\a.example\\x?y=\\", "https://a.example/x?y=%5C"),
        ("https://[::1]:8000/[x]", "https://[::1]:8000/%5Bx%5D"),
        ("https://a.example/#one#two three", "https://a.example/#one%23two%20three"),
        ("#note", "#note"),
        ("mailto: press @example.org", "mailto:press@example.org"),
        ("tel:+43 1 514", "tel:+431514"),
    ],
)
def test_a_link_leads_where_browsers_led_with_it(written, stored):
    assert valid_value("href", written) == stored


@pytest.mark.parametrize(
    ("attribute", "written", "stored"),
    [
        ("colspan", "2", "2"),
        ("colspan", "0", None),
        ("colspan", "1001", None),
        ("rowspan", "-1", None),
        ("rowspan", "two", None),
        ("start", "-3", "-3"),
        ("start", "1.5", None),
        ("scope", "ROW", "row"),
        ("scope", "column", None),
        ("lang", "de", "de"),
        ("lang", "sr-Latn-RS", "sr-Latn-RS"),
        ("lang", "en_GB", "en-GB"),
        ("lang", "English", None),
        ("lang", "", None),
        ("title", "any [text]", "any [text]"),
    ],
)
def test_a_value_that_html_does_not_allow_goes(attribute, written, stored):
    assert valid_value(attribute, written) == stored


@given(st.text(alphabet='htps:/\\?#[]%20 \t"<>mailto@аx', max_size=40))
def test_a_valid_value_stays_as_it_is(written):
    once = valid_value("href", written)

    assert valid_value("href", once) == once
