"""Widgets for days in the forms of the desk."""

from django import forms


class DayInput(forms.DateInput):
    """The browser's own date input: it shows a day as its reader writes one, and sends 2026-03-29."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs={"type": "date", **(attrs or {})}, format="%Y-%m-%d")
