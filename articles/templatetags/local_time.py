"""`{{ instant|said }}`: an instant in full, with its zone."""

from datetime import datetime

from django import template

from articles import local_time

register = template.Library()


@register.filter
def said(instant: datetime) -> str:
    """As `articles.local_time.said`."""
    return local_time.said(instant)
