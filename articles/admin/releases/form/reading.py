"""What whoever reads an edition is told first: how it came, what reviewers said, what changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from articles.admin.releases import history
from articles.models import Article, ChangeLogEntry, ReviewAnswer, ReviewLink, Transition

MOST_CHANGES = 20


@dataclass(frozen=True)
class Reading:
    """How an edition was handed in, what reviewers outside answered, what changed after the last look."""

    handed_in: Transition | None
    answers: Sequence[ReviewAnswer]
    since: datetime | None
    changes: Sequence[history.HistoryEntry]


def reading(
    article: Article, user: User, moves: Sequence[Transition], links: Sequence[ReviewLink]
) -> Reading | None:
    """What `user` reads above an edition that waits for others; None for one that does not.

    `moves` of the edition stand newest first. The last look is the last move of `user` in it: only what
    others changed since then is shown. At most one query.
    """
    if article.state not in (Article.State.SUBMITTED, Article.State.APPROVED):
        return None
    handed_in = next((move for move in moves if move.verb == "submit"), None)
    answers = [answer for link in links for answer in link.answers.all()]
    look = next((move for move in moves if move.by_id == user.pk), None)
    changed: list[ChangeLogEntry] = []
    if look and look.verb != "submit":
        of_edition = ChangeLogEntry.objects.filter(release=article.release, edition=article.edition)
        later = of_edition.filter(at__gt=look.at, kind=ChangeLogEntry.Kind.CHANGED).exclude(by=user)
        changed = list(later.select_related("by")[:MOST_CHANGES])
    return Reading(
        handed_in,
        sorted(answers, key=lambda answer: answer.at),
        look.at if changed and look else None,
        list(history.changes(changed)),
    )
