"""Findings of `articles.editing.checks`: shown beside fields, and as boxes to tick before publication."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join

from articles.editing.checks import CheckFinding


class AcknowledgedField(forms.MultipleChoiceField):
    """A box for each warning; all are ticked, or the move is not made. Its value is a list of codes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, warnings: Iterable[CheckFinding]) -> None:
        choices = [(warning.code, warning.sentence) for warning in warnings]
        self.count = len(choices)
        super().__init__(
            choices=choices,
            label="Publish nevertheless",
            help_text="Tick what you have read and accept; it is kept in the history with your name.",
            error_messages={"required": "Tick each warning that you accept, or mend it first."},
        )

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(set(value)) < self.count:
            raise ValidationError(self.error_messages["required"])


def show_beside_fields(rows: Iterable[forms.ModelForm], findings: Iterable[CheckFinding]) -> set[str]:
    """Put each finding in front of the help of its field, which screen readers read with the field.

    `rows` are the form of an edition and those of its pictures; the names of their fields are returned.
    """
    fields = {field.html_name: field for row in rows for field in row}
    for finding in findings:
        if field := fields.get(finding.field):
            sentence = format_html(
                '<span class="finding{}"><strong>{}</strong> {}</span>',
                " is-blocking" if finding.blocks else "",
                "Before publication:" if finding.blocks else "Please check:",
                finding.sentence,
            )
            field.help_text = format_html_join(
                " ", "{}", ((text,) for text in (sentence, field.help_text) if text)
            )
    return set(fields)
