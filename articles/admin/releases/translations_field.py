"""The approved translations that may be published with their original, as boxes to tick."""

from collections.abc import Sequence
from datetime import datetime

from django import forms

from articles.editing import checks
from articles.editing.workflow.publication import TranslationToPublish
from articles.models import Article


class TranslationsField(forms.MultipleChoiceField):
    """A box for each translation, with what the checks find in it; its value is what `publish` takes.

    A box stands for the version of the page: a translation changed since then is refused.
    """

    widget = forms.CheckboxSelectMultiple

    def __init__(self, editions: Sequence[Article], planned: datetime) -> None:
        self.editions = {f"{edition.pk}.{edition.lock_version}": edition for edition in editions}
        self.found = {key: checks.findings(edition, planned) for key, edition in self.editions.items()}
        super().__init__(
            choices=[(key, self._label(key)) for key in self.editions],
            required=False,
            label="Publish with it",
            help_text="Its approved translations; those that you tick are published at the same time, all or "
            "none.",
            error_messages={
                "invalid_choice": "Somebody has changed or moved this translation since you opened the page; "
                "look at it again."
            },
        )

    def _label(self, key: str) -> str:
        edition = self.editions[key]
        sentences = " ".join(finding.sentence for finding in self.found[key])
        name = f"{edition.get_language_display()}: {edition}"
        return f"{name} – Please check: {sentences}" if sentences else name

    def clean(self, value: list[str]) -> list[TranslationToPublish]:
        """Return the translations that were ticked, with the codes of the warnings that stood beside them."""
        return [
            TranslationToPublish(
                self.editions[key],
                self.editions[key].lock_version,
                [finding.code for finding in self.found[key] if not finding.blocks],
            )
            for key in super().clean(value)
        ]
