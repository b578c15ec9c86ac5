"""The desk: releases, how they were filed, what imports brought, where old addresses lead, and who works here."""

from django.contrib import admin

from articles.admin import deliveries, filing_batches, import_uploads, imports, people, redirects, releases

__all__ = ["deliveries", "filing_batches", "import_uploads", "imports", "people", "redirects", "releases"]

admin.site.site_header = "Newsroom desk"
admin.site.site_title = "Newsroom desk"
admin.site.index_title = "Newsroom desk"
