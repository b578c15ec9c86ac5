"""How an edition moves: the only code that changes a state, a period or what is public.

Each move checks the rights of `by` and the edition under a lock, changes, records, tells the catalogues and
writes what follows into the outbox, in one transaction. When it cannot be done it raises `NotPossible` with
every reason at once, in sentences for editors.
"""

from articles.workflow.drafts import (
    COPIED_RELATIONS,
    bring_back,
    delete_draft,
    open_new_edition,
    record_refiling,
    save_draft,
)
from articles.workflow.issuing import cancel_schedule, force_publish, publish, reschedule
from articles.workflow.moving import NotPossible
from articles.workflow.review import approve, approve_afterwards, return_to_draft, submit, take_back
from articles.workflow.taking_away import reinstate, unpublish, withdraw

__all__ = [
    "COPIED_RELATIONS",
    "NotPossible",
    "approve",
    "approve_afterwards",
    "bring_back",
    "cancel_schedule",
    "delete_draft",
    "force_publish",
    "open_new_edition",
    "publish",
    "record_refiling",
    "reinstate",
    "reschedule",
    "return_to_draft",
    "save_draft",
    "submit",
    "take_back",
    "unpublish",
    "withdraw",
]
