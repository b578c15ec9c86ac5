"""Validator of new passwords: more than one's name, or one piece again and again."""

import re

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError

ATTRIBUTES = ("username", "first_name", "last_name", "email")
# Shorter parts of a name, like "de", stand in many words.
SHORTEST_NAME = 3
# So many characters have to be left when all names are taken out.
LEFT = 8


class RepetitionValidator:
    """Refuses `writer2writer2` for writer2, which Django finds unlike the name, and `correct-correct-`."""

    def validate(self, password: str, user: AbstractUser | None = None) -> None:
        """Raises ValidationError with a sentence for each rule that `password` breaks."""
        plain = password.casefold()
        problems = []
        if _is_repeated(plain):
            problems.append(ValidationError("The password repeats one piece.", code="password_repeats"))
        names = [name for name in _names(user) if name in plain] if user else []
        if names and len(_without(plain, names)) < LEFT:
            message = f"Beside your names and e-mail address the password needs at least {LEFT} characters."
            problems.append(ValidationError(message, code="password_of_names"))
        if problems:
            raise ValidationError(problems)

    def get_help_text(self) -> str:
        """Return the rule for the form."""
        return "Your password can’t be one piece repeated, or your names with a little added."


def _is_repeated(text: str) -> bool:
    """Return whether `text` repeats a shorter one: then it occurs in itself, moved along (linear time)."""
    return len(text) > 1 and text in (text + text)[1:-1]


def _names(user: AbstractUser) -> set[str]:
    values = [str(getattr(user, attribute, "") or "").casefold() for attribute in ATTRIBUTES]
    parts = {part for value in values for part in (value, *re.split(r"[\W_]+", value))}
    return {part for part in parts if len(part) >= SHORTEST_NAME}


def _without(text: str, names: list[str]) -> str:
    """`text` without those names, the longest first, and without what is neither letter nor digit."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return re.sub(r"[\W_]+", "", text)
