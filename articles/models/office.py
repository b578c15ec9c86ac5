"""The structures that people work for: their office."""

from django.conf import settings
from django.db import models

from taxonomy.models import Structure


class OfficeMember(models.Model):
    """One person works for one structure."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()  # chosen on the page of a person, and by that person
        constraints = [
            models.UniqueConstraint(
                fields=["user", "structure"],
                name="officemember_once",
                violation_error_message="This person works for this structure already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} works for {self.structure}"
