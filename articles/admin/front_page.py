"""The desk's pages for the first places of the front page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.pages import DeskAdmin
from articles.admin.requests import user_of
from articles.editing import front_page
from articles.models import Article, FrontPageRelease


class FrontPageForm(forms.ModelForm):
    """A place, a release by its number, and its last day there."""

    class Meta:
        model = FrontPageRelease
        fields = ("place", "release", "until")

    def clean(self) -> dict[str, Any]:
        super().clean()
        release = self.cleaned_data.get("release")
        if release and (refusal := front_page.refusal(release)):
            self.add_error("release", refusal)
        return self.cleaned_data


@admin.register(FrontPageRelease)
class FrontPageAdmin(DeskAdmin):
    """Pages of the first places; a place without a release has the newest."""

    form = FrontPageForm
    list_display = ("place", "title", "until", "by")
    list_select_related = ("by",)
    titles: dict[int, str]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FrontPageRelease]:
        """The choices, with the titles of their releases: five at most."""
        chosen = super().get_queryset(request)
        newest_last = Article.objects.filter(release__in=chosen.values("release")).order_by("edition")
        self.titles = dict(newest_last.exclude(position=None).values_list("release", "title"))
        return chosen

    @admin.display(description="release")
    def title(self, chosen: FrontPageRelease) -> str:
        """The title and the number of the release."""
        return f"{self.titles.get(chosen.release, '')} ({chosen.release})"

    def save_model(
        self, request: HttpRequest, obj: FrontPageRelease, form: forms.ModelForm, change: bool
    ) -> None:
        """Put the release first."""
        front_page.put_first(obj, by=user_of(request))

    def delete_model(self, request: HttpRequest, obj: FrontPageRelease) -> None:
        """Take the release from its place."""
        front_page.take_from_front([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[FrontPageRelease]) -> None:
        """Take several releases from their places."""
        front_page.take_from_front(list(queryset))
