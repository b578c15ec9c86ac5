"""The desk: releases, how they were filed, what imports brought, and where old addresses lead."""

from django.contrib import admin

from articles.admin import deliveries, filing_batches, import_uploads, imports, redirects, releases

__all__ = ["deliveries", "filing_batches", "import_uploads", "imports", "redirects", "releases"]

admin.site.site_header = "Newsroom desk"
admin.site.site_title = "Newsroom desk"
admin.site.index_title = "Newsroom desk"
