"""Numbers by which the former site named its terms in addresses, and the terms that they stand for."""

from collections.abc import Collection
from typing import Self

from django.db import models


class OldTermQuerySet(models.QuerySet["OldTerm"]):
    """QuerySet of old term numbers."""

    def numbered(self, numbers: Collection[int]) -> Self:
        """The rows with these numbers, of whatever vocabulary."""
        return self.filter(number__in=numbers)


class OldTerm(models.Model):
    """One number of the former site: the vocabulary it belongs to, and the slug of the term here.

    The slug of a term never changes. `vocabulary` is a key of `taxonomy.vocabulary.MODELS`; which ones there
    are is no part of the schema.
    """

    vocabulary = models.CharField(max_length=20)
    number = models.PositiveBigIntegerField(help_text="The number in addresses of the former site.")
    slug = models.SlugField(
        "term", max_length=200, db_index=False, help_text="The end of the address of the term's page here."
    )

    objects = OldTermQuerySet.as_manager()

    class Meta:
        verbose_name = "old term number"
        ordering = ["vocabulary", "number"]
        constraints = [
            # Addresses give the number and not always the vocabulary.
            models.UniqueConstraint(
                fields=["number", "vocabulary"],
                name="old_term_numbered_once",
                violation_error_message="This number of this vocabulary has a term already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vocabulary} {self.number}"
