"""The desk's pages for redirects: the table, one by one, and many at once from a list."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import ledger, redirect_lists, redirects
from articles.models import Redirect

LINES_SHOWN = 200


class RedirectForm(forms.ModelForm):
    """An old address and, in one field, the release or the page it leads to."""

    target = forms.CharField(
        label="Leads to",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="The number of a release, like 12345, or a page of this site, like /structures/secretariat/.",
    )

    class Meta:
        model = Redirect
        fields = ("old",)
        help_texts = {"old": "Without https:// and the host, like /home/12345 or /en/news/a?b=c."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
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
        """What the rules made of the two texts; `unique` is asked of the old address as it is stored."""
        self.cleaned_data["old"] = row.old
        self.instance.release, self.instance.path = row.release, row.path


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
                self.cleaned_data["text"] = redirect_lists.decode(upload.read())
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


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    """For whoever keeps the records; what is typed goes through the rules of `articles.redirects`."""

    form = RedirectForm
    list_display = ("old", "leads_to", "readers", "by", "at")
    list_filter = (LeadsSomewhereFilter,)
    list_select_related = ("by",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("old", "path", "=release")
    search_help_text = "Part of an address, or a release number"
    fields = ("old", "target")
    change_list_template = "admin/articles/redirect/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redirect]:
        return super().get_queryset(request).with_public_edition(timezone.now())

    @admin.display(description="leads to", ordering="release")
    def leads_to(self, redirect: Redirect) -> str:
        return redirect.target

    @admin.display(description="readers")
    def readers(self, redirect: Redirect) -> str:
        if redirect.leads_somewhere:
            return "are led on"
        return format_html(
            '<span class="standing standing-scheduled">{}</span>', "find nothing: it is not public"
        )

    def save_model(self, request: HttpRequest, obj: Redirect, form: RedirectForm, change: bool) -> None:
        obj.by, obj.at = request.user, timezone.now()
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="articles_redirect_import"), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """A list of redirects: what it would do, every problem by line, and then, confirmed, all of it or nothing."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = RedirectListForm(request.POST or None, request.FILES or None)
        outcome = None
        if request.method == "POST" and form.is_valid():
            reading = redirect_lists.read(form.cleaned_data["text"])
            outcome = redirect_lists.outcome(reading, redirects.plan(reading.pairs))
            if "confirm" in request.POST and not outcome.problems:
                lines = redirects.store(reading.pairs, by=request.user)
                outcome = redirect_lists.outcome(reading, lines)
                if not outcome.problems:
                    messages.success(
                        request, f"{outcome.new:,} redirects are new, {outcome.changed:,} changed."
                    )
                    return HttpResponseRedirect(reverse("admin:articles_redirect_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Import redirects",
            "opts": self.opts,
            "form": form,
            "outcome": outcome,
            "text": form.cleaned_data["text"] if outcome and not outcome.problems else "",
            "most": LINES_SHOWN,
        }
        return TemplateResponse(request, "admin/articles/redirect/import.html", context)
