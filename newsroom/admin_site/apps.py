"""App configurations of Django and axes as this newsroom has them: admin, accounts, sign-ins."""

from typing import TYPE_CHECKING

from axes.apps import AppConfig as AxesConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class NewsroomAdminConfig(AdminConfig):
    """`django.contrib.admin` with our site as its own."""

    default_site = "newsroom.admin_site.site.NewsroomAdminSite"


class PeopleConfig(AuthConfig):
    """`django.contrib.auth` in words of a press office."""

    verbose_name = "People and roles"

    def ready(self) -> None:
        """Call people by their names wherever one is printed, as a release's history does."""
        super().ready()
        self.get_model("User").add_to_class("__str__", _name_of)


def _name_of(user: "User") -> str:
    return user.get_full_name() or user.get_username()


class SignInsConfig(AxesConfig):
    """`axes`; the admin shows the sign-ins that failed."""

    verbose_name = "Sign-ins"
