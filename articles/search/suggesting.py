"""What a reader may have meant by a search that finds nothing.

The known words may stand in releases that are not public any more, or not yet: only words that find listed
releases are ever offered.
"""

import re

from articles.catalogue import Snapshot
from articles.search import listed_with
from articles.search.spelling import nearest
from articles.search.words import Word, read
from taxonomy.folding import fold
from taxonomy.vocabulary import Vocabularies

# So many of the nearest spellings are asked how much they find.
ASKED = 8
_WORD = re.compile(r"[^\W_]+")


def meant(typed: str, snapshot: Snapshot, vocabularies: Vocabularies) -> str:
    """What the reader typed, each word that finds nothing replaced by one that does; "" when that cannot be done."""
    replacements = {}
    for word in read(typed).wanted:
        for token in word.tokens:
            alone = Word((token,), word.is_prefix)
            if token in replacements or listed_with(alone, snapshot, vocabularies):
                continue
            better = _better(token, snapshot, vocabularies)
            if not better:
                return ""
            replacements[token] = better
    suggested = _WORD.sub(lambda found: replacements.get(fold(found[0]), found[0]), typed)
    return suggested if suggested != typed else ""


def _better(token: str, snapshot: Snapshot, vocabularies: Vocabularies) -> str:
    """Of the nearest spellings that find anything the one that finds most; "" when none does."""
    best, least, most = "", None, 0
    for text, distance in nearest(token, list(vocabularies.names_by_word), ASKED):
        if least is not None and distance > least:
            break
        found = len(listed_with(Word((text,)), snapshot, vocabularies))
        if found > most:
            best, least, most = text, distance, found
    return best
