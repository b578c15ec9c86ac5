"""Help while writing: how long a text is, and what its title would bring."""

from datetime import timedelta
from html import unescape
from re import sub

from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Article, make_slug

# Hints, not limits. Search engines and social networks cut titles at 60 to 110 characters (the headline of a
# news article in Google's structured data had at most 110). Most show descriptions of 300 characters whole.
TITLE_LENGTH = 110
SUMMARY_LENGTH = 300
WEEK = timedelta(days=7)


def length_hint(name: str, text: str, most: int) -> SafeString:
    """The length of a text and the best length at most; desk/writing-help.js goes on counting."""
    hint = '<span data-length-of="{}" data-most="{}">{}</span> of about {} characters'
    return format_html(hint, name, most, len(text), most)


def words_hint(html: str) -> SafeString:
    """The number of words of a body; desk/writing-help.js goes on counting."""
    return format_html('<span data-words-of="body">{}</span> words.', count_words(html))


def count_words(html: str) -> int:
    """The words of HTML, whatever stands between its tags.

    >>> count_words("<p>Two words</p><p>and&nbsp;three.</p>")
    4
    """
    return len(unescape(sub(r"<[^<>]*>", " ", html)).split())


def title_advice(title: str, release: int | None) -> dict[str, str]:
    """The `slug` for a title, and in `same` a sentence when another release of this week has the title.

    `release` is the number of the release that is written, None for a new one. One query.
    """
    title = " ".join(title.split())[:500]
    if not title:
        return {"slug": "", "same": ""}
    lately = Q(publishing_date__gte=timezone.localdate() - WEEK) | Q(
        publishing_date__isnull=True, state__in=Article.IN_PREPARATION
    )
    same = Article.objects.filter(lately, title__iexact=title).exclude(release=release or 0)
    other = same.order_by("-pk").first()
    warning = (
        f"Release {other.release} of this week has the same title ({other.standing()})." if other else ""
    )
    return {"slug": make_slug(title), "same": warning}
