"""Changes that a restore makes to the rows it brings back: nothing lost is taken for something new."""

import secrets
from collections.abc import Sequence

from django.contrib.sessions.models import Session
from django.db.models import Model

from articles.models import Change, Ledger, Presence
from articles.models.ledger import make_epoch
from taxonomy.models import VocabularyRevision

# Ids stand in addresses of the desk, and name messages to receivers.
GAP_IN_IDS = 1_000_000


def gap_in_ids() -> int:
    """The number of ids to skip in every table; partly random, so that one backup can be restored twice.

    Some tables of Django have ids up to 2**31 only: a thousand restores fit.
    """
    return GAP_IN_IDS + secrets.randbelow(GAP_IN_IDS)


def statements(gap_in_ids: Sequence[str], *, last_release: int, gap: int) -> list[str]:
    """Return SQL for the transaction that restores the database: a new epoch, and gaps in all numbers.

    Release numbers go on `gap` after the higher of `last_release` and the restored one; `gap_in_ids` is the
    database's own SQL. Sessions end, and nobody is at any edition. Everything is plain numbers and
    hexadecimal: nothing to quote.
    """
    ledger, change, revision = (_table(model) for model in (Ledger, Change, VocabularyRevision))
    return [
        f"UPDATE {ledger} SET epoch = '{make_epoch()}', last_change = last_change + 1, last_release = {gap} "
        f"+ CASE WHEN last_release < {last_release} THEN {last_release} ELSE last_release END",
        f"INSERT INTO {change} (number, article) SELECT last_change, NULL FROM {ledger}",
        # By a random number, so that it is none that a process has read.
        f"UPDATE {revision} SET number = number + {1 + secrets.randbelow(2**40)}",
        f"DELETE FROM {_table(Session)}",
        f"DELETE FROM {_table(Presence)}",
        *gap_in_ids,
    ]


def _table(model: type[Model]) -> str:
    return model._meta.db_table
