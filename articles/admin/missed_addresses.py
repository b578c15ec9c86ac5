"""The desk's list of addresses that others still link to and that lead nowhere."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles.admin.pages import ReadOnlyAdmin
from articles.models import MissedAddress


class LinkedFromFilter(admin.SimpleListFilter):
    """Addresses that the page of another host led to, and those that no browser named a page for."""

    title = "linked from"
    parameter_name = "linked"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("page", "a page"), ("nowhere", "unknown")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "page":
                return queryset.exclude(referrer="")
            case "nowhere":
                return queryset.filter(referrer="")
        return queryset


@admin.register(MissedAddress)
class MissedAddressAdmin(ReadOnlyAdmin):
    """What readers missed, most often first, each with the way to a redirect."""

    list_display = ("path", "linked_from", "count", "last_seen", "lead")
    list_display_links = None
    list_filter = (LinkedFromFilter,)
    list_per_page = 100
    show_full_result_count = False
    search_fields = ("path", "referrer")
    search_help_text = "Part of an address, or of a host"
    fields = ("path", "referrer", "count", "last_seen")
    actions: Any = ("delete_selected",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return ModelAdmin.has_delete_permission(self, request, obj)

    @admin.display(description="linked from", ordering="referrer")
    def linked_from(self, missed: MissedAddress) -> str:
        return missed.referrer or "unknown"

    @admin.display(description="redirect")
    def lead(self, missed: MissedAddress) -> str:
        path, _, number = missed.path.partition("?")
        if number:
            return format_html(
                '<a href="{}">Add an old term number</a>', reverse("admin:articles_oldterm_add")
            )
        address = f"{reverse('admin:articles_redirect_add')}?{urlencode({'old': path})}"
        return format_html('<a href="{}">Add a redirect</a>', address)
