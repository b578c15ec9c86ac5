"""The desk: releases, how they were filed, and what imports brought."""

from django.contrib import admin

from articles.admin import filing_batches, imports, releases

__all__ = ["filing_batches", "imports", "releases"]

admin.site.site_header = "Newsroom desk"
admin.site.site_title = "Newsroom desk"
admin.site.index_title = "Releases, vocabularies, imports"
