"""The words of the search index, one row each: what a reader may have meant by a word that finds nothing."""

from django.db import models


class KnownWord(models.Model):
    """A word that stands in the index, or stood there once: whether it finds anything now, the search says."""

    word = models.CharField(max_length=40, primary_key=True)
    length = models.PositiveSmallIntegerField(help_text="In letters.")

    class Meta:
        indexes = [models.Index(fields=["length", "word"], name="known_word_by_length")]

    def __str__(self) -> str:
        return self.word
