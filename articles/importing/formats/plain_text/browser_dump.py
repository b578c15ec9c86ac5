"""Pages that a text browser wrote: numbers of links, their list at the end, buttons, names of pictures."""

import re
from dataclasses import replace

from articles.importing.formats.lines import TextLine, trim
from articles.importing.record import Furniture

# One number in brackets may be a note.
_LINK_MARK = re.compile(r"\[\d{1,4}\](?=\S)")
_LEAST_LINK_MARKS = 3
_REFERENCES = re.compile(r"references|visible links|hidden links:?", re.IGNORECASE)
_REFERENCE = re.compile(r"\d{1,4}\.\s+\S*(?:://|mailto:|^/)\S*", re.IGNORECASE)
_BUTTON = re.compile(
    r"\((?:BUTTON|Submit|Search)\)\s*|\[(?:INLINE|LINK|IMG|EMBED|IMAGE|button|search|submit)\]\s*",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\[[\w%.-]{1,100}\.(?:jpe?g|png|gif|svg|webp)\]", re.IGNORECASE)
_OF_THE_PAGE = re.compile(r"#\s?\S.*|[_=-]{5,}|iframe:.*|\[[ xX]\]\s.*")
_LIST_ITEM = re.compile(r"[+o]\s+(?=\S)")


def without_dump(lines: list[TextLine]) -> tuple[list[TextLine], list[Furniture]]:
    """The lines without what a text browser put in, and what that was."""
    marks = sum(len(_LINK_MARK.findall(line.text)) for line in lines)
    has_list = any(_REFERENCES.fullmatch(line.text) for line in lines)
    if marks < _LEAST_LINK_MARKS and not (
        has_list and any(_REFERENCE.fullmatch(line.text) for line in lines)
    ):
        return lines, []
    kept: list[TextLine] = []
    furniture: list[Furniture] = []
    for line in lines:
        kind = _kind(line.text)
        text = trim(_PICTURE.sub("", _BUTTON.sub("", _LINK_MARK.sub("", line.text))))
        text = _LIST_ITEM.sub("- ", text, count=1) if _LIST_ITEM.match(text) else text
        if kind or not text:
            furniture.append(Furniture(line.number, kind or "menu", line.text))
        else:
            # The marks made the line as wide as it was: where it was broken, it was broken with them.
            kept.append(replace(line, text=text))
    return kept, furniture


def _kind(text: str) -> str:
    if _REFERENCES.fullmatch(text) or _REFERENCE.fullmatch(text):
        return "links"
    if _PICTURE.fullmatch(text):
        return "pictures"
    return "menu" if _OF_THE_PAGE.fullmatch(text) else ""
