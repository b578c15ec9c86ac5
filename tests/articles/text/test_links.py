"""Links in a text lead to the same places from outside the site."""

import pytest

from articles.text.body import sanitise
from articles.text.links import with_whole_addresses

PAGE = "https://newsroom.example/news/71/border-officers/"


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("/news/5/", "https://newsroom.example/news/5/"),
        ("#notes", f"{PAGE}#notes"),
        ("?a=1&amp;b=2", f"{PAGE}?a=1&amp;b=2"),
        ("report.pdf", f"{PAGE}report.pdf"),
        ("https://elsewhere.example/a?b=1&amp;c=2", "https://elsewhere.example/a?b=1&amp;c=2"),
        ("mailto:press@newsroom.example", "mailto:press@newsroom.example"),
        ("http://[", "http://["),
    ],
)
def test_a_link_leads_to_the_same_place_from_anywhere(address, whole):
    assert with_whole_addresses(f'<p><a href="{address}">here</a></p>', PAGE) == (
        f'<p><a href="{whole}">here</a></p>'
    )


def test_only_addresses_of_links_are_touched():
    html = sanitise('<p>Write &lt;a href="/x"&gt; <a href="/y" title="a > href=&quot;/z&quot;">here</a></p>')

    whole = with_whole_addresses(html, PAGE)

    assert whole == html.replace('href="/y"', 'href="https://newsroom.example/y"')
