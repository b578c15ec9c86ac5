"""Templates at the desk: their pages, and how a new release begins with one."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from js_asset import Media

from articles.admin.pages import DeskAdmin
from articles.admin.registers import own_office_first
from articles.admin.releases.form.fields import BodyEditor
from articles.admin.requests import at_desk
from articles.models import ReleaseTemplate
from articles.text.body import sanitise

# The parameter of the address of a new release.
PARAMETER = "template"


class TemplateForm(forms.ModelForm):
    """A template, with the editor of releases for its text."""

    class Meta:
        model = ReleaseTemplate
        fields = ("name", *ReleaseTemplate.contents())
        widgets = {
            "title": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "summary": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
            "body": BodyEditor,
            "contact": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }

    def clean_body(self) -> str:
        return sanitise(self.cleaned_data["body"])


@admin.register(ReleaseTemplate)
class TemplateAdmin(DeskAdmin):
    """Pages of templates. What was written from one keeps its text when the template changes."""

    form = TemplateForm
    list_display = ("name", "release_type", "language")
    list_filter = ("release_type",)
    list_select_related = ("release_type",)
    search_fields = ("name", "title")
    autocomplete_fields = tuple(field.name for field in ReleaseTemplate._meta.many_to_many)

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, the editor's inline import map with the nonce of the request."""
        context["media"] = Media.from_media(context["media"], nonce=at_desk(request).csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)


def templates_for(user: User) -> QuerySet[ReleaseTemplate]:
    """All templates with their content types, those of the office of `user` first."""
    templates = ReleaseTemplate.objects.select_related("release_type")
    return own_office_first(templates, user, "release_type__name", "name", offices="structures")


def chosen_template(request: HttpRequest) -> ReleaseTemplate | None:
    """The template that the address of a new release names; None without one, or when it is gone."""
    number = request.GET.get(PARAMETER, "")
    if not number.isdecimal() or len(number) > 15:
        return None
    return ReleaseTemplate.objects.filter(pk=int(number)).first()
