"""The desk's list of sign-ins that failed: administrators read it, nobody changes it."""

from axes.models import AccessFailureLog
from django.contrib import admin
from django.contrib.auth.models import AbstractUser
from django.db.models import Model
from django.http import HttpRequest


@admin.register(AccessFailureLog)
class FailedSignInAdmin(admin.ModelAdmin):
    """Newest first: when, with which name, from where. What was typed as a password is nowhere."""

    list_display = ("attempt_time", "username", "ip_address", "browser")
    list_filter = ("attempt_time",)
    search_fields = ("username", "ip_address")
    search_help_text = "Search by the name that was typed, or by address"
    fields = ("attempt_time", "username", "ip_address", "browser")
    ordering = ("-pk",)
    show_full_result_count = False
    actions = None

    @admin.display(description="browser, or known device", ordering="user_agent")
    def browser(self, failure: AccessFailureLog) -> str:
        """Return what axes has as the browser."""
        return failure.user_agent

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """For people who keep the accounts."""
        return isinstance(request.user, AbstractUser) and request.user.has_perm("auth.change_user")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """For the same people."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """For nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """For nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """For nobody."""
        return False
