"""The desk's pages for releases: the list, the page of an edition, and its moves."""

from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Field, QuerySet
from django.forms import Field as FormField
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from js_asset import Media
from taggit.admin import Tag

from articles import checks, presence, reviews, rights, workflow
from articles.admin import conflict, file_rows, uploads
from articles.admin.attachments import AttachmentInline
from articles.admin.bulk_filing import BulkFiling
from articles.admin.comparing import compare_view
from articles.admin.form import CONTENT_FIELDS, HIDDEN_FIELDS, ReleaseForm
from articles.admin.history import history_view
from articles.admin.list_filters import StandingFilter, TermFilter
from articles.admin.moves import MOVES, Move, hints, offered
from articles.admin.pictures import PictureInline
from articles.admin.previews import Previews, links_to
from articles.admin.queues import QueueFilter, queues
from articles.admin.saved_views import SavedViews, may_share_views, views_for
from articles.admin.warnings import AcknowledgedField, show_beside_fields
from articles.admin.writing_help import title_advice
from articles.body import sanitise
from articles.local_time import said
from articles.models import Article

# How the fields of a form are called where they are only read.
READ_AS = {"body": "read_body", "tags": "read_tags", "embargo_until": "read_embargo"}
# Shown of later editions only: the first has changed nothing.
CHANGES = "What this edition changed"

# `taggit.admin` registers tags; but renaming or deleting one would change what has been published.
admin.site.unregister(Tag)


@admin.register(Article)
class ReleaseAdmin(BulkFiling, Previews, SavedViews, admin.ModelAdmin):
    """Editions in preparation are edited here; what was published is read here and corrected by a new edition."""

    form = ReleaseForm
    inlines = (PictureInline, AttachmentInline)
    list_display = ("title", "standing", "day", "release_type", "where_we_are")
    list_filter = (
        QueueFilter,
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
    actions = ("file_under", "take_from")
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("title", "summary", "body", *HIDDEN_FIELDS)}),
        (
            "Filed under",
            {"fields": ("release_type", "structures", "fields_of_work", "countries", "meetings", "tags")},
        ),
        (
            "Issued",
            {"fields": ("publishing_date", "place", "language", "translates", "slug", "embargo_until")},
        ),
        (CHANGES, {"fields": ("change_note", "is_minor", "minor_reason")}),
        ("Notes", {"fields": ("contact", "editor_note")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).prefetch_related("structures")

    @admin.display(description="state")
    def standing(self, article: Article) -> str:
        standing = article.standing()
        edition = f"edition {article.edition}" if article.edition > 1 else ""
        hour = said(ends) if (ends := article.embargo_ends()) else ""
        if hour and standing != "scheduled":
            hour = f"under embargo until {hour}"
        forced = "not yet approved" if article.forced_by_id else ""
        more = ", ".join(filter(None, (edition, hour, forced)))
        return format_html('<span class="standing standing-{}">{}</span> {}', standing, standing, more)

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

    @admin.display(description="under embargo until")
    def read_embargo(self, article: Article) -> str:
        return said(article.embargo_until) if article.embargo_until else "–"

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What comes next stands first in the list of what is scheduled."""
        return ("public_at", "id") if _shows_schedule(request) else self.ordering

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Among scheduled releases the hour counts, which stands beside the state."""
        return tuple(name for name in self.list_display if name != "day" or not _shows_schedule(request))

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        more = {
            "queues": queues(request),
            "views": views_for(request.user),
            "may_share_views": may_share_views(request.user),
            "narrowed": request.GET.urlencode(),
        }
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def view_on_site(self, article: Article) -> str | None:
        return article.get_absolute_url() if article.is_public(timezone.now()) else None

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Writers change what they created, editors everything; in which state is for the form to say."""
        return rights.may(request.user, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What was ever published is never deleted."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_in_preparation)

    def _has_form(self, request: HttpRequest, article: Article | None) -> bool:
        """Whether the page is a form: also when the edition was published while somebody typed into it."""
        if article is None:
            return True
        if request.method == "POST":
            return self.has_change_permission(request, article)
        return not rights.reasons_against("change", article, request.user)

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple[str, ...]:
        if self._has_form(request, obj):
            return ()
        return tuple(READ_AS.get(name, name) for name in CONTENT_FIELDS)

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        fieldsets = [
            fieldset for fieldset in self.fieldsets if fieldset[0] != CHANGES or (obj and obj.edition > 1)
        ]
        if self._has_form(request, obj):
            return fieldsets
        return [
            (
                title,
                {
                    "fields": tuple(
                        READ_AS.get(name, name) for name in options["fields"] if name not in HIDDEN_FIELDS
                    )
                },
            )
            for title, options in fieldsets
        ]

    def get_form(self, request: HttpRequest, obj: Article | None = None, **kwargs) -> type[ReleaseForm]:
        form = super().get_form(request, obj, **kwargs)
        form.editor = request.user
        return form

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs) -> FormField | None:
        """A release chooses its terms and may add one; it is no place to rename or delete them."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
        return field

    def save_model(self, request: HttpRequest, obj: Article, form: ReleaseForm, change: bool) -> None:
        """Only what was changed is saved: whoever changes nothing may still approve it."""
        if not change or form.has_changed():
            names = (*workflow.COPIED_RELATIONS, "tags")
            filing = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
            workflow.save_draft(obj, by=request.user, filing=filing)

    def save_related(self, request: HttpRequest, form: ReleaseForm, formsets: list, change: bool) -> None:
        if change and not form.has_changed() and any(formset.has_changed() for formset in formsets):
            workflow.save_draft(form.instance, by=request.user)
        # Terms and tags are stored already: the workflow keeps what changed in them.
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        workflow.delete_draft(obj, by=request.user)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """The history of the edition's whole release, in the place of Django's own page."""
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        return history_view(self, request, article.release)

    def render_change_form(
        self, request: HttpRequest, context: dict, *args, obj=None, **kwargs
    ) -> HttpResponse:
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        if obj and (differences := file_rows.differences_of(form, formsets)):
            return self._conflict_page(request, form, formsets, differences)
        # The editor's import map is an inline script.
        context["media"] = Media.from_media(context["media"], nonce=request.csp_nonce)
        if obj:
            is_editable = not rights.reasons_against("change", obj, request.user)
            found = checks.findings(obj, timezone.now()) if obj.is_in_preparation else []
            show_beside_fields(context["adminform"].form, found)
            context |= {
                "title": "Change release" if is_editable else "Release",
                "moves": offered(obj, request.user),
                "hints": hints(obj, request.user),
                "findings": found,
                "may_preview": reviews.is_reviewable(obj),
                "may_share": rights.may_share(request.user),
                "review_links": links_to(obj),
                "standing": obj.standing(),
                "transitions": obj.transitions.select_related("by"),
                "editions": Article.objects.filter(release=obj.release).order_by("edition"),
                "present": presence.sentence(presence.others(obj, request.user)),
                "show_save": is_editable,
                "show_save_and_continue": is_editable,
            }
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def response_add(self, request: HttpRequest, obj: Article, *args, **kwargs) -> HttpResponse:
        return _tell_saved(request, super().response_add(request, obj, *args, **kwargs))

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return _tell_saved(request, super().response_change(request, obj))

    def _conflict_page(
        self, request: HttpRequest, form: ReleaseForm, formsets: list, differences: list
    ) -> HttpResponse:
        """What somebody else saved beside what was typed, to choose from field by field."""
        stored = Article.objects.select_related("changed_by").get(pk=form.instance.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Two people changed this release",
            "opts": self.opts,
            "article": stored,
            "differences": differences,
            "typed": conflict.typed(form.data, file_rows.carried_by(formsets)),
            "opened": conflict.stored_digests(stored, CONTENT_FIELDS),
        }
        return TemplateResponse(request, "admin/articles/article/conflict.html", context)

    def get_urls(self) -> list:
        move = path(
            "<int:pk>/<slug:verb>/move/",
            self.admin_site.admin_view(self.move_view),
            name="articles_article_move",
        )
        compare = path(
            "<int:pk>/compare/<int:number>/",
            self.admin_site.admin_view(partial(compare_view, self)),
            name="articles_article_compare",
        )
        history = path(
            "history/<int:release>/",
            self.admin_site.admin_view(partial(history_view, self)),
            name="articles_article_release_history",
        )
        here = path(
            "<int:pk>/presence/",
            self.admin_site.admin_view(self.presence_view),
            name="articles_article_presence",
        )
        title = path("title/", self.admin_site.admin_view(self.title_view), name="articles_article_title")
        return [move, compare, history, here, title, *uploads.addresses(self), *super().get_urls()]

    def title_view(self, request: HttpRequest) -> JsonResponse:
        """What the title in the query brings, for whoever writes: its slug, and who else has it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        release = request.GET.get("release", "")
        number = int(release) if release.isdecimal() and len(release) < 16 else None
        return JsonResponse(title_advice(request.GET.get("title", ""), number))

    def presence_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Who else is at an edition, as the sentence of its page; a POST says that oneself is there."""
        article = get_object_or_404(Article, pk=pk)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        if request.method == "POST":
            presence.note(article, by=request.user)
        return JsonResponse({"present": presence.sentence(presence.others(article, request.user))})

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
        standing = "a draft" if article.state == Article.State.DRAFT else article.standing()
        messages.success(request, f"Edition {article.edition} of “{article}” is now {standing}.")
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _tell_saved(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the browser forget what newsroom/autosave.js kept of the form that was saved now."""
    if draft := request.POST.get("draft"):  # the form has cleaned it
        response.set_cookie(
            "saved_draft",
            draft,
            max_age=3600,
            path=reverse("admin:index"),
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


def _shows_schedule(request: HttpRequest) -> bool:
    return "scheduled" in (request.GET.get("queue"), request.GET.get("standing"))
