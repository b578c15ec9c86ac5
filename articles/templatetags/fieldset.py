"""The fields of a form of the desk, drawn by Jinja2: in Django's own language they take half the time of a page."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def fieldset(context: template.Context) -> SafeString:
    """The `fieldset` that is included, with the names that Django's pages give to its include."""
    drawn = render_to_string(
        "admin/fieldset.html",
        {
            "fieldset": context["fieldset"],
            "heading": f"{context['prefix']}-{context['id_prefix']}-{context['id_suffix']}-heading",
            "level": context.get("heading_level", 2),
        },
    )
    # The template escapes what it is given; Jinja2 does not tell Django so.
    return mark_safe(drawn)
