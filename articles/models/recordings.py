"""Recordings: video and sound that an edition shows and that lies on another host."""

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.files import EditionFileQuerySet
from articles.models.language_field import LanguageField


class Recording(models.Model):
    """A video or sound recording of one edition, by its address. The next edition begins with a copy."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="recordings")
    place = models.PositiveSmallIntegerField(
        "order", default=1, help_text="Its place among the recordings; the smallest number stands first."
    )
    address = models.URLField(
        max_length=500, help_text="The page of the recording where it lies, as readers may open it."
    )
    title = models.CharField(max_length=300, help_text="What the recording is called on the page.")
    language = LanguageField()
    transcript = models.TextField(
        blank=True,
        help_text="What is said, and what is seen where that matters. Needed for publication: for people who "
        "do not hear or see it.",
    )
    still = models.PositiveSmallIntegerField(
        "still picture",
        null=True,
        blank=True,
        help_text="The number of the picture of this release that stands there until somebody plays it.",
    )

    objects = EditionFileQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="recording_has_title",
                violation_error_message="A recording has a title.",
            ),
            models.CheckConstraint(
                condition=Q(address__startswith="https://"),
                name="recording_address_is_https",
                violation_error_message="The address of a recording begins with https://.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
