"""The front page of the desk, for Django's own index of the admin."""

from django import template

from articles.admin.front import front

register = template.Library()


@register.inclusion_tag("admin/_front.html", takes_context=True)
def front_page(context: template.Context) -> dict[str, object]:
    """What waits for the one who looks, see `articles.admin.front`."""
    return {"front": front(context["request"])}
