"""Days in a form; and a day and a time of the newsroom's clocks, to the second, as one instant.

When the clocks are put forward, an hour is missing: such a time is refused. When they are put back, an hour
comes twice: the form asks which one is meant.
"""

from datetime import datetime
from datetime import time as clock
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.editing.limits import out_of_time
from articles.text.local_time import after_the_gap, instants, offset
from taxonomy.widgets import DayInput

FIRST, SECOND = "1", "2"


class InstantWidget(forms.MultiWidget):
    """Day, time, and, only for a time that comes twice, which of the two."""

    def __init__(self) -> None:
        time = forms.TimeInput(attrs={"type": "time", "step": "1"}, format="%H:%M:%S")
        super().__init__([DayInput(), time, forms.Select()])

    @property
    def which(self) -> forms.Select:
        """The part that asks which of two equal hours is meant."""
        return cast(forms.Select, self.widgets[2])

    def decompress(self, value: object) -> list:
        # What an address gives a new form to begin with is a text.
        if not isinstance(value, datetime):
            return [None, None, ""]
        wall = timezone.localtime(value).replace(tzinfo=None, fold=0)
        both = instants(wall)
        which = "" if len(both) < 2 else FIRST if value == both[0] else SECOND
        return [wall.date(), wall.time(), which]

    def get_context(self, name: str, value: object, attrs: dict | None) -> dict:
        parts = value if isinstance(value, list) else self.decompress(value)
        both = instants(wall) if (wall := _wall(parts[0], parts[1])) else ()
        self.which.choices = [("", "Which of the two?")] + [
            (which, f"the {name} one ({offset(instant)})")
            for which, name, instant in zip((FIRST, SECOND), ("first", "second"), both, strict=False)
        ]
        context = super().get_context(name, parts, attrs)
        if len(both) < 2:
            del context["widget"]["subwidgets"][2]
        return context


class InstantField(forms.MultiValueField):
    """An aware datetime, given as the clocks of the newsroom show it."""

    widget = InstantWidget

    def __init__(self, *, may_be_day: bool = False, **facts: Any) -> None:
        """Make a field; one that `may_be_day` reads a day without a time as the first instant of that day."""
        self.may_be_day = may_be_day
        fields = (
            forms.DateField(error_messages={"invalid": "Write the day like 2026-03-29."}),
            forms.TimeField(
                required=not may_be_day,
                error_messages={"invalid": "Write the time like 10:00 or 10:00:00."},
            ),
            forms.CharField(required=False),
        )
        help_text = f"{facts.pop('help_text', '')} Times are those of {timezone.get_current_timezone_name()}."
        super().__init__(
            fields,
            require_all_fields=False,
            help_text=help_text.strip(),
            error_messages={"incomplete": "Choose both a day and a time."},
            **facts,
        )
        # A form's label names the whole field only.
        for part, name in zip(self.widget.widgets, ("day", "time", "which of the two"), strict=True):
            part.attrs["aria-label"] = f"{self.label}: {name}"

    def compress(self, parts: list) -> datetime | None:
        if not parts:
            return None
        day, time, which = parts
        if self.may_be_day and not time:
            time = clock.min
        if sentence := out_of_time(day):
            raise ValidationError(sentence)
        wall = datetime.combine(day, time)
        meant = instants(wall)
        zone = timezone.get_current_timezone_name()
        if not meant:
            raise ValidationError(
                f"The clocks of {zone} are put forward then: {wall:%H:%M:%S} does not exist on "
                f"{wall:%d %B %Y}. Did you mean {after_the_gap(wall):%H:%M:%S}?"
            )
        if len(meant) == 2 and which not in (FIRST, SECOND):
            raise ValidationError(
                f"The clocks of {zone} are put back then: {wall:%H:%M:%S} comes twice on {wall:%d %B %Y}. "
                "Choose which of the two you mean."
            )
        return meant[1] if which == SECOND and len(meant) == 2 else meant[0]


def _wall(day: object, time: object) -> datetime | None:
    """The local time that these values say, be they typed or not; None when they say none that can be."""
    try:
        wall = datetime.combine(forms.DateField().clean(day), forms.TimeField().clean(time))
    except ValidationError:
        return None
    return None if out_of_time(wall) else wall
