"""The desk's pages for old term numbers: what the former site called its terms in addresses."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.pages import DeskAdmin
from articles.models import OldTerm
from articles.redirects import old_terms
from taxonomy import vocabulary
from taxonomy.vocabulary import MODELS


def vocabulary_names() -> list[tuple[str, str]]:
    """Return the vocabularies as choices of a form."""
    return [(facet, str(model._meta.verbose_name).capitalize()) for facet, model in MODELS.items()]


class OldTermForm(forms.ModelForm):
    """A number of the former site, its vocabulary, and the slug of the term here."""

    vocabulary = forms.ChoiceField(choices=vocabulary_names)

    class Meta:
        model = OldTerm
        fields = ("vocabulary", "number", "slug")

    def clean(self) -> dict[str, Any]:
        super().clean()
        asked = self.cleaned_data
        if {"vocabulary", "number", "slug"} <= asked.keys():
            typed = asked["vocabulary"], str(asked["number"]), asked["slug"]
            for problem in old_terms.problems_of(*typed, vocabulary.current()):
                self.add_error("slug", problem)
        return asked


class VocabularyFilter(admin.SimpleListFilter):
    """Numbers of one vocabulary."""

    title = "vocabulary"
    parameter_name = "vocabulary"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return vocabulary_names()

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(vocabulary=self.value()) if self.value() in MODELS else queryset


@admin.register(OldTerm)
class OldTermAdmin(DeskAdmin):
    """Pages of old term numbers; `manage.py load_old_terms` loads many."""

    form = OldTermForm
    list_display = ("number", "vocabulary_name", "term")
    list_filter = (VocabularyFilter,)
    list_per_page = 100
    show_full_result_count = False
    search_fields = ("=number", "slug")
    search_help_text = "A number, or part of a slug"

    @admin.display(description="vocabulary", ordering="vocabulary")
    def vocabulary_name(self, row: OldTerm) -> str:
        return dict(vocabulary_names()).get(row.vocabulary, row.vocabulary)

    @admin.display(description="term", ordering="slug")
    def term(self, row: OldTerm) -> str:
        if row.vocabulary in MODELS:
            entry = vocabulary.cached()[row.vocabulary].by_slug.get(row.slug)
            if entry is not None:
                return entry.name
        return f"{row.slug}: there is no such term"
