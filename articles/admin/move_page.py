"""The desk's page of one move: what it does, its small form, and the reasons against it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from articles import checks, rights, workflow
from articles.admin.moves import MOVES, Move
from articles.admin.warnings import AcknowledgedField
from articles.local_time import said
from articles.models import Article


class MovePage(admin.ModelAdmin):
    """One address for all moves."""

    def get_urls(self) -> list:
        move = self.admin_site.admin_view(self.move_view)
        return [
            path("<int:pk>/<slug:verb>/move/", move, name="articles_article_move"),
            *super().get_urls(),
        ]

    def move_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One move: its form, then the move itself; reasons against it stand above the form."""
        article = get_object_or_404(Article, pk=pk)
        if verb not in MOVES:
            raise Http404
        move = MOVES[verb]
        if not rights.may(request.user, verb, article) or not self.has_view_permission(request, article):
            raise PermissionDenied
        form = move.form(request.POST if request.method == "POST" else None, initial=move.initial(article))
        found = checks.findings(article, timezone.now()) if move.shows_findings else []
        warnings = [finding for finding in found if not finding.blocks]
        if move.asks_to_acknowledge and warnings:
            form.fields["acknowledged"] = AcknowledgedField(warnings)
        if form.is_valid() and (moved := self._make(move, article, form, request)):
            return self._after_move(request, moved, move)
        context = {
            **self.admin_site.each_context(request),
            "title": move.label,
            "article": article,
            "move": move,
            "explanation": move.explained(article),
            "form": form,
            "findings": [finding for finding in found if finding.blocks or not move.asks_to_acknowledge],
            "refusals": rights.reasons_against(verb, article, request.user),
            "zone": timezone.get_current_timezone_name(),
            # The edition as the editor saw it: what changed meanwhile is not published unseen.
            "version": request.POST.get("version") or request.GET.get("version") or article.lock_version,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/move.html", context)

    def _make(self, move: Move, article: Article, form: Form, request: HttpRequest) -> Article | None:
        """The edition after `move`, or None with the reasons against it in `form`."""
        if request.POST.get("version") != str(article.lock_version):
            form.add_error(
                None, "Somebody has changed or moved this edition since you opened it; look at it again."
            )
            return None
        try:
            return move.function(article, by=request.user, **form.cleaned_data) or article
        except workflow.NotPossible as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
            return None

    def _after_move(self, request: HttpRequest, article: Article, move: Move) -> HttpResponse:
        article.refresh_from_db()
        self.log_change(request, article, move.label)
        messages.success(
            request, move.done or f"Edition {article.edition} of “{article}” is now {_standing(article)}."
        )
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _standing(article: Article) -> str:
    standing = article.standing()
    match standing:
        case "draft":
            return "a draft"
        case "scheduled":
            return f"scheduled for {said(article.public_at)}"
    return standing
