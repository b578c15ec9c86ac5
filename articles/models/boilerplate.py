"""Boilerplate: standing texts like “About the Office”, their versions, and what was published of them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.models.language_field import LanguageField
from articles.models.register import RegisterQuerySet
from taxonomy.models import ReleaseType, Structure


class BoilerplateQuerySet(RegisterQuerySet["Boilerplate"]):
    """QuerySet of boilerplates."""


class Boilerplate(models.Model):
    """A standing text. Releases name it; its words are those of its versions, in any number of languages."""

    name = models.CharField(
        max_length=100, unique=True, help_text="For colleagues, like: About the Office, short."
    )
    place = models.PositiveSmallIntegerField(
        "order", default=10, help_text="Where a release has several, the lowest number stands first."
    )
    release_types = models.ManyToManyField(
        ReleaseType,
        blank=True,
        related_name="+",
        verbose_name="content types",
        help_text="Left empty, it fits all of them; checks warn of others.",
    )
    offices = models.ManyToManyField(
        Structure,
        blank=True,
        related_name="+",
        help_text="Those who work there are offered this text first.",
    )
    used_until = models.DateField(
        "in use until", null=True, blank=True, help_text="The last day; afterwards no release is offered it."
    )

    objects = BoilerplateQuerySet.as_manager()

    class Meta:
        ordering = ["place", "name"]

    def __str__(self) -> str:
        return self.name


class BoilerplateVersionQuerySet(models.QuerySet["BoilerplateVersion"]):
    """QuerySet of versions."""

    def newest(self) -> Self:
        """Of each boilerplate the last version in each language."""
        later = BoilerplateVersion.objects.filter(
            boilerplate=OuterRef("boilerplate"),
            language=OuterRef("language"),
            number__gt=OuterRef("number"),
        )
        return self.filter(~Exists(later))

    def in_order(self) -> Self:
        """In the order in which a release has them."""
        return self.order_by("boilerplate__place", "boilerplate__name")


class BoilerplateVersion(models.Model):
    """The words of a boilerplate in one language. They never change: the next version replaces them."""

    boilerplate = models.ForeignKey(Boilerplate, on_delete=models.CASCADE, related_name="versions")
    language = LanguageField()
    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(
        max_length=200, help_text="The heading that readers see, like: About the Office."
    )
    body = models.TextField("text")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BoilerplateVersionQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # they are written and read with their boilerplate
        ordering = ["boilerplate", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["boilerplate", "language", "number"], name="boilerplateversion_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_language_display()}, version {self.number})"


class IssuedBoilerplate(models.Model):
    """The version of a boilerplate that an issued edition was published with, and keeps."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="issued_boilerplates"
    )
    version = models.ForeignKey(BoilerplateVersion, on_delete=models.PROTECT, related_name="issued")

    class Meta:
        default_permissions = ()  # publication makes it
        constraints = [
            models.UniqueConstraint(fields=["article", "version"], name="issuedboilerplate_once_an_edition"),
        ]

    def __str__(self) -> str:
        return f"“{self.article}” with {self.version}"
