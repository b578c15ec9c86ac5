"""The desk's page of an edition: a form while it is in preparation, to be read afterwards."""

from collections.abc import Iterator
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import DateField, Field, ManyToManyField, QuerySet
from django.forms import Field as FormField
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from js_asset import Media

from articles.admin import release_templates
from articles.admin.pages import DeskAdmin, framed
from articles.admin.releases.files import file_rows
from articles.admin.releases.files.attachments import AttachmentInline
from articles.admin.releases.files.pictures import PictureInline
from articles.admin.releases.files.recordings import RecordingInline
from articles.admin.releases.form import conflict, event_fields
from articles.admin.releases.form.edition_facts import facts_of
from articles.admin.releases.form.fields import (
    ASKED_BESIDE,
    CONTENT_FIELDS,
    FILED_UNDER,
    HIDDEN_FIELDS,
    ReleaseForm,
    TermsChosen,
)
from articles.admin.releases.form.mistakes import mistakes
from articles.admin.requests import at_desk, user_of
from articles.editing import change_log, permissions, unsaved_texts, workflow
from articles.models import Article
from articles.models.facets import FIELDS, Group, ValueKind, fields_in, names_of
from articles.models.filing import Filing
from articles.text.body import sanitise
from articles.text.local_time import format_instant
from taxonomy.widgets import DayInput

# How the fields of a form are called where they are only read.
READ_AS = {
    "body": "read_body",
    "tags": "read_tags",
    "embargo_until": "read_embargo",
    "event_start": "read_event_start",
    "event_end": "read_event_end",
    "boilerplates": "read_boilerplates",
    "partners": "read_partners",
}
# How the groups of fields fold: the text never, the rest open at first where JavaScript remembers nothing.
CLASSES = {
    Group.TEXT: (),
    Group.FILED_UNDER: ("collapse", "fold"),
    Group.ISSUED: ("collapse", "fold"),
    Group.EVENT: ("collapse", "fold"),
    Group.CHANGES: ("collapse", "fold"),
    Group.NOTES: ("collapse", "fold", "folded"),
}

# The message about an approved edition that was saved, by what became of its approval.
SAVED_APPROVED = {
    "lost": (messages.WARNING, "Saved. It had been approved; now a colleague has to approve it again."),
    "stays": (messages.SUCCESS, "Saved. Its words are as they were: it stays approved."),
}


def _shown_in(group: Group) -> Iterator[str]:
    """The fields of a group, each with what is asked beside it."""
    for name in fields_in(group):
        yield name
        if name in ASKED_BESIDE:
            yield ASKED_BESIDE[name]


class ReleasePage(DeskAdmin):
    """The page of an edition: its form, its rows of files, its buttons."""

    form = ReleaseForm
    inlines = (PictureInline, AttachmentInline, RecordingInline)
    autocomplete_fields = names_of(ValueKind.TERMS, ValueKind.ENTRIES)
    formfield_overrides = {DateField: {"widget": DayInput}}
    fieldsets = tuple(
        (
            group.value,
            {
                "fields": (*_shown_in(group), *(HIDDEN_FIELDS if group is Group.TEXT else ())),
                "classes": CLASSES[group],
            },
        )
        for group in Group
    )

    @admin.display(description=FIELDS["body"].verbose_name)
    def read_body(self, article: Article) -> str:
        body = mark_safe(sanitise(article.body))  # noqa: S308  # cleaned here
        return format_html('<div class="release-body">{}</div>', body) if body else "–"

    @admin.display(description=FIELDS["tags"].verbose_name)
    def read_tags(self, article: Article) -> str:
        return ", ".join(tag.name for tag in _named(article).tags) or "–"

    @admin.display(description=FIELDS["boilerplates"].verbose_name)
    def read_boilerplates(self, article: Article) -> str:
        return ", ".join(sorted(_named(article).entries["boilerplates"].values())) or "–"

    @admin.display(description=FIELDS["partners"].verbose_name)
    def read_partners(self, article: Article) -> str:
        return ", ".join(sorted(_named(article).entries["partners"].values())) or "–"

    @admin.display(description=FIELDS["embargo_until"].verbose_name)
    def read_embargo(self, article: Article) -> str:
        return format_instant(article.embargo_until) if article.embargo_until else "–"

    @admin.display(description=FIELDS["event_start"].verbose_name)
    def read_event_start(self, article: Article) -> str:
        return event_fields.in_words(article, article.event_start)

    @admin.display(description=FIELDS["event_end"].verbose_name)
    def read_event_end(self, article: Article) -> str:
        return event_fields.in_words(article, article.event_end)

    def view_on_site(self, article: Article) -> str | None:
        return article.get_absolute_url() if article.is_public(timezone.now()) else None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Editions with their content type and who is to bring them forward, for the list as well."""
        return super().get_queryset(request).select_related("release_type", "assignment__person")

    def has_form(self, request: HttpRequest, article: Article | None) -> bool:
        """Return whether the page is a form, also when the edition was published while somebody typed."""
        if article is None:
            return True
        if request.method == "POST":
            return self.has_change_permission(request, article)
        return not permissions.reasons_against("change", article, user_of(request))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the template that the address names: `?template=5`."""
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        template = release_templates.chosen_template(request)
        return initial | template.values() if template else initial

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple[str, ...]:
        if self.has_form(request, obj):
            return ()
        return tuple(READ_AS.get(name, name) for name in CONTENT_FIELDS)

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> list:
        fieldsets = [
            # The first edition has changed nothing.
            fieldset
            for fieldset in self.fieldsets
            if fieldset[0] != Group.CHANGES.value or (obj and obj.edition > 1)
        ]
        if self.has_form(request, obj):
            return fieldsets
        return [
            (
                title,
                {
                    "fields": tuple(
                        READ_AS.get(str(name), name)
                        for name in options["fields"]
                        if name not in (*HIDDEN_FIELDS, *ASKED_BESIDE.values())
                    ),
                    "classes": options["classes"],
                },
            )
            for title, options in fieldsets
        ]

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> type[ReleaseForm]:
        form = cast(type[ReleaseForm], super().get_form(request, obj, change, **kwargs))
        form.editor = user_of(request)
        # The fields are there; what is in them the form reads, and `workflow.save_draft` stores.
        form._meta.exclude = FILED_UNDER
        return form

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField | None:
        if db_field.name in names_of(ValueKind.TERMS):
            kwargs["widget"] = TermsChosen(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> FormField | None:
        """A release chooses its terms and may add one; it is no place to rename or delete them."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return field

    def save_model(self, request: HttpRequest, obj: Article, form: ReleaseForm, change: bool) -> None:
        """Together with its files, by `save_related`."""

    def save_related(self, request: HttpRequest, form: ReleaseForm, formsets: list, change: bool) -> None:
        """Save only what was changed: who changes nothing may still approve it."""
        with_files = any(formset.has_changed() for formset in formsets)
        if not change or form.has_changed() or with_files:
            _store(form, request, with_files)
        # Terms and tags are stored already: the workflow keeps what changed in them.
        before = change_log.files_of(form.instance)
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)
        changes = change_log.changes_between(before, change_log.files_of(form.instance))
        change_log.record(form.instance, changes, by=user_of(request))

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, obj: Article | None = None, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        if obj and (differences := file_rows.differences_of(form, formsets)):
            return self._conflict_page(request, form, formsets, differences)
        # The editor's import map is an inline script.
        context["media"] = Media.from_media(context["media"], nonce=at_desk(request).csp_nonce)
        if obj:
            is_editable = not permissions.reasons_against("change", obj, user_of(request))
            context |= facts_of(obj, form, formsets, request) | {
                "title": "Change release" if is_editable else "Release",
                "may_delete": self.has_delete_permission(request, obj),
                "show_save": is_editable,
                "show_save_and_continue": is_editable,
            }
        else:
            context |= {
                "templates": release_templates.templates_for(user_of(request)),
                "template": release_templates.chosen_template(request),
            }
        # Our own summary stands in the place of Django's note.
        refused = bool(context["errors"])
        context |= {
            "refused": refused,
            "errors": None,
            "mistakes": mistakes(form, context["inline_admin_formsets"]) if refused else [],
            "show_save_and_add_another": False,
            # The text takes the width of the window; the breadcrumbs lead to the lists.
            "is_nav_sidebar_enabled": False,
        }
        kwargs["obj"] = obj
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Article, *args: Any, **kwargs: Any) -> HttpResponse:
        return _note_saved(request, super().response_add(request, obj, *args, **kwargs))

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Redirect to the list or the form."""
        return _note_saved(request, self._messaged_and_led_back(request, obj))

    def _messaged_and_led_back(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Redirect as Django does, with a message about an approval: a lost one is no success."""
        if not (approval := getattr(request, "approval", "")):
            return super().response_change(request, obj)
        messages.add_message(request, *SAVED_APPROVED[approval])
        if "_continue" in request.POST:
            return redirect(request.get_full_path())
        return self.response_post_save_change(request, obj)

    def _conflict_page(
        self, request: HttpRequest, form: ReleaseForm, formsets: list, differences: list
    ) -> HttpResponse:
        """Show what somebody else saved beside what was typed, to choose from field by field."""
        stored = Article.objects.select_related("changed_by").get(pk=form.instance.pk)
        return framed(
            self,
            request,
            "articles/article/conflict",
            "Two people changed this release",
            stored,
            differences=differences,
            typed=conflict.typed(conflict.sent_by(form), file_rows.carried_by(formsets)),
            opened=conflict.stored_digests(stored, CONTENT_FIELDS),
        )


def _named(article: Article) -> Filing:
    """The tags and the entries of registers of an edition, which its form has read."""
    return article.filing or Filing()


def _store(form: ReleaseForm, request: HttpRequest, with_files: bool) -> None:
    """Save an edition as changed by the person who asks; the request notes what became of its approval."""
    article: Article = form.instance
    filing = {}
    if form.has_changed():
        filing = {name: form.cleaned_data[name] for name in FILED_UNDER if name in form.cleaned_data}
    was_approved = article.state == Article.State.APPROVED
    workflow.save_draft(article, by=user_of(request), filing=filing, with_files=with_files)
    if was_approved:
        at_desk(request).approval = "stays" if article.state == Article.State.APPROVED else "lost"


def _note_saved(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Forget what was kept of the form that was saved now: here at once, and in its browser by a cookie."""
    if draft := request.POST.get("draft"):  # the form has cleaned it
        unsaved_texts.drop(draft, by=user_of(request))
        response.set_cookie(
            "saved_draft",
            draft,
            max_age=3600,
            path=reverse("admin:index"),
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response
