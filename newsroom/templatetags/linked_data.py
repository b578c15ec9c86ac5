"""Facts for search engines. A browser never runs such a block, so the content security policy lets it be."""

import json
from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# No text of an archive can end the block: what could is written as JSON escapes.
ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


@register.filter
def linked_data(facts: Mapping) -> SafeString:
    """`facts` as a block of JSON-LD."""
    text = json.dumps(facts, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))
