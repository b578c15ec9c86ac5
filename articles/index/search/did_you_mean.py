"""Suggestions for a search that finds nothing.

Words of the index may stand in releases that are not public any more, or not yet: only words that find listed
releases are ever offered.
"""

import re

from articles.index.catalogue import Catalogue
from articles.index.search import listed_with
from articles.index.search.question import Word
from articles.index.search.spelling import nearest
from articles.index.search.words import MOST_WORDS, read
from taxonomy.folding import fold
from taxonomy.vocabulary import Vocabularies

# So many of the nearest spellings are asked how much they find.
ASKED = 8
_WORD = re.compile(r"[^\W_]+")


def meant(typed: str, catalogue: Catalogue, vocabularies: Vocabularies) -> str:
    """Return `typed` with each word that finds nothing replaced by one that does; "" if none does.

    There is none for a phrase of more words than a search may have. A replacement has its capitals where the
    word has them.
    """
    wanted = read(typed).wanted
    # A phrase has any number of words, and each that finds nothing is compared with all of the index.
    if len({token for word in wanted for token in word.tokens}) > MOST_WORDS:
        return ""
    replacements = {}
    for word in wanted:
        for token in word.tokens:
            if token in replacements or _is_listed(word, token, catalogue, vocabularies):
                continue
            better = _better(token, catalogue, vocabularies)
            if not better:
                return ""
            replacements[token] = better

    def replacement(found: re.Match[str]) -> str:
        better = replacements.get(fold(found[0]))
        return _with_capitals(better, found[0]) if better else found[0]

    suggested = _WORD.sub(replacement, typed)
    return suggested if suggested != typed else ""


def _is_listed(word: Word, token: str, catalogue: Catalogue, vocabularies: Vocabularies) -> bool:
    """Return whether one part of a word finds anything, as it is or as a beginning where it may be one."""
    alone = Word((token,), word.form)
    if listed_with(alone, catalogue, vocabularies):
        return True
    return word.is_unfinished and bool(listed_with(alone.as_prefix, catalogue, vocabularies))


def _with_capitals(text: str, like: str) -> str:
    """Return `text` in capitals, or with a first one, if the word that it replaces is written so."""
    if like.isupper() and len(like) > 1:
        return text.upper()
    return text[0].upper() + text[1:] if like[0].isupper() else text


def _better(token: str, catalogue: Catalogue, vocabularies: Vocabularies) -> str:
    """The nearest spelling that finds most; "" when none finds anything."""
    best, least, most = "", None, 0
    for text, distance in nearest(token, list(vocabularies.names_by_word), ASKED):
        if least is not None and distance > least:
            break
        found = len(listed_with(Word((text,)), catalogue, vocabularies))
        if found > most:
            best, least, most = text, distance, found
    return best
