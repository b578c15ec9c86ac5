"""Checks of the words and the structure of a text that warn: what was forgotten in it, or is hard to use."""

import re
from collections.abc import Iterable, Iterator

from articles.editing.checks.edition import Check, CheckedEdition, CheckFinding
from articles.text.links import completed
from articles.text.picture_names import pictures_named
from articles.text.sentences import shortened

# So many examples stand in a sentence.
MOST_EXAMPLES = 3
_COMMENT_MARK = re.compile(r"\[[A-Z]{1,4}\d{1,3}\]|\[(?:comment|note)\b[^\]\n]{0,60}\]", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\bX{2,5}\b|\b(?:TBC|TBD|TBA|TODO)\b|\blorem\b", re.IGNORECASE)
_ROMAN = re.compile(
    r"\b(?:Article|Chapter|Annex|Part|Section)\s+X{2,3}\b|\b[xX]{2,3}(?=\s+(?:century|siècle|век|Jahrhundert)|\.\s*Jahrhundert)"
)
_DOUBLED = re.compile(r"\b([^\W\d_]{2,40})\s+\1\b", re.IGNORECASE)
# Said twice and right, in the languages of the newsroom.
_RIGHT_TWICE = {
    "that", "had", "nous", "vous", "die", "der", "das", "sie", "den", "been", "que",
}  # fmt: skip
_MAIL = re.compile(r"[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}\b", re.IGNORECASE)
_TIME = re.compile(
    r"(?<![\d:.,/-])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:]|,\d)|(?<![\d:.,/-])(?:1[0-2]|[1-9])(?:[.:][0-5]\d)?\s?[ap]\.?m\b",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r"\b(?:UTC|GMT|CES?T|EES?T|WES?T|MSK|BST|MEZ|MESZ|[A-Z]{3}T)\b|(?:GMT|UTC)\s?[+-]|\btime\b|\blocal\b"
    r"|\bheures? de\b|\bOrtszeit\b|времени"
)
_VAGUE = {
    "here", "click here", "this link", "link", "more", "read more", "hier", "mehr", "ici", "cliquez ici",
    "aquí", "qui", "здесь", "тут",
}  # fmt: skip


def _texts(edition: CheckedEdition) -> Iterator[tuple[str, str]]:
    """Yield the lines of an edition with the field that each stands in."""
    yield "title", edition.article.title
    yield "summary", edition.article.summary
    for line in edition.outline.lines:
        yield "body", line


def _found(edition: CheckedEdition, pattern: re.Pattern[str]) -> tuple[str, list[str]]:
    """Return the first field in which `pattern` is found, and what is found in all of them."""
    found = [(field, match[0]) for field, text in _texts(edition) for match in pattern.finditer(text)]
    return (found[0][0] if found else ""), list(dict.fromkeys(text for _, text in found))


def _comment_marks(edition: CheckedEdition) -> Iterator[CheckFinding]:
    field, marks = _found(edition, _COMMENT_MARK)
    if marks:
        yield CheckFinding("comment-mark", field, f"A comment's mark stands in the text: {_quoted(marks)}.")


def _placeholders(edition: CheckedEdition) -> Iterator[CheckFinding]:
    found = [
        (field, match[0])
        for field, text in _texts(edition)
        for match in _PLACEHOLDER.finditer(_ROMAN.sub("", text))
    ]
    if found:
        words = list(dict.fromkeys(text for _, text in found))
        sentence = f"{_quoted(words)}: write what belongs here, or take it out."
        yield CheckFinding("placeholder", found[0][0], sentence)


def _doubled_words(edition: CheckedEdition) -> Iterator[CheckFinding]:
    found = [
        (field, match[0])
        for field, text in _texts(edition)
        for match in _DOUBLED.finditer(text)
        if match[1].casefold() not in _RIGHT_TWICE and not _is_name(match[0])
    ]
    if found:
        words = list(dict.fromkeys(text for _, text in found))
        yield CheckFinding("doubled-word", found[0][0], f"A word stands twice: {_quoted(words)}.")


def _is_name(words: str) -> bool:
    """Return whether both words have a capital, as in a name: Baden Baden."""
    return all(word[:1].isupper() for word in words.split())


def _addresses(edition: CheckedEdition) -> Iterator[CheckFinding]:
    links = edition.outline.links
    if inner := [link.text or link.address for link in links if link.address.startswith("#_")]:
        sentence = f"A link leads to a bookmark of a Word document: {_quoted(inner)}. Give a whole address."
        yield CheckFinding("bookmark-link", "body", sentence)
    if empty := [link.address for link in links if not link.text]:
        sentence = f"The link to {_quoted(empty)} has no text that readers could follow: take it out."
        yield CheckFinding("empty-link", "body", sentence)
    if vague := [link.text for link in links if link.text.casefold().strip(" .:>»") in _VAGUE]:
        sentence = f"A link says only {_quoted(vague)}: let it say where it leads."
        yield CheckFinding("vague-link", "body", sentence)
    if bare := [link.address for link in links if completed(link.address) != link.address]:
        sentence = f"A link lacks https:// or mailto: {_quoted(bare)}. Saving the draft completes it."
        yield CheckFinding("incomplete-link", "body", sentence)


def _mail_addresses(edition: CheckedEdition) -> Iterator[CheckFinding]:
    mails = [match[0] for line in edition.outline.lines_without_links for match in _MAIL.finditer(line)]
    if mails:
        yield CheckFinding("mail-without-link", "body", f"Make a link of the mail address {_quoted(mails)}.")


def _headings(edition: CheckedEdition) -> Iterator[CheckFinding]:
    before = 1
    for level, text in edition.outline.headings:
        if level > before + 1:
            sentence = (
                f"“{shortened(text)}” is a heading of level {level} below one of level {before}: "
                "screen readers miss the level between."
            )
            yield CheckFinding("heading-jumps", "body", sentence)
            break
        before = level
    title = _folded(edition.article.title)
    if title and any(_folded(text) == title for _, text in edition.outline.headings):
        yield CheckFinding("title-repeated", "body", "A heading in the text repeats the title: take it out.")


def _folded(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _tables(edition: CheckedEdition) -> Iterator[CheckFinding]:
    without = [number for number, has in enumerate(edition.outline.have_headers, start=1) if not has]
    if without:
        which = "The table" if len(edition.outline.have_headers) == 1 else f"Table {without[0]}"
        sentence = f"{which} has no header row: screen readers cannot say what its columns are."
        yield CheckFinding("table-without-header", "body", sentence)


def _times(edition: CheckedEdition) -> Iterator[CheckFinding]:
    found = [
        (field, match[0])
        for field, text in _texts(edition)
        if not _ZONE.search(text)
        for match in _TIME.finditer(text)
    ]
    if found:
        times = list(dict.fromkeys(text for _, text in found))
        sentence = f"{_quoted(times)}: say in which timezone, such as CET."
        yield CheckFinding("time-without-zone", found[0][0], sentence)


def _missing_pictures(edition: CheckedEdition) -> Iterator[CheckFinding]:
    on_lines, elsewhere = pictures_named(edition.article.body)
    named = dict.fromkeys([*on_lines, *elsewhere])
    numbers = {picture.number for picture in edition.pictures} if named else set()
    if missing := [number for number in named if number not in numbers]:
        there = f"there are {', '.join(map(str, sorted(numbers)))}" if numbers else "there is none"
        sentence = f"The text names [picture {missing[0]}], but no picture has this number: {there}."
        yield CheckFinding("missing-picture", "body", sentence)


def _quoted(texts: Iterable[str]) -> str:
    """Return the first of some texts as a sentence names them."""
    found = list(dict.fromkeys(texts))
    more = ", …" if len(found) > MOST_EXAMPLES else ""
    return ", ".join(f"“{shortened(text)}”" for text in found[:MOST_EXAMPLES]) + more


PROOFREADING: tuple[Check, ...] = (
    _comment_marks,
    _placeholders,
    _doubled_words,
    _addresses,
    _mail_addresses,
    _headings,
    _tables,
    _times,
    _missing_pictures,
)
