"""Translations: a release may name another one as its original, and all that name the same one are a set.

An original is a release that translates nothing itself, so that a set has one original and no chains.
"""

from django.db.models import Exists, F, OuterRef, Q

from articles.editing.comparison import BUDGET, FieldDifference, blocks_of, difference, lines
from articles.models import Article, ArticleQuerySet
from articles.models.facets import FIELDS
from taxonomy import languages

MOST_SUGGESTED = 10


def originals() -> ArticleQuerySet:
    """The newest editions of the releases that can have translations, the latest first."""
    return (
        Article.objects.newest_editions()
        .filter(translates=None)
        .exclude(state=Article.State.UNPUBLISHED)
        .order_by(F("publishing_date").desc(nulls_first=True), "-pk")
    )


def refusals(
    release: int | None, original: int | None, language: str, edition: int | None = None
) -> list[str]:
    """The reasons why a release in this language cannot be a translation of `original`, as sentences.

    `release` is None for one that has no number yet, `edition` is that of the original from which the text
    was made, if known. Without an original there is none. One query.
    """
    if original is None:
        return []
    if original == release:
        return ["A release cannot be a translation of itself: give the number of the original."]
    related = Q(release=original) | Q(translates=release) if release else Q(release=original)
    rows = Article.objects.filter(related).order_by("release", "edition")
    editions = list(rows.only("release", "edition", "language", "translates"))
    if own := [edition for edition in editions if edition.release != original]:
        return [
            f"Release {own[0].release} is a translation of this one ({languages.name_of(own[0].language)}): "
            "what is an original cannot be a translation as well."
        ]
    if not editions:
        return [
            f"There is no release {original}. Type words of the original's title and choose it from what is "
            "found, or leave the field empty."
        ]
    newest = editions[-1]
    if newest.translates is not None:
        return [
            f"Release {original} is a translation itself, of release {newest.translates}: give "
            f"{newest.translates}, the original."
        ]
    if newest.language == language:
        return [
            f"Release {original} is in {languages.name_of(language)} as well: a translation has another "
            "language than its original."
        ]
    if edition is not None and edition not in [one.edition for one in editions]:
        return [f"Release {original} has no edition {edition}; its newest is {newest.edition}."]
    return []


def refusals_of_languages(editions: ArticleQuerySet) -> list[str]:
    """The reasons why the languages of these editions cannot be: a set has each but once. One query.

    Of each other release its newest edition counts.
    """
    of_set = (
        Q(release=OuterRef("translates"))
        | Q(translates=OuterRef("release"))
        | Q(translates=OuterRef("translates"))
    )
    same = Article.objects.newest_editions().filter(of_set, language=OuterRef("language"))
    twice = editions.filter(Exists(same.exclude(release=OuterRef("release")))).order_by("release")
    return [
        f"Release {one.release} cannot be in {languages.name_of(one.language)}: its original or another "
        "translation is in that language."
        for one in twice.only("release", "language")[:1]
    ]


def refusals_to_begin(source: Article, language: str) -> list[str]:
    """The reasons why no translation of an original into this language can be begun. One query."""
    name = languages.name_of(language)
    if source.language == language:
        return [f"Release {source.release} is in {name} already."]
    there = Article.objects.filter(translates=source.release, language=language).order_by("release").first()
    return [f"Release {there.release} is its translation into {name} already."] if there else []


def source_of(article: Article) -> Article:
    """The edition that a translation of a release is made from: of a translation, that of its original.

    It is `article` itself if that is being prepared, else the newest one that was issued, else the newest.
    """
    if article.translates is None and article.is_in_preparation:
        return article
    editions = Article.objects.filter(release=article.translates or article.release)
    newest_issued_last = editions.order_by(F("public_at").asc(nulls_first=True), "edition")
    return newest_issued_last.last() or article


def note_edition(article: Article) -> None:
    """Fill in the edition of the original that a text is made from; without an original there is none."""
    if article.translates is None:
        article.translates_edition = None
    elif article.translates_edition is None:
        article.translates_edition = source_of(article).edition


def ready_to_go_along(article: Article) -> list[Article]:
    """The approved translations of an original, which may be published with it. One query."""
    if article.translates is not None:
        return []
    approved = Article.objects.in_preparation().filter(state=Article.State.APPROVED)
    return list(approved.filter(translates=article.release).order_by("language", "pk"))


def changed_texts(before: Article, after: Article) -> tuple[FieldDifference, ...]:
    """The texts of an original that are to be translated anew, with what changed between two editions."""
    budget = [BUDGET]
    compared = (
        difference(
            name, FIELDS[name].label, blocks(getattr(before, name)), blocks(getattr(after, name)), budget
        )
        for name, blocks in (("title", lines), ("summary", lines), ("body", blocks_of))
    )
    return tuple(one for one in compared if any(passage.is_changed for passage in one.passages))


def of_leaving(article: Article) -> list[str]:
    """The reasons why the only edition of a release cannot be deleted: it is the original of others.

    One query, two for an original.
    """
    translations = Article.objects.filter(translates=article.release).order_by("release", "edition")
    first = translations.only("release", "language").first()
    if first is None or Article.objects.filter(release=article.release).exclude(pk=article.pk).exists():
        return []
    return [
        f"Release {first.release} is a translation of it ({languages.name_of(first.language)}). Delete that "
        "first, or let it translate another release."
    ]
