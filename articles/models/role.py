"""Permissions that the roles of the desk were once given: one that an administrator took stays taken."""

from django.db import models


class RoleGrant(models.Model):
    """A permission that a role was given when both were there for the first time."""

    role = models.CharField(max_length=150, help_text="The name of its group.")
    permission = models.CharField(max_length=200, help_text="Like articles.view_article.")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["role", "permission"],
                name="rolegrant_once",
                violation_error_message="A role is given a permission once.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.permission}"
