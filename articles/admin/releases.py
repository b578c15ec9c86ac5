"""The desk's pages for releases: the list, the page of an edition, and its moves."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Field, QuerySet
from django.forms import Field as FormField
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from js_asset import Media
from taggit.admin import Tag

from articles import workflow
from articles.admin.form import CONTENT_FIELDS, ReleaseForm
from articles.admin.list_filters import StandingFilter, TermFilter
from articles.admin.moves import MOVES, Move, offered
from articles.body import sanitise
from articles.models import Article

# How the fields of a form are called where they are only read.
READ_AS = {"body": "read_body", "tags": "read_tags"}

# `taggit.admin` registers tags; but renaming or deleting one would change what has been published.
admin.site.unregister(Tag)


@admin.register(Article)
class ReleaseAdmin(admin.ModelAdmin):
    """Editions in preparation are edited here; what was published is read here and corrected by a new edition."""

    form = ReleaseForm
    list_display = ("title", "standing", "day", "release_type", "where_we_are")
    list_filter = (
        StandingFilter,
        "language",
        ("release_type", TermFilter),
        ("structures", TermFilter),
        ("fields_of_work", TermFilter),
    )
    list_select_related = ("release_type",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("title", "summary", "=release")
    search_help_text = "Words of the title or the summary, or a release number"
    date_hierarchy = "publishing_date"
    ordering = ("-publishing_date", "-id")
    autocomplete_fields = ("structures", "fields_of_work", "countries", "meetings")
    actions = None
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("title", "summary", "body", "version")}),
        (
            "Filed under",
            {"fields": ("release_type", "structures", "fields_of_work", "countries", "meetings", "tags")},
        ),
        ("Issued", {"fields": ("publishing_date", "place", "language", "translates", "slug")}),
        ("Notes", {"fields": ("change_note", "contact", "editor_note")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).prefetch_related("structures")

    @admin.display(description="state")
    def standing(self, article: Article) -> str:
        standing = article.standing()
        edition = f"edition {article.edition}" if article.edition > 1 else ""
        return format_html('<span class="standing standing-{}">{}</span> {}', standing, standing, edition)

    @admin.display(description="date", ordering="publishing_date")
    def day(self, article: Article) -> date | None:
        return article.publishing_date

    @admin.display(description="where we are")
    def where_we_are(self, article: Article) -> str:
        names = [structure.name for structure in article.structures.all()]
        return ", ".join(names) or "–"

    @admin.display(description="body")
    def read_body(self, article: Article) -> str:
        body = mark_safe(sanitise(article.body))
        return format_html('<div class="release-body">{}</div>', body) if body else "–"

    @admin.display(description="tags")
    def read_tags(self, article: Article) -> str:
        return ", ".join(sorted(article.tags.names())) or "–"

    def view_on_site(self, article: Article) -> str | None:
        return article.get_absolute_url() if article.is_public(timezone.now()) else None

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What was ever published is never deleted."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_in_preparation)

    def _has_form(self, request: HttpRequest, article: Article | None) -> bool:
        """Whether the page is a form: also when the edition was published while somebody typed into it."""
        if article is None:
            return True
        is_form = article.is_in_preparation or request.method == "POST"
        return is_form and self.has_change_permission(request, article)

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple[str, ...]:
        if self._has_form(request, obj):
            return ()
        return tuple(READ_AS.get(name, name) for name in CONTENT_FIELDS)

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        if self._has_form(request, obj):
            return self.fieldsets
        return [
            (
                title,
                {"fields": tuple(READ_AS.get(name, name) for name in options["fields"] if name != "version")},
            )
            for title, options in self.fieldsets
        ]

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs) -> FormField | None:
        """A release chooses its terms and may add one; it is no place to rename or delete them."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field

    def save_model(self, request: HttpRequest, obj: Article, form: ReleaseForm, change: bool) -> None:
        workflow.save_draft(obj, by=request.user)

    def render_change_form(
        self, request: HttpRequest, context: dict, *args, obj=None, **kwargs
    ) -> HttpResponse:
        # The editor's import map is an inline script.
        context["media"] = Media.from_media(context["media"], nonce=request.csp_nonce)
        if obj:
            is_editable = obj.is_in_preparation and self.has_change_permission(request, obj)
            context |= {
                "title": "Change release" if is_editable else "Release",
                "moves": offered(obj, request.user),
                "standing": obj.standing(),
                "transitions": obj.transitions.select_related("by"),
                "editions": Article.objects.filter(release=obj.release).order_by("edition"),
                "show_save": is_editable,
                "show_save_and_continue": is_editable,
            }
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_urls(self) -> list:
        move = path(
            "<int:pk>/<slug:verb>/move/",
            self.admin_site.admin_view(self.move_view),
            name="articles_article_move",
        )
        return [move, *super().get_urls()]

    def move_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """One move: its form, then the move itself; reasons against it stand above the form."""
        article = get_object_or_404(Article, pk=pk)
        if verb not in MOVES:
            raise Http404
        move = MOVES[verb]
        is_allowed = request.user.has_perm(f"articles.{move.permission}")
        if not is_allowed or not self.has_view_permission(request, article):
            raise PermissionDenied
        form = move.form(request.POST if request.method == "POST" else None)
        if form.is_valid() and (moved := self._make(move, article, form, request)):
            return self._after_move(request, moved, move)
        context = {
            **self.admin_site.each_context(request),
            "title": move.label,
            "article": article,
            "move": move,
            "form": form,
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
        standing = "a draft" if article.state == Article.State.DRAFT else article.standing()
        messages.success(request, f"Edition {article.edition} of “{article}” is now {standing}.")
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
