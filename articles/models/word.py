"""The words of the search index, one row each: suggestions for a word that finds nothing."""

from django.db import models


class IndexedWord(models.Model):
    """A word that stands in the index, or once did: only a search tells whether it still finds anything."""

    word = models.CharField(max_length=40, primary_key=True)
    length = models.PositiveSmallIntegerField(help_text="In letters.")

    class Meta:
        indexes = [models.Index(fields=["length", "word"], name="indexed_word_by_length")]

    def __str__(self) -> str:
        return self.word
