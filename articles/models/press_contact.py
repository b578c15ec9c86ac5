"""The register of those who answer the press."""

from django.db import models
from django.db.models import Q

from articles.models.register import RegisterQuerySet
from taxonomy.models import Structure


class PressContactQuerySet(RegisterQuerySet["PressContact"]):
    """QuerySet of press contacts."""


class PressContact(models.Model):
    """Somebody, or an office, who answers the press. A release takes over the lines, and keeps them."""

    name = models.CharField(max_length=200, help_text="Of a person, or of a press office.")
    role = models.CharField(max_length=200, blank=True, help_text="Like: Spokesperson.")
    telephone = models.CharField(max_length=60, blank=True, help_text="Like +43 1 514 36 6000.")
    email = models.EmailField("mail", blank=True)
    languages = models.CharField(max_length=200, blank=True, help_text="Like: English, Russian.")
    offices = models.ManyToManyField(
        Structure,
        blank=True,
        related_name="+",
        help_text="Those who work there are offered this contact first.",
    )
    used_until = models.DateField(
        "in use until", null=True, blank=True, help_text="The last day; afterwards no release is offered it."
    )

    objects = PressContactQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(telephone="") | ~Q(email=""),
                name="presscontact_can_be_reached",
                violation_error_message="Give a telephone number, a mail address, or both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}" if self.role else self.name

    @property
    def lines(self) -> str:
        """The lines of the contact as a release has them; pages make links of them."""
        languages = f"({self.languages})" if self.languages else ""
        return "\n".join(filter(None, (str(self), self.telephone, self.email, languages)))
