"""The register of press contacts at the desk, and the field by which a release takes contacts from it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.utils import timezone

from articles.admin.pages import DeskAdmin
from articles.admin.registers import InUseFilter, own_office_first
from articles.models import PressContact
from articles.text.contact_links import has_telephone


class PressContactForm(forms.ModelForm):
    """An entry of the register."""

    def clean_telephone(self) -> str:
        number = self.cleaned_data["telephone"].strip()
        if number and not has_telephone(number):
            # Readers could not dial it from a link.
            raise forms.ValidationError(
                "Write the number with the code of its country, like +43 1 514 36 6000."
            )
        return number


@admin.register(PressContact)
class PressContactAdmin(DeskAdmin):
    """Pages of the register. A retired contact stays on the releases that have it."""

    form = PressContactForm
    list_display = ("name", "role", "telephone", "email", "languages", "used_until")
    list_filter = (InUseFilter,)
    search_fields = ("name", "role", "email")
    autocomplete_fields = ("offices",)


class ContactSelect(forms.Select):
    """A list of contacts; each choice carries its lines for desk/contacts.js."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if contact := getattr(option["value"], "instance", None):
            option["attrs"]["data-lines"] = contact.lines
        return option


class ContactField(forms.ModelChoiceField):
    """A contact of the register, to be added to the text of the release; those of one's office first."""

    def __init__(self) -> None:
        super().__init__(
            PressContact.objects.none(),
            required=False,
            widget=ContactSelect,
            label="Add from the register",
            help_text="Its lines are added to the contact above, and stay there.",
            empty_label="Choose a contact",
        )

    def offer(self, user: User) -> None:
        """Offer the contacts in use, those of the office of `user` first."""
        in_use = PressContact.objects.in_use(timezone.localdate())
        self.queryset = own_office_first(in_use, user, "name", "pk")


def with_contact(text: str, contact: PressContact) -> str:
    """The contact of a release with the lines of `contact` at its end, unless it has them."""
    tidy = "\n".join(text.splitlines()).strip()
    return tidy if contact.lines in tidy else "\n\n".join(filter(None, (tidy, contact.lines)))
