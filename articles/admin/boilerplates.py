"""The register of boilerplates at the desk: each change of the words is a new version; all can be read."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from js_asset import Media

from articles.admin.pages import DeskAdmin, Page, framed, visible
from articles.admin.registers import InUseFilter, own_office_first
from articles.admin.releases.form.fields import BodyEditor
from articles.admin.requests import at_desk, user_of
from articles.editing import boilerplates, limits
from articles.models import Article, Boilerplate, BoilerplateVersion
from taxonomy import languages

# So many of the live releases with an older version are named.
MOST_RELEASES = 100


class WordsForm(forms.ModelForm):
    """The words in one language; whoever changes them makes the next version."""

    class Meta:
        model = BoilerplateVersion
        fields = ("language", "title", "body")
        widgets = {"title": forms.TextInput(attrs={"class": "vLargeTextField"}), "body": BodyEditor}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is there stays in its language; another one has a row of its own.
        self.fields["language"].disabled = self.instance.pk is not None

    def clean_title(self) -> str:
        return _something(boilerplates.stored_title(self.cleaned_data["title"]))

    def clean_body(self) -> str:
        body = self.cleaned_data["body"]
        if len(body) > limits.LONGEST_TEXT:
            raise ValidationError(
                f"The text has {len(body):,} characters; at most {limits.LONGEST_TEXT:,} can be stored."
            )
        return _something(boilerplates.stored_body(body))


def _something(text: str) -> str:
    """`text`, unless nothing is left of what was typed: the editor of an empty text sends its tags."""
    if not text:
        raise ValidationError("This field is required.")
    return text


class WordsFormSet(BaseInlineFormSet):
    """The newest words in each language, and a row for one more."""

    editor: User

    def get_queryset(self) -> QuerySet[BoilerplateVersion]:
        return (super().get_queryset() & BoilerplateVersion.objects.newest()).order_by("language")

    def clean(self) -> None:
        super().clean()
        # Django would leave out a row whose version is not the newest any more, and say that all is saved.
        if any(form.instance.pk is None for form in self.initial_forms):
            raise ValidationError(
                "Not saved: somebody has changed a text here since you opened it. Copy yours, which stands "
                "below, and open this page again."
            )
        chosen = [form.cleaned_data["language"] for form in self.forms if form.cleaned_data.get("language")]
        for language in {language for language in chosen if chosen.count(language) > 1}:
            raise ValidationError(
                f"There are two texts in {languages.name_of(language)}: change the one that is there."
            )

    def save_new(self, form: forms.ModelForm, commit: bool = True) -> BoilerplateVersion:
        """Store the first words in a language."""
        return self._write(form)

    def save_existing(self, form: forms.ModelForm, obj: Model, commit: bool = True) -> BoilerplateVersion:
        """Store changed words as the next version; the one that is there stays."""
        return self._write(form)

    def _write(self, form: forms.ModelForm) -> BoilerplateVersion:
        words = form.cleaned_data
        language, title, body = words["language"], words["title"], words["body"]
        return boilerplates.write(self.instance, language, title, body, by=self.editor)


class WordsInline(admin.StackedInline):
    """The words of a boilerplate, on its page; who may change it may change them."""

    model = BoilerplateVersion
    form = WordsForm
    formset = WordsFormSet
    verbose_name, verbose_name_plural = "text", "texts"
    can_delete = False
    extra = 1

    def get_extra(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> int:
        return self.extra if self.has_change_permission(request, obj) else 0

    def get_max_num(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> int:
        """One row more than there are texts: a script would copy the editor of an empty row."""
        there = obj.versions.newest().count() if isinstance(obj, Boilerplate) else 0
        return there + self.get_extra(request, obj)

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:  # noqa: ANN401
        formset = cast(type[WordsFormSet], super().get_formset(request, obj, **kwargs))
        formset.editor = user_of(request)
        return formset

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return user_of(request).has_perm("articles.view_boilerplate")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return user_of(request).has_perm("articles.change_boilerplate")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return user_of(request).has_perm("articles.add_boilerplate")


def versions_view(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show all versions, newest first, and the live releases that have an older one."""
    boilerplate = visible(desk, request, Boilerplate, pk)
    versions = boilerplate.versions.select_related("by").annotate(editions=Count("issued"))
    outdated = boilerplates.outdated(boilerplate, timezone.now())
    return framed(
        desk,
        request,
        "articles/boilerplate/versions",
        "Versions and releases",
        boilerplate,
        versions=versions.order_by("-at", "-pk"),
        outdated=outdated[:MOST_RELEASES],
        total=outdated.count(),
    )


@admin.register(Boilerplate)
class BoilerplateAdmin(DeskAdmin):
    """Pages of the register. What is published keeps its words; one that is retired stays where it is."""

    inlines = (WordsInline,)
    list_display = ("name", "languages", "used_until", "all_versions")
    list_filter = (InUseFilter, "release_types")
    search_fields = ("name", "versions__title")
    autocomplete_fields = ("release_types", "offices")
    pages = (Page("<int:pk>/versions/", "articles_boilerplate_versions", versions_view),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Boilerplate]:
        return super().get_queryset(request).prefetch_related("versions")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By name and heading; a release is offered those in use, of the office of who writes it first."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.path != reverse("admin:autocomplete"):
            return found, may_repeat
        in_use = self.get_queryset(request) & Boilerplate.objects.in_use(timezone.localdate())
        in_use = in_use.filter(pk__in=found.values("pk"))
        return own_office_first(in_use, user_of(request), "name"), False

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list, dict, set, list]:  # noqa: ANN401
        """What goes along; refused where an edition in preparation would lose words unnoticed."""
        listed, counts, lacking, protected = super().get_deleted_objects(objs, request)
        named = Article.objects.in_preparation().filter(boilerplates__in=objs).distinct()
        return listed, counts, lacking, [*protected, *(f"Release: {article}" for article in named)]

    def suggested_as(self, boilerplate: Boilerplate) -> str:
        """The text for this boilerplate in the form of a release."""
        return f"{boilerplate} ({self.languages(boilerplate) or 'no text yet'})"

    @admin.display(description="languages")
    def languages(self, boilerplate: Boilerplate) -> str:
        codes = sorted({version.language for version in boilerplate.versions.all()})
        return ", ".join(languages.name_of(code) for code in codes)

    @admin.display(description="")
    def all_versions(self, boilerplate: Boilerplate) -> SafeString:
        """A link to all versions and the releases that have an older one."""
        address = reverse("admin:articles_boilerplate_versions", args=[boilerplate.pk])
        return format_html('<a href="{}">Versions and releases</a>', address)

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, the editor's inline import map with the nonce of the request."""
        context["media"] = Media.from_media(context["media"], nonce=at_desk(request).csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)
