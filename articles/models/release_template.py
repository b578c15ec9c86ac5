"""Templates: what a new release of a kind begins with."""

from typing import Any

from django.db import models

from articles.models.boilerplate import Boilerplate
from articles.models.facets import FIELDS
from articles.models.language_field import LanguageField
from articles.models.partner import Partner
from taxonomy.models import Country, FieldOfWork, ReleaseType, Structure


class ReleaseTemplate(models.Model):
    """Text, terms and contact of a kind of release; its fields are called as those of a release."""

    name = models.CharField(max_length=100, unique=True, help_text="Like: Daily report, Media advisory.")
    title = models.CharField(max_length=500, blank=True)
    release_type = models.ForeignKey(
        ReleaseType, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = LanguageField()
    place = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(
        FIELDS["body"].verbose_name,
        blank=True,
        help_text="Write XX where something is to be filled in: checks find it before publication.",
    )
    partners = models.ManyToManyField(
        Partner, blank=True, related_name="+", verbose_name=FIELDS["partners"].verbose_name
    )
    boilerplates = models.ManyToManyField(
        Boilerplate, blank=True, related_name="+", verbose_name=FIELDS["boilerplates"].verbose_name
    )
    contact = models.TextField(FIELDS["contact"].verbose_name, blank=True)
    structures = models.ManyToManyField(
        Structure,
        blank=True,
        related_name="+",
        help_text="Releases are filed under these; those who work there are offered this template first.",
    )
    fields_of_work = models.ManyToManyField(FieldOfWork, blank=True, related_name="+")
    countries = models.ManyToManyField(Country, blank=True, related_name="+")

    class Meta:
        verbose_name = "template"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def contents(cls) -> tuple[str, ...]:
        """The names of the fields that a release takes over, in the order of the registry."""
        own = {field.name for field in (*cls._meta.fields, *cls._meta.many_to_many)}
        return tuple(name for name in FIELDS if name in own)

    def values(self) -> dict[str, Any]:
        """What a form of a new release begins with: a query for each kind of term."""
        relations = {field.name for field in self._meta.many_to_many}
        return {
            name: [term.pk for term in getattr(self, name).all()]
            if name in relations
            else getattr(self, name)
            for name in self.contents()
        }


class SeededTemplate(models.Model):
    """The last values of a file of the seeds, and the template made of it; none once that is deleted."""

    seed = models.CharField(
        max_length=100, unique=True, help_text="The name of the file, without its ending."
    )
    template = models.OneToOneField(
        ReleaseTemplate, on_delete=models.SET_NULL, null=True, related_name="seeded"
    )
    values = models.JSONField(default=dict, help_text="By field; terms by their slugs.")

    class Meta:
        default_permissions = ()  # loading the seeds makes it
        ordering = ["seed"]

    def __str__(self) -> str:
        return self.seed
