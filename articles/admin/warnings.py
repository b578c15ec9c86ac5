"""How the desk shows what `articles.checks` finds: beside the fields of a form, and as boxes to tick before publication."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join

from articles.checks import Finding


class AcknowledgedField(forms.MultipleChoiceField):
    """A box for each warning; all of them are ticked, or the move is not made. Its value is a list of codes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, warnings: Iterable[Finding]):
        choices = [(warning.code, warning.sentence) for warning in warnings]
        super().__init__(
            choices=choices,
            label="Publish nevertheless",
            help_text="Tick what you have read and accept; it is kept in the history with your name.",
            error_messages={"required": "Tick each warning that you accept, or mend it first."},
        )

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(set(value)) < len(self.choices):
            raise ValidationError(self.error_messages["required"])


def show_beside_fields(rows: Iterable[forms.ModelForm], findings: Iterable[Finding]) -> set[str]:
    """Put each finding in front of the help of its field, which screen readers read with the field.

    `rows` are the form of an edition and those of its pictures; the names of their fields are returned.
    """
    fields = {field.html_name: field for row in rows for field in row}
    for finding in findings:
        if field := fields.get(finding.field):
            said = format_html(
                '<span class="finding{}"><strong>{}</strong> {}</span>',
                " is-blocking" if finding.blocks else "",
                "Before publication:" if finding.blocks else "Please check:",
                finding.sentence,
            )
            field.help_text = format_html_join(
                " ", "{}", ((text,) for text in (said, field.help_text) if text)
            )
    return set(fields)
