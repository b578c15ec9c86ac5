"""Partner organisations: what changes of them readers see at once, and which of them have signed off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from articles.index import ledger
from articles.models import Article, BoilerplateVersion, ChangeLogEntry, Partner, ReviewAnswer
from articles.models.facets import ChangeKind, kinds_of_change
from taxonomy import vocabulary


@transaction.atomic
def store(partner: Partner) -> Partner:
    """Store a partner; pages and outputs of releases that name it follow at once, in all processes."""
    ledger.lock()
    partner.save()
    vocabulary.record_change()
    return partner


@dataclass(frozen=True, slots=True)
class SignOff:
    """What a partner has last answered about an edition: who, when, and whether the partner agrees.

    `is_current` until somebody changes the words of the edition afterwards.
    """

    name: str
    at: datetime
    agrees: bool
    is_current: bool


def sign_offs(article: Article) -> Mapping[int, SignOff]:
    """The last answer of each partner that has been asked for its agreement, by its id; three queries.

    The words of an edition are its own and those of the boilerplates that it names.
    """
    answers = ReviewAnswer.objects.filter(link__article=article, link__partner__isnull=False)
    last = {answer.link.partner_id: answer for answer in answers.select_related("link").order_by("at", "pk")}
    if not last:
        return {}
    first = min(answer.at for answer in last.values())
    entries = ChangeLogEntry.objects.filter(release=article.release, edition=article.edition, at__gt=first)
    changed = [
        at
        for at, changes in entries.values_list("at", "changes")
        if ChangeKind.WORDS in kinds_of_change(changes)
    ]
    named = BoilerplateVersion.objects.filter(boilerplate__articles=article, language=article.language)
    changed += named.filter(at__gt=first).values_list("at", flat=True)
    return {
        partner: SignOff(
            answer.name, answer.at, answer.is_approval, not any(at > answer.at for at in changed)
        )
        for partner, answer in last.items()
        if partner is not None
    }
