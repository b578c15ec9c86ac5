"""The desk's board of what is planned, by week and day; and the form by which a release is planned there."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.admin.instants import InstantField
from articles.admin.pages import Page, demand, framed
from articles.admin.releases.form.fields import as_title
from articles.admin.releases.list import office
from articles.admin.requests import at_desk, user_of
from articles.editing import limits, permissions, workflow
from articles.editing.planning import plan_of, week_of
from articles.models import Article, ArticleQuerySet
from articles.models.filing import filings_of
from articles.text.local_time import midnight
from taxonomy import vocabulary
from taxonomy.vocabulary import Vocabularies
from taxonomy.widgets import DayInput

WEEKS = 4
# So many editions a board shows; one that holds more is narrowed.
MOST_SHOWN = 400
NOT_SHOWN = ("body", "summary", "contact", "editor_note", "change_note")


class BoardFilter(forms.Form):
    """The first week of the board, and the body and the content type that it is narrowed to."""

    week = forms.DateField(required=False, label="Week of", widget=DayInput)
    structure = forms.ChoiceField(required=False, label="Office")
    type = forms.ChoiceField(required=False, label="Content type")

    def __init__(self, *args: Any, vocabularies: Vocabularies, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, vocabularies, nothing="all")

    def clean_week(self) -> date | None:
        if sentence := limits.out_of_time(self.cleaned_data["week"]):
            raise forms.ValidationError(sentence)
        return self.cleaned_data["week"]

    def narrow(self, editions: ArticleQuerySet, vocabularies: Vocabularies) -> ArticleQuerySet:
        """Those of `editions` that fit, under the body or one that belongs to it."""
        asked = self.cleaned_data
        if slug := asked.get("type"):
            editions = editions.filter(release_type__slug=slug)
        if slug := asked.get("structure"):
            below = [entry.id for entry in vocabularies.structure if slug in _slugs(entry, vocabularies)]
            filed = Article.structures.through.objects.filter(structure__in=below)
            editions = editions.filter(pk__in=filed.values("article"))
        return editions


class PlanForm(forms.Form):
    """What is known of a release that is planned: enough for a draft."""

    title = forms.CharField(max_length=500, widget=forms.TextInput(attrs={"class": "vTextField"}))
    type = forms.ChoiceField(required=False, label="Content type")
    structure = forms.ChoiceField(required=False, label="Office")
    planned_day = forms.DateField(required=False, label="Planned for", widget=DayInput)
    event_start = InstantField(
        required=False, may_be_day=True, label="Event begins", help_text="Without a time it is a whole day."
    )
    event_place = forms.CharField(
        required=False,
        max_length=200,
        label="Place of the event",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, *args: Any, vocabularies: Vocabularies, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, vocabularies, nothing="---------")

    def clean_title(self) -> str:
        return as_title(self.cleaned_data["title"])

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        if sentence := limits.out_of_time(asked.get("planned_day")):
            self.add_error("planned_day", sentence)
        if asked.get("event_place") and not asked.get("event_start") and not self.errors.get("event_start"):
            self.add_error("event_start", "Say when the event begins, or leave its place empty.")
        return asked

    def draft(self, vocabularies: Vocabularies) -> tuple[Article, Mapping[str, Sequence[int]]]:
        """Return what was typed as a draft that is not stored, and its filing."""
        asked = self.cleaned_data
        start = asked["event_start"]
        article = Article(
            title=asked["title"],
            release_type_id=vocabularies.type.by_slug[asked["type"]].id if asked["type"] else None,
            planned_day=asked["planned_day"],
            event_start=start,
            event_is_whole_day=bool(start and not self.data.get("event_start_1")),
            event_place=asked["event_place"],
        )
        bodies = [vocabularies.structure.by_slug[asked["structure"]].id] if asked["structure"] else []
        return article, {"structures": bodies}


def board_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show what is planned from a week on: the same number of queries for any number of editions."""
    demand(desk.has_view_permission(request))
    vocabularies = at_desk(request).vocabularies = vocabulary.current()
    now, this_week = timezone.now(), week_of(timezone.localdate())
    asked = BoardFilter(request.GET, vocabularies=vocabularies)
    is_valid = asked.is_valid()
    monday = max(this_week, week_of(asked.cleaned_data.get("week") or this_week))
    coming = Article.objects.coming_up(now, midnight(monday + timedelta(weeks=WEEKS)))
    if is_valid:
        coming = asked.narrow(office.narrow(coming, request), vocabularies)
    rows = coming.defer(*NOT_SHOWN).select_related("assignment__person").order_by("-pk")
    editions = list(rows[: MOST_SHOWN + 1]) if is_valid else []
    filed = _filed(editions, vocabularies)
    return framed(
        desk,
        request,
        "articles/article/planning",
        "Planning",
        form=asked,
        plan=plan_of(editions[:MOST_SHOWN], filed, now=now, monday=monday, weeks=WEEKS),
        is_too_much=len(editions) > MOST_SHOWN,
        most=MOST_SHOWN,
        today=timezone.localdate(),
        now=now,
        earlier=monday - timedelta(weeks=WEEKS) if monday > this_week else None,
        later=monday + timedelta(weeks=WEEKS),
        office=office.line(request),
        may_plan=permissions.may(user_of(request), "create"),
        media=desk.media,
    )


def plan_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Ask what is known of a planned release, and make a draft of it."""
    demand(permissions.may(user_of(request), "create"))
    vocabularies = at_desk(request).vocabularies = vocabulary.current()
    sent = request.POST if request.method == "POST" else None
    form = PlanForm(sent, vocabularies=vocabularies, initial=_beginning(request, vocabularies))
    if sent is not None and form.is_valid() and _store(form, request, vocabularies):
        return redirect("admin:articles_article_planning")
    media = desk.media + form.media
    return framed(desk, request, "articles/article/planning_new", "Plan a release", form=form, media=media)


def _store(form: PlanForm, request: HttpRequest, vocabularies: Vocabularies) -> bool:
    """Store the draft, or say at the form why that cannot be."""
    article, filing = form.draft(vocabularies)
    try:
        workflow.save_draft(article, by=user_of(request), filing=filing)
    except workflow.NotPossible as refusal:
        for reason in refusal.reasons:
            form.add_error(None, reason)
        return False
    address = reverse("admin:articles_article_change", args=[article.pk])
    messages.success(request, format_html('Planned: <a href="{}">{}</a>, a draft.', address, article.title))
    return True


def _beginning(request: HttpRequest, vocabularies: Vocabularies) -> dict[str, object]:
    """The day that the address names, and the office of whoever plans."""
    chosen = [
        entry
        for entry in vocabularies.structure.in_order(office.office_for(request).own)
        if entry.parent_id not in office.office_for(request).own
    ]
    return {"planned_day": request.GET.get("day", ""), "structure": chosen[0].slug if chosen else ""}


def _filed(editions: Sequence[Article], vocabularies: Vocabularies) -> dict[int, list[str]]:
    """The names of the content type and the bodies of each edition by id: one query."""
    filings = filings_of([edition.pk for edition in editions], ("structure",))
    names = {}
    for edition in editions:
        entry = vocabularies.type.by_id.get(edition.release_type_id or 0)
        bodies = vocabularies.structure.in_order(filings[edition.pk].terms["structure"])
        names[edition.pk] = [term.name for term in (*([entry] if entry else []), *bodies)]
    return names


def _offer(form: forms.Form, vocabularies: Vocabularies, *, nothing: str) -> None:
    today = timezone.localdate()
    bodies = [
        (entry.slug, "\u2003" * entry.depth + entry.name)
        for entry in vocabularies.structure
        if not entry.is_closed(today)
    ]
    types = [(entry.slug, entry.name) for entry in vocabularies.type]
    form.fields["structure"].choices = [("", nothing), *bodies]  # type: ignore[attr-defined]
    form.fields["type"].choices = [("", nothing), *types]  # type: ignore[attr-defined]


def _slugs(entry: vocabulary.TermEntry, vocabularies: Vocabularies) -> list[str]:
    return [step.slug for step in vocabularies.structure.lineage(entry)]


PAGES = (
    Page("planning/", "articles_article_planning", board_view),
    Page("planning/new/", "articles_article_plan", plan_view),
)
