"""How two spellings of one name are recognised as the same name.

Pages of thirty years write "OSCE Programme Office in Astana", "Programme office in Astana" and
"OSCE Centre in Astana (closed)"; menus leave "OSCE" out; editors type without accents.
"""

import re
import unicodedata
from functools import lru_cache

# What a page puts in parentheses behind the name of a body that exists no longer, by language.
CLOSED = {
    "en": ("closed",),
    "ru": (
        "закрыта",
        "закрыт",
        "закрыто",
        "закрыты",
    ),
    "uk": (
        "закрита",
        "закрито",
        "закритий",
        "закриті",
    ),
    "de": (
        "geschlossen",
        "beendet",
        "abgeschlossen",
    ),
    "fr": (
        "fermé",
        "fermée",
        "clos",
        "close",
        "clôturée",
    ),
    "bs": (
        "zatvorena",
        "zatvoreno",
        "zatvoren",
        "zatvoreni",
        "ugašena",
    ),
    "sr": (
        "затворена",
        "затворено",
        "затворен",
        "затворени",
    ),
    "sq": (
        "mbyllur",
        "e mbyllur",
        "i mbyllur",
        "të mbyllura",
    ),
    "mk": (
        "затворена",
        "затворено",
        "затворен",
        "затворени",
    ),
}

_LEADING = re.compile(r"^(?:the |osce |обсе |обсє |osze |osbe |оебс )+")
_YEAR_OF_CHAIR = re.compile(r"^(.+?) [-–—] .*(?:chairpersonship|chairmanship|chairperson|chair)\b.*$")
_DROPPED = re.compile(r"[’‘'`´\u00ad\u200b]")
_CO = re.compile(r"\bco[-‐‑](?=op|ord)")
_SPACES = re.compile(r"[\s\-‐‑/]+")
_TOKEN = re.compile(r"[^\W_]+")
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
    composed = unicodedata.normalize("NFKC", text.casefold()).replace("й", SHORT_I).translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", composed)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_LETTERS)
    return plain.replace(SHORT_I, "й")


def tokens_of(text: str) -> tuple[str, ...]:
    """The words of `text`, letters and digits only, folded: as the search index holds them and a search asks for them.

    >>> tokens_of("OSCE Mission in Şırnak (closed)")
    ('osce', 'mission', 'in', 'sirnak', 'closed')
    """
    return tuple(_TOKEN.findall(fold(text)))


_CLOSED_TAIL = re.compile(
    r"\((?:"
    + "|".join(sorted({fold(word) for words in CLOSED.values() for word in words}, reverse=True))
    + r")"
    r"(?:[\s,:–]+[^()]{0,20})?\)$"
)


def plain_name(label: str) -> str:
    """`label` as vocabularies write names: without a leading "OSCE" or "the" and a trailing "(closed)".

    >>> plain_name("OSCE Bureau of Bridges (closed)"), plain_name("the Bureau")
    ('Bureau of Bridges', 'Bureau')
    """
    words = label.split()
    while len(words) > 1 and _LEADING.match(fold(words[0]) + " "):
        del words[0]
    name = " ".join(words)
    opening = name.rfind(" (")
    if opening > 0 and _CLOSED_TAIL.search(fold(name[opening + 1 :])):
        name = name[:opening]
    return name[0].upper() + name[1:]


@lru_cache(maxsize=10_000)  # an archive writes the same few hundred names again and again
def fold_name(name: str) -> str:
    """`name` as the key under which a term is looked up: folded, and without what pages add to names.

    Left out are a leading "OSCE" or "the", a trailing "(closed)" in the languages of the archive, and
    the office that menus put behind a country's name ("Finland – OSCE Chairpersonship 2025").

    >>> fold_name("OSCE Mission to Georgia (closed)"), fold_name("Finland – OSCE Chairpersonship 2025")
    ('mission to georgia', 'finland')
    """
    plain = name.casefold()
    if with_office := _YEAR_OF_CHAIR.match(plain):
        plain = with_office[1]
    plain = fold(plain)
    plain = _CLOSED_TAIL.sub("", plain).strip()
    return _LEADING.sub("", plain) or plain
