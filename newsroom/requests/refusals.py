"""Pages of refused requests: at the desk they look like it, and a form that was sent is not lost."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import csrf, defaults

# What a form carries that must not be sent again, or shown.
_SECRETS = ("csrfmiddlewaretoken", "password", "password1", "password2", "old_password")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page of error 403, in the frame of the desk for an address of the desk."""
    if not _is_at_desk(request):
        return defaults.permission_denied(request, exception)
    return render(request, "admin/forbidden.html", _frame(), status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is not that of the session: mostly somebody has signed in again meanwhile.

    At the desk its fields come back in a form with a new token, to be saved with one press; files do not.
    """
    if not _is_at_desk(request):
        return csrf.csrf_failure(request, reason)
    if request.path == reverse("admin:login"):
        # The page of sign-in from before another tab signed in: it is shown anew, or leads to the desk.
        return redirect(request.get_full_path())
    fields = [
        (name, value) for name, values in request.POST.lists() if name not in _SECRETS for value in values
    ]
    context = _frame() | {
        "fields": fields,
        "had_files": bool(request.FILES),
        "address": request.get_full_path(),
    }
    return render(request, "admin/forged.html", context, status=403)


def _is_at_desk(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("admin:index"))


def _frame() -> dict[str, object]:
    return {"site_header": admin.site.site_header, "site_title": admin.site.site_title}
