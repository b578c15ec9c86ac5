"""Two actions of the release list: file many editions under terms and tags, or take them from some."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from taggit.models import Tag
from taggit.utils import parse_tags

from articles.admin.pages import framed
from articles.admin.releases.list.filters import relation_of
from articles.admin.requests import user_of
from articles.editing import bulk_filing, limits, permissions
from articles.editing.workflow import NotPossible
from articles.models import ArticleQuerySet, FilingBatch
from articles.models.facets import OF_MANY_TERMS, ChangeKind
from articles.text.characters import without_controls
from taxonomy.models import Term


class FilingForm(forms.Form):
    """The terms and tags that editions are to get, or with `adding` off to lose."""

    def __init__(self, *args: Any, adding: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adding = adding
        for name, facet in OF_MANY_TERMS.items():
            field = relation_of(facet.name)
            self.fields[name] = forms.ModelMultipleChoiceField(
                cast(type[Term], field.related_model)._default_manager.all(),
                required=False,
                label=str(field.verbose_name).capitalize(),
                widget=AutocompleteSelectMultiple(field, admin.site),
            )
        self.fields["tag"] = forms.CharField(
            required=False, label="Tags", help_text="Free words, separated by commas.", max_length=1_000
        )

    def clean_tag(self) -> list[str]:
        names = parse_tags(without_controls(self.cleaned_data["tag"]))
        unknown = [name for name in names if not self.adding and not _tag(name)]
        if unknown:
            raise forms.ValidationError(f"No release has the tag {', '.join(unknown)}.")
        if sentence := limits.too_many_tags(names):
            raise forms.ValidationError(sentence)
        return names

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            raise forms.ValidationError("Choose at least one term or tag.")
        return self.cleaned_data

    def terms(self) -> bulk_filing.Terms:
        """The ids of what was chosen; makes the tags that are new."""
        chosen = {facet: {term.pk for term in self.cleaned_data[facet]} for facet in OF_MANY_TERMS}
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
        return any(permissions.may_file(user_of(request), published=published) for published in (False, True))

    @admin.action(description="File under …", permissions=["filing"])
    def file_under(self, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse:
        return self._filing_page(request, queryset, adding=True)

    @admin.action(description="Take from …", permissions=["filing"])
    def take_from(self, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse:
        return self._filing_page(request, queryset, adding=False)

    def _filing_page(self, request: HttpRequest, editions: ArticleQuerySet, *, adding: bool) -> HttpResponse:
        """Choose terms; see what would change; confirm exactly that."""
        step = request.POST.get("step", "")
        form = FilingForm(request.POST if step else None, adding=adding)
        plan, description = None, ""
        if step and form.is_valid():
            with transaction.atomic():
                terms = form.terms()
                add, remove = (terms, {}) if adding else ({}, terms)
                description = bulk_filing.describe(add, remove)
                if step == "confirm":
                    mine = permissions.filed_by(user_of(request), editions)
                    seen = request.POST.get("seen") or "nothing"
                    try:
                        batch = bulk_filing.refile(mine, add, remove, by=user_of(request), seen=seen)
                        return _after_filing(request, batch)
                    except NotPossible as refusal:
                        for reason in refusal.reasons:
                            form.add_error(None, reason)
                plan = bulk_filing.plan(editions, add, remove, by=user_of(request))
                # Tags that a preview has made are not there until it is confirmed.
                transaction.set_rollback(True)
        return framed(
            self,
            request,
            "articles/article/file_under",
            "File releases under terms and tags" if adding else "Take releases from terms and tags",
            form=form,
            media=self.media + form.media,
            plan=plan,
            description=description,
            seen=plan.digest if plan else "",
            action=request.POST.get("action"),
            selected=request.POST.getlist(ACTION_CHECKBOX_NAME),
            select_across=request.POST.get("select_across", "0"),
            how_many=editions.count() if plan is None else plan.editions + plan.refused,
            checkbox_name=ACTION_CHECKBOX_NAME,
            list_address=request.get_full_path(),
            filing_costs=permissions.needs_approval({ChangeKind.FILING}),
        )


def _after_filing(request: HttpRequest, batch: FilingBatch | None) -> HttpResponse:
    if batch is None:
        messages.info(request, "Nothing was to change: no edition was written to.")
        return redirect(request.get_full_path())
    messages.success(request, f"{batch}: {batch.editions:,} editions changed. It can be undone here.")
    return redirect("admin:articles_filingbatch_change", batch.pk)
