"""People who have changed an edition since somebody else last approved it."""

from django.conf import settings
from django.db import models

from articles.models.article import Article


class Contributor(models.Model):
    """Somebody who has changed an edition since it was last approved; an approval ends it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="contributors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    has_changed_words = models.BooleanField(help_text="Whether the words were changed, or the filing alone.")

    class Meta:
        # It has no page of its own, and only the workflow makes it.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["article", "user"],
                name="contributor_once_an_edition",
                violation_error_message="Whoever has changed an edition is one of its contributors once.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {'words' if self.has_changed_words else 'filing'} of edition {self.article_id}"
