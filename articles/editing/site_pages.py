"""Publishing a page about the organisation: a new edition of it, at once and for all processes."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from articles.index import ledger
from articles.models import SitePage
from articles.text.body import sanitise
from articles.text.characters import without_controls
from taxonomy import vocabulary


def publish_page(page: SitePage, *, by: User) -> SitePage:
    """Publish `page`, which is not stored yet, as the next edition of its kind and language.

    Raises ValidationError where it lacks what readers need.
    """
    with transaction.atomic():
        ledger.lock()
        page.title = without_controls(page.title).strip()
        page.body = sanitise(page.body)
        page.change_note = without_controls(page.change_note).strip()
        page.edition, page.by = next_edition(page.kind, page.language), by
        page.full_clean(exclude=["by"])
        page.save(force_insert=True)
        vocabulary.record_change()
    return page


def next_edition(kind: str, language: str) -> int:
    """Return the number of the next edition of a page in a language."""
    editions = SitePage.objects.filter(kind=kind, language=language)
    return (editions.aggregate(last=Max("edition"))["last"] or 0) + 1
