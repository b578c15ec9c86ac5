"""Terms that a word means: those that have or had a name with it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from articles.index.search.question import Form, Word
from articles.text.stems import STOP_WORDS, stem
from taxonomy.languages import DEFAULT
from taxonomy.vocabulary import TermEntry, Vocabularies

# The facet, the term and the words of one of its names.
_Name = tuple[str, TermEntry, tuple[str, ...]]

_by_stem: tuple[Vocabularies, Mapping[str, list[_Name]]] | None = None


def terms_named(word: Word, vocabularies: Vocabularies) -> list[tuple[str, TermEntry]]:
    """The facets and terms with `word` in any of their names, each once, in the order of vocabularies."""
    if word.form is Form.EXACT or set(word.tokens) <= STOP_WORDS:
        return []
    terms = {
        (facet, entry.slug): (facet, entry)
        for facet, entry, name in _names_with(word, vocabularies)
        if word.is_in(name, DEFAULT)
    }
    return list(terms.values())


def _names_with(word: Word, vocabularies: Vocabularies) -> Iterator[_Name]:
    """The names that have the first word, perhaps with another ending."""
    if word.form is Form.INFLECTED:
        yield from _names_by_stem(vocabularies).get(stem(word.tokens[0], DEFAULT), ())
        return
    for token, names in vocabularies.names_by_word.items():
        if token.startswith(word.tokens[0]):
            yield from names


def _names_by_stem(vocabularies: Vocabularies) -> Mapping[str, list[_Name]]:
    """The names of all terms by the stem of each of their words; made once for these vocabularies."""
    global _by_stem
    made = _by_stem
    if made is None or made[0] is not vocabularies:
        names: dict[str, list[_Name]] = defaultdict(list)
        for token, of_token in vocabularies.names_by_word.items():
            names[stem(token, DEFAULT)] += of_token
        made = _by_stem = (vocabularies, dict(names))
    return made[1]
