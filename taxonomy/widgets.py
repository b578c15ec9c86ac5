"""How days are asked for in the forms of the desk."""

from django import forms


class DayInput(forms.DateInput):
    """A day as the browser's own date input has it: it shows the day as its reader writes one, and sends 2026-03-29."""

    def __init__(self, attrs: dict | None = None):
        super().__init__(attrs={"type": "date", **(attrs or {})}, format="%Y-%m-%d")
