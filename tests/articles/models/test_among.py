"""Rows whose column has one of many values."""

import pytest

from articles.models import Article
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "values", "found"),
    [
        ("title", {"Otter", "Owl", "'; --"}, ["Otter", "Owl"]),
        ("title", [], []),
        ("edition", [1, 1 << 40], ["Newt", "Otter", "Owl"]),
    ],
)
def test_rows_with_one_of_the_values_are_found(field, values, found):
    for title in ("Otter", "Owl", "Newt"):
        make_article(title=title)

    rows = Article.objects.filter(**{f"{field}__among": values})

    assert sorted(rows.values_list("title", flat=True)) == found
