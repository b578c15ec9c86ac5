"""The releases that editors have put first on the front page, each until a day."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone


class FrontPageQuerySet(models.QuerySet["FrontPageRelease"]):
    """Releases put first, narrowed to those of a day."""

    def on(self, day: date) -> Self:
        """Those that stand on the front page on `day`, the lead first."""
        return self.filter(until__gte=day).order_by("place")


class FrontPageRelease(models.Model):
    """A release at one of the first places of the front page."""

    class Place(models.IntegerChoices):
        LEAD = 1, "lead"
        SECOND = 2, "second"
        THIRD = 3, "third"
        FOURTH = 4, "fourth"
        FIFTH = 5, "fifth"

    place = models.PositiveSmallIntegerField(
        choices=Place.choices, unique=True, error_messages={"unique": "Another release has this place."}
    )
    release = models.PositiveBigIntegerField(
        "release number", unique=True, error_messages={"unique": "This release has another place."}
    )
    until = models.DateField(help_text="The last day on which it stands there; the newest follow.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    at = models.DateTimeField("since", default=timezone.now, editable=False)

    objects = FrontPageQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        verbose_name = "release on the front page"
        verbose_name_plural = "front page"

    def __str__(self) -> str:
        return f"release {self.release}, {self.get_place_display()}"
