"""The library of pictures at the desk: the list of all, the page of one, and the search of a release."""

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles.admin.pages import Page, ReadOnlyAdmin, demand
from articles.admin.releases.files.pictures import shown_picture
from articles.admin.releases.files.upload_fields import stored_file_address
from articles.admin.releases.list.filters import TERM_FILTERS, TermFilter
from articles.media.library import LibraryEntry, entries_of
from articles.models import Article, Picture, PictureFile, PictureFileQuerySet

# "Ends soon" to a picture desk: time enough to ask for more.
SOON_DAYS = 30
MOST_OFFERED = 24
# Of a picture that is in everything, like a logo, its page shows the latest uses.
MOST_USES = 200
LONGEST_CAPTION = 160


class ExpiryFilter(admin.SimpleListFilter):
    """Pictures by the end of their rights, in editions that readers see or will see."""

    title = "rights until"
    parameter_name = "expiry"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("live", "expired, in a live release"),
            ("expired", "expired"),
            ("soon", f"expires within {SOON_DAYS} days"),
            ("open", "without an end"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        today, files = timezone.localdate(now), _files(queryset)
        uses = Picture.objects.current(now)
        match self.value():
            case "live":
                live = Picture.objects.filter(article__in=Article.objects.listed(now))
                return files.used_as(live.ending(None, today))
            case "expired":
                return files.used_as(uses.ending(None, today))
            case "soon":
                return files.used_as(uses.ending(today, today + timedelta(days=SOON_DAYS + 1)))
            case "open":
                return files.used_as(uses.filter(rights_until=None))
        return queryset


class RightsFilter(admin.SimpleListFilter):
    """Pictures whose rights somebody has written down, and those that nobody knows about."""

    title = "rights"
    parameter_name = "rights"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("stated", "stated"), ("unstated", "not stated")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        uses = Picture.objects.current(timezone.now())
        match self.value():
            case "stated":
                return _files(queryset).used_as(uses.exclude(rights=""))
            case "unstated":
                return _files(queryset).used_as(uses.filter(rights=""))
        return queryset


class TermOfReleaseFilter(TermFilter):
    """Pictures of releases that are filed under a term."""

    def _filed_under(self, queryset: QuerySet, term: int) -> QuerySet:
        return _of_editions(queryset, super()._filed_under(Article.objects.order_by(), term))

    def _filed_under_none(self, queryset: QuerySet) -> QuerySet:
        return _of_editions(queryset, super()._filed_under_none(Article.objects.order_by()))


def _of_editions(files: QuerySet, editions: QuerySet) -> QuerySet:
    return _files(files).used_as(Picture.objects.filter(article__in=editions.values("pk")))


def _files(rows: QuerySet) -> PictureFileQuerySet:
    """The same rows, which Django's lists and filters hand on, with their type."""
    return cast(PictureFileQuerySet, rows)


def _entry(file: PictureFile) -> LibraryEntry:
    """The entry that `LibraryList` has given to a row."""
    return cast(Any, file).entry


def find_view(desk: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Answer with pictures to use again: those with the words `q`, the newest first.

    Each has what `desk/pictures.js` gets of an upload; of uses in the `language` asked for the latest speaks.
    """
    demand(desk.has_view_permission(request))
    files = PictureFile.objects.used().with_words(request.GET.get("q", "")).order_by("-pk")
    found = list(files[: MOST_OFFERED + 1])
    today = timezone.localdate()
    pictures = [
        {
            "pk": entry.file.pk,
            "address": stored_file_address("picture", entry.file.pk),
            "offers": entry.offers,
            "name": entry.latest.alt or entry.latest.caption[:LONGEST_CAPTION] or entry.file.file_name,
            "note": "May not be used any more" if entry.has_ended(today) else entry.latest.article.title,
        }
        for entry in entries_of(found[:MOST_OFFERED], request.GET.get("language", ""))
    ]
    return JsonResponse({"pictures": pictures, "has_more": len(found) > MOST_OFFERED})


class LibraryList(ChangeList):
    """The list, whose rows know their latest use: two queries for all of a page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        entries = {entry.file.pk: entry for entry in entries_of(self.result_list)}
        for file in self.result_list:
            file.entry = entries[file.pk]


@admin.register(PictureFile)
class PictureLibrary(ReadOnlyAdmin):
    """Every picture that a release has: what is said of it, how long it may be used, and where it is."""

    pages = (Page("find/", "articles_picturefile_find", find_view),)
    list_display = ("thumbnail", "described", "credited", "used_until", "used_in")
    list_display_links = None
    list_filter = (
        ExpiryFilter,
        RightsFilter,
        *(type(one.__name__, (TermOfReleaseFilter, one), {}) for one in TERM_FILTERS),
    )
    search_fields = ("file_name",)
    search_help_text = "Words of the alternative text, the caption or the credit, or of the name of the file"
    ordering = ("-pk",)
    fields = ("preview", "file_name", "facts", "uses")
    readonly_fields = fields

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who sees the list of releases sees their pictures."""
        return self.admin_site.get_model_admin(Article).has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return _files(super().get_queryset(request)).used()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Those with all words; each picture once, whatever number of releases has it."""
        return _files(queryset).with_words(search_term), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LibraryList

    @admin.display(description="picture")
    def thumbnail(self, file: PictureFile) -> SafeString:
        return format_html(
            '<img class="library-thumbnail" src="{}" alt="" loading="lazy">',
            stored_file_address("picture", file.pk),
        )

    @admin.display(description="alternative text and caption")
    def described(self, file: PictureFile) -> SafeString:
        use = _entry(file).latest
        caption = use.caption[:LONGEST_CAPTION]
        return format_html(
            '<a href="{}">{}</a>{}',
            reverse("admin:articles_picturefile_change", args=[file.pk]),
            use.alt or ("Decorative" if use.is_decorative else "Not described"),
            format_html("<br>{}", caption) if caption else "",
        )

    @admin.display(description="credit and rights")
    def credited(self, file: PictureFile) -> SafeString:
        use = _entry(file).latest
        return format_html_join(
            mark_safe("<br>"), "{}", ((text,) for text in (use.credit, use.rights) if text)
        )

    @admin.display(description="may be used until")
    def used_until(self, file: PictureFile) -> str:
        entry = _entry(file)
        if entry.latest.rights_until is None:
            return self.get_empty_value_display()
        day = dateformat.format(entry.latest.rights_until, "j F Y")
        return f"{day}, expired" if entry.has_ended(timezone.localdate()) else day

    @admin.display(description="used in")
    def used_in(self, file: PictureFile) -> SafeString:
        entry = _entry(file)
        others = entry.releases - 1
        return format_html(
            '<a href="{}">{}</a>{}',
            reverse("admin:articles_article_change", args=[entry.latest.article_id]),
            entry.latest.article.title,
            f" and {others:,} other release{'s' if others > 1 else ''}" if others else "",
        )

    @admin.display(description="picture")
    def preview(self, file: PictureFile) -> SafeString:
        return shown_picture(file.pk, "")

    @admin.display(description="file")
    def facts(self, file: PictureFile) -> str:
        return (
            f"{file.width:,} × {file.height:,} pixels, {filesizeformat(file.size)}, uploaded last on "
            f"{dateformat.format(timezone.localtime(file.uploaded_at), 'j F Y')}"
        )

    @admin.display(description="where it is used")
    def uses(self, file: PictureFile) -> SafeString:
        """A table of its editions, the latest first, each with what it says of the picture."""
        now = timezone.now()
        rows = list(
            Picture.objects.filter(file=file)
            .select_related("article")
            .defer("article__body", "article__editor_note")
            .order_by("-pk")[: MOST_USES + 1]
        )
        uses = [
            {
                "picture": row,
                "standing": row.article.standing(now),
                "has_ended": bool(row.rights_until and row.rights_until < timezone.localdate(now)),
            }
            for row in rows[:MOST_USES]
        ]
        context = {"uses": uses, "most": MOST_USES if len(rows) > MOST_USES else 0}
        return SafeString(render_to_string("admin/articles/picturefile/_uses.html", context))
