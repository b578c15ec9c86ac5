"""Releases at the desk: who may do what with them, and all their pages put together."""

from collections.abc import Iterable
from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models.options import Options
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST
from taggit.admin import Tag

from articles import rights, workflow
from articles.admin import uploads
from articles.admin.bulk_filing import BulkFiling
from articles.admin.comparing import compare_view
from articles.admin.deleted_drafts import bring_back_view, deleted_view
from articles.admin.history import history_view
from articles.admin.move_page import MovePage
from articles.admin.previews import Previews
from articles.admin.release_list import ReleaseList
from articles.admin.release_page import ReleasePage
from articles.admin.saved_views import SavedViews
from articles.models import Article, OutboxMessage

# `taggit.admin` registers tags; but renaming or deleting one would change what has been published.
admin.site.unregister(Tag)


@admin.register(Article)
class ReleaseAdmin(ReleaseList, ReleasePage, MovePage, BulkFiling, Previews, SavedViews):
    """Editions in preparation are edited here; what was published is read here and corrected by a new edition."""

    actions = ("file_under", "take_from")

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Writers change what they created, editors everything; in which state is for the form to say."""
        return rights.may(request.user, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Writers delete drafts they created, editors what is in preparation; what was ever published nobody."""
        if obj is None:
            return rights.may(request.user, "delete")
        return not rights.reasons_against("delete", obj, request.user)

    def get_deleted_objects(self, objs: Iterable[Article], request: HttpRequest) -> tuple:
        """As Django's, but mail that was to go out about a draft goes with it, without a right of its own."""
        found, counts, missing, protected = super().get_deleted_objects(objs, request)
        return found, counts, missing - {OutboxMessage._meta.verbose_name}, protected

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        workflow.delete_draft(obj, by=request.user)
        deleted = reverse("admin:articles_article_deleted")
        history = reverse("admin:articles_article_release_history", args=[obj.release])
        said = (
            'It can be brought back from <a href="{}">the deleted drafts</a>; '
            'what happened to it stays in <a href="{}">the history of release {}</a>.'
        )
        messages.info(request, format_html(said, deleted, history, obj.release))

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Options, object_id: str
    ) -> HttpResponse:
        """An address that leads nowhere is mostly that of a draft that somebody deleted."""
        said = 'There is no release here. If it was a draft, look among <a href="{}">the deleted drafts</a>.'
        messages.warning(request, format_html(said, reverse("admin:articles_article_deleted")))
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """The history of the edition's whole release, in the place of Django's own page."""
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        return history_view(self, request, article.release)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/compare/<int:number>/",
                view(partial(compare_view, self)),
                name="articles_article_compare",
            ),
            path(
                "history/<int:release>/",
                view(partial(history_view, self)),
                name="articles_article_release_history",
            ),
            path("deleted/", view(partial(deleted_view, self)), name="articles_article_deleted"),
            path(
                "deleted/<int:pk>/bring-back/",
                view(require_POST(partial(bring_back_view, self))),
                name="articles_article_bring_back",
            ),
            *uploads.addresses(self),
            *super().get_urls(),
        ]
