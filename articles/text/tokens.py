"""The words of a text as the search index holds them: folded, without the ending of a genitive."""

import re

from taxonomy.folding import tokens_of

# PostgreSQL refuses words that are much longer.
LONGEST = 100
_GENITIVE = re.compile(r"(?<=\w)[’‘'`´]s\b", re.IGNORECASE)


def tokens_in(text: str) -> tuple[str, ...]:
    """The words of `text`, letters and digits only.

    >>> tokens_in("The Secretary General’s visit to Şırnak")
    ('the', 'secretary', 'general', 'visit', 'to', 'sirnak')
    """
    if not text.isascii() or "'" in text or "`" in text:
        text = _GENITIVE.sub("", text)
    tokens = tokens_of(text)
    if max(map(len, tokens), default=0) <= LONGEST:
        return tokens
    return tuple(token[:LONGEST] for token in tokens)
