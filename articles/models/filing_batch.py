"""Changes of the filing of many editions in one go, recorded so that they can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models.article import Article
from taxonomy import languages


class FilingBatch(models.Model):
    """One change of the filing of many editions: who made it, when, and who took it back."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    description = models.TextField("what", help_text="What was added and taken away, in words.")
    editions = models.PositiveIntegerField(help_text="How many editions it changed.")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "change of filing"
        verbose_name_plural = "changes of filing"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="filingbatch_undone_who_and_when",
                violation_error_message="Who undid a change of filing and when are known together "
                "or not at all.",
            ),
        ]

    def __str__(self) -> str:
        return self.description


class FilingLine(models.Model):
    """One edition that got or lost one term."""

    batch = models.ForeignKey(FilingBatch, on_delete=models.CASCADE, related_name="lines")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    facet = models.CharField(max_length=20)
    term = models.PositiveBigIntegerField(help_text="The id of the term or tag; 0 for a language.")
    code = models.CharField(max_length=languages.LONGEST_CODE, blank=True, help_text="Of a language.")
    is_added = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "article", "facet", "term", "code"], name="filingline_once_a_batch"
            ),
        ]

    def __str__(self) -> str:
        sign, value = "+" if self.is_added else "-", self.code or self.term
        return f"{sign} {self.facet} {value}: edition {self.article_id}"
