"""An instant in full, with its zone: `{{ instant|format_instant }}`, `{{ edition|published }}`."""

from django import template
from django.utils import dateformat, timezone

from articles.models import Article
from articles.text import local_time

register = template.Library()
register.filter("format_instant", local_time.format_instant)


@register.filter
def published(edition: Article) -> str:
    """The instant of publication; only the day for an import without an hour, which is stored as midnight."""
    if edition.public_at is None:
        return ""
    local = timezone.localtime(edition.public_at)
    if edition.created_by_id is None and (local.hour, local.minute, local.second) == (0, 0, 0):
        return dateformat.format(local, "l j F Y")
    return local_time.format_instant(edition.public_at)
