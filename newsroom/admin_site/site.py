"""The desk as Django's admin site: what people work with every day stands first."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any, cast

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone

from newsroom.admin_site.change_lists import LONGEST_SEARCH, OfferedLookups

# The lists of each app, by the names of their models; what is not named here comes last, by its name.
ORDER = {
    "articles": (
        "article", "picturefile", "filingbatch", "redirect", "oldterm", "missedaddress", "importupload",
        "importbatch", "importrecord", "outboxmessage",
    ),
    "taxonomy": ("releasetype", "structure", "fieldofwork", "country", "meeting"),
    "auth": ("user", "group"),
    "axes": ("accessfailurelog",),
}  # fmt: skip
# The home warns of so many failed sign-ins in a day, and counts up to the second number.
FIRST_WARNING, MOST_COUNTED = 10, 1000


class DeskAutocomplete(AutocompleteJsonView):
    """The suggestions of fields while somebody types, each as its own pages say (`suggested_as`)."""

    def get_queryset(self) -> QuerySet:
        """Return the rows with the words that were typed; no name is longer than a search may be."""
        return (
            super().get_queryset()
            if len(self.term) <= LONGEST_SEARCH
            else self.model_admin.model.objects.none()
        )

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        """Return an entry of the list of suggestions."""
        suggested_as = getattr(self.model_admin, "suggested_as", str)
        return super().serialize_result(obj, to_field_name) | {"text": suggested_as(obj)}


class NewsroomAdminSite(AdminSite):
    """Releases and imports above vocabularies, those above users and groups."""

    # Known from the start: pages that stand beside the site have its name as well.
    site_header = site_title = index_title = "Newsroom desk"
    # What is empty is a dash everywhere, also where a page of the desk writes it.
    empty_value_display = "–"

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Django's page, which guessers do not reach."""
        # Django loads this module before there are models.
        from newsroom.login.view import sign_in

        show_form = partial(super().login, request, extra_context)
        return sign_in(request, show_form) if request.method == "POST" else show_form()

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> TemplateResponse:
        """The home of the desk; people who keep the accounts learn there of many wrong passwords."""
        from django.contrib.auth.models import AbstractUser

        from newsroom.login import limits

        count = 0
        if isinstance(request.user, AbstractUser) and request.user.has_perm("auth.change_user"):
            count = limits.count_failures(timezone.now() - timedelta(days=1), MOST_COUNTED)
        warning = {"failed_sign_ins": count} if count >= FIRST_WARNING else {}
        return super().index(request, {**warning, "most_counted": MOST_COUNTED, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return Django's addresses, with our own view of public pages: Django's asks for no permission."""
        urls = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        view = self.admin_view(self.view_on_site)
        return [path("r/<path:content_type_id>/<path:object_id>/", view, name="view_on_site"), *urls]

    def view_on_site(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
        """Redirect to the public page of an object, for people who may see it here."""
        from newsroom.admin_site.view_on_site import view_on_site

        return view_on_site(self, request, content_type_id, object_id)

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """As Django's; every list takes from its address what it offers, and nothing else."""
        bases = (OfferedLookups,) if admin_class is None else (OfferedLookups, admin_class)
        own = type((admin_class or ModelAdmin).__name__, bases, {"__module__": __name__})
        super().register(model_or_iterable, own, **options)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Answer with suggestions."""
        return cast(HttpResponse, DeskAutocomplete.as_view(admin_site=self)(request))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        """Return the apps and their lists, in the order of `ORDER`."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            models = ORDER.get(app["app_label"], ())
            app["models"].sort(key=lambda model: _place(model["object_name"].lower(), models))
        return sorted(apps, key=lambda app: _place(app["app_label"], tuple(ORDER)))


def _place(name: str, order: tuple[str, ...]) -> int:
    return order.index(name) if name in order else len(order)
