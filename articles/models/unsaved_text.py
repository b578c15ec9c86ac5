"""What somebody has typed into the form of a release and not saved, so that it waits on any computer."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from articles.models.article import Article


class UnsavedText(models.Model):
    """The fields of one open form; only its writer ever sees them. A form of a new release has no edition."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    draft = models.CharField(
        max_length=32,
        validators=[RegexValidator(r"^[0-9a-f]{32}\Z")],
        help_text="The name that the form carries, in one window.",
    )
    fields = models.TextField(help_text="The values of each field by its name, as JSON.")
    typed_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()  # its writer's alone, with no page of its own
        constraints = [
            models.UniqueConstraint(
                fields=["user", "draft"],
                name="unsavedtext_once_a_form",
                violation_error_message="A form has one unsaved text.",
            ),
        ]

    def __str__(self) -> str:
        return f"Unsaved text of {self.user}, {self.article or 'a new release'}"
