"""Checks of an edition before its publication: findings that refuse it, and warnings to think about.

Each check is a function of a `CheckedEdition` and yields findings. `blocking` has those that refuse,
`warnings`, `boilerplates`, `partners` and `proofreading` (of words and structure) the others, each with the
list that says their order; what else may refuse is written down in `articles.editing.refusals`. The number of
queries does not grow with the number of releases.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from articles.editing.checks.blocking import BLOCKING, explanation
from articles.editing.checks.boilerplates import BOILERPLATES
from articles.editing.checks.edition import CheckedEdition, CheckFinding
from articles.editing.checks.partners import PARTNERS
from articles.editing.checks.proofreading import PROOFREADING
from articles.editing.checks.warnings import WARNING
from articles.models import Article, Picture

__all__ = ["CheckFinding", "explanation", "findings", "refusals"]


def findings(
    article: Article, now: datetime, pictures: Sequence[Picture] | None = None
) -> list[CheckFinding]:
    """Return all findings about a stored edition at `now` (aware): blocking ones first, then warnings.

    `pictures`: all pictures in order, if already loaded.
    """
    edition = CheckedEdition(article, now, pictures)
    checks = (*BLOCKING, *WARNING, *BOILERPLATES, *PARTNERS, *PROOFREADING)
    return [finding for check in checks for finding in check(edition)]


def refusals(article: Article) -> list[str]:
    """Return the sentences of all that blocks the publication of this edition."""
    edition = CheckedEdition(article, timezone.now())
    return [finding.sentence for check in BLOCKING for finding in check(edition)]
