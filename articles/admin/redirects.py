"""The desk's pages for redirects: the table, one by one, and many at once from a list."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html

from articles import redirects
from articles.admin.pages import DeskAdmin, Page, demand, framed
from articles.admin.requests import user_of
from articles.index import ledger
from articles.models import Redirect
from articles.models.redirect import RedirectQuerySet
from articles.redirects import lists, misses

LINES_SHOWN = 200


class RedirectForm(forms.ModelForm):
    """An old address and, in one field, the release or the page it leads to."""

    target = forms.CharField(
        label="Leads to",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="The number of a release, like 12345, or a page of this site, like "
        "/structures/secretariat/.",
    )

    class Meta:
        model = Redirect
        fields = ("old",)
        help_texts = {
            "old": "Like /home/12345 or /en/news/a?b=c, at any host; or with one host, like "
            "odihr.example.org/odihr/12345."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["old"] = self.instance.address
            self.initial["target"] = self.instance.release or self.instance.path

    def clean(self) -> dict:
        # Until the transaction of the page ends: what is asked now stays true until it is stored.
        ledger.lock()
        super().clean()  # asks for `old` to be unique
        old, target = self.cleaned_data.get("old"), self.cleaned_data.get("target")
        if old and target:
            [line] = redirects.plan([(old, target)])
            for problem in line.problems:
                self.add_error(None, problem)
            if line.redirect:
                self._take_over(line.redirect)
        return self.cleaned_data

    def _take_over(self, row: Redirect) -> None:
        """Take what the rules made of the two texts; `unique` is asked of the old address as it is stored."""
        self.cleaned_data["old"] = row.old
        self.instance.release, self.instance.path, self.instance.node = row.release, row.path, row.node


class RedirectListForm(forms.Form):
    """A list to read, as a file the first time, and as the text that was shown when it is confirmed."""

    file = forms.FileField(
        required=False,
        label="List of redirects",
        help_text="A CSV file in UTF-8: an old address and where it leads in each line.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        if upload := self.cleaned_data.get("file"):
            try:
                self.cleaned_data["text"] = lists.decode(upload)
            except ValueError as error:
                self.add_error("file", str(error))
        if not self.errors and not self.cleaned_data["text"].strip():
            self.add_error("file", "Choose a file that is not empty.")
        return self.cleaned_data


class LeadsSomewhereFilter(admin.SimpleListFilter):
    """Redirects that lead readers somewhere now, and those whose release is not public."""

    title = "readers"
    parameter_name = "readers"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("led", "are led on"), ("lost", "find nothing")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in ("led", "lost"):
            return queryset.filter(leads_somewhere=self.value() == "led")
        return queryset


def import_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show the changes or problems of a list of redirects; once confirmed, store all of it or nothing."""
    demand(desk.has_add_permission(request) and desk.has_change_permission(request))
    form = RedirectListForm(request.POST or None, request.FILES or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        reading = lists.read(form.cleaned_data["text"])
        outcome = lists.outcome(reading, redirects.plan(reading.pairs))
        if "confirm" in request.POST and not outcome.problems:
            outcome = lists.outcome(reading, redirects.store(reading.pairs, by=user_of(request)))
            if not outcome.problems:
                message = f"{outcome.new:,} redirects are new, {outcome.changed:,} changed."
                messages.success(request, message)
                return redirect("admin:articles_redirect_changelist")
    return framed(
        desk,
        request,
        "articles/redirect/import",
        "Import redirects",
        form=form,
        outcome=outcome,
        text=form.cleaned_data["text"] if outcome and not outcome.problems else "",
        most=LINES_SHOWN,
    )


@admin.register(Redirect)
class RedirectAdmin(DeskAdmin):
    """Pages of redirects; typed addresses go through the rules of `articles.redirects`."""

    pages = (Page("import/", "articles_redirect_import", import_view),)
    form = RedirectForm
    list_display = ("address", "leads_to", "readers", "by", "at")
    list_filter = (LeadsSomewhereFilter,)
    list_select_related = ("by",)
    search_fields = ("old", "path", "=release")
    search_help_text = "Part of an address, or a release number"
    fields = ("old", "target")
    change_list_template = "admin/articles/redirect/change_list.html"

    def get_queryset(self, request: HttpRequest) -> RedirectQuerySet:
        rows = cast(RedirectQuerySet, super().get_queryset(request))
        return rows.with_public_edition(timezone.now())

    @admin.display(description="old address", ordering="old")
    def address(self, redirect: Redirect) -> str:
        return redirect.address

    @admin.display(description="leads to", ordering="release")
    def leads_to(self, redirect: Redirect) -> str:
        return redirect.target

    @admin.display(description="readers")
    def readers(self, redirect: Redirect) -> str:
        if getattr(redirect, "leads_somewhere", False):  # RedirectQuerySet.with_public_edition
            return "are led on"
        return format_html(
            '<span class="standing standing-scheduled">{}</span>', "find nothing: it is not public"
        )

    def save_model(self, request: HttpRequest, obj: Redirect, form: RedirectForm, change: bool) -> None:
        obj.by, obj.at = user_of(request), timezone.now()
        super().save_model(request, obj, form, change)
        misses.forget([obj.old])
