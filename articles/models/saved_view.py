"""The release list narrowed in a way that somebody wants again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


class SavedView(models.Model):
    """Filters of the release list under a name, for one person or, shared, for everybody at the desk."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    querystring = models.CharField(
        max_length=1_000, help_text="As in the address, without the question mark."
    )
    shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="savedview_name_once",
                violation_error_message="You have a view of that name already; delete it first.",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(querystring=""),
                name="savedview_named_and_narrowed",
                violation_error_message="A view has a name and at least one filter.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address of the release list with its filters."""
        return f"{reverse('admin:articles_article_changelist')}?{self.querystring}"
