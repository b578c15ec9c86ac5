"""The column that holds a language: one with a file in the registry, or the code of another one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models

from taxonomy import languages


class LanguageSelect(forms.Select):
    """The languages there are; another one that a release is in already stays on offer, by its code."""

    def optgroups(
        self, name: str, value: list[str], attrs: dict[str, Any] | None = None
    ) -> list[tuple[str | None, list[dict[str, Any]], int | None]]:
        """Django's options, and one for a code that is none of them."""
        groups = super().optgroups(name, value, attrs)
        offered = {str(code) for code, _ in self.choices}
        for code in value:
            if languages.is_code(code) and code not in offered:
                option = self.create_option(name, code, languages.name_of(code), True, len(groups))
                groups.append((None, [option], len(groups)))
        return groups


class LanguageChoiceField(forms.TypedChoiceField):
    """A language to choose, or the code of another one."""

    def valid_value(self, value: object) -> bool:
        """Return whether a value may be stored as a language."""
        return languages.is_code(str(value))


class LanguageField(models.CharField):
    """The code of a language. Which ones there are is no part of the schema: a new one needs no migration."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args,
            **{
                "max_length": languages.LONGEST_CODE,
                "default": languages.DEFAULT,
                **kwargs,
                "choices": languages.choices(),
            },
        )

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """A plain column, as migrations know it."""
        name, _, args, kwargs = super().deconstruct()
        del kwargs["choices"]
        return name, "django.db.models.CharField", args, kwargs

    def validate(self, value: object, model_instance: models.Model | None) -> None:
        """Accept any code of a language, with a file or without; refuse what can be none."""
        if not languages.is_code(str(value)):
            super().validate(value, model_instance)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """A choice of the languages there are."""
        return super().formfield(
            **{"choices_form_class": LanguageChoiceField, "widget": LanguageSelect, **kwargs}
        )
