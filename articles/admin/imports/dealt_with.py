"""Problems of imported records: who has dealt with them, and where those who may mend them see them."""

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import capfirst

from articles.admin.pages import demand
from articles.admin.requests import user_of
from articles.editing import permissions
from articles.models import Article, ArticleQuerySet, ImportRecord

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class DealtWithFilter(admin.SimpleListFilter):
    """Records whose problems are open, or dealt with."""

    title = "problems dealt with"
    parameter_name = "dealt"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> "list[tuple[str, StrPromise | str]]":
        return [("no", "open"), ("yes", "dealt with")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "no":
                return queryset.filter(dealt_at__isnull=True).exclude(problems=[])
            case "yes":
                return queryset.filter(dealt_at__isnull=False)
        return queryset


@admin.action(description="Mark as dealt with")
def mark(desk: ModelAdmin, request: HttpRequest, records: QuerySet[ImportRecord]) -> None:
    """Note that the problems of the chosen records are dealt with."""
    demand(permissions.may_import(user_of(request)))
    open_ones = records.filter(dealt_at__isnull=True).exclude(problems=[])
    count = open_ones.update(dealt_by=user_of(request), dealt_at=timezone.now())
    messages.success(request, f"{count:,} records are marked as dealt with.")


@admin.action(description="Open the problems again")
def open_again(desk: ModelAdmin, request: HttpRequest, records: QuerySet[ImportRecord]) -> None:
    """Take the mark from the chosen records."""
    demand(permissions.may_import(user_of(request)))
    count = records.filter(dealt_at__isnull=False).update(dealt_by=None, dealt_at=None)
    messages.success(request, f"{count:,} records are open again.")


def may_deal(user: User) -> bool:
    """Return whether `user` may say that a problem is dealt with: who imports, and who mends releases."""
    return permissions.may_import(user) or permissions.may(user, "change")


def dealt_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one record from the page of its release, or open it again."""
    demand(may_deal(user_of(request)))
    record = get_object_or_404(ImportRecord, pk=pk)
    article = Article.objects.filter(release=record.release or 0).order_by("-edition").first()
    if not permissions.may_import(user_of(request)):
        demand(article is not None and permissions.may(user_of(request), "change", article))
    is_open = "open" in request.POST
    record.dealt_by, record.dealt_at = (None, None) if is_open else (user_of(request), timezone.now())
    record.save(update_fields=["dealt_by", "dealt_at"])
    messages.success(request, "The problems are open again." if is_open else "Marked as dealt with.")
    if article:
        return redirect("admin:articles_article_change", article.pk)
    return redirect("admin:articles_importrecord_change", record.pk)


def with_problems(editions: ArticleQuerySet) -> ArticleQuerySet:
    """The same editions, each with the last imported record of its release whose problems are open."""
    unsolved = ImportRecord.objects.filter(release=OuterRef("release"), dealt_at__isnull=True)
    last = unsolved.exclude(problems=[]).order_by("-pk")
    return editions.annotate(
        unsolved_record=Subquery(last.values("pk")[:1]),
        unsolved_problems=Subquery(last.values("problems")[:1]),
    )


def open_problems(edition: Article) -> list[tuple[int, list[str]]]:
    """The id of the record that `with_problems` has found, with its problems; empty without one: no query."""
    record = getattr(edition, "unsolved_record", None)
    problems = getattr(edition, "unsolved_problems", None) or []
    return [(record, [capfirst(problem["message"]) for problem in problems])] if record else []
