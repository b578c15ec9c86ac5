"""App configurations of Django and axes as this newsroom has them: admin, accounts, sign-ins."""

from axes.apps import AppConfig as AxesConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig


class NewsroomAdminConfig(AdminConfig):
    """`django.contrib.admin` with our site as its own."""

    default_site = "newsroom.admin_site.site.NewsroomAdminSite"


class PeopleConfig(AuthConfig):
    """`django.contrib.auth` in words of a press office."""

    verbose_name = "People and roles"


class SignInsConfig(AxesConfig):
    """`axes`; the admin shows the sign-ins that failed."""

    verbose_name = "Sign-ins"
