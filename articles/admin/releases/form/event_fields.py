"""The event in the form of an edition: what is wrong in its fields, and how they are read."""

from collections.abc import Iterator
from datetime import datetime

from django import forms
from django.utils import dateformat, timezone

from articles.models import Article
from articles.text.local_time import format_instant, midnight

OTHERS = ("event_end", "event_is_whole_day", "event_place")


def mistakes(form: forms.ModelForm) -> Iterator[tuple[str, str]]:
    """Yield the fields of a cleaned form that contradict each other, each with a sentence; mend whole days.

    The days of an event that lasts whole days begin at midnight, whatever time was typed.
    """
    asked = form.cleaned_data
    if "event_start" not in form.fields or any(name in form.errors for name in ("event_start", *OTHERS)):
        return
    start, end = asked["event_start"], asked["event_end"]
    if start is None:
        if any(asked[name] for name in OTHERS):
            yield "event_start", "Say when the event begins, or leave all of the event empty."
        return
    for name in ("event_start", "event_end"):
        if asked["event_is_whole_day"] and asked[name]:
            asked[name] = midnight(timezone.localdate(asked[name]))
        elif asked[name] and not _has_time(form, name):
            yield name, "Write the time as well, or choose “Whole day”."
    if end and end < start:
        yield "event_end", "The event ends before it begins: mend one of the two."


def in_words(article: Article, instant: datetime | None) -> str:
    """Return when the event of an edition begins or ends, for the desk."""
    if instant is None:
        return "–"
    if article.event_is_whole_day:
        return dateformat.format(timezone.localtime(instant), "l j F Y")
    return format_instant(instant)


def _has_time(form: forms.ModelForm, name: str) -> bool:
    parts = form.fields[name].widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    return bool(parts[1])
