"""Views of the release list that people save: own ones, and those that publishers share with everybody."""

from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from articles.models import SavedView

# What the release list can be narrowed and sorted by; a page of it is no view.
PARAMETERS = {
    "q", "o", "queue", "standing", "editions", "language__exact", "publishing_date__year", "publishing_date__month",
    "publishing_date__day", "release_type__id__exact", "release_type__isnull", "structures__id__exact",
    "structures__isnull", "fields_of_work__id__exact", "fields_of_work__isnull",
}  # fmt: skip


class SavedViewForm(forms.ModelForm):
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

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("shared") and not may_share_views(self.instance.user):
            raise forms.ValidationError("Sharing a view with everybody needs the right to publish.")
        return cleaned


def may_share_views(user: AbstractUser) -> bool:
    """Whether `user` may put a view on everybody's list."""
    return user.has_perm("articles.publish_article")


def views_for(user: AbstractUser) -> list[SavedView]:
    """The views of `user` and those that are shared: one query."""
    return list(SavedView.objects.filter(Q(user=user) | Q(shared=True)).select_related("user"))


class SavedViews(admin.ModelAdmin):
    """Two addresses of the release list that only take what a form sends."""

    def get_urls(self) -> list:
        return [
            path("views/save/", self.admin_site.admin_view(self.save_view), name="articles_savedview_save"),
            path(
                "views/<int:pk>/delete/",
                self.admin_site.admin_view(self.delete_saved_view),
                name="articles_savedview_delete",
            ),
            *super().get_urls(),
        ]

    def save_view(self, request: HttpRequest) -> HttpResponse:
        """Keep the filters in force under a name; back to the list, which says what was wrong."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        view = SavedView(user=request.user)
        form = SavedViewForm(request.POST, instance=view)
        if _save(form):
            messages.success(request, f"Saved the view “{view}”.")
            return HttpResponseRedirect(view.get_absolute_url())
        for problem in (problem for problems in form.errors.values() for problem in problems):
            messages.error(request, problem)
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))

    def delete_saved_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Drop one of one's own views."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        view = get_object_or_404(SavedView, pk=pk, user=request.user)
        view.delete()
        messages.success(request, f"Deleted the view “{view}”.")
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))


def _save(form: SavedViewForm) -> bool:
    """Save what is valid; `user` is no field of the form, so that its unique name is asked for here."""
    if not form.is_valid():
        return False
    if SavedView.objects.filter(user=form.instance.user, name=form.instance.name).exists():
        form.add_error("name", "You have a view of that name already; delete it first.")
        return False
    form.save()
    return True
