"""One release of a page without labels: the title, a date near it, and the text below both."""

from articles.importing.formats.lines import TextLine, is_breadcrumb
from articles.importing.formats.plain_text.mail import Mail
from articles.importing.formats.records import End, Label, build_record
from articles.importing.formats.single import labels_of, problems_of
from articles.importing.formats.single.text import is_caption, read_text
from articles.importing.formats.unlabelled.marks import LineMark, Marked, furniture_of, is_enumerated, mark
from articles.importing.record import ParsedSource, Problem, Record, Unread
from articles.text.datelines import Dateline, read_dateline
from articles.text.dates import DateOrder, parse_date
from articles.text.page_labels import plain
from articles.text.sentences import surely_ends_sentence

NOT_USED = "above the text: unknown part of the page's header"
# Words of a menu are fewer.
LEAST_WORDS_OF_TITLE = 4
# A sentence has small words of so many letters, the name of a body in English has none.
LEAST_SMALL_WORDS = 2
LEAST_LETTERS = 4
# So many lines above a text a title stands at most; what is above them is the page's header.
MOST_ABOVE_TEXT = 14
# Not in doubt: what two places of a page say alike was not guessed.
WITNESSED = Problem(
    "date-witnessed", "the page has no labels: its date line and its dateline say the same below the title"
)
NO_LABELS = Problem("no-labels", "the page has no labels: title and date were taken from their places")


def read_page(lines: list[TextLine], source: str, end: End, order: DateOrder | None) -> ParsedSource:
    """The release of a page without labels; nothing where no title or no date is found."""
    start = _text_start(lines)
    if start is None:
        return ParsedSource()
    head = [mark(line) for line in lines[:start]]
    title = _title(head, lines[start].text)
    dates = [one for one in head if one.mark is LineMark.DATE]
    below = date_below(lines[start:])
    dateline = read_dateline(lines[start].text)
    if title is None or not (dates or below or (dateline and dateline.day)):
        return ParsedSource()
    near = _nearest(dates, title) or below
    own = [line for line in lines[start:] if not below or line != below.line]
    text = read_text(own, title.title or title.text, may_be_cut=end.is_open)
    at = head.index(title)
    kinds = [one.kind for one in (*head[:at][::-1], *head[at:], *([below] if below else [])) if one.kind]
    labels = (
        [Label("date", "", near.date, near.line)]
        if near and not _is_of_dateline(near, text.paragraphs)
        else []
    )
    record = build_record(
        source=source,
        line=title.line.number,
        title=title.title or title.text,
        labels=[*labels, *labels_of(text)],
        summary=text.paragraphs[0] if text.paragraphs else "",
        problems=[
            WITNESSED if _is_witnessed(head, at, near, dateline) else NO_LABELS,
            *problems_of(text, end),
        ],
        is_cut=False,
        kind=kinds[0] if kinds else "",
        body="\n\n".join(text.paragraphs),
        extra=(*_extra(head, at), *text.extra),
        furniture=(*furniture_of(head), *text.furniture),
        may_date_by_dateline=True,
        order=order,
    )
    used = {title.line.number, *([near.line.number] if near else [])}
    unread = [Unread(source, one.line.number, one.text, NOT_USED) for number, one in enumerate(head)
              if one.line.number not in used and _is_left(one, is_above=number < at)]  # fmt: skip
    return ParsedSource((record,), tuple(unread))


def read_mail(
    lines: list[TextLine], mail: Mail, source: str, end: End, order: DateOrder | None
) -> list[Record]:
    """The release that a mail is, by its subject and its date; none where it has no text or no date."""
    if not lines or not mail.subject or not parse_date(_day_of(mail.date)):
        return []
    text = read_text(lines, mail.subject, may_be_cut=end.is_open)
    if not text.paragraphs:
        return []
    problem = Problem("no-labels", "title and date are those of a mail")
    return [build_record(
        source=source,
        line=mail.line,
        title=mail.subject,
        labels=[Label("date", "Date", _day_of(mail.date), lines[0]), *labels_of(text)],
        summary=text.paragraphs[0],
        problems=[problem, *problems_of(text, end)],
        is_cut=False,
        body="\n\n".join(text.paragraphs),
        extra=text.extra,
        furniture=text.furniture,
        order=order,
    )]  # fmt: skip


def _day_of(date: str) -> str:
    """The day of a mail's date: "Mon, 11 Mar 2019 12:08:33 +0100" without its hour."""
    found = mark(TextLine(0, date))
    return found.date if found.mark is LineMark.DATE else date


def _text_start(lines: list[TextLine]) -> int | None:
    """Return where the text begins: at the first dateline below a title, or at the first sentence there."""
    marks = [mark(line).mark for line in lines]
    first = None
    for number, line in enumerate(lines):
        if number and read_dateline(line.text):
            return number
        if first is None and marks[number] is LineMark.SENTENCE and not is_caption(line.text):
            has_title = LineMark.WORDS in marks[max(0, number - MOST_ABOVE_TEXT) : number]
            first = number if has_title else None
    return first


def _title(head: list[Marked], text: str) -> Marked | None:
    """The title above a text: words that stand there twice, else the first of a title's length near it."""
    breadcrumbs = [number for number, one in enumerate(head) if is_breadcrumb(one.text)]
    head = head[breadcrumbs[-1] + 1 :] if breadcrumbs else head
    near = head[-MOST_ABOVE_TEXT:]
    words = [one for one in near if one.mark is LineMark.WORDS and not is_caption(one.text)]
    words += [one for one in near if one.title]
    words = [one for one in words if one.title or not _is_of_text(one.text)] or words
    long = [one for one in words if len((one.title or one.text).split()) >= LEAST_WORDS_OF_TITLE]
    counts: dict[str, int] = {}
    for one in head:
        counts[plain(one.text)] = counts.get(plain(one.text), 0) + 1
    twice = [one for one in long if counts[plain(one.text)] > 1]
    if twice:
        return twice[-1]
    dated = [number for number, one in enumerate(near) if one.mark is LineMark.DATE]
    below = [one for one in long if dated and one in near[dated[-1] :]]
    return next(iter(below or long or words[-1:]), None)


def _nearest(dates: list[Marked], title: Marked) -> Marked | None:
    """The date nearest to a title; of two as near the one below, for above stands the day of the visit."""
    at = title.line.number
    return min(dates, key=lambda one: (abs(one.line.number - at), one.line.number < at), default=None)


def _is_of_text(text: str) -> bool:
    return surely_ends_sentence(text) or is_enumerated(text)


def date_below(lines: list[TextLine]) -> Marked | None:
    """The date below a text, where none stands above it."""
    for line in reversed(lines[1:]):
        found = mark(line)
        if found.mark is LineMark.DATE and not found.title:
            return found
    return None


def _is_witnessed(head: list[Marked], at: int, near: Marked | None, dateline: Dateline | None) -> bool:
    """Return whether all of a head is a title, and below it a place and a day that the dateline says again.

    A title that may be the name of a body instead stays in doubt: one with hardly a word in small letters.
    """
    small = [word for word in head[at].text.split() if word.islower() and len(word) >= LEAST_LETTERS]
    own = [one for one in head if one.mark not in (LineMark.FURNITURE, LineMark.NOTICE, LineMark.KIND)]
    if near is None or dateline is None or own != [head[at], near] or len(small) < LEAST_SMALL_WORDS:
        return False
    is_same_place = bool(near.place) and plain(near.place) == plain(dateline.place)
    return is_same_place and dateline.day is not None and dateline.day == parse_date(near.date)


def _is_of_dateline(date: Marked, paragraphs: list[str]) -> bool:
    """Return whether the text has the same day in its dateline, which is the better witness."""
    dateline = read_dateline(paragraphs[0]) if paragraphs else None
    return bool(dateline and dateline.day and dateline.day == parse_date(date.date))


def _extra(head: list[Marked], title: int) -> list[tuple[str, str]]:
    below = head[title + 1 :]
    name = plain(head[title].text)
    extra = [("notice", one.text) for one in head if one.mark is LineMark.NOTICE]
    extra += [("photo caption", one.text) for one in head if is_caption(one.text)]
    return extra + [
        ("sub-title", one.text)
        for one in below
        if one.mark in (LineMark.WORDS, LineMark.SENTENCE)
        and plain(one.text) != name
        and not is_caption(one.text)
    ]


def _is_left(one: Marked, *, is_above: bool) -> bool:
    """Return whether a line above the text is in no part of the record."""
    if one.mark in (LineMark.WORDS, LineMark.SENTENCE):
        return is_above and not is_caption(one.text)
    return one.mark in (LineMark.DATE, LineMark.KIND)
