"""Pictures: files with their renditions, and how an edition shows and describes them."""

from datetime import date, datetime
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.models.article import Article
from articles.models.files import EditionFileQuerySet, StoredFile

# So many words of a search are looked for.
MOST_WORDS = 10


class PictureFileQuerySet(models.QuerySet):
    """QuerySet of stored pictures: the library of those that editions use."""

    def used(self) -> Self:
        """Pictures that some edition has."""
        return self.filter(Exists(Picture.objects.filter(file=OuterRef("pk"))))

    def used_as(self, rows: "PictureQuerySet") -> Self:
        """Pictures that are used in one of these rows."""
        return self.filter(Exists(rows.order_by().filter(file=OuterRef("pk"))))

    def with_words(self, text: str) -> Self:
        """Pictures with each of these words in a text about them or in the name that they came with."""
        found = self
        for word in text.split()[:MOST_WORDS]:
            about = Q(alt__icontains=word) | Q(caption__icontains=word) | Q(credit__icontains=word)
            said = Picture.objects.filter(about, file=OuterRef("pk"))
            found = found.filter(Q(file_name__icontains=word) | Exists(said))
        return found


class PictureFile(StoredFile):
    """A picture as it was uploaded, upright and without the place where it was taken."""

    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    file_name = models.CharField(
        max_length=200, blank=True, help_text="What it was called where it came from."
    )
    embedded = models.JSONField(
        default=dict,
        help_text="What the file says by the fields of Picture: offered where they are empty.",
    )

    objects = PictureFileQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "picture", "pictures"

    def __str__(self) -> str:
        return self.file_name or self.name


class Rendition(models.Model):
    """A picture in one width and format, made when it was uploaded."""

    WHOLE = "whole"

    class Format(models.TextChoices):
        AVIF = "avif", "image/avif"
        WEBP = "webp", "image/webp"
        JPEG = "jpeg", "image/jpeg"

    file = models.ForeignKey(PictureFile, on_delete=models.CASCADE, related_name="renditions")
    shape = models.CharField(max_length=20, help_text="The whole picture, or the crop around a focal point.")
    format = models.CharField(max_length=10, choices=Format.choices)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    name = models.CharField(max_length=200, unique=True, help_text="Where it lies in the storage.")
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of its content.")

    class Meta:
        ordering = ["format", "width"]
        constraints = [
            models.UniqueConstraint(fields=["file", "shape", "format", "width"], name="rendition_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PictureQuerySet(EditionFileQuerySet):
    """QuerySet of pictures: which of them readers may see."""

    def shown(self, now: datetime) -> Self:
        """Pictures that readers may see at `now`: published, and their rights have not ended.

        Rights that have ended by the current edition have ended for earlier editions too.
        """
        today = timezone.localdate(now)
        ended = Picture.objects.filter(
            file=OuterRef("file"),
            article__release=OuterRef("article__release"),
            article__in=Article.objects.listed(now),
            rights_until__lt=today,
        )
        return self.published(now).in_rights(today).filter(~Exists(ended))

    def current(self, now: datetime) -> Self:
        """Pictures of editions that readers see, or will see, or that are in preparation."""
        ended = Q(article__public_until__lte=now) | Q(article__state=Article.State.UNPUBLISHED)
        return self.exclude(ended)

    def ending(self, since: date | None, until: date) -> Self:
        """Pictures whose rights end from `since` on, before `until`."""
        ends = self.filter(rights_until__lt=until)
        return ends.filter(rights_until__gte=since) if since else ends

    def in_rights(self, day: date) -> Self:
        """Pictures whose rights have not ended before `day`."""
        return self.filter(Q(rights_until__isnull=True) | Q(rights_until__gte=day))


class Picture(models.Model):
    """A picture in one edition, as that edition describes it. The next edition begins with a copy."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="pictures")
    file = models.ForeignKey(PictureFile, on_delete=models.PROTECT, related_name="pictures")
    number = models.PositiveSmallIntegerField(
        help_text="Its place among the pictures, and its name in the text: [picture 2] on a line of its own "
        "puts the second picture there. Left empty, it becomes the last.",
    )
    is_lead = models.BooleanField(
        "lead picture",
        default=False,
        help_text="Stands above the text, cropped around the focal point, and goes along when the page "
        "is shared.",
    )
    alt = models.CharField(
        "alternative text",
        max_length=500,
        blank=True,
        help_text="What is to be seen, for readers who do not see the picture.",
    )
    is_decorative = models.BooleanField(
        "decorative", default=False, help_text="Decorative: screen readers skip it."
    )
    caption = models.TextField(blank=True)
    credit = models.CharField(max_length=200, blank=True, help_text="Who made it, like “OSCE/Micky Kroell”.")
    rights = models.CharField(
        max_length=300, blank=True, help_text="What others may do with it, like “Free for editorial use”."
    )
    rights_until = models.DateField(
        "may be used until",
        null=True,
        blank=True,
        help_text="The last day of our rights: after it readers do not see the picture any more.",
    )
    taken_on = models.DateField("taken on", null=True, blank=True, help_text="The day it was taken.")
    focal_x = models.PositiveSmallIntegerField(
        "focal point from the left",
        default=50,
        validators=[MaxValueValidator(100)],
        help_text="In percent of the width.",
    )
    focal_y = models.PositiveSmallIntegerField(
        "focal point from the top",
        default=50,
        validators=[MaxValueValidator(100)],
        help_text="In percent of the height. A click on the picture sets both.",
    )

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"],
                name="picture_number_once_an_edition",
                violation_error_message="Two pictures have the same number.",
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(is_lead=True),
                name="picture_one_lead_an_edition",
                violation_error_message="A release has one lead picture.",
            ),
            models.CheckConstraint(
                condition=Q(alt="") | Q(is_decorative=False),
                name="picture_not_described_and_decorative",
                violation_error_message="A picture is described or decorative, not both: "
                "take out the text, or the mark.",
            ),
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 100), focal_y__range=(0, 100)),
                name="picture_focal_point_inside",
                violation_error_message="The focal point lies inside the picture: 0 to 100 percent.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="picture_numbers_from_one",
                violation_error_message="Pictures are numbered from 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.alt or ('decorative' if self.is_decorative else 'not described')}"

    @property
    def is_undescribed(self) -> bool:
        """Return whether it has neither a description nor the mark that it needs none.

        A draft may hold such a picture; `articles.editing.checks` refuses the publication.
        """
        return not self.alt and not self.is_decorative

    @property
    def crop(self) -> str:
        """The shape of its renditions as a lead picture."""
        return f"lead-{self.focal_x}-{self.focal_y}"
