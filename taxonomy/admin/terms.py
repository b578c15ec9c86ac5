"""The list of a vocabulary, in the order of its tree, and the page of a term, with its names over time."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, DateField, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.forms import BaseFormSet, BaseInlineFormSet, Form, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html

from taxonomy import renaming, vocabulary
from taxonomy.admin.change_messages import with_values
from taxonomy.admin.term_form import RENAMING, TermForm
from taxonomy.models import Term, TermChange, TermName
from taxonomy.nearest import nearest
from taxonomy.widgets import DayInput

Formsets = Iterable[BaseFormSet]


class NameFormSet(BaseInlineFormSet):
    """Fields of a table that have names: a column's heading is no label."""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        """Name each field for those who do not see its column."""
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label:
                field.widget.attrs["aria-label"] = field.label


class NameInline(admin.TabularInline):
    """Former names with their periods, abbreviations, and labels that old pages use."""

    formset = NameFormSet
    formfield_overrides = {DateField: {"widget": DayInput}}
    extra = 0
    fields = ("name", "kind", "language", "used_from", "used_until")
    verbose_name = "name"
    verbose_name_plural = "names over time"

    @classmethod
    def of(cls, model: type[TermName]) -> type["NameInline"]:
        """The table of the names that `model` holds."""
        return type(f"{model.__name__}Inline", (cls,), {"model": model})


class TermAdmin(admin.ModelAdmin):
    """All that the five vocabularies have in common.

    A term that releases or other terms refer to cannot be deleted: they would silently lose it.
    """

    form = TermForm
    formfield_overrides = {DateField: {"widget": DayInput}}
    search_fields = ("name", "names__name")
    list_per_page = 200
    list_filter: ClassVar[tuple[Any, ...]] = ("reviewed",)
    ordering = ("position", "name")
    actions = None
    facet = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Term]:
        """Terms in the order of their tree, each with its depth."""
        tree = list(vocabulary.current()[self.facet])
        places = [When(pk=entry.id, then=Value(place)) for place, entry in enumerate(tree)]
        depths = [When(pk=entry.id, then=Value(entry.depth)) for entry in tree if entry.depth]
        whole_number = IntegerField()
        return (
            super()
            .get_queryset(request)
            .annotate(
                place=Case(*places, default=Value(len(tree)), output_field=whole_number),
                depth=Case(*depths, default=Value(0), output_field=whole_number),
            )
            .order_by("place", "name")
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Term], search_term: str
    ) -> tuple[QuerySet[Term], bool]:
        """By names of today and of before; when that finds nothing, those that are nearly like it."""
        matches, may_repeat = super().get_search_results(request, queryset, search_term)
        if not search_term.strip() or matches.exists():
            return matches, may_repeat
        near = nearest(vocabulary.current()[self.facet], search_term)
        return queryset.filter(pk__in=near), False

    def suggested_as(self, term: Term) -> str:
        """The text for this term in the fields that suggest terms."""
        return vocabulary.dated_label(term, timezone.localdate())

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """None but that of `get_queryset`."""
        return ()

    @admin.display(description="name")
    def indented_name(self, term: Term) -> str:
        """The name, indented by its depth in the tree, which `get_queryset` annotates."""
        depth: int = getattr(term, "depth", 0)
        return format_html('<span class="depth-{}">{}</span>', min(depth, 4), term.name)

    def get_fields(self, request: HttpRequest, obj: Term | None = None) -> list[Any]:
        """The name first; how it was renamed only where there is one that may be changed."""
        first = ("name", *RENAMING, "slug")
        others = [name for name in super().get_fields(request, obj) if name not in first]
        is_renamed = obj is not None and self.has_change_permission(request, obj)
        return [*(name for name in first if is_renamed or name not in RENAMING), *others]

    def get_readonly_fields(self, request: HttpRequest, obj: Term | None = None) -> tuple[str, ...]:
        """The slug once it is chosen: addresses are stable for decades."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Term | None = None) -> dict[str, Any]:
        """The slug of a new term, from its name."""
        return {} if obj else {"slug": ("name",)}

    def has_delete_permission(self, request: HttpRequest, obj: Term | None = None) -> bool:
        """Return whether a term may be deleted: nothing refers to it."""
        return super().has_delete_permission(request, obj) and (obj is None or not is_referred_to(obj))

    def save_related(self, request: HttpRequest, form: TermForm, formsets: Formsets, change: bool) -> None:
        """Keep the old name of a renamed term, and have every process read the terms anew."""
        super().save_related(request, form, formsets, change)
        if form.old_name:
            day = form.cleaned_data["renamed_on"] or timezone.localdate()
            form.name_over_time, message = renaming.keep_old_name(form.instance, form.old_name, day)
            messages.info(request, message)
        change_of_term = TermChange.of(self.facet, form.instance, form.changed_data)
        if not change:
            change_of_term.kind = TermChange.Kind.CREATED
        vocabulary.record_change([change_of_term])

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's history of a term, newest first."""
        term_type = ContentType.objects.get_for_model(self.model)
        entries = LogEntry.objects.filter(object_id=unquote(object_id), content_type=term_type)
        newest_first = entries.select_related("user", "content_type").order_by("-action_time", "-pk")
        page = self.get_paginator(request, newest_first, 100).get_page(request.GET.get(PAGE_VAR))
        return super().history_view(request, object_id, {**(extra_context or {}), "action_list": page})

    def construct_change_message(
        self,
        request: HttpRequest,
        form: Form,
        formsets: Formsets,
        add: bool = False,
    ) -> list[dict[str, Any]]:
        """Django's entry in the history of a term, with every value before and after."""
        message: list[dict[str, Any]] = [
            *super().construct_change_message(request, form, formsets, add),
        ]
        return with_values(message, cast(TermForm, form), formsets, is_new=add)

    def delete_model(self, request: HttpRequest, obj: Term) -> None:
        """Delete a term, and have every process read the terms anew."""
        super().delete_model(request, obj)
        removed = TermChange(vocabulary=self.facet, slug=obj.slug, kind=TermChange.Kind.REMOVED)
        vocabulary.record_change([removed])


def is_referred_to(term: Term) -> bool:
    """Return whether a release or another term refers to `term`; its own names do not count. One query."""
    rows = (
        relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
        for relation in term._meta.related_objects
        if relation.name != "names"
    )
    refers = reduce(or_, (Q(Exists(of_one)) for of_one in rows))
    return type(term)._default_manager.filter(refers, pk=term.pk).exists()
