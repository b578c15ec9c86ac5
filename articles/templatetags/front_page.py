"""The front page of the desk, for Django's own index of the admin."""

from django import template
from django.utils import dateformat, timezone

from articles import local_time
from articles.admin.front import front
from articles.models import Article

register = template.Library()


@register.inclusion_tag("admin/_front.html", takes_context=True)
def front_page(context: template.Context) -> dict[str, object]:
    """What waits for the one who looks, see `articles.admin.front`."""
    return {"front": front(context["request"])}


@register.filter
def published(edition: Article) -> str:
    """When a published edition became public: the day alone where an import knew no hour, which is stored as midnight."""
    local = timezone.localtime(edition.public_at)
    if edition.created_by_id is None and (local.hour, local.minute, local.second) == (0, 0, 0):
        return dateformat.format(local, "l j F Y")
    return local_time.said(edition.public_at)
