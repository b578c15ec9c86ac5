"""Parts of the desk's pages that Jinja2 draws: in Django's own language they take half the time of a page."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def fieldset(context: template.Context) -> SafeString:
    """The `fieldset` that is included, with the names that Django's pages give to its include."""
    heading = f"{context['prefix']}-{context['id_prefix']}-{context['id_suffix']}-heading"
    level = context.get("heading_level", 2)
    return _drawn("fieldset", fieldset=context["fieldset"], heading=heading, level=level)


@register.simple_tag(takes_context=True)
def list_filter(context: template.Context) -> SafeString:
    """One filter of a list, with what Django gives to admin/filter.html."""
    return _drawn("choices", **{name: context[name] for name in ("title", "choices", "spec")})


@register.simple_tag(takes_context=True)
def sidebar(context: template.Context) -> SafeString:
    """The desk's lists beside every page of it."""
    return _drawn("sidebar", apps=context["available_apps"], path=context["request"].path)


def _drawn(name: str, **given: object) -> SafeString:
    # The template escapes what it is given; Jinja2 does not tell Django so.
    return mark_safe(render_to_string(f"admin/{name}.html", given))  # noqa: S308
