"""Folding of names: two spellings of one name become the same text.

Pages of thirty years write "OSCE Programme Office in Astana", "Programme office in Astana" and
"OSCE Centre in Astana (closed)"; menus leave "OSCE" out; editors type without accents.
"""

import re
import unicodedata
from functools import lru_cache

from taxonomy.languages import pattern_of, words_of
from taxonomy.normal import normalised

_LEADING = re.compile(rf"^(?:(?:the|{pattern_of('organisation')}) )+")
_DASH = re.compile(r" [-–—] ")
_CHAIR = re.compile(r"(?:chairpersonship|chairmanship|chairperson|chair)\b")
# No name is so long: a longer text is folded, and forgotten again.
LONGEST_NAME = 400
_DROPPED = re.compile(r"[’‘'`´\u00ad\u200b]")
_CO = re.compile(r"\bco[-‐‑](?=op|ord)")
_SPACES = re.compile(r"[\s\-‐‑/]+")
_TOKEN = re.compile(r"[^\W_]+")
# Of ASCII in lower case, letters and digits: spaces for all else part words in a third of a pattern's time.
_BETWEEN_TOKENS = str.maketrans({sign: " " for sign in map(chr, range(128)) if not sign.isalnum()})
SHORT_I = "\ue001"  # a private character, which no text has
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe"})


def fold(text: str) -> str:
    """`text` without case, accents and differences of hyphen, apostrophe and space.

    >>> fold("Türkiye"), fold("Co-operation  in ŞIRNAK")
    ('turkiye', 'cooperation in sirnak')
    """
    plain = text.lower() if text.isascii() else _without_accents(text)
    plain = _DROPPED.sub("", plain)
    plain = _CO.sub("co", plain)
    return _SPACES.sub(" ", plain).strip()


def _without_accents(text: str) -> str:
    # й is a letter of its own, not an accented и: the endings of Russian words depend on it.
    composed = normalised("NFKC", text.casefold()).replace("й", SHORT_I).translate(_LETTERS)
    decomposed = normalised("NFKD", composed)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_LETTERS)
    return plain.replace(SHORT_I, "й")


def tokens_of(text: str) -> tuple[str, ...]:
    """The words of `text`, letters and digits only, folded: as the search index holds them.

    >>> tokens_of("OSCE Mission in Şırnak (closed)")
    ('osce', 'mission', 'in', 'sirnak', 'closed')
    """
    if not text.isascii():
        return tuple(_TOKEN.findall(fold(text)))
    plain = text.lower()  # as `fold` has it, but for the spaces, which are between words anyway
    if "'" in plain or "`" in plain:
        plain = _DROPPED.sub("", plain)
    if "co-" in plain:
        plain = _CO.sub("co", plain)
    return tuple(plain.translate(_BETWEEN_TOKENS).split())


_CLOSED = "|".join(sorted(set(map(fold, words_of("closed"))), reverse=True))
_CLOSED_TAIL = re.compile(rf"\((?:{_CLOSED})(?:[\s,:–]+[^()]{{0,20}})?\)$")


def plain_name(label: str) -> str:
    """`label` as vocabularies write names: without a leading "OSCE" or "the" and a trailing "(closed)".

    >>> plain_name("OSCE Bureau of Bridges (closed)"), plain_name("the Bureau")
    ('Bureau of Bridges', 'Bureau')
    """
    words = label.split()
    first = 0
    while first < len(words) - 1 and _LEADING.match(fold(words[first]) + " "):
        first += 1
    name = " ".join(words[first:])
    opening = name.rfind(" (")
    if opening > 0 and _CLOSED_TAIL.search(fold(name[opening + 1 :])):
        name = name[:opening]
    return name[0].upper() + name[1:]


def fold_name(name: str) -> str:
    """`name` as the key under which a term is looked up: folded, and without what pages add to names.

    Left out are a leading "OSCE" or "the", a trailing "(closed)" in the languages of the archive, and
    the office that menus put behind a country's name ("Finland – OSCE Chairpersonship 2025").

    >>> fold_name("OSCE Mission to Georgia (closed)"), fold_name("Finland – OSCE Chairpersonship 2025")
    ('mission to georgia', 'finland')
    """
    return _folded(name) if len(name) <= LONGEST_NAME else _folded.__wrapped__(name)


@lru_cache(maxsize=10_000)  # an archive writes the same few hundred names again and again
def _folded(name: str) -> str:
    plain = name.casefold()
    dash = _DASH.search(plain, 1)
    if dash and _CHAIR.search(plain, dash.end()):
        plain = plain[: dash.start()]
    plain = fold(plain)
    plain = _CLOSED_TAIL.sub("", plain).strip()
    return _LEADING.sub("", plain) or plain
