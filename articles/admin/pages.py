"""Pages beside Django's own: how an admin class lists them, and the frame that all of them have."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField, Model, QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from articles.admin.chosen_entries import EntriesChosen, EntriesField

Row = TypeVar("Row", bound=Model)
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Page:
    """A page of an admin class: its route, its name, and `view(desk, request, **parts of the route)`.

    `around` is a decorator of views; it also gets what the desk answers to people who are not signed in.
    """

    route: str
    name: str
    view: View
    only_post: bool = False
    around: Callable[[View], View] | None = None


class DeskAdmin(admin.ModelAdmin):
    """An admin class that has `pages` besides its list and its form."""

    pages: tuple[Page, ...] = ()
    list_per_page = 50
    show_full_result_count = False

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", EntriesChosen(db_field, self.admin_site))
            kwargs.setdefault("form_class", EntriesField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses, after those of the pages: its last one takes whatever is left."""
        return [*(self._address(page) for page in self.pages), *super().get_urls()]

    def _address(self, page: Page) -> URLPattern:
        def view(request: HttpRequest, **parts: object) -> HttpResponseBase:
            return page.view(self, request, **parts)

        shown = self.admin_site.admin_view(require_POST(view) if page.only_post else view)
        return path(page.route, page.around(shown) if page.around else shown, name=page.name)


class ReadOnlyAdmin(DeskAdmin):
    """Pages that only show: nobody adds, changes or deletes such rows at the desk."""

    actions: Sequence[str] | None = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def framed(
    desk: admin.ModelAdmin,
    request: HttpRequest,
    template: str,
    title: str,
    about: Model | None = None,
    **context: object,
) -> TemplateResponse:
    """A page in the frame of admin/page.html; what it is about is `original` there."""
    frame = {
        **desk.admin_site.each_context(request),
        "title": title,
        "opts": desk.opts,
        "original": about,
    }
    return TemplateResponse(request, f"admin/{template}.html", frame | context)


def demand(allowed: bool) -> None:
    """Go on if `allowed`; raise PermissionDenied otherwise."""
    if not allowed:
        raise PermissionDenied


def visible(desk: admin.ModelAdmin, request: HttpRequest, rows: type[Row] | QuerySet[Row], pk: int) -> Row:
    """The row with this id: 404 where there is none, 403 for people who may not see it."""
    row = get_object_or_404(rows, pk=pk)
    demand(desk.has_view_permission(request, row))
    return row
