"""The lines above the labels of a single release: menu, type, title, lead, captions, notices."""

from dataclasses import dataclass

from articles.importing.formats.lines import TextLine, furniture_kind, is_bare_bullet, is_bullet
from articles.importing.formats.single.text import is_caption
from articles.importing.record import Furniture, Problem
from articles.text.page_labels import is_notice, is_type, plain
from articles.text.sentences import ends_sentence, surely_ends_sentence

LONGEST_TYPE = 6  # words


@dataclass(frozen=True)
class Head:
    """The head of a page; `extra` are captions, sub-titles and notices, as pairs of label and text."""

    title: TextLine | None
    kind: str = ""
    lead: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: tuple[TextLine, ...] = ()
    furniture: tuple[Furniture, ...] = ()


def read_head(lines: list[TextLine]) -> Head:
    """The head that these lines above the labels are.

    The title stands right below a known type. Without one it stands right above the labels, captions apart,
    and a short line above it is taken for a type that nobody knows.
    """
    after_menu = _after_menu(lines)
    above = [line for number, line in enumerate(lines[:after_menu]) if not _is_menu(lines, number)]
    notices = tuple(("notice", line.text) for line in lines[after_menu:] if is_notice(line.text))
    rest = [line for line in lines[after_menu:] if not is_notice(line.text)]
    furniture = tuple(
        Furniture(line.number, kind, line.text) for line in rest if (kind := furniture_kind(line.text))
    )
    if len(rest) > len(furniture):
        rest = [line for line in rest if not furniture_kind(line.text)]
    if len(rest) == 1 and is_type(rest[0].text):
        return Head(None, rest[0].text, extra=notices, unread=tuple(above), furniture=furniture)
    for number in range(len(rest) - 2, -1, -1):
        if is_type(rest[number].text):
            unread = (*above, *rest[:number])
            return _below_type(rest[number].text, rest[number + 1 :], notices, unread, furniture)
    return _without_type(rest, notices, above, furniture)


def _below_type(
    kind: str,
    below: list[TextLine],
    notices: tuple[tuple[str, str], ...],
    unread: tuple[TextLine, ...],
    furniture: tuple[Furniture, ...],
) -> Head:
    """The head whose type is known: what stands below the title is its lead, a sub-title or a caption."""
    title, *below = below
    extra = list(notices)
    lead: list[str] = []
    for line in below:
        if plain(line.text) == plain(title.text):
            continue  # seen: the title once as a heading and once in the text
        if is_caption(line.text):
            extra.append(("photo caption", line.text))
        elif ends_sentence(line.text):
            lead.append(line.text)
        else:
            extra.append(("sub-title", line.text))
    return Head(title, kind, " ".join(lead), tuple(extra), unread=unread, furniture=furniture)


def _without_type(
    rest: list[TextLine],
    notices: tuple[tuple[str, str], ...],
    above: list[TextLine],
    furniture: tuple[Furniture, ...],
) -> Head:
    captions: list[tuple[str, str]] = []
    while len(rest) > 1 and is_caption(rest[-1].text):
        captions.insert(0, ("photo caption", rest.pop().text))
    lead = ""
    if len(rest) > 1 and surely_ends_sentence(rest[-1].text) and not ends_sentence(rest[-2].text):
        lead = rest.pop().text
    title = rest.pop() if rest else None
    kind = ""
    problems: tuple[Problem, ...] = ()
    if lead:
        message = f"“{lead[:60]}” stands between title and labels: a lead, or the end of something else"
        problems = (Problem("unusual-title", message),)
    elif rest and _may_be_type(rest[-1].text):
        kind = rest.pop().text
        problems = (Problem("unusual-type", f"“{kind}” stands where the content type does"),)
    elif rest:
        message = f"“{rest[-1].text[:60]}” stands above the title and may be the title instead"
        problems = (Problem("unusual-title", message),)
    return Head(
        title,
        kind,
        lead,
        extra=(*notices, *captions),
        problems=problems,
        unread=(*above, *rest),
        furniture=furniture,
    )


def _may_be_type(text: str) -> bool:
    return len(text.split()) <= LONGEST_TYPE and not ends_sentence(text)


def _after_menu(lines: list[TextLine]) -> int:
    after_menu = 0
    for number, line in enumerate(lines):
        if is_bullet(line.text):
            after_menu = number + 1
        elif number and is_bare_bullet(lines[number - 1].text):
            after_menu = number + 1  # "-" alone stands above the heading of a part of the menu
    return after_menu


def _is_menu(lines: list[TextLine], number: int) -> bool:
    text = lines[number].text
    return (
        is_bullet(text)
        or bool(furniture_kind(text))
        or (number > 0 and is_bare_bullet(lines[number - 1].text))
    )
