"""The desk's page "My office", and the field of structures that it shares with the pages of people."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from articles.admin.pages import Page, demand, framed
from articles.admin.requests import user_of
from articles.editing import offices
from taxonomy import vocabulary

HELP = (
    "The lists of releases and what waits begin with those of these structures and of all below them. "
    "Editors are told of what is submitted there."
)


class StructuresField(forms.TypedMultipleChoiceField):
    """Structures as checkboxes in the order of their tree; `offer` says which."""

    def __init__(self) -> None:
        widget = forms.CheckboxSelectMultiple(attrs={"class": "office-structures"})
        super().__init__(coerce=int, widget=widget, required=False, label="Works for", help_text=HELP)

    def offer(self, chosen: Iterable[int]) -> None:
        """Offer the open structures, and closed ones that are `chosen` already; check those."""
        self.initial = list(chosen)
        today = timezone.localdate()
        self.choices = [
            (entry.id, "\u2003" * entry.depth + entry.label(today))
            for entry in vocabulary.current().structure
            if entry.id in self.initial or not entry.is_closed(today)
        ]


class OfficeForm(forms.Form):
    """The structures that somebody works for, as they choose them themselves."""

    structures = StructuresField()

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_structures(self, user)


def offer_structures(form: forms.BaseForm, user: User | None) -> None:
    """Have the field of structures in `form` offer what `user` may choose; None: a new account."""
    field = form.fields.get("structures")
    if isinstance(field, StructuresField):
        field.offer(offices.chosen_by(user) if user else ())


def office_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show what the person who asks works for; a POST chooses anew."""
    demand(desk.has_view_permission(request))
    user = user_of(request)
    form = OfficeForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        offices.choose(user, form.cleaned_data["structures"])
        messages.success(request, "Saved what you work for.")
        return redirect("admin:index")
    return framed(desk, request, "articles/article/office", "My office", form=form)


PAGES = (Page("office/", "articles_article_office", office_view),)
