"""Releases at the desk: who may do what with them, and all their pages put together."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.db.models.options import Options
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from taggit.admin import Tag

from articles.admin import offices
from articles.admin.pages import Page
from articles.admin.releases import activity, notices, planning_board, previews, stale_translations
from articles.admin.releases.comparison import compare_view
from articles.admin.releases.deleted_drafts import bring_back_view, deleted_view
from articles.admin.releases.files import upload_fields
from articles.admin.releases.form import background, unsaved
from articles.admin.releases.form.from_word import from_word_view
from articles.admin.releases.form.page import ReleasePage
from articles.admin.releases.history import history_view
from articles.admin.releases.list import saved_views, tags
from articles.admin.releases.list.bulk_filing import BulkFiling
from articles.admin.releases.list.page import ReleaseList
from articles.admin.releases.move_page import move_view, seen_version
from articles.admin.requests import user_of
from articles.editing import permissions, workflow
from articles.models import Article, OutboxMessage

# `taggit.admin` registers tags; but renaming or deleting one would change what has been published.
admin.site.unregister(Tag)


@admin.register(Article)
class ReleaseAdmin(ReleaseList, ReleasePage, BulkFiling):
    """Pages of releases: drafts are edited here; a published edition is corrected by a new one."""

    actions = ("file_under",)
    pages = (
        Page("<int:pk>/<slug:verb>/move/", "articles_article_move", move_view),
        Page("<int:pk>/compare/<int:number>/", "articles_article_compare", compare_view),
        Page("history/<int:release>/", "articles_article_release_history", history_view),
        Page("from-word/", "articles_article_from_word", from_word_view),
        Page("deleted/", "articles_article_deleted", deleted_view),
        Page("deleted/<int:pk>/bring-back/", "articles_article_bring_back", bring_back_view, only_post=True),
        *previews.PAGES,
        *activity.PAGES,
        *stale_translations.PAGES,
        *planning_board.PAGES,
        *notices.PAGES,
        *offices.PAGES,
        *background.PAGES,
        *unsaved.PAGES,
        *saved_views.PAGES,
        *tags.PAGES,
        *upload_fields.PAGES,
    )

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Writers change what they created, editors everything; in which state is for the form to say."""
        return permissions.may(user_of(request), "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Writers delete drafts they created, editors what is in preparation; nobody what was published."""
        if obj is None:
            return permissions.may(user_of(request), "delete")
        return not permissions.reasons_against("delete", obj, user_of(request))

    def get_deleted_objects(self, objs: Sequence[Article] | QuerySet[Article], request: HttpRequest) -> tuple:
        """Return Django's lists; mail about a draft is deleted with it and needs no right of its own."""
        objects, counts, missing, protected = super().get_deleted_objects(objs, request)
        return objects, counts, missing - {OutboxMessage._meta.verbose_name}, protected

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """Delete as Django does, unless somebody has changed the draft meanwhile: then show it again."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except workflow.NotPossible as refusal:
            for reason in refusal.reasons:
                messages.error(request, f"Not deleted. {reason}")
            return redirect("admin:articles_article_change", object_id)

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        workflow.delete_draft(obj, by=user_of(request), version=seen_version(request.POST))
        deleted = reverse("admin:articles_article_deleted")
        history = reverse("admin:articles_article_release_history", args=[obj.release])
        message = (
            'It can be brought back from <a href="{}">the deleted drafts</a>; '
            'what happened to it stays in <a href="{}">the history of release {}</a>.'
        )
        messages.info(request, format_html(message, deleted, history, obj.release))

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Options, object_id: str
    ) -> HttpResponse:
        """An address that leads nowhere is mostly that of a draft that somebody deleted."""
        message = (
            'There is no release here. If it was a draft, look among <a href="{}">the deleted drafts</a>.'
        )
        messages.warning(request, format_html(message, reverse("admin:articles_article_deleted")))
        return redirect("admin:articles_article_changelist")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """The history of the edition's whole release, in the place of Django's own page."""
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        return history_view(self, request, article.release)
