"""Checks that warn: an editor may acknowledge what they yield and publish all the same."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import dateformat, timezone
from rapidfuzz import fuzz

from articles.editing.checks.edition import Check, CheckedEdition, CheckFinding
from articles.media.players import player_of
from articles.models import Article, Picture, PressContact
from articles.text.sentences import is_cut_summary, shortened
from taxonomy.folding import fold

LONGEST_TITLE = 150
# Two titles of one day and type are nearly the same from this likeness on (of 100).
NEARLY_THE_SAME = 90
MOST_LINKS = 200
FIRST_USUAL_YEAR = 1970
FAR_AHEAD = timedelta(days=5 * 365)
_INTERNAL = re.compile(r"/news/(\d{1,12})/")
_DIGITS = re.compile(r"\d+")


def _long_title(edition: CheckedEdition) -> Iterator[CheckFinding]:
    length = len(edition.article.title)
    if length > LONGEST_TITLE:
        sentence = f"The title has {length} characters; lists read better with at most {LONGEST_TITLE}."
        yield CheckFinding("long-title", "title", sentence)


def _title_in_capitals(edition: CheckedEdition) -> Iterator[CheckFinding]:
    words = [word for word in edition.article.title.split() if word.isalpha()]
    if len(words) > 2 and edition.article.title.isupper():
        yield CheckFinding("capitals", "title", "The title is in capitals; write it as a sentence.")


def _title_of_the_original(edition: CheckedEdition) -> Iterator[CheckFinding]:
    """A translation begins with the title of its original."""
    article = edition.article
    if article.translates is None:
        return
    originals = Article.objects.filter(release=article.translates, title=article.title)
    if originals.exists():
        yield CheckFinding("title-untranslated", "title", "The title is still that of the original.")


def _cut_summary(edition: CheckedEdition) -> Iterator[CheckFinding]:
    summary = edition.article.summary.rstrip()
    if summary and is_cut_summary(summary):
        sentence = f"The summary ends with “{shortened(summary[-20:])}”: end it with a whole sentence."
        yield CheckFinding("summary-cut", "summary", sentence)


def _filing(edition: CheckedEdition) -> Iterator[CheckFinding]:
    if not edition.filing.terms["structure"]:
        yield CheckFinding(
            "no-structure", "structures", "Choose the structure that issues it, so that its readers find it."
        )
    if not edition.filing.terms["field"]:
        yield CheckFinding(
            "no-field", "fields_of_work", "Choose a field of work, so that readers of the subject find it."
        )


def _existence(edition: CheckedEdition) -> Iterator[CheckFinding]:
    """A structure that did not exist on the day of the release."""
    over = [
        f"{one.name} closed on {_in_words(one.closed)}"
        for one in edition.structures
        if one.closed and one.closed < edition.day
    ]
    ahead = [
        f"{one.name} opened on {_in_words(one.opened)}"
        for one in edition.structures
        if one.opened and one.opened > edition.day
    ]
    for code, bodies, when in (("closed-structure", over, "before"), ("later-structure", ahead, "after")):
        if bodies:
            sentence = (
                f"{'; '.join(bodies)}: {when} {edition.day_name}. Choose another structure, or mend the date."
            )
            yield CheckFinding(code, "structures", sentence)


def _dateline(edition: CheckedEdition) -> Iterator[CheckFinding]:
    article, dateline = edition.article, edition.dateline
    if dateline is None:
        return
    if article.place and fold(dateline.place) != fold(article.place):
        sentence = f"The text says {dateline.place}, the dateline place {article.place}; make them agree."
        yield CheckFinding("place-differs", "place", sentence)
    if dateline.day and dateline.day != edition.day:
        said = f"{edition.day_name} is {_in_words(edition.day)}"
        sentence = f"The text is dated {_in_words(dateline.day)}, {said}; make them agree."
        yield CheckFinding("dateline-differs", "publishing_date", sentence)


def _duplicate(edition: CheckedEdition) -> Iterator[CheckFinding]:
    """The same title within a week, or nearly the same on the same day and of the same type.

    Titles that differ in a number are not nearly the same: reports are counted.
    """
    title = fold(edition.article.title)
    numbers = _DIGITS.findall(title)
    for other in edition.neighbours:
        theirs = fold(other.title)
        is_near = (
            other.day == edition.day
            and other.release_type == edition.article.release_type_id
            and numbers == _DIGITS.findall(theirs)
            and fuzz.ratio(title, theirs) >= NEARLY_THE_SAME
        )
        if theirs == title or is_near:
            likeness = "the same title" if theirs == title else "nearly the same title"
            dated = f" of {_in_words(other.day)}" if other.day else ", not dated yet,"
            sentence = (
                f"Release {other.release}{dated} has {likeness}, “{shortened(other.title)}”. "
                "If it is the same release, correct that one and delete this."
            )
            yield CheckFinding("possible-duplicate", "title", sentence)
            return


def _odd_day(edition: CheckedEdition) -> Iterator[CheckFinding]:
    """A day before the organisation was, or years ahead, which mostly is a slip of the keyboard."""
    day = edition.article.publishing_date
    if day and (day.year < FIRST_USUAL_YEAR or day > timezone.localdate() + FAR_AHEAD):
        sentence = f"Is the publishing date {_in_words(day)} right?"
        yield CheckFinding("odd-day", "publishing_date", sentence)


def _dead_links(edition: CheckedEdition) -> Iterator[CheckFinding]:
    numbers = dict.fromkeys(filter(None, map(release_of, edition.addresses[:MOST_LINKS])))
    numbers.pop(edition.article.release, None)
    if not numbers:
        return
    public = Article.objects.public(edition.now).filter(release__in=list(numbers))
    there = set(public.values_list("release", flat=True))
    missing = [str(number) for number in numbers if number not in there]
    if missing:
        which = (
            f"release {missing[0]}, which is"
            if len(missing) == 1
            else f"releases {', '.join(missing)}, which are"
        )
        yield CheckFinding(
            "dead-link", "body", f"The text links to {which} not public; correct the link or take it out."
        )


def _retired_contact(edition: CheckedEdition) -> Iterator[CheckFinding]:
    """A contact that answers no more on the day of the release."""
    text = edition.article.contact
    if not text:
        return
    for contact in PressContact.objects.retired(edition.day):
        if (contact.email and contact.email in text) or (contact.telephone and contact.telephone in text):
            until = _in_words(contact.used_until) if contact.used_until else ""
            sentence = f"{contact} answers the press until {until} only; choose another contact."
            yield CheckFinding("retired-contact", "contact", sentence)


def _event(edition: CheckedEdition) -> Iterator[CheckFinding]:
    """An advisory announces an event, and is of no use once that is over."""
    if not edition.is_advisory:
        return
    event = edition.article.event
    if event is None:
        sentence = "A media advisory announces an event: say when it begins, and where."
        yield CheckFinding("advisory-without-event", "event_start", sentence)
    elif event.over_at <= edition.public_from:
        sentence = (
            f"The event is over when this becomes public: it was on {_in_words(event.last_day)}. Mend the "
            "day, or choose another content type."
        )
        yield CheckFinding("event-over", "event_start", sentence)


def _expired_pictures(edition: CheckedEdition) -> Iterator[CheckFinding]:
    """Pictures that no reader will see, because their rights end before. The field is that of their row."""
    day = max(edition.day, timezone.localdate(edition.now))
    for place, picture in enumerate(edition.pictures):
        if picture.rights_until and picture.rights_until < day:
            sentence = (
                f"Picture {picture.number} may be used until {_in_words(picture.rights_until)} only, and "
                "readers will not see it: take it out, or mend the day."
            )
            yield CheckFinding("picture-expired", f"pictures-{place}-rights_until", sentence)


def _untranslated_pictures(edition: CheckedEdition) -> Iterator[CheckFinding]:
    """Texts of pictures that a translation has taken over from its original as they were."""
    article = edition.article
    described = {picture.file_id: picture.alt for picture in edition.pictures if picture.alt}
    if article.translates is None or not described:
        return
    theirs = Picture.objects.filter(article__release=article.translates, file__in=described)
    original = set(theirs.exclude(article__language=article.language).values_list("file", "alt"))
    for place, picture in enumerate(edition.pictures):
        if (picture.file_id, picture.alt) in original:
            sentence = f"The alternative text of picture {picture.number} is still that of the original."
            yield CheckFinding("picture-untranslated", f"pictures-{place}-alt", sentence)


def _recordings(edition: CheckedEdition) -> Iterator[CheckFinding]:
    """Recordings that readers cannot play, and stills that are not there. The field is that of their row."""
    for place, recording in enumerate(edition.recordings):
        name = f"The recording “{shortened(recording.title)}”"
        if player_of(recording.address) is None:
            sentence = f"{name} becomes a link alone: its host is not one that recordings may come from."
            yield CheckFinding("recording-host", f"recordings-{place}-address", sentence)
        if recording.still and recording.still not in {picture.number for picture in edition.pictures}:
            sentence = f"{name} has picture {recording.still} as its still, and there is no such picture."
            yield CheckFinding("recording-still", f"recordings-{place}-still", sentence)


WARNING: tuple[Check, ...] = (
    _long_title,
    _title_in_capitals,
    _title_of_the_original,
    _duplicate,
    _cut_summary,
    _dateline,
    _odd_day,
    _dead_links,
    _filing,
    _existence,
    _retired_contact,
    _event,
    _expired_pictures,
    _untranslated_pictures,
    _recordings,
)


def release_of(address: str) -> int | None:
    """The number of the release of this site that an address leads to."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    is_here = not parts.netloc or parts.netloc == urlsplit(settings.SITE_URL).netloc
    match = _INTERNAL.match(parts.path) if is_here else None
    return int(match[1]) if match else None


def _in_words(day: date) -> str:
    return dateformat.format(day, "j F Y")
