"""The desk's pages for the vocabularies: terms in the order of their tree, with their names over time."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, DateField, IntegerField, Model, Q, QuerySet, Value, When
from django.forms import BaseInlineFormSet, Field, ModelChoiceField, ModelForm, TypedChoiceField
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html

from taxonomy import renaming, vocabulary
from taxonomy.models import (
    Country,
    CountryName,
    FieldOfWork,
    FieldOfWorkName,
    Meeting,
    MeetingName,
    ReleaseType,
    ReleaseTypeName,
    Structure,
    StructureName,
    TermName,
)
from taxonomy.nearest import nearest
from taxonomy.widgets import DayInput


class NameFormSet(BaseInlineFormSet):
    """Fields of a table that have names: a column's heading is no label."""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
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


class TermForm(ModelForm):
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
        label="A slip of the pen: the old spelling was never its name",
        help_text="Only when you change the name: the old one is not kept.",
    )

    @cached_property
    def changed_data(self) -> list[str]:
        """The date of a renaming stands with the name that it ends; without another name, nothing was renamed."""
        changed = super().changed_data
        of_renaming = RENAMING if "name" not in changed else ("renamed_on",)
        return [name for name in changed if name not in of_renaming]

    @property
    def old_name(self) -> str:
        """The name to keep among those over time; "" when there is none."""
        is_renamed = self.initial.get("name") and "name" in self.changed_data
        return self.initial["name"] if is_renamed and not self.cleaned_data["is_slip"] else ""

    def clean_renamed_on(self) -> date | None:
        day = self.cleaned_data["renamed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(
                "The new name is in use as soon as you save: choose today or a day before."
            )
        return day


# The fields of a form that say how a term was renamed.
RENAMING = ("renamed_on", "is_slip")


class TermAdmin(admin.ModelAdmin):
    """What the five vocabularies have in common.

    A term that releases or other terms refer to cannot be deleted: they would silently lose it.
    """

    form = TermForm
    formfield_overrides = {DateField: {"widget": DayInput}}
    search_fields = ("name", "names__name")
    list_per_page = 200
    list_filter = ("reviewed",)
    ordering = ("position", "name")
    actions = None
    facet = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
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
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By names of today and of before; when that finds nothing, those that are nearly like it."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if not search_term.strip() or found.exists():
            return found, may_repeat
        near = nearest(vocabulary.current()[self.facet], search_term)
        return queryset.filter(pk__in=near), False

    def suggested_as(self, term: Model) -> str:
        """How the fields that suggest terms show this one."""
        return vocabulary.dated_label(term, timezone.localdate())

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ()

    @admin.display(description="name")
    def indented_name(self, term: Model) -> str:
        return format_html('<span class="depth-{}">{}</span>', min(term.depth, 4), term.name)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        first = ("name", *RENAMING, "slug")
        fields = [name for name in super().get_fields(request, obj) if name not in first]
        is_renamed = obj is not None and self.has_change_permission(request, obj)
        return [*(name for name in first if is_renamed or name not in RENAMING), *fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        # Addresses are stable for decades; a slug is chosen once.
        return ("slug",) if obj else ()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> dict[str, tuple[str]]:
        return {} if obj else {"slug": ("name",)}

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not is_referred_to(obj))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.name_kept = None
        if form.old_name:
            day = form.cleaned_data["renamed_on"] or timezone.localdate()
            form.name_kept, said = renaming.keep_old_name(form.instance, form.old_name, day)
            messages.info(request, said)
        vocabulary.record_change()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """Django's history of a term, newest first."""
        term_type = ContentType.objects.get_for_model(self.model)
        entries = LogEntry.objects.filter(object_id=unquote(object_id), content_type=term_type)
        newest_first = entries.select_related("user", "content_type").order_by("-action_time", "-pk")
        page = self.get_paginator(request, newest_first, 100).get_page(request.GET.get(PAGE_VAR))
        return super().history_view(request, object_id, {**(extra_context or {}), "action_list": page})

    def construct_change_message(
        self, request: HttpRequest, form: ModelForm, formsets: list, add: bool = False
    ) -> list[dict]:
        """What Django writes into the history of a term, with every value before and after."""
        message = super().construct_change_message(request, form, formsets, add)
        changed = [form] if form.changed_data and not add else []
        for formset in formsets or ():
            by_object = {id(row.instance): row for row in formset.forms}
            changed += [by_object[id(name)] for name, _ in formset.changed_objects]
        parts = [part["changed"] for part in message if "changed" in part]
        for part, row in zip(parts, changed, strict=True):
            part["fields"] = [_change_said(row, name) for name in row.changed_data]
        if kept := form.name_kept:
            message.append(
                {"added": {"name": kept.get_kind_display(), "object": f"{kept}{_period_said(kept)}"}}
            )
        return message

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        vocabulary.record_change()


def _change_said(form: ModelForm, name: str) -> str:
    """One changed field of a form: "Name: “Bureau” → “Office”"."""
    field = form.fields[name]
    before, after = (_value_said(field, value) for value in (form[name].initial, form.cleaned_data.get(name)))
    return f"{field.label}: “{before}” → “{after}”"


def _period_said(name: TermName) -> str:
    return f", in use until {name.used_until}" if name.used_until else ""


def _value_said(field: Field, value: object) -> str:
    """A value of a form as people read it; a term that a field refers to by its name."""
    if isinstance(field, ModelChoiceField) and value is not None and not isinstance(value, Model):
        value = field.queryset.filter(pk=value).first()
    if isinstance(value, bool):
        return "yes" if value else "no"
    choices = dict(field.choices) if type(field) is TypedChoiceField else {}
    return "" if value is None else str(choices.get(value, value))


def is_referred_to(term: Model) -> bool:
    """Whether a release or another term refers to `term`; its own names do not count."""
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: term}).exists()
        for relation in term._meta.related_objects
        if relation.name != "names"
    )


@admin.register(ReleaseType)
class ReleaseTypeAdmin(TermAdmin):
    facet = "type"
    list_display = ("indented_name", "reviewed")
    inlines = (type("ReleaseTypeNameInline", (NameInline,), {"model": ReleaseTypeName}),)


@admin.register(FieldOfWork)
class FieldOfWorkAdmin(TermAdmin):
    facet = "field"
    list_display = ("indented_name", "reviewed")
    autocomplete_fields = ("parent",)
    inlines = (type("FieldOfWorkNameInline", (NameInline,), {"model": FieldOfWorkName}),)


class ClosedFilter(admin.SimpleListFilter):
    """Structures that exist today, and those that do not any more."""

    title = "existence"
    parameter_name = "exists"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "exists today"), ("no", "closed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        is_closed = Q(closed__lt=timezone.localdate())
        match self.value():
            case "yes":
                return queryset.exclude(is_closed)
            case "no":
                return queryset.filter(is_closed)
        return queryset


@admin.register(Structure)
class StructureAdmin(TermAdmin):
    facet = "structure"
    list_display = ("indented_name", "kind", "country", "years", "reviewed")
    list_filter = (ClosedFilter, "kind", "reviewed")
    list_select_related = ("country",)
    autocomplete_fields = ("parent", "country")
    inlines = (type("StructureNameInline", (NameInline,), {"model": StructureName}),)

    @admin.display(description="years")
    def years(self, structure: Structure) -> str:
        opened, closed = structure.opened, structure.closed
        return f"{opened.year if opened else ''}–{closed.year if closed else ''}" if opened or closed else "–"


@admin.register(Country)
class CountryAdmin(TermAdmin):
    facet = "country"
    list_display = ("indented_name", "iso", "status", "joined", "reviewed")
    list_filter = ("status", "reviewed")
    inlines = (type("CountryNameInline", (NameInline,), {"model": CountryName}),)


@admin.register(Meeting)
class MeetingAdmin(TermAdmin):
    facet = "meeting"
    list_display = ("indented_name", "reviewed")
    inlines = (type("MeetingNameInline", (NameInline,), {"model": MeetingName}),)
