"""The desk's pages of people: one step makes an account with its role, ready to sign in and work."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse

from articles.admin import password_mail
from articles.admin.offices import StructuresField, offer_structures
from articles.admin.requests import user_of
from articles.editing import offices

LABELS = {
    "username": "Name to sign in with",
    "is_active": "Account is open",
    "is_staff": "May come to the desk",
}
HELP = {
    "email": "Where messages about this person's releases go.",
    "is_active": "Close the account of somebody who leaves: what he or she wrote keeps its author.",
    "is_staff": "Without it nobody signs in here, whatever the role.",
}

OFFICE: tuple[str, Any] = ("Office", {"classes": ("collapse",), "fields": ("structures",)})


def _roles(*, required: bool) -> ModelMultipleChoiceField:
    return ModelMultipleChoiceField(
        Group.objects.order_by("name"),
        widget=CheckboxSelectMultiple,
        label="Roles",
        required=required,
        help_text="Several may be given; without any there is nothing to do at the desk.",
    )


class NewPersonForm(UserCreationForm):
    """All that an account needs, on one page."""

    groups = _roles(required=True)
    structures = StructuresField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_structures(self, None)
        for name in ("password1", "password2"):
            self.fields[name].required = False
        self.fields["password1"].help_text = "Left empty, this person is invited by mail to choose one."

    @property
    def is_invitation(self) -> bool:
        """Return whether no password was given."""
        return not self.cleaned_data.get("password1")

    def clean(self) -> dict[str, Any]:
        """Ask for a mail address where one is needed."""
        cleaned = super().clean() or self.cleaned_data
        if self.is_invitation and not cleaned.get("email"):
            self.add_error("email", "Give the address for the invitation, or a password.")
        return cleaned

    def save(self, commit: bool = True) -> User:
        """Make the account; nobody signs in with an empty password."""
        user = super().save(commit=False)
        if self.is_invitation:
            user.set_unusable_password()
        if commit:
            user.save()
            self.save_m2m()
        return user

    class Meta(UserCreationForm.Meta):
        fields = ("username", "first_name", "last_name", "email", "groups")
        labels = LABELS
        help_texts = HELP


class PasswordNote(ReadOnlyPasswordHashWidget):
    """Return whether there is a password, instead of how it is stored."""

    def get_context(self, name: str, value: str, attrs: dict | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        has_one = bool(value) and not value.startswith("!")
        note = "A password is set." if has_one else "No password is set: this person cannot sign in."
        return context | {"summary": [{"label": note}]}


class PersonForm(UserChangeForm):
    """An account as it is, with its roles."""

    password = ReadOnlyPasswordHashField(
        label="Password", widget=PasswordNote, help_text="Nobody can read it; a new one can be given."
    )
    groups = _roles(required=False)
    structures = StructuresField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_structures(self, self.instance)

    class Meta(UserChangeForm.Meta):
        labels = LABELS
        help_texts = HELP


def _may_touch(user: User, account: User | None) -> bool:
    """Return whether the rights of `user` reach as far as those of `account`; None: accounts in general."""
    return account is None or user.is_superuser or not account.is_superuser


admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Accounts; only superusers make superusers, and give rights beside roles."""

    form = PersonForm
    add_form = NewPersonForm
    add_form_template = None
    list_display = ("username", "first_name", "last_name", "roles", "email", "is_active", "is_staff")
    readonly_fields = ("last_login", "date_joined")
    add_fieldsets = (
        (
            None,
            {"fields": ("username", "first_name", "last_name", "email", "password1", "password2", "groups")},
        ),
        OFFICE,
    )
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name", "email")}),
        ("Role", {"fields": ("groups", "is_active", "is_staff")}),
        OFFICE,
        ("When", {"fields": ("last_login", "date_joined")}),
    )
    beyond_roles = (
        "Beyond roles",
        {"classes": ("collapse",), "fields": ("is_superuser", "user_permissions")},
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return all accounts with their roles, which takes one query for the list."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        return ", ".join(sorted(group.name for group in user.groups.all())) or "–"

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list:
        """Django's, and for superusers what goes beyond roles."""
        more = [self.beyond_roles] if obj and user_of(request).is_superuser else []
        return [*super().get_fieldsets(request, obj), *more]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only superusers change superusers: a password given to one would be the key to all rights."""
        return super().has_change_permission(request, obj) and _may_touch(user_of(request), obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(user_of(request), obj)

    def save_model(self, request: HttpRequest, obj: User, form: NewPersonForm, change: bool) -> None:
        """An account that is made here is for the desk."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list, change: bool) -> None:
        """Save roles, as Django does, and what the person works for."""
        super().save_related(request, form, formsets, change)
        if "structures" in form.cleaned_data:
            offices.choose(form.instance, form.cleaned_data["structures"])

    def response_add(self, request: HttpRequest, obj: User, *args: Any, **kwargs: Any) -> HttpResponse:
        """Back to the list: there is no second page to fill in. Who has no password is invited by mail."""
        if not obj.has_usable_password():
            transaction.on_commit(lambda: password_mail.invite(obj, request))
            messages.info(request, f"An invitation goes to {obj.email}.")
        return admin.ModelAdmin.response_add(self, request, obj, *args, **kwargs)
