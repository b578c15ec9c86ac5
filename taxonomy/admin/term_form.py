"""The form of a term: what it is called, and what becomes of the old name of a renamed one."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from taxonomy.models import TermName
from taxonomy.widgets import DayInput

# The fields that say how a term was renamed.
RENAMING = ("renamed_on", "is_slip")


class TermForm(forms.ModelForm):
    """A term, and what becomes of its name when another one is typed."""

    renamed_on = forms.DateField(
        required=False,
        widget=DayInput,
        help_text="Only when you change the name: the first day of the new one, today when left empty. "
        "The old one is kept among the names over time, and releases of earlier days show it.",
    )
    is_slip = forms.BooleanField(
        initial=False,
        required=False,
        label="Typo: the old spelling was never its name",
        help_text="Only when you change the name: the old one is not kept.",
    )
    # The old name as it was kept, once the form is saved.
    name_over_time: TermName | None = None

    @cached_property
    def changed_data(self) -> list[str]:
        """Django's, without the date of a renaming, which stands with the name that it ends."""
        changed = super().changed_data
        of_renaming = RENAMING if "name" not in changed else ("renamed_on",)
        return [name for name in changed if name not in of_renaming]

    @property
    def old_name(self) -> str:
        """The name to keep among those over time; "" when there is none."""
        is_renamed = self.initial.get("name") and "name" in self.changed_data
        return self.initial["name"] if is_renamed and not self.cleaned_data["is_slip"] else ""

    def clean_renamed_on(self) -> date | None:
        """Refuse a day to come."""
        day: date | None = self.cleaned_data["renamed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(
                "The new name is in use as soon as you save: choose today or a day before."
            )
        return day
