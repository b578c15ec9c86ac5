"""Tags that were merged into others: their addresses lead on."""

from django.db import models
from django.db.models import F, Q
from taggit.models import Tag


class MergedTag(models.Model):
    """The address of a tag whose editions were refiled under another one.

    It counts as long as no edition has the tag: undoing the merger gives the address back.
    """

    tag = models.OneToOneField(Tag, on_delete=models.CASCADE, related_name="merger")
    into = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()  # merging two tags at the desk makes it
        constraints = [
            models.CheckConstraint(
                condition=~Q(tag=F("into")),
                name="mergedtag_not_into_itself",
                violation_error_message="A tag cannot be merged with itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag} is {self.into} now"
