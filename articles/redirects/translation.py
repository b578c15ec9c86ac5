"""Translation of a question to the former site's list: a query, and the parts that mean nothing here."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from articles.index.query import ROWS, ReleaseQuery
from articles.index.search.words import MOST_WORDS
from articles.models import OldTerm
from articles.redirects.former_question import FormerFilter, FormerQuestion, Untranslated
from taxonomy import languages
from taxonomy.vocabulary import Vocabularies

DEFAULT_ROWS = ReleaseQuery().rows
# Numbers of the former site have fewer digits; no column takes more.
DIGITS_OF_NUMBERS = 18


@dataclass(frozen=True)
class Translation:
    """The query that an old address asked for. With anything `untranslated` it must not be answered."""

    query: ReleaseQuery
    untranslated: tuple[Untranslated, ...] = ()


def translate(question: FormerQuestion, vocabularies: Vocabularies) -> Translation:
    """Return a question to the former site's list as a query; one look at the table of old terms, or none."""
    terms = _terms(question, vocabularies)
    selected: dict[str, tuple[str | int, ...]] = {}
    untranslated = list(question.untranslated)
    for asked in question.filters:
        try:
            facet, slugs = terms.of(asked)
        except LookupError as error:
            untranslated.append(Untranslated("Filter of the former site", asked.sent, str(error)))
            continue
        if facet in selected and set(selected[facet]) != set(slugs):
            message = "Two terms of the same kind cannot both be required here."
            untranslated.append(Untranslated("Filter of the former site", asked.sent, message))
            continue
        selected[facet] = slugs
    for code in question.languages:
        if code in languages.LANGUAGES:
            selected["language"] = (*selected.get("language", ()), code)
        else:
            message = "No language here has this code."
            untranslated.append(Untranslated("Language", code, message))
    rows = min((rows for rows in ROWS if rows >= question.rows), default=ROWS[-1])
    page = question.page
    if question.rows:
        page = page * question.rows // rows
    query = ReleaseQuery(
        words=_words(question),
        filters=selected,
        sort=question.sort if question.words or question.sort == "oldest" else "",
        page=page + 1,
        rows=rows if question.rows else DEFAULT_ROWS,
    )
    return Translation(query, tuple(untranslated))


def _words(question: FormerQuestion) -> str:
    """The words to search for: those of a title that an address wrote with hyphens stand apart."""
    words = question.words.replace("-", " ") if question.slug else question.words
    pieces = words.split()
    return " ".join(pieces[:MOST_WORDS] if question.slug else pieces)


@dataclass(frozen=True)
class _Terms:
    """The terms that old numbers stand for, by number and vocabulary."""

    slugs: Mapping[int, Mapping[str, str]]
    vocabularies: Vocabularies

    def of(self, asked: FormerFilter) -> tuple[str, tuple[str | int, ...]]:
        """Return facet and slugs of a filter; raise LookupError, with a sentence for readers, if none."""
        terms = [self._term(value, asked) for value in asked.values]
        facets = {facet for facet, _ in terms}
        if len(facets) > 1:
            raise LookupError("Its values are terms of different kinds.")
        return facets.pop(), tuple(dict.fromkeys(slug for _, slug in terms))

    def _term(self, value: str, asked: FormerFilter) -> tuple[str, str]:
        if not _is_number(value):
            return self._term_named(value, asked)
        by_facet = {
            facet: slug
            for facet, slug in self.slugs.get(int(value), {}).items()
            if asked.vocabulary in ("", facet) and slug in self.vocabularies[facet].by_slug
        }
        if asked.likely in by_facet:
            return asked.likely, by_facet[asked.likely]
        if len(by_facet) > 1:
            raise LookupError(f"Number {value} of the former site stands for several terms here.")
        if not by_facet:
            raise LookupError(f"Number {value} of the former site has no term here.")
        return next(iter(by_facet.items()))

    def _term_named(self, value: str, asked: FormerFilter) -> tuple[str, str]:
        entry = None
        if asked.vocabulary:
            vocabulary = self.vocabularies[asked.vocabulary]
            slug = value.lower().replace("_", "-")
            entry = vocabulary.by_slug.get(slug) or vocabulary.resolve(value)
        if entry is None:
            raise LookupError(f"Nothing here is called “{value}”.")
        return asked.vocabulary, entry.slug


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= DIGITS_OF_NUMBERS


def _terms(question: FormerQuestion, vocabularies: Vocabularies) -> _Terms:
    numbers = {int(value) for asked in question.filters for value in asked.values if _is_number(value)}
    slugs: dict[int, dict[str, str]] = defaultdict(dict)
    if numbers:
        for row in OldTerm.objects.numbered(numbers):
            slugs[row.number][row.vocabulary] = row.slug
    return _Terms(slugs, vocabularies)
