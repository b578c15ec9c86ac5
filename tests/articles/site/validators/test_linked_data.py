"""The linked data of every kind of page, and schema.org's vocabulary."""

import pytest

from tests.articles.site.validators.pages import ReadPage
from tests.articles.site.validators.schema_org import CONTEXT, wrong_in_linked_data


def test_linked_data_keeps_to_the_types_and_properties_of_schema_org(site):
    documents = [(page.name, document) for page in site.pages for document in ReadPage(page).linked_data]

    wrong = {name: found for name, document in documents if (found := wrong_in_linked_data(document))}

    assert wrong == {}
    assert {document["@type"] for _, document in documents} >= {
        "NewsArticle",
        "CollectionPage",
        "BreadcrumbList",
    }


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        ({"@type": "Release"}, "Release: there is no type 'Release'"),
        ({"@type": "NewsArticle", "headlin": "A"}, "NewsArticle.headlin: there is no such property"),
        ({"@type": "Country", "headline": "A"}, "Country.headline: is no property of Country"),
        (
            {"@type": "NewsArticle", "author": "OSCE"},
            "NewsArticle.author: 'OSCE' is not Organization or Person",
        ),
        (
            {"@type": "NewsArticle", "author": [{"@type": "Country"}]},
            "NewsArticle.author: is a Country, not Organization or Person",
        ),
        (
            {"@type": "NewsArticle", "dateModified": "2025-03-04T10:30:15.123456+01:00"},
            "NewsArticle.dateModified: '2025-03-04T10:30:15.123456+01:00' is not Date or DateTime",
        ),
        (
            {"@type": "ImageObject", "width": 512},
            "ImageObject.width: 512 is not Distance or QuantitativeValue",
        ),
        ({"@type": "WebSite", "url": "/news/"}, "WebSite.url: '/news/' is not URL"),
    ],
)
def test_the_rules_find_what_the_vocabulary_does_not_have(thing, message):
    assert wrong_in_linked_data({"@context": CONTEXT} | thing) == [message]
