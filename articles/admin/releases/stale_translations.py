"""The desk's board of translations whose original has a newer edition, with what changed in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.admin.pages import Page, demand, framed
from articles.admin.requests import user_of
from articles.editing import permissions, translations
from articles.editing.comparison import FieldDifference
from articles.models import Article
from articles.models.filing import filings_of
from taxonomy import languages, vocabulary
from taxonomy.vocabulary import Vocabularies

PER_PAGE = 20


class BoardFilter(forms.Form):
    """The language and the structure that the board is narrowed to."""

    language = forms.ChoiceField(required=False)
    structure = forms.ChoiceField(required=False, label="Where we are")

    def __init__(self, *args: Any, vocabularies: Vocabularies, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        structures = [(entry.slug, entry.name) for entry in vocabularies.structure]
        self.fields["language"].choices = [("", "all"), *languages.choices()]  # type: ignore[attr-defined]
        self.fields["structure"].choices = [("", "all"), *structures]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class StaleTranslation:
    """A translation, the newest edition of its original, and the texts that changed since it was made."""

    edition: Article
    original: Article
    changes: tuple[FieldDifference, ...]
    structures: str
    may_confirm: bool


class Editions(NamedTuple):
    """Two editions of an original: the one that was translated, if it is there, and the newest."""

    made_from: Article | None
    newest: Article


def board_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """List stale translations, narrowed by language and structure."""
    demand(desk.has_view_permission(request))
    vocabularies = vocabulary.current()
    asked = BoardFilter(request.GET, vocabularies=vocabularies)
    stale = Article.objects.stale_translations(timezone.now()).order_by("-pk")
    if not asked.is_valid():
        stale = stale.none()
    elif language := asked.cleaned_data["language"]:
        stale = stale.filter(language=language)
    if structure := asked.is_valid() and asked.cleaned_data["structure"]:
        stale = stale.filter(structures__slug=structure)
    page = Paginator(stale, PER_PAGE).get_page(request.GET.get("page"))
    return framed(
        desk,
        request,
        "articles/article/translations",
        "Translations to be brought up to date",
        form=asked,
        page=page,
        lines=_lines(list(page), request, vocabularies),
        is_narrowed=any(request.GET.get(name) for name in asked.fields),
        media=desk.media,
    )


def _lines(
    editions: Sequence[Article], request: HttpRequest, vocabularies: Vocabularies
) -> list[StaleTranslation]:
    """The lines of these translations: two queries for all of them."""
    originals = _originals(editions)
    filings = filings_of([edition.pk for edition in editions], ("structure",))
    user = user_of(request)
    found = []
    for edition in editions:
        made_from, newest = originals[edition.pk]
        structures = vocabularies.structure.in_order(filings[edition.pk].terms["structure"])
        found.append(
            StaleTranslation(
                edition,
                newest,
                translations.changed_texts(made_from, newest) if made_from else (),
                ", ".join(entry.name for entry in structures),
                not permissions.reasons_against("confirm-translation", edition, user),
            )
        )
    return found


def _originals(translated: Iterable[Article]) -> dict[int, Editions]:
    """The editions of the original of each translation, by its id: one query."""
    numbers = {edition.translates or 0 for edition in translated}
    issued = Article.objects.issued(timezone.now()).filter(release__in=numbers).order_by("edition")
    by_number: dict[int, dict[int, Article]] = {}
    for edition in issued.only("release", "edition", "title", "summary", "body", "language"):
        by_number.setdefault(edition.release, {})[edition.edition] = edition
    found = {}
    for edition in translated:
        editions = by_number[edition.translates or 0]
        found[edition.pk] = Editions(editions.get(edition.translates_edition or 0), editions[max(editions)])
    return found


PAGES = (Page("translations/", "articles_article_translations", board_view),)
