"""What somebody has seen of the desk's notices, and which kinds they want."""

from django.conf import settings
from django.db import models


class NoticeSettings(models.Model):
    """One person's: up to when they have seen notices, and the kinds that they have switched off."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    muted = models.JSONField(default=list, help_text="The kinds that are switched off at the desk.")
    unmailed = models.JSONField(default=list, help_text="The kinds that are switched off in the mail.")

    class Meta:
        default_permissions = ()  # their owner's alone, with no page of its own

    def __str__(self) -> str:
        return f"Notices of {self.user}"
