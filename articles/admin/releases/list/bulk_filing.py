"""An action of the release list: many editions get and lose terms and tags, another type or language."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.db import transaction
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from taggit.models import Tag
from taggit.utils import parse_tags

from articles.admin.pages import framed
from articles.admin.releases.list.filters import relation_of, terms_of
from articles.admin.requests import user_of
from articles.editing import bulk_filing, limits, permissions
from articles.editing.filing_tables import under_any
from articles.editing.workflow import NotPossible
from articles.models import Article, ArticleQuerySet, FilingBatch
from articles.models.facets import OF_MANY_TERMS, ChangeKind
from articles.text.characters import without_controls
from taxonomy import languages
from taxonomy.models import Term
from taxonomy.vocabulary import Vocabularies

# What an edition is taken from has the name of its facet behind this.
FROM = "from_"


class FilingForm(forms.Form):
    """What editions get, what they lose, and what they become."""

    only_replaced = forms.BooleanField(
        required=False,
        label="Replace",
        help_text="Only editions that are filed under something of “Take from” change at all.",
    )

    def __init__(self, *args: Any, vocabularies: Vocabularies, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types = [entry.id for entry in vocabularies.type]
        for start in ("", FROM):
            for name, facet in OF_MANY_TERMS.items():
                field = relation_of(facet.name)
                self.fields[start + name] = forms.ModelMultipleChoiceField(
                    cast(type[Term], field.related_model)._default_manager.all(),
                    required=False,
                    label=str(field.verbose_name).capitalize(),
                    widget=AutocompleteSelectMultiple(field, admin.site),
                )
            self.fields[f"{start}tag"] = forms.CharField(
                required=False, label="Tags", help_text="Free words, separated by commas.", max_length=1_000
            )
            suggestions = reverse("admin:articles_article_suggest_tags")
            self.fields[f"{start}tag"].widget.attrs["data-completed"] = suggestions
        types = [(str(entry.id), entry.name) for entry in vocabularies.type]
        as_it_is = [("", "as it is")]
        self.fields["type"] = forms.ChoiceField(
            choices=as_it_is + types, required=False, label="Content type"
        )
        choices = as_it_is + languages.choices()
        self.fields["language"] = forms.ChoiceField(choices=choices, required=False, label="Language")

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under their headings."""
        facets = (*OF_MANY_TERMS, "tag")
        return [
            ("File under", [self[name] for name in facets]),
            ("Take from", [self[FROM + name] for name in facets]),
            ("Replace, or set", [self[name] for name in ("only_replaced", "type", "language")]),
        ]

    def clean_tag(self) -> list[str]:
        return self._tags("tag")

    def clean_from_tag(self) -> list[str]:
        names = self._tags(f"{FROM}tag")
        if unknown := [name for name in names if not _tag(name)]:
            raise forms.ValidationError(f"No release has the tag {', '.join(unknown)}.")
        return names

    def _tags(self, name: str) -> list[str]:
        names = parse_tags(without_controls(self.cleaned_data[name]))
        if sentence := limits.too_many_tags(names):
            raise forms.ValidationError(sentence)
        return names

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        chosen = {name for name, value in self.cleaned_data.items() if value} - {"only_replaced"}
        if not chosen:
            raise forms.ValidationError("Choose at least one term, tag, type or language.")
        if self.cleaned_data["only_replaced"] and not any(name.startswith(FROM) for name in chosen):
            raise forms.ValidationError("Choose what is to be replaced under “Take from”.")
        return self.cleaned_data

    def change(self) -> tuple[bulk_filing.Terms, bulk_filing.Terms]:
        """What editions get and lose; makes the tags that are new."""
        add: dict[str, set] = {facet: self._ids(facet) for facet in OF_MANY_TERMS}
        remove: dict[str, set] = {facet: self._ids(FROM + facet) for facet in OF_MANY_TERMS}
        tags = [_tag(name) or Tag.objects.create(name=name) for name in self.cleaned_data["tag"]]
        add["tag"] = {tag.pk for tag in tags}
        remove["tag"] = {tag.pk for name in self.cleaned_data[f"{FROM}tag"] if (tag := _tag(name))}
        if chosen := self.cleaned_data["type"]:
            add["type"], remove["type"] = {int(chosen)}, {*self.types} - {int(chosen)}
        if code := self.cleaned_data["language"]:
            add["language"] = {code}
            remove["language"] = {other for other, _ in languages.choices()} - {code}
        return add, remove

    def _ids(self, name: str) -> set[int]:
        return {term.pk for term in self.cleaned_data[name]}


def _tag(name: str) -> Tag | None:
    return Tag.objects.filter(name__iexact=name).first()


class BulkFiling(admin.ModelAdmin):
    """The action, its page with what would change, and the confirmation."""

    def get_actions(self, request: HttpRequest) -> dict:
        """Deleting many at once is not among them: each deletion shows what goes with it."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_filing_permission(self, request: HttpRequest) -> bool:
        return any(permissions.may_file(user_of(request), published=published) for published in (False, True))

    @admin.action(description="Change the filing …", permissions=["filing"])
    def file_under(self, request: HttpRequest, queryset: ArticleQuerySet) -> HttpResponse:
        """Choose terms; see what would change; confirm exactly that."""
        step = request.POST.get("step", "")
        form = FilingForm(request.POST if step else None, vocabularies=terms_of(request))
        plan, description, user = None, "", user_of(request)
        if step and form.is_valid():
            with transaction.atomic():
                add, remove = form.change()
                if form.cleaned_data["only_replaced"]:
                    queryset = queryset.filter(under_any(remove))
                description = bulk_filing.describe(add, remove)
                if step == "confirm":
                    mine = permissions.filed_by(user, queryset)
                    seen = request.POST.get("seen") or "nothing"
                    try:
                        batch = bulk_filing.refile(mine, add, remove, by=user, seen=seen)
                        return _after_filing(request, batch)
                    except NotPossible as refusal:
                        for reason in refusal.reasons:
                            form.add_error(None, reason)
                plan = bulk_filing.plan(queryset, add, remove, by=user)
                # Tags that a preview has made are not there until it is confirmed.
                transaction.set_rollback(True)
        return framed(
            self,
            request,
            "articles/article/file_under",
            "Change the filing of releases",
            form=form,
            media=self.media + form.media,
            plan=plan,
            named=_named(plan),
            description=description,
            action=request.POST.get("action"),
            selected=request.POST.getlist(ACTION_CHECKBOX_NAME),
            select_across=request.POST.get("select_across", "0"),
            how_many=queryset.count() if plan is None else plan.editions + plan.refused,
            checkbox_name=ACTION_CHECKBOX_NAME,
            list_address=request.get_full_path(),
            filing_costs=permissions.needs_approval({ChangeKind.FILING}),
        )


def _named(plan: bulk_filing.Plan | None) -> list[Article]:
    """The first editions that a plan would change."""
    shown = Article.objects.only("title", "release", "edition", "state", "public_at", "public_until")
    return list(shown.filter(pk__in=plan.first).order_by("-pk")) if plan else []


def _after_filing(request: HttpRequest, batch: FilingBatch | None) -> HttpResponse:
    if batch is None:
        messages.info(request, "Nothing was to change: no edition was written to.")
        return redirect(request.get_full_path())
    messages.success(request, f"{batch}: {batch.editions:,} editions changed. It can be undone here.")
    return redirect("admin:articles_filingbatch_change", batch.pk)
