"""The desk as Django's admin site: what people work with every day stands first."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.apps import AuthConfig
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

# The lists of each app, by the names of their models; what is not named here comes last, by its name.
ORDER = {
    "articles": (
        "article", "filingbatch", "redirect", "importupload", "importbatch", "importrecord", "outboxmessage",
    ),
    "taxonomy": ("releasetype", "structure", "fieldofwork", "country", "meeting"),
    "auth": ("user", "group"),
}  # fmt: skip


class Suggestions(AutocompleteJsonView):
    """What fields suggest while somebody types, each as its own pages say (`suggested_as`)."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        suggested_as = getattr(self.model_admin, "suggested_as", str)
        return super().serialize_result(obj, to_field_name) | {"text": suggested_as(obj)}


class Desk(AdminSite):
    """Releases and imports above vocabularies, those above users and groups."""

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Suggestions.as_view(admin_site=self)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            models = ORDER.get(app["app_label"], ())
            app["models"].sort(key=lambda model: _place(model["object_name"].lower(), models))
        return sorted(apps, key=lambda app: _place(app["app_label"], tuple(ORDER)))


def _place(name: str, order: tuple[str, ...]) -> int:
    return order.index(name) if name in order else len(order)


class DeskConfig(AdminConfig):
    """`django.contrib.admin` with this site as its own."""

    default_site = "newsroom.desk.Desk"


class PeopleConfig(AuthConfig):
    """`django.contrib.auth` in words of a press office."""

    verbose_name = "People and roles"
