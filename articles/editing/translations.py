"""Translations: a release may name another one as its original, and all that name the same one are a set.

An original is a release that translates nothing itself, so that a set has one original and no chains.
"""

from django.db.models import F, Q

from articles.models import Article, ArticleQuerySet
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


def refusals(release: int | None, original: int | None, language: str) -> list[str]:
    """The reasons why a release in this language cannot be a translation of `original`, as sentences.

    `release` is None for one that has no number yet. Without an original there is none. One query.
    """
    if original is None:
        return []
    if original == release:
        return ["A release cannot be a translation of itself: give the number of the original."]
    related = Q(release=original) | Q(translates=release) if release else Q(release=original)
    rows = Article.objects.filter(related).order_by("release", "edition")
    editions = list(rows.only("release", "language", "translates"))
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
    return []


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
