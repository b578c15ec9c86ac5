"""The desk as Django's admin site: what people work with every day stands first."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest

ORDER = ("articles", "taxonomy", "auth")


class Desk(AdminSite):
    """Releases and imports above vocabularies, those above users and groups."""

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        apps = super().get_app_list(request, app_label)
        return sorted(
            apps, key=lambda app: ORDER.index(app["app_label"]) if app["app_label"] in ORDER else len(ORDER)
        )


class DeskConfig(AdminConfig):
    """`django.contrib.admin` with this site as its own."""

    default_site = "newsroom.desk.Desk"
