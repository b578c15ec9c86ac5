"""The desk: releases, and what imports brought."""

from django.contrib import admin

from articles.admin import imports, releases

__all__ = ["imports", "releases"]

admin.site.site_header = "Newsroom desk"
admin.site.site_title = "Newsroom desk"
admin.site.index_title = "Releases, vocabularies, imports"
