"""Renaming a term: its old name stays among its names over time."""

from datetime import date, timedelta

from django.utils import dateformat

from taxonomy.languages import DEFAULT
from taxonomy.models import Term, TermName, names_of


def keep_old_name(term: Term, old: str, renamed_on: date) -> tuple[TermName | None, str]:
    """Keep `old` as a former name of `term`, in use until the day before `renamed_on`.

    It begins the day after the former name before it ended, so that each day has one name. When that leaves
    it no day at all, it becomes a label that only imports know. A name that is listed already stays as it is.

    Returns the name that was made, or None, and a sentence for the editor. Call it in the transaction that
    renames, and `vocabulary.record_change` after it.
    """
    kinds = TermName.Kind
    last_day = renamed_on - timedelta(days=1)
    first_day = _first_day(term)
    is_shown = first_day is None or first_day <= last_day
    kind = kinds.FORMER if is_shown else kinds.LABEL
    if names_of(term).filter(name=old, kind__in=(kinds.FORMER, kind)).exists():
        return None, f"“{old}” stands among the names over time already; see that its dates are right."
    if not is_shown:
        name = names_of(term).create(name=old, kind=kind, language=DEFAULT)
        return name, (
            f"“{old}” is kept as a label on pages, which imports know and no release shows: "
            f"the names over time have another one for the days before {_written(renamed_on)}."
        )
    name = names_of(term).create(
        name=old, kind=kind, language=DEFAULT, used_from=first_day, used_until=last_day
    )
    return name, f"“{old}” is kept as a former name: releases issued before {_written(renamed_on)} show it."


def _first_day(term: Term) -> date | None:
    """The day after the last one that a former name was in use; None when no such day is known."""
    former = names_of(term).filter(kind=TermName.Kind.FORMER, language=DEFAULT, used_until__isnull=False)
    last = former.order_by("-used_until").values_list("used_until", flat=True).first()
    return last + timedelta(days=1) if last else None


def _written(day: date) -> str:
    return dateformat.format(day, "j F Y")
