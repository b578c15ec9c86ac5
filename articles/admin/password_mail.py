"""Passwords by mail: forgotten ones, and the first one of somebody who is invited to the desk."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.admin import site
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import path

# Whoever knows somebody's address can have mail sent there: not more often than this, in seconds.
PAUSE = 600


class PasswordByMailForm(PasswordResetForm):
    """Sends a link to the accounts of a mail address; whether there are any is not said.

    Links lead to SITE_URL, whatever host a request names. People without a password may ask too: they are
    those who were invited.
    """

    def get_users(self, email: str) -> Iterable[User]:
        """Return the open accounts of the desk with this address, once in a while each."""
        users = User.objects.filter(email__iexact=email, is_active=True, is_staff=True)
        return [user for user in users if cache.add(f"password-mail-{user.pk}", True, PAUSE)]

    def save(self, *args: Any, **facts: Any) -> None:
        """Send the mails."""
        home = urlsplit(settings.SITE_URL)
        if home.netloc:
            facts |= {"domain_override": home.netloc, "use_https": home.scheme == "https"}
        super().save(*args, **facts)


def invite(user: User, request: HttpRequest) -> None:
    """Send somebody the link by which he or she chooses the first password."""
    form = PasswordByMailForm({"email": user.email})
    if form.is_valid():
        form.save(
            request=request,
            subject_template_name="registration/invitation_subject.txt",
            email_template_name="registration/invitation.txt",
            extra_email_context={"site_name": settings.SITE_NAME},
        )


_FRAME = {"site_header": site.site_header, "site_title": site.site_title}
urlpatterns = [
    path(
        "password_reset/",
        views.PasswordResetView.as_view(form_class=PasswordByMailForm, extra_context=_FRAME),
        name="admin_password_reset",
    ),
    path(
        "password_reset/done/",
        views.PasswordResetDoneView.as_view(extra_context=_FRAME),
        name="password_reset_done",
    ),
    path(
        "reset/<uidb64>/<token>/",
        views.PasswordResetConfirmView.as_view(extra_context=_FRAME),
        name="password_reset_confirm",
    ),
    path(
        "reset/done/",
        views.PasswordResetCompleteView.as_view(extra_context=_FRAME),
        name="password_reset_complete",
    ),
]
