"""The desk's pages for the five vocabularies."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from taxonomy.admin.terms import NameInline, TermAdmin
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


@admin.register(ReleaseType)
class ReleaseTypeAdmin(TermAdmin):
    """Content types."""

    facet = "type"
    list_display = ("indented_name", "reviewed")
    inlines = (NameInline.of(ReleaseTypeName),)


@admin.register(FieldOfWork)
class FieldOfWorkAdmin(TermAdmin):
    """Fields of work; a tree."""

    facet = "field"
    list_display = ("indented_name", "reviewed")
    autocomplete_fields = ("parent",)
    inlines = (NameInline.of(FieldOfWorkName),)


class ClosedFilter(admin.SimpleListFilter):
    """Structures that exist today, and those that do not any more."""

    title = "existence"
    parameter_name = "exists"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """Both answers."""
        return [("yes", "exists today"), ("no", "closed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Structure]) -> QuerySet[Structure]:
        """Those of `queryset` that the answer is about."""
        is_closed = Q(closed__lt=timezone.localdate())
        match self.value():
            case "yes":
                return queryset.exclude(is_closed)
            case "no":
                return queryset.filter(is_closed)
        return queryset


@admin.register(Structure)
class StructureAdmin(TermAdmin):
    """Structures; a tree, with years and host countries."""

    facet = "structure"
    list_display = ("indented_name", "kind", "country", "years", "reviewed")
    list_filter = (ClosedFilter, "kind", "reviewed")
    list_select_related = ("country",)
    autocomplete_fields = ("parent", "country")
    inlines = (NameInline.of(StructureName),)

    @admin.display(description="years")
    def years(self, structure: Structure) -> str:
        """The years of opening and closing: "1995–2001"."""
        opened, closed = structure.opened, structure.closed
        return f"{opened.year if opened else ''}–{closed.year if closed else ''}" if opened or closed else "–"


@admin.register(Country)
class CountryAdmin(TermAdmin):
    """Participating States and partners."""

    facet = "country"
    list_display = ("indented_name", "iso", "status", "joined", "reviewed")
    list_filter = ("status", "reviewed")
    inlines = (NameInline.of(CountryName),)


@admin.register(Meeting)
class MeetingAdmin(TermAdmin):
    """Meetings and conferences."""

    facet = "meeting"
    list_display = ("indented_name", "reviewed")
    inlines = (NameInline.of(MeetingName),)
