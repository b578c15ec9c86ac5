"""People who have the page of an edition open."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models.article import Article


class Presence(models.Model):
    """Somebody at the page of an edition: since when, and when their browser last said so."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()  # written by browsers, with no page of its own
        verbose_name = "presence"
        verbose_name_plural = "presences"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "user"],
                name="presence_once_a_person",
                violation_error_message="Somebody is at an edition once, in however many windows.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.article}"
