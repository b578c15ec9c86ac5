"""The register of organisations that issue releases jointly with this one."""

from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from articles.models.pictures import PictureFile, Rendition
from articles.models.register import RegisterQuerySet


class PartnerQuerySet(RegisterQuerySet["Partner"]):
    """QuerySet of partner organisations."""

    def with_logo(self) -> Self:
        """Partners with the narrowest rendition of their logo: its name in the storage and its size."""
        made = Rendition.objects.filter(
            file=OuterRef("logo"), shape=Rendition.WHOLE, format=Partner.LOGO_FORMAT
        ).order_by("width")
        columns = {f"logo_{name}": Subquery(made.values(name)[:1]) for name in ("name", "width", "height")}
        return self.annotate(**columns)


class Partner(models.Model):
    """An organisation with which releases are issued jointly."""

    LOGO_FORMAT = Rendition.Format.WEBP
    # Only a partner that was read with `with_logo` has these; None without a logo.
    logo_name: str | None
    logo_width: int | None
    logo_height: int | None

    name = models.CharField(max_length=200, unique=True, help_text="As readers see it.")
    short_name = models.CharField(max_length=50, blank=True, help_text="Like: UNICEF.")
    url = models.URLField("address on the web", blank=True, help_text="Its name and logo lead there.")
    logo = models.ForeignKey(
        PictureFile, on_delete=models.PROTECT, null=True, blank=True, related_name="partners"
    )
    alt = models.CharField(
        "alternative text",
        max_length=300,
        blank=True,
        help_text="What the logo shows, for readers who do not see it, like: Logo of UNICEF.",
    )
    used_until = models.DateField(
        "in use until", null=True, blank=True, help_text="The last day; afterwards no release is offered it."
    )

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "partner organisation"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(logo__isnull=True) | ~Q(alt=""),
                name="partner_logo_is_described",
                violation_error_message="Say in the alternative text what the logo shows.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.short_name})" if self.short_name else self.name

    @property
    def usual_name(self) -> str:
        """The short name, or else the name."""
        return self.short_name or self.name
