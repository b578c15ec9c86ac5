"""Rows of the five vocabularies that releases are filed under: terms, and their names over time."""

from collections.abc import Collection
from typing import Any, Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from taxonomy.characters import without_controls
from taxonomy.languages import DEFAULT


class Term(models.Model):
    """All that the five vocabularies have in common."""

    name = models.CharField(max_length=200, unique=True, help_text="The name in use today, without “OSCE”.")
    slug = models.SlugField(
        max_length=200, unique=True, help_text="Part of public addresses: it never changes once it is used."
    )
    description = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=1000, help_text="Lists show lower numbers first.")
    reviewed = models.BooleanField(
        default=True, help_text="Off for a term that an import made: somebody should look at it."
    )
    seeded = models.JSONField(
        default=dict,
        editable=False,
        help_text="What the seeds gave last; where the term differs from it, an editor has changed the term.",
    )

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Take out what no text holds."""
        super().clean()
        self.name = _named(self.name)
        self.description = without_controls(self.description)


class TermName(models.Model):
    """Another name of a term: a former one with its period, an abbreviation, or a label old pages use."""

    class Kind(models.TextChoices):
        FORMER = "former", "former name"
        ABBREVIATION = "abbreviation", "abbreviation"
        LABEL = "label", "label on pages"

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.FORMER)
    language = models.CharField(max_length=10, default=DEFAULT, help_text="ISO 639-1 code.")
    used_from = models.DateField(
        null=True, blank=True, help_text="First day of a former name, if known, like 1999-01-01."
    )
    used_until = models.DateField(
        null=True, blank=True, help_text="Last day of a former name, if known, like 2007-12-31."
    )

    class Meta:
        abstract = True
        ordering = ["kind", "used_from", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(used_from__isnull=True)
                | Q(used_until__isnull=True)
                | Q(used_from__lte=F("used_until")),
                name="%(class)s_period_in_order",
                violation_error_message="A name cannot stop being used before it was first used.",
            ),
            models.UniqueConstraint(
                fields=["term", "kind", "name", "language"],
                name="%(class)s_listed_once",
                violation_error_message="This term has that name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Take out what no text holds."""
        super().clean()
        self.name = _named(self.name)


def names_of(term: Term) -> "models.Manager[TermName]":
    """The other names of a term; each vocabulary has a table of them."""
    names: models.Manager[TermName] = cast(Any, term).names
    return names


def _named(name: str) -> str:
    """A name without what no text holds. Raises ValidationError when nothing is left."""
    plain = without_controls(name).strip()
    if name and not plain:
        raise ValidationError({"name": "Write a name that can be read."})
    return plain


class ReleaseType(Term):
    """Content type: news, press release, daily report ..."""

    class Meta(Term.Meta):
        verbose_name = "content type"

    def get_absolute_url(self) -> str:
        """The page of the term for readers."""
        return reverse("type", args=[self.slug])


class TreeTerm(Term):
    """A term that may lie under another of its vocabulary."""

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta(Term.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("pk")),
                name="%(class)s_not_its_own_parent",
                violation_error_message="A term cannot lie under itself.",
            )
        ]

    def clean(self) -> None:
        """Refuse a parent that lies, at any depth, under this term: the two would leave the tree."""
        super().clean()
        above = self.parent
        while above is not None:
            if above.pk == self.pk and self.pk is not None:
                raise ValidationError({"parent": f"“{self.parent}” lies under “{self}” already."})
            above = above.parent


class FieldOfWork(TreeTerm):
    """A subject of the organisation's work; a tree."""

    class Meta(TreeTerm.Meta):
        verbose_name = "field of work"
        verbose_name_plural = "fields of work"

    def get_absolute_url(self) -> str:
        """The page of the term for readers."""
        return reverse("field", args=[self.slug])


class Country(Term):
    """A participating State or a partner."""

    class Status(models.TextChoices):
        PARTICIPATING_STATE = "participating-state", "participating State"
        MEDITERRANEAN_PARTNER = "mediterranean-partner", "Mediterranean Partner for Co-operation"
        ASIAN_PARTNER = "asian-partner", "Asian Partner for Co-operation"

    iso = models.CharField("ISO 3166 code", max_length=2, unique=True, help_text="Two capital letters.")
    status = models.CharField(max_length=30, choices=Status.choices, default=Status.PARTICIPATING_STATE)
    joined = models.DateField(null=True, blank=True)

    class Meta(Term.Meta):
        verbose_name_plural = "countries"
        constraints = [
            models.CheckConstraint(
                condition=Q(iso__regex=r"^[A-Z][A-Z]$"),
                name="country_iso_two_capitals",
                violation_error_message="An ISO 3166 code is two capital letters, like FI.",
            )
        ]

    def get_absolute_url(self) -> str:
        """The page of the term for readers."""
        return reverse("country", args=[self.slug])


class Structure(TreeTerm):
    """A body of the organisation: institution, department, field operation ...; a tree."""

    class Kind(models.TextChoices):
        CHAIRPERSONSHIP = "chairpersonship", "Chairpersonship"
        DECISION_MAKING_BODY = "decision-making-body", "decision-making body"
        SECRETARIAT = "secretariat", "Secretariat"
        DEPARTMENT = "department", "department"
        INSTITUTION = "institution", "institution"
        FIELD_OPERATION = "field-operation", "field operation"
        RELATED_BODY = "related-body", "related body"
        GROUP = "group", "group of structures"

    kind = models.CharField(max_length=30, choices=Kind.choices, default=Kind.DEPARTMENT)
    country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="structures",
        verbose_name="host country",
        help_text="For field operations: releases imported for the structure are filed under it.",
    )
    opened = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True, help_text="The last day; “(closed)” is derived from it.")

    class Meta(TreeTerm.Meta):
        constraints = [
            *TreeTerm.Meta.constraints,
            models.CheckConstraint(
                condition=Q(opened__isnull=True) | Q(closed__isnull=True) | Q(opened__lte=F("closed")),
                name="structure_period_in_order",
                violation_error_message="A structure cannot close before it opens.",
            ),
        ]

    def get_absolute_url(self) -> str:
        """The page of the term for readers."""
        return reverse("structure", args=[self.slug])


class Meeting(Term):
    """Meetings and conferences."""

    def get_absolute_url(self) -> str:
        """The page of the term for readers."""
        return reverse("meeting", args=[self.slug])


class ReleaseTypeName(TermName):
    """Another name of a content type."""

    term = models.ForeignKey(ReleaseType, on_delete=models.CASCADE, related_name="names")


class FieldOfWorkName(TermName):
    """Another name of a field of work."""

    term = models.ForeignKey(FieldOfWork, on_delete=models.CASCADE, related_name="names")


class StructureName(TermName):
    """Another name of a structure."""

    term = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="names")


class CountryName(TermName):
    """Another name of a country."""

    term = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="names")


class MeetingName(TermName):
    """Another name of a series of meetings."""

    term = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="names")


class TermChange(models.Model):
    """One change of a term, for programs that follow the vocabularies.

    Rows are written under the lock of the revision, so that the order of ids is the order of commits.
    """

    class Kind(models.TextChoices):
        CREATED = "created", "created"
        RENAMED = "renamed", "renamed"
        CLOSED = "closed", "closed"
        CHANGED = "changed", "changed"
        REMOVED = "removed", "removed"

    vocabulary = models.CharField(max_length=20, help_text="Its name in addresses.")
    slug = models.SlugField(max_length=200, db_index=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.vocabulary} “{self.slug}”: {self.kind}"

    @classmethod
    def of(cls, vocabulary: str, term: Term, fields: Collection[str]) -> Self:
        """Return the change of these fields of a term; the most telling of them gives its kind."""
        kind = cls.Kind.CHANGED
        if "closed" in fields and getattr(term, "closed", None):
            kind = cls.Kind.CLOSED
        if "name" in fields:
            kind = cls.Kind.RENAMED
        return cls(vocabulary=vocabulary, slug=term.slug, kind=kind)


class VocabularyRevision(models.Model):
    """One row whose number rises with every change of any term, so that processes know to read them anew."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="vocabularyrevision_one_row")]

    def __str__(self) -> str:
        return str(self.number)
