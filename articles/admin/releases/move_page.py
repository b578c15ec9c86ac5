"""The desk's page of one move: what it does, its small form, and the reasons against it."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from articles.admin.pages import demand, framed
from articles.admin.releases.form.warnings import AcknowledgedField
from articles.admin.releases.moves import form_for
from articles.admin.releases.translations_field import TranslationsField
from articles.admin.requests import user_of
from articles.editing import checks, permissions, translations, workflow
from articles.editing.moves import BUTTONS
from articles.editing.moves.types import Move
from articles.models import Article
from articles.text.local_time import format_instant


def move_view(desk: ModelAdmin, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Show the form of one move; then make the move, or show the reasons against it above the form."""
    article, user = get_object_or_404(Article, pk=pk), user_of(request)
    if verb not in BUTTONS:
        raise Http404
    move = BUTTONS[verb]
    demand(permissions.may(user, verb, article) and desk.has_view_permission(request, article))
    answers = request.POST if request.method == "POST" else None
    form = form_for(move, article, answers)
    findings = checks.findings(article, _planned(form)) if move.shows_findings else []
    warnings = [finding for finding in findings if not finding.blocks]
    if move.asks_to_acknowledge and warnings:
        form.fields["acknowledged"] = AcknowledgedField(warnings)
    if move.takes_translations and (ready := translations.ready_to_go_along(article)):
        form.fields["translations"] = TranslationsField(ready, _planned(form))
    if form.is_valid() and (moved := _make(move, article, form, request)):
        return _after_move(desk, request, moved, move)
    if form.is_bound:
        # A move that was refused may have changed the edition at hand, but not the stored one.
        article = get_object_or_404(Article, pk=pk)
    return framed(
        desk,
        request,
        "articles/article/move",
        move.label,
        article,
        move=move,
        explanation=move.explained(article.edition),
        form=form,
        findings=[finding for finding in findings if finding.blocks or not move.asks_to_acknowledge],
        reasons=() if form.errors else permissions.reasons_against(verb, article, user),
        zone=timezone.get_current_timezone_name(),
        # The edition as the editor saw it: what changed meanwhile is not published unseen.
        version=request.POST.get("version") or request.GET.get("version") or article.lock_version,
    )


def _planned(form: Form) -> datetime:
    """The instant for which a move is planned by what was typed into its form; else now."""
    if form.is_bound and "at" in form.fields:
        planned = type(form)(form.data)
        planned.full_clean()
        if at := planned.cleaned_data.get("at"):
            return max(at, timezone.now())
    return timezone.now()


def _make(move: Move, article: Article, form: Form, request: HttpRequest) -> Article | None:
    """The edition after `move`, or None with the reasons against it in `form`."""
    version = seen_version(request.POST)
    try:
        return move.function(article, by=user_of(request), version=version, **form.cleaned_data) or article
    except workflow.NotPossible as refusal:
        for reason in refusal.reasons:
            form.add_error(None, reason)
        return None


def _after_move(desk: ModelAdmin, request: HttpRequest, article: Article, move: Move) -> HttpResponse:
    article.refresh_from_db()
    desk.log_change(request, article, move.label)
    message = move.done or f"Edition {article.edition} of “{article}” is now {_standing(article)}."
    messages.success(request, message)
    address = reverse("admin:articles_article_change", args=[article.pk])
    # desk/asking.js asks for the address: a browser would follow a redirect, and use up its message.
    is_asked_beside = request.headers.get("Accept") == "application/json"
    return JsonResponse({"address": address}) if is_asked_beside else redirect(address)


def seen_version(sent: Mapping[str, str]) -> int:
    """The version of the edition that a form says was seen; -1, which none has, when it says none."""
    text = sent.get("version") or ""
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _standing(article: Article) -> str:
    standing = article.standing()
    match standing:
        case "draft":
            return "a draft"
        case "scheduled":
            return f"scheduled for {format_instant(article.issued_at)}"
    return standing
