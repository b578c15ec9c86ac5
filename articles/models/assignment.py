"""Who is to bring an edition forward, and until when."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article


class Assignment(models.Model):
    """The edition is assigned to this person; that it was, by whom and when stands in its transitions.

    A row of its own: an assignment is no change of the edition, and no save of the edition may undo it.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="assignment")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments")
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()  # the move "assign" makes it, with the rights of the registry
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="assignment_by_due"),
        ]

    def __str__(self) -> str:
        return f"“{self.article}” is assigned to {self.person}"
