"""The desk: releases, how they were filed, what imports brought, where old addresses lead, and people."""

from articles.admin import (
    boilerplates,
    deliveries,
    filing_batches,
    front_page,
    missed_addresses,
    old_terms,
    partners,
    people,
    picture_library,
    press_contacts,
    redirects,
    release_templates,
    releases,
    site_pages,
)
from articles.admin.imports import batches, pairs, uploads

__all__ = [
    "batches",
    "boilerplates",
    "deliveries",
    "filing_batches",
    "front_page",
    "missed_addresses",
    "old_terms",
    "pairs",
    "partners",
    "people",
    "picture_library",
    "press_contacts",
    "redirects",
    "release_templates",
    "releases",
    "site_pages",
    "uploads",
]
