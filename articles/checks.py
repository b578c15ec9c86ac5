"""What stands between an edition and its readers: findings that refuse its publication, and warnings to think about.

Each check is a function of what is known of one edition and yields its findings; CHECKS is the list of them. The
database is asked a constant number of questions, however many releases there are.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import dateformat, timezone
from rapidfuzz import fuzz

from articles.body import SCHEMES, addresses_in
from articles.characters import ENDS_OF_A_SENTENCE
from articles.datelines import Dateline, read_dateline
from articles.filing import Filing, filings_of
from articles.models import Article, Picture
from articles.search.text import plain_text
from taxonomy import vocabulary
from taxonomy.folding import fold
from taxonomy.vocabulary import Entry

LONGEST_TITLE = 150
# Two titles of one day and type are nearly the same from this likeness on (of 100).
NEARLY_THE_SAME = 90
NEIGHBOURHOOD = timedelta(days=7)
# So many releases around the day are compared; a week of a busy press office has a few hundred.
MOST_NEIGHBOURS = 2_000
MOST_LINKS = 200
_INTERNAL = re.compile(r"/news/(\d{1,12})/")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend before publication: a code, the field it is about, what it is and what to do.

    What `blocks` refuses the publication; the rest are warnings, which an editor may acknowledge.
    """

    code: str
    field: str
    sentence: str
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another release of about the same day, as far as duplicates are concerned."""

    release: int
    title: str
    day: date | None
    release_type: int | None


@dataclass(frozen=True)
class Known:
    """An edition at an instant, and what checks ask about it: each question is asked once, and only when needed."""

    article: Article
    now: datetime
    # The pictures of the edition in their order, when the caller has them.
    known_pictures: Sequence[Picture] | None = None

    @cached_property
    def pictures(self) -> Sequence[Picture]:
        if self.known_pictures is not None:
            return self.known_pictures
        return list(self.article.pictures.all()) if self.article.pk else []

    @cached_property
    def filing(self) -> Filing:
        return filings_of([self.article.pk])[self.article.pk]

    @cached_property
    def addresses(self) -> list[str]:
        return addresses_in(self.article.body)

    @cached_property
    def structures(self) -> list[Entry]:
        return vocabulary.remembered().structure.in_order(self.filing.terms["structure"])

    @property
    def day(self) -> date:
        return self.article.publishing_date or timezone.localdate(self.now)

    @cached_property
    def dateline(self) -> Dateline | None:
        texts = (self.article.summary, plain_text(self.article.body))
        found = (read_dateline(" ".join(text.split()), self.day) for text in texts)
        return next(filter(None, found), None)

    @cached_property
    def neighbours(self) -> list[Neighbour]:
        """Other releases in the same language issued within a week of this one, or not dated yet."""
        week = (self.day - NEIGHBOURHOOD, self.day + NEIGHBOURHOOD)
        rows = (
            Article.objects.filter(
                Q(publishing_date__range=week) | Q(publishing_date__isnull=True),
                language=self.article.language,
            )
            .exclude(release=self.article.release)
            .exclude(state=Article.State.UNPUBLISHED)
            .order_by("-publishing_date", "-id")
            .values_list("release", "title", "publishing_date", "release_type_id")
        )
        return [Neighbour(*row) for row in rows[:MOST_NEIGHBOURS]]


Check = Callable[[Known], Iterator[Finding]]


def findings(article: Article, now: datetime, pictures: Sequence[Picture] | None = None) -> list[Finding]:
    """Everything there is to say about a stored edition at `now` (aware), what blocks first.

    Who has its pictures already, all of them and in their order, gives them along.
    """
    known = Known(article, now, pictures)
    found = [finding for check in CHECKS for finding in check(known)]
    return sorted(found, key=lambda finding: not finding.blocks)


def warnings(article: Article, now: datetime) -> list[Finding]:
    """What an editor has to acknowledge before publishing."""
    return [finding for finding in findings(article, now) if not finding.blocks]


def refusals(article: Article) -> list[str]:
    """Why this edition cannot be published as it is: the sentences of what blocks, which asks for its pictures alone."""
    known = Known(article, timezone.now())
    return [finding.sentence for check in BLOCKING for finding in check(known)]


def explanation(article: Article) -> list[Finding]:
    """A later edition that tells neither readers what changed nor colleagues why it is minor."""
    if article.edition == 1:
        return []
    if article.is_minor and not article.minor_reason:
        why = "Say, for colleagues, why this edition is a minor change."
        return [Finding("minor-unexplained", "minor_reason", why, blocks=True)]
    if not article.is_minor and not article.change_note:
        what = (
            "Say in the change note, for readers, what this edition changed; "
            "or mark it as a minor change and say why."
        )
        return [Finding("change-unexplained", "change_note", what, blocks=True)]
    return []


def _title(known: Known) -> Iterator[Finding]:
    if not known.article.title.strip():
        yield Finding("no-title", "title", "Write a title.", blocks=True)


def _content_type(known: Known) -> Iterator[Finding]:
    if known.article.release_type_id is None:
        yield Finding("no-type", "release_type", "Choose a content type.", blocks=True)


def _text(known: Known) -> Iterator[Finding]:
    if not known.article.summary.strip() and not plain_text(known.article.body).strip():
        yield Finding("no-text", "summary", "Write a summary or a body.", blocks=True)


def _unsafe_links(known: Known) -> Iterator[Finding]:
    unsafe = [address for address in known.addresses if _is_unsafe(address)]
    if unsafe:
        sentence = f"A link leads to “{_cut(unsafe[0])}”, which can harm readers; give a whole address, with https://."
        yield Finding("unsafe-link", "body", sentence, blocks=True)


def _explanation(known: Known) -> Iterator[Finding]:
    yield from explanation(known.article)


def _pictures_without_text(known: Known) -> Iterator[Finding]:
    """The field is that of the row in the form of the edition, where pictures have the same order."""
    for place, picture in enumerate(known.pictures):
        if picture.is_undescribed:
            sentence = (
                f"Picture {picture.number} has no text: say in “Alternative text” what is to be seen, for those who "
                "cannot see it, or mark it as decorative."
            )
            yield Finding("picture-without-text", f"pictures-{place}-alt", sentence, blocks=True)


def _long_title(known: Known) -> Iterator[Finding]:
    length = len(known.article.title)
    if length > LONGEST_TITLE:
        sentence = f"The title has {length} characters; lists read better with at most {LONGEST_TITLE}."
        yield Finding("long-title", "title", sentence)


def _title_in_capitals(known: Known) -> Iterator[Finding]:
    words = [word for word in known.article.title.split() if word.isalpha()]
    if len(words) > 2 and known.article.title.isupper():
        yield Finding("capitals", "title", "The title is in capitals; write it as a sentence.")


def _cut_summary(known: Known) -> Iterator[Finding]:
    summary = known.article.summary.rstrip()
    if not summary:
        return
    if summary.endswith(("…", "...")) or not summary.endswith(ENDS_OF_A_SENTENCE):
        sentence = f"The summary ends with “{_cut(summary[-20:])}”: end it with a whole sentence."
        yield Finding("summary-cut", "summary", sentence)


def _filing(known: Known) -> Iterator[Finding]:
    if not known.filing.terms["structure"]:
        yield Finding(
            "no-structure", "structures", "Choose the structure that issues it, so that its readers find it."
        )
    if not known.filing.terms["field"]:
        yield Finding(
            "no-field", "fields_of_work", "Choose a field of work, so that readers of the subject find it."
        )


def _existence(known: Known) -> Iterator[Finding]:
    """A structure that did not exist on the day of the release."""
    over = [
        f"{one.name} closed on {_said(one.closed)}"
        for one in known.structures
        if one.closed and one.closed < known.day
    ]
    ahead = [
        f"{one.name} opened on {_said(one.opened)}"
        for one in known.structures
        if one.opened and one.opened > known.day
    ]
    for code, found, when in (("closed-structure", over, "before"), ("later-structure", ahead, "after")):
        if found:
            its_day = "the publishing date" if known.article.publishing_date else "today"
            sentence = f"{'; '.join(found)}: {when} {its_day}. Choose another structure, or mend the date."
            yield Finding(code, "structures", sentence)


def _dateline(known: Known) -> Iterator[Finding]:
    article, dateline = known.article, known.dateline
    if dateline is None:
        return
    if article.place and fold(dateline.place) != fold(article.place):
        sentence = f"The text says {dateline.place}, the dateline place {article.place}; make them agree."
        yield Finding("place-differs", "place", sentence)
    if dateline.day and dateline.day != known.day:
        given = "the publishing date is" if article.publishing_date else "today is"
        sentence = f"The text is dated {_said(dateline.day)}, {given} {_said(known.day)}; make them agree."
        yield Finding("dateline-differs", "publishing_date", sentence)


def _duplicate(known: Known) -> Iterator[Finding]:
    """The same title within a week, or nearly the same on the same day and of the same type.

    Titles that differ in a number are not nearly the same: reports are counted.
    """
    title = fold(known.article.title)
    numbers = _DIGITS.findall(title)
    for other in known.neighbours:
        theirs = fold(other.title)
        is_near = (
            other.day == known.day
            and other.release_type == known.article.release_type_id
            and numbers == _DIGITS.findall(theirs)
            and fuzz.ratio(title, theirs) >= NEARLY_THE_SAME
        )
        if theirs == title or is_near:
            likeness = "the same title" if theirs == title else "nearly the same title"
            dated = f" of {_said(other.day)}" if other.day else ", not dated yet,"
            sentence = (
                f"Release {other.release}{dated} has {likeness}, “{_cut(other.title)}”. "
                "If it is the same release, correct that one and delete this."
            )
            yield Finding("possible-duplicate", "title", sentence)
            return


def _dead_links(known: Known) -> Iterator[Finding]:
    numbers = dict.fromkeys(filter(None, map(_release_of, known.addresses[:MOST_LINKS])))
    numbers.pop(known.article.release, None)
    if not numbers:
        return
    public = Article.objects.public(known.now).filter(release__in=list(numbers))
    there = set(public.values_list("release", flat=True))
    missing = [str(number) for number in numbers if number not in there]
    if missing:
        which = (
            f"release {missing[0]}, which is"
            if len(missing) == 1
            else f"releases {', '.join(missing)}, which are"
        )
        yield Finding(
            "dead-link", "body", f"The text links to {which} not public; correct the link or take it out."
        )


# What refuses a publication; these ask the database for the pictures of the edition alone.
BLOCKING: tuple[Check, ...] = (
    _title,
    _content_type,
    _text,
    _unsafe_links,
    _explanation,
    _pictures_without_text,
)
CHECKS: tuple[Check, ...] = (
    *BLOCKING,
    _long_title,
    _title_in_capitals,
    _duplicate,
    _cut_summary,
    _dateline,
    _dead_links,
    _filing,
    _existence,
)


def _is_unsafe(address: str) -> bool:
    """Whether a link runs a script, hides a page in itself, or leads away while it looks like a path of the site."""
    # Browsers drop white space and controls in a scheme, and read a backslash as a slash.
    plain = "".join(char for char in address if char > " ").replace("\\", "/").casefold()
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain)
    return plain.startswith("//") or bool(scheme and scheme[1] not in SCHEMES)


def _release_of(address: str) -> int | None:
    """The number of the release of this site that an address leads to."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    is_here = not parts.netloc or parts.netloc == urlsplit(settings.SITE_URL).netloc
    found = _INTERNAL.match(parts.path) if is_here else None
    return int(found[1]) if found else None


def _cut(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _said(day: date) -> str:
    return dateformat.format(day, "j F Y")
