"""The desk's pages for the vocabularies: terms in the order of their tree, with their names over time."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from taxonomy import vocabulary
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
)


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
    extra = 0
    fields = ("name", "kind", "language", "used_from", "used_until")
    verbose_name = "name"
    verbose_name_plural = "names over time"


class TermAdmin(admin.ModelAdmin):
    """What the five vocabularies have in common.

    A term that releases or other terms refer to cannot be deleted: they would silently lose it.
    """

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

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ()

    @admin.display(description="name")
    def indented_name(self, term: Model) -> str:
        return format_html('<span class="depth-{}">{}</span>', min(term.depth, 4), term.name)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        fields = [name for name in super().get_fields(request, obj) if name not in ("name", "slug")]
        return ["name", "slug", *fields]

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
        vocabulary.record_change()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        vocabulary.record_change()


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
