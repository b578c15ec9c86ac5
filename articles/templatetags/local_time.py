"""`{{ instant|format_instant }}`: an instant in full, with its zone."""

from django import template

from articles.text import local_time

register = template.Library()
register.filter("format_instant", local_time.format_instant)
