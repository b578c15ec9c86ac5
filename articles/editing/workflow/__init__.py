"""Moves of editions: the only code that changes a state, a period or what is public.

Each move checks the rights of `by` and the edition under a lock, changes, records, tells the catalogues and
writes what follows into the outbox, in one transaction. When it cannot be done it raises `NotPossible` with
every reason at once, in sentences for editors. A move is made on what the person saw: `version` is the one of
a page, without it that of the `article` that the caller has read; afterwards `article` is the edition as it
is then.
"""

from articles.editing.workflow.drafts import (
    bring_back,
    confirm_translation,
    delete_draft,
    duplicate,
    open_new_edition,
    record_refiling,
    save_draft,
    translate,
)
from articles.editing.workflow.publication import cancel_schedule, force_publish, publish, reschedule
from articles.editing.workflow.review import (
    approve,
    approve_afterwards,
    ask_for_link,
    assign,
    remark,
    return_to_draft,
    submit,
    take_back,
)
from articles.editing.workflow.transitions import NotPossible
from articles.editing.workflow.withdrawal import hide, reinstate, show, unpublish, withdraw

__all__ = [
    "NotPossible",
    "approve",
    "approve_afterwards",
    "ask_for_link",
    "assign",
    "bring_back",
    "cancel_schedule",
    "confirm_translation",
    "delete_draft",
    "duplicate",
    "force_publish",
    "hide",
    "open_new_edition",
    "publish",
    "record_refiling",
    "reinstate",
    "remark",
    "reschedule",
    "return_to_draft",
    "save_draft",
    "show",
    "submit",
    "take_back",
    "translate",
    "unpublish",
    "withdraw",
]
