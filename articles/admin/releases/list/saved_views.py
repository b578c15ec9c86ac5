"""Views of the release list that people save: own ones, and those that publishers share with everybody."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from articles.admin.pages import Page, demand
from articles.admin.releases.list import narrowing, office
from articles.admin.releases.list.filters import DESK_FACETS
from articles.admin.requests import user_of
from articles.models import SavedView

# What the release list can be narrowed and sorted by; a page of it is no view.
PARAMETERS = {
    "q", "o", "queue", "standing", "editions", "language__exact", "publishing_date__year",
    "publishing_date__month", "publishing_date__day", office.PARAMETER, *narrowing.FIELDS,
    *(f"{field}__{lookup}" for field in DESK_FACETS.values() for lookup in ("id__exact", "isnull")),
}  # fmt: skip


class SavedViewForm(forms.ModelForm):
    """A name for the filters in force."""

    class Meta:
        model = SavedView
        fields = ("name", "querystring", "shared")

    def clean_querystring(self) -> str:
        """Known filters only, each once, in one order."""
        pairs = [
            pair
            for pair in parse_qsl(self.cleaned_data["querystring"].lstrip("?"))
            if pair[0] not in ("p", "e")
        ]
        if unknown := sorted({name for name, _ in pairs} - PARAMETERS):
            raise forms.ValidationError(f"The release list has no filter {', '.join(unknown)}.")
        if not pairs:
            raise forms.ValidationError("Narrow the list first: a view is the filters in force.")
        return urlencode(sorted(dict(pairs).items()))

    def clean(self) -> dict[str, Any]:
        """Views for everybody are shared by people who publish."""
        super().clean()
        if self.cleaned_data.get("shared") and not may_share_views(self.instance.user):
            raise forms.ValidationError("Sharing a view with everybody needs the right to publish.")
        return self.cleaned_data


def may_share_views(user: User) -> bool:
    """Return whether `user` may put a view on everybody's list."""
    return user.has_perm("articles.publish_article")


def views_for(user: User) -> list[SavedView]:
    """The views of `user` and those that are shared: one query."""
    return list(SavedView.objects.filter(Q(user=user) | Q(shared=True)).select_related("user"))


def save_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Keep the filters in force under a name; back to the list, which says what was wrong."""
    demand(desk.has_view_permission(request))
    view = SavedView(user=user_of(request))
    form = SavedViewForm(request.POST, instance=view)
    if _save(form):
        messages.success(request, f"Saved the view “{view}”.")
        return redirect(view.get_absolute_url())
    for problem in (problem for problems in form.errors.values() for problem in problems):
        messages.error(request, str(problem))
    return redirect("admin:articles_article_changelist")


def delete_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Drop one of one's own views."""
    demand(desk.has_view_permission(request))
    view = get_object_or_404(SavedView, pk=pk, user=user_of(request))
    view.delete()
    messages.success(request, f"Deleted the view “{view}”.")
    return redirect("admin:articles_article_changelist")


PAGES = (
    Page("views/save/", "articles_savedview_save", save_view, only_post=True),
    Page("views/<int:pk>/delete/", "articles_savedview_delete", delete_view, only_post=True),
)


def _save(form: SavedViewForm) -> bool:
    """Save what is valid; `user` is no field of the form, so that its unique name is asked for here."""
    if not form.is_valid():
        return False
    if SavedView.objects.filter(user=form.instance.user, name=form.instance.name).exists():
        form.add_error("name", "You have a view of that name already; delete it first.")
        return False
    form.save()
    return True
