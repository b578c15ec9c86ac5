"""The text of the original, beside which a translation is written."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from articles.editing import translations
from articles.editing.comparison import FieldDifference
from articles.models import Article
from articles.text.body import sanitise


@dataclass(frozen=True)
class SourceText:
    """An edition of the original, and what changed in it since the one that a translation was made from."""

    edition: Article
    body: SafeString
    changes: tuple[FieldDifference, ...]


def source_text(article: Article) -> SourceText | None:
    """Return what stands beside a translation in preparation; None for other editions. One query at most."""
    if article.translates is None or not article.is_in_preparation:
        return None
    editions = Article.objects.filter(release=article.translates).order_by("edition")
    by_number = {edition.edition: edition for edition in editions}
    made_from = by_number.get(article.translates_edition or 0)
    issued = [edition for edition in by_number.values() if not edition.is_in_preparation]
    newest = issued[-1] if issued else made_from
    if newest is None:
        return None
    is_stale = made_from is not None and made_from.edition < newest.edition
    return SourceText(
        newest,
        mark_safe(sanitise(newest.body)),  # noqa: S308  # cleaned here
        translations.changed_texts(made_from, newest) if made_from and is_stale else (),
    )
