"""The rule for the end of a sentence and for a cut summary."""

import re

_ENDS = tuple(".!?…。;:'\"”’»)]")
_SURE_END = re.compile(r"[.!?…]['\"”’»)\]]*$")
# A full stop that ends no sentence: an initial, a title, a number ("5. jula", "21."), "г.".
_ABBREVIATED = re.compile(
    r"(?:(?<!\w)\w|\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nr|Gen|Col|Lt|Amb|Art|vs|cf|etc|bzw|str|ул|им|гг|чл)|(?<!\d)\d{1,3})\.$"
)
LONGEST_QUOTED = 80
LONGEST_ABBREVIATION = 16
_WORD = re.compile(r"\S+")


def ends_sentence(text: str) -> bool:
    """Return whether a text ends like a sentence, or with a quotation or parenthesis."""
    return text.endswith(_ENDS)


def surely_ends_sentence(text: str) -> bool:
    """The same where the text may be cut: a bracket or an abbreviation's full stop is no end."""
    return bool(_SURE_END.search(text[-6:])) and not _ABBREVIATED.search(text[-12:].rstrip("'\"”’»)]"))


def is_cut_summary(summary: str) -> bool:
    """Return whether a summary stops in a sentence or ends with dots; `summary` is stripped."""
    return not ends_sentence(summary) or summary.endswith(("…", "..."))


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, all of it where none surely ends.

    >>> first_sentence("Mr. Doe spoke. They left.")
    'Mr. Doe spoke.'
    """
    for word in _WORD.finditer(text):
        # A word tells what ends with it; no abbreviation is longer.
        if surely_ends_sentence(text[max(0, word.end() - LONGEST_ABBREVIATION) : word.end()]):
            following = text[word.end() : word.end() + LONGEST_ABBREVIATION].lstrip()[:1]
            if not following.islower():
                return text[: word.end()]
    return text


def first_words(text: str, how_many: int) -> str:
    """Return the first words of a text, one space between two, with dots when there are more.

    >>> first_words("One two three", 2)
    'One two…'
    """
    words = text.split()
    beginning = " ".join(words[:how_many])
    return beginning + "…" if len(words) > how_many else beginning


def shortened(text: str) -> str:
    """A text as it is quoted in a message: its beginning and dots when it is long."""
    return text if len(text) <= LONGEST_QUOTED else text[: LONGEST_QUOTED - 1] + "…"
