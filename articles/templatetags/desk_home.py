"""The desk's home, for Django's own index of the admin."""

from django import template
from django.utils import timezone

from articles.admin.desk_home import home_of

register = template.Library()


@register.inclusion_tag("admin/_desk_home.html", takes_context=True)
def desk_home(context: template.Context) -> dict[str, object]:
    """The desk's home of the person who looks, see `articles.admin.desk_home`."""
    return {"home": home_of(context["request"]), "now": timezone.now()}
