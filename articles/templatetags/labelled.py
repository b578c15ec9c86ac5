"""`{{ result|labelled:result_headers }}`: cells of a row of a desk list, each with its column's heading."""

from collections.abc import Iterable, Iterator

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def labelled(cells: Iterable[SafeString], headers: list[dict]) -> Iterator[SafeString]:
    """Each cell with `data-label`, which the stylesheet writes before it on a narrow screen."""
    for cell, header in zip(cells, headers, strict=True):
        tag = str(cell)[:3]
        if "action-checkbox-column" in str(header.get("class_attrib", "")):
            yield cell
        else:
            label = format_html(' data-label="{}"', capfirst(header["text"]))
            # Only an attribute is put into what Django has drawn: `<td` or `<th` and the rest as it is.
            yield mark_safe(f"{tag}{label}{str(cell)[3:]}")  # noqa: S308
