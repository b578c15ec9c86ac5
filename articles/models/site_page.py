"""Pages that the organisation writes about itself: about, contact, accessibility, privacy, terms of use."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from articles.models.language_field import LanguageField


class SitePage(models.Model):
    """One edition of such a page in one language. It never changes: the next edition replaces it."""

    class Kind(models.TextChoices):
        ABOUT = "about", "About us"
        CONTACT = "contact", "Contact"
        ACCESSIBILITY = "accessibility", "Accessibility statement"
        PRIVACY = "privacy", "Privacy"
        TERMS = "terms", "Terms of use"

    kind = models.CharField("page", max_length=20, choices=Kind.choices)
    language = LanguageField()
    edition = models.PositiveIntegerField(editable=False)
    title = models.CharField(max_length=200)
    body = models.TextField("text")
    change_note = models.CharField(
        max_length=500, blank=True, help_text="What this edition changed, for readers; not for a first one."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    at = models.DateTimeField("public since", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "page about us"
        verbose_name_plural = "pages about us"
        ordering = ["kind", "language", "-edition"]
        default_permissions = ("add", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "edition"], name="sitepage_edition_once_a_page"
            ),
            models.CheckConstraint(
                condition=models.Q(edition=1) | ~models.Q(change_note=""),
                name="sitepage_later_edition_explained",
                violation_error_message="Say what this edition changes: readers are told.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, edition {self.edition})"

    def get_absolute_url(self) -> str:
        """The page for readers, in the language of the interface."""
        return reverse(f"page-{self.kind}")
