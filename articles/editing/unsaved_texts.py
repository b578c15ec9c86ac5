"""Unsaved texts: what people type is kept on the server until they save, apart from drafts and their history.

Only its writer gets one back. Each form has one; of a release, and of new ones, a person's newest few stay.
"""

import json
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from articles.editing import limits
from articles.models import Article, UnsavedText

KEPT_FOR = timedelta(days=14)
# In as many windows may somebody have left text in the form of one release, or in forms of new ones.
MOST_FORMS = 5
# In characters of JSON: the longest body twice, since it stands in it escaped, and all the rest.
LONGEST = 2 * limits.LONGEST_BODY + 10 * limits.LONGEST_TEXT


@transaction.atomic
def keep(draft: str, fields: str, *, by: User, article: Article | None, now: datetime | None = None) -> None:
    """Store what stands in a form now, in place of what stood there before; `fields` is JSON.

    Raises ValidationError when it is no text of a form, or too long.
    """
    if len(fields) > LONGEST:
        raise ValidationError(
            f"Too long to be kept here: {len(fields):,} characters, of {LONGEST:,} at most."
        )
    if not _is_of_a_form(fields):
        raise ValidationError("The fields of a form are a JSON object of lists.")
    text = UnsavedText(user=by, article=article, draft=draft, fields=fields, typed_at=now or timezone.now())
    text.clean_fields()
    UnsavedText.objects.bulk_create(
        [text],
        update_conflicts=True,
        unique_fields=["user", "draft"],
        update_fields=["article", "fields", "typed_at"],
    )
    surplus = UnsavedText.objects.filter(user=by, article=article).order_by("-typed_at", "-pk")
    if too_many := list(surplus.values_list("pk", flat=True)[MOST_FORMS:]):
        UnsavedText.objects.filter(pk__in=too_many).delete()


def of(user: User, article: Article | None) -> list[UnsavedText]:
    """What `user` has typed into forms of an edition, or of new releases: newest first, one query."""
    return list(UnsavedText.objects.filter(user=user, article=article).order_by("-typed_at", "-pk"))


def drop(draft: str, *, by: User) -> None:
    """Forget what stands in a form of `by`: it was saved, or is not wanted."""
    UnsavedText.objects.filter(user=by, draft=draft).delete()


def clear_old(now: datetime | None = None) -> int:
    """Forget what nobody has come back to for KEPT_FOR. Returns how many texts that were."""
    old = UnsavedText.objects.filter(typed_at__lt=(now or timezone.now()) - KEPT_FOR)
    return old.delete()[0]


def _is_of_a_form(fields: str) -> bool:
    try:
        values = json.loads(fields)
    except (ValueError, RecursionError):
        return False
    return isinstance(values, dict) and all(isinstance(value, list) for value in values.values())
