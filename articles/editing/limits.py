"""Limits on the lengths of an edition's texts, with a message for longer ones."""

from collections.abc import Iterator
from datetime import date

from articles.models import Article
from articles.models.facets import FIELDS, ValueKind, names_of
from articles.text.body import too_deep

# In characters; of the body with its HTML. The longest release on record has a body of 35,000, and the search
# reads 20,000 of a summary. Reading and comparing texts takes time in proportion to these.
LONGEST_BODY = 300_000
LONGEST_TEXT = 20_000
LONGEST = dict.fromkeys(names_of(ValueKind.TEXT), LONGEST_TEXT) | {"body": LONGEST_BODY}
# The catalogue counts days from 1900 on.
FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST_TAGS = 30
LONGEST_TAG = 100


def too_long(name: str, text: str) -> str:
    """Return the reason why a text cannot be stored in the field `name`; "" when it can."""
    most = LONGEST.get(name)
    if most is None or len(text) <= most:
        return ""
    return (
        f"The {FIELDS[name].verbose_name} has {len(text):,} characters; "
        f"at most {most:,} can be stored. Shorten it."
    )


def too_many_tags(names: list[str]) -> str:
    """Return the reason why these tags cannot be stored; "" when they can."""
    if len(names) > MOST_TAGS:
        return f"These are {len(names):,} tags; a release has at most {MOST_TAGS}."
    if too_long := [name for name in names if len(name) > LONGEST_TAG]:
        return f"A tag has at most {LONGEST_TAG} characters: {too_long[0][:LONGEST_TAG]}…"
    return ""


def out_of_time(day: date | None) -> str:
    """Return the reason why nothing can be issued on a day; "" when it can."""
    if day is None or FIRST_YEAR <= day.year <= LAST_YEAR:
        return ""
    return f"Choose a day from {FIRST_YEAR} to {LAST_YEAR}; the year is {day.year} here."


def refusals(article: Article) -> Iterator[str]:
    """Everything about the texts of an edition that keeps it from being stored."""
    for name in LONGEST:
        if sentence := too_long(name, getattr(article, name)):
            yield sentence
    if sentence := too_deep(article.body):
        yield sentence
    if sentence := out_of_time(article.publishing_date):
        yield sentence
