"""Two actions of the release list: file many editions under terms and tags, or take them from some."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from taggit.models import Tag
from taggit.utils import parse_tags

from articles import filing_changes, rights
from articles.filing import FIELDS
from articles.models import Article, FilingBatch
from articles.workflow import NotPossible


class FilingForm(forms.Form):
    """The terms and tags that editions are to get, or with `adding` off to lose."""

    def __init__(self, *args, adding: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.adding = adding
        for facet, (name, _) in FIELDS.items():
            field = Article._meta.get_field(name)
            self.fields[facet] = forms.ModelMultipleChoiceField(
                field.related_model.objects.all(),
                required=False,
                label=field.verbose_name.capitalize(),
                widget=AutocompleteSelectMultiple(field, admin.site),
            )
        self.fields["tag"] = forms.CharField(
            required=False, label="Tags", help_text="Free words, separated by commas.", max_length=1_000
        )

    def clean_tag(self) -> list[str]:
        names = parse_tags(self.cleaned_data["tag"])
        unknown = [name for name in names if not self.adding and not _tag(name)]
        if unknown:
            raise forms.ValidationError(f"No release has the tag {', '.join(unknown)}.")
        if too_long := [name for name in names if len(name) > 100]:
            raise forms.ValidationError(f"A tag has at most 100 characters: {too_long[0]}")
        return names

    def clean(self) -> dict:
        if not self.errors and not any(self.cleaned_data.values()):
            raise forms.ValidationError("Choose at least one term or tag.")
        return self.cleaned_data

    def terms(self) -> filing_changes.Terms:
        """The ids of what was chosen; makes the tags that are new."""
        chosen = {facet: {term.pk for term in self.cleaned_data[facet]} for facet in FIELDS}
        tags = [_tag(name) or Tag.objects.create(name=name) for name in self.cleaned_data["tag"]]
        return chosen | {"tag": {tag.pk for tag in tags}}


def _tag(name: str) -> Tag | None:
    return Tag.objects.filter(name__iexact=name).first()


class BulkFiling(admin.ModelAdmin):
    """The actions, their page with what would change, and the confirmation."""

    def get_actions(self, request: HttpRequest) -> dict:
        """Deleting many at once is not among them: each deletion shows what goes with it."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_filing_permission(self, request: HttpRequest) -> bool:
        return any(rights.may_file(request.user, published=published) for published in (False, True))

    @admin.action(description="File under …", permissions=["filing"])
    def file_under(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse:
        return self._filing_page(request, queryset, adding=True)

    @admin.action(description="Take from …", permissions=["filing"])
    def take_from(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse:
        return self._filing_page(request, queryset, adding=False)

    def _filing_page(
        self, request: HttpRequest, editions: QuerySet[Article], *, adding: bool
    ) -> HttpResponse:
        """Choose terms; see what would change; confirm exactly that."""
        step = request.POST.get("step", "")
        form = FilingForm(request.POST if step else None, adding=adding)
        plan, said = None, ""
        if step and form.is_valid():
            with transaction.atomic():
                terms = form.terms()
                add, remove = (terms, {}) if adding else ({}, terms)
                said = filing_changes.describe(add, remove)
                plan = filing_changes.plan(editions, add, remove, by=request.user)
                if step == "confirm" and request.POST.get("seen") == _seen(plan):
                    try:
                        batch = filing_changes.refile(
                            rights.filed_by(request.user, editions), add, remove, by=request.user
                        )
                        return _after_filing(request, batch)
                    except NotPossible as refusal:
                        for reason in refusal.reasons:
                            form.add_error(None, reason)
                # Tags that a preview has made are not there until it is confirmed.
                transaction.set_rollback(True)
            if step == "confirm" and not form.errors:
                form.add_error(None, "What would change is not what it was: look at the new numbers.")
        context = {
            **self.admin_site.each_context(request),
            "title": "File releases under terms and tags" if adding else "Take releases from terms and tags",
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "plan": plan,
            "said": said,
            "seen": _seen(plan) if plan else "",
            "action": request.POST.get("action"),
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "how_many": editions.count() if plan is None else plan.editions + plan.refused,
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/articles/article/file_under.html", context)


def _seen(plan: filing_changes.Plan) -> str:
    """The numbers that somebody has looked at before confirming."""
    return f"{plan.editions} {plan.changed} {plan.published}"


def _after_filing(request: HttpRequest, batch: FilingBatch | None) -> HttpResponse:
    if batch is None:
        messages.info(request, "Nothing was to change: no edition was written to.")
        return HttpResponseRedirect(request.get_full_path())
    messages.success(request, f"{batch}: {batch.editions:,} editions changed. It can be undone here.")
    return HttpResponseRedirect(reverse("admin:articles_filingbatch_change", args=[batch.pk]))
