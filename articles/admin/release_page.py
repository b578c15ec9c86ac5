"""The desk's page of an edition: a form while it is in preparation, to be read afterwards."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import DateField, Field, ManyToManyField, Prefetch, prefetch_related_objects
from django.forms import Field as FormField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from js_asset import Media

from articles import alterations, checks, presence, redirects, reviews, rights, suggestions, workflow
from articles.admin import conflict, file_rows, history
from articles.admin.attachments import AttachmentInline
from articles.admin.form import CONTENT_FIELDS, FILED_UNDER, HIDDEN_FIELDS, ReleaseForm, TermsChosen
from articles.admin.mistakes import mistakes
from articles.admin.moves import MOVES, hints, offered
from articles.admin.pictures import PictureInline
from articles.admin.previews import links_to
from articles.admin.warnings import show_beside_fields
from articles.admin.writing_help import title_advice
from articles.body import sanitise
from articles.local_time import said
from articles.models import Article, Picture, Transition
from articles.models.transition import last_return
from articles.moment import Moment
from taxonomy.widgets import DayInput

# How the fields of a form are called where they are only read.
READ_AS = {"body": "read_body", "tags": "read_tags", "embargo_until": "read_embargo"}
# What is reached from the form by a button, besides the moves.
PAGES = {"preview": "admin:articles_article_frames", "reviews": "admin:articles_article_reviews"}
# Shown of later editions only: the first has changed nothing.
CHANGES = "What this edition changed"

LOST_APPROVAL = "Saved. It had been approved; now somebody has to approve it again."


class ReleasePage(admin.ModelAdmin):
    """What the page shows and saves, and what its scripts ask while somebody writes."""

    form = ReleaseForm
    inlines = (PictureInline, AttachmentInline)
    autocomplete_fields = ("structures", "fields_of_work", "countries", "meetings")
    formfield_overrides = {DateField: {"widget": DayInput}}
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

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/presence/", view(self.presence_view), name="articles_article_presence"),
            path("title/", view(self.title_view), name="articles_article_title"),
            path("<int:pk>/suggestions/", view(self.suggestions_view), name="articles_article_suggestions"),
            *super().get_urls(),
        ]

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

    def view_on_site(self, article: Article) -> str | None:
        return article.get_absolute_url() if article.is_public(timezone.now()) else None

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
        # The fields are there; what is in them the form reads, and `workflow.save_draft` stores.
        form._meta.exclude = FILED_UNDER
        return form

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs
    ) -> FormField | None:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = TermsChosen(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

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
            _store(obj, request, filing)

    def save_related(self, request: HttpRequest, form: ReleaseForm, formsets: list, change: bool) -> None:
        if change and not form.has_changed() and any(formset.has_changed() for formset in formsets):
            _store(form.instance, request, {})
        # Terms and tags are stored already: the workflow keeps what changed in them.
        before = alterations.files_of(form.instance)
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)
        alterations.record_files(form.instance, before, by=request.user)

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
            pictures = _pictures_of(formsets)
            found = checks.findings(obj, timezone.now(), pictures) if obj.is_in_preparation else []
            rows = [form, *(row for formset in formsets for row in formset.initial_forms)]
            editions = list(
                Article.objects.filter(release=obj.release)
                .only("release", "edition", "state", "public_at", "public_until")
                .order_by("edition")
            )
            prefetch_related_objects([obj], Prefetch("transitions", Transition.objects.select_related("by")))
            transitions = list(obj.transitions.all())
            context |= {
                "title": "Change release" if is_editable else "Release",
                "moves": offered(obj, request.user),
                "hints": hints(obj, request.user),
                "findings": found,
                "fields_here": show_beside_fields(rows, found),
                "may_preview": reviews.is_reviewable(obj),
                "may_share": rights.may_share(request.user),
                "review_links": links_to(obj),
                "standing": obj.standing(),
                "moves_made": list(history.moves(transitions)),
                "returned": last_return(obj, transitions),
                "editions": editions,
                "led_on": _led_on(request, editions),
                "present": presence.sentence(presence.others(obj, request.user)),
                "show_save": is_editable,
                "show_save_and_continue": is_editable,
            }
        # Our own summary stands in the place of Django's note.
        refused = bool(context["errors"])
        context |= {
            "refused": refused,
            "errors": None,
            "mistakes": mistakes(form, context["inline_admin_formsets"]) if refused else [],
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def response_add(self, request: HttpRequest, obj: Article, *args, **kwargs) -> HttpResponse:
        return _tell_saved(request, super().response_add(request, obj, *args, **kwargs))

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Back to the list or the form; or on to the page whose button saved what was typed, see newsroom/desk.js."""
        response = self._said_and_led_back(request, obj)
        then = request.POST.get("_then", "")
        if then in PAGES:
            response = HttpResponseRedirect(reverse(PAGES[then], args=[obj.pk]))
        elif then in MOVES:
            address = reverse("admin:articles_article_move", args=[obj.pk, then])
            response = HttpResponseRedirect(f"{address}?version={obj.lock_version}")
        return _tell_saved(request, response)

    def _said_and_led_back(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """As Django does it; but that a change took the approval away is not said as a success."""
        if not getattr(obj, "has_lost_approval", False):
            return super().response_change(request, obj)
        messages.warning(request, LOST_APPROVAL)
        if "_continue" in request.POST:
            return HttpResponseRedirect(request.get_full_path())
        return self.response_post_save_change(request, obj)

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

    def title_view(self, request: HttpRequest) -> JsonResponse:
        """What the title in the query brings, for whoever writes: its slug, and who else has it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        release = request.GET.get("release", "")
        number = int(release) if release.isdecimal() and len(release) < 16 else None
        return JsonResponse(title_advice(request.GET.get("title", ""), number))

    def suggestions_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """What the archive would file an edition under, for newsroom/suggestions.js to show to whoever may change it now."""
        article = get_object_or_404(Article, pk=pk)
        if rights.reasons_against("change", article, request.user):
            raise PermissionDenied
        return JsonResponse({"suggestions": suggestions.suggestions(article, Moment.take())})

    def presence_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Who else is at an edition, as the sentence of its page; a POST says that oneself is there."""
        article = get_object_or_404(Article, pk=pk)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        if request.method == "POST":
            presence.note(article, by=request.user)
        return JsonResponse({"present": presence.sentence(presence.others(article, request.user))})


def _pictures_of(formsets: list) -> list[Picture]:
    """The stored pictures of an edition, which their forms have read already."""
    return [row.instance for formset in formsets if formset.model is Picture for row in formset.initial_forms]


def _store(article: Article, request: HttpRequest, filing: dict) -> None:
    """Save an edition as changed by whoever asks; one that was approved has `has_lost_approval` then."""
    was_approved = article.state == Article.State.APPROVED
    workflow.save_draft(article, by=request.user, filing=filing)
    article.has_lost_approval = was_approved


def _led_on(request: HttpRequest, editions: list[Article]) -> dict[str, Any] | None:
    """Where readers of a release that was taken off the site are led, and where to change that; None of any other."""
    now = timezone.now()
    is_off = any(edition.state == Article.State.UNPUBLISHED for edition in editions)
    if not is_off or any(edition.is_public(now) for edition in editions):
        return None
    way = redirects.way_from(editions[0].release, now)
    address = ""
    if way.first and request.user.has_perm("articles.change_redirect"):
        address = reverse("admin:articles_redirect_change", args=[way.first.pk])
    elif not way.first and request.user.has_perm("articles.add_redirect"):
        old = urlencode({"old": redirects.address_of(editions[0].release)})
        address = f"{reverse('admin:articles_redirect_add')}?{old}"
    return {"way": way, "change": address}


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
