"""The registry of moves: each step of an edition from one standing to another, in one table.

Rights (`permissions`), the workflow, the buttons and forms of the desk, the sentences of the history, the
messages of the outbox and the state diagram in docs/architecture.md are derived from it. A new move is an
entry here, and its function in `workflow`.
"""

from articles.editing.moves.types import (
    IN_PREPARATION,
    ISSUED,
    NOWHERE,
    Answer,
    Condition,
    Event,
    Move,
    MoveNotice,
    Question,
)

IS_PUBLISHED = Event("published", "Public", "has been public since {since}.")
IS_WITHDRAWN = Event("withdrawn", "Withdrawn", "has been withdrawn. Its readers are told: {remark}")
IS_REINSTATED = Event(
    "reinstated", "Listed again", "is no longer withdrawn; it is listed again where it was."
)
IS_UNPUBLISHED = Event("unpublished", "Unpublished", "has been unpublished; its address {address}.")
IS_RETURNED = Event(
    "returned",
    "Returned to you",
    "is a draft again. It was returned by {by}{colon_remark}",
    is_for_readers=False,
)

REMARK = Question("remark", Answer.TEXT, "For colleagues; kept in the history.", is_required=False)
WHEN = Question("at", Answer.NOW_OR_INSTANT, label="Public from")
WHY_WITHOUT_APPROVAL = Question(
    "reason",
    Answer.TEXT,
    "Why it cannot wait for somebody to approve it; for colleagues, kept in the history.",
)
LEADS_TO = Question(
    "leads_to",
    Answer.LINE,
    "The number of another release, or a page of this site, like /structures/. Left empty, its address "
    "answers that it is gone.",
    label="Redirect to",
    is_required=False,
)
NO_LONGER_THE_OLD_ONE = " They will no longer see the edition before it."

# Rights and standings of a move stand first, then its function and questions, then words.
# fmt: off
_MOVES = (
    Move(
        verb="create", permission="add_article", begins=("draft",),
        history="Began this edition", is_work_on_it=True,
    ),
    Move(verb="import", begins=("draft", "live"), history="Imported"),
    # Decisions about pairs of imported releases (`articles.editing.release_pairs`).
    Move(
        verb="merge", standings=("live", "withdrawn"), to=("unpublished",), event=IS_UNPUBLISHED,
        notice=MoveNotice("issued", "was merged into another release"),
        history="Merged into another release",
    ),
    Move(verb="complete", history="Completed by a merger"),
    Move(
        verb="separate", standings=("unpublished",), to=("live", "withdrawn"), history="Separated again",
    ),
    Move(verb="keep-apart", history="Kept apart from another release"),
    # Only the queue of imports makes these two.
    Move(
        verb="accept", permission="add_importbatch", standings=("submitted",), to=("live",),
        history="Published as imported",
    ),
    Move(verb="dismiss", permission="delete_importbatch", standings=("submitted",), to=(NOWHERE,)),
    Move(verb="change", permission="change_article", standings=IN_PREPARATION, own=("draft",)),
    Move(verb="delete", permission="delete_article", standings=IN_PREPARATION, own=("draft",), to=(NOWHERE,)),
    Move(
        verb="edit", standings=("approved",), to=("submitted",),
        history="Changed what was approved", is_work_on_it=True,
    ),
    Move(verb="file", standings=("approved",), history="Filed what was approved under other terms"),
    Move(
        verb="submit", permission="change_article", standings=("draft",), own=("draft",), to=("submitted",),
        notice=MoveNotice("submitted", "waits for a review", "To be reviewed"),
        path="review.submit", asks=(REMARK,), shows_findings=True, is_work_on_it=True,
        is_usual=True, is_at_once=True,
        label="Submit for review",
        explanation="It goes to an editor who has not worked on it.",
    ),
    Move(
        verb="take-back", permission="change_article", standings=("submitted",), own=("submitted",),
        to=("draft",), conditions=(Condition.OWN_HANDS,),
        path="review.take_back", asks=(REMARK,),
        is_at_once=True,
        label="Take back",
        explanation="It is a draft again, for you to change; nobody approves it before it is submitted "
        "again.",
    ),
    Move(
        verb="approve", permission="review_article", standings=("submitted",), to=("approved",),
        notice=MoveNotice("approved", "was approved", "Approved"),
        conditions=(Condition.OTHER_EYES,),
        path="review.approve", asks=(REMARK,), is_work_on_it=True,
        is_usual=True, is_at_once=True,
        label="Approve",
        explanation="It is fit to be published; readers do not see it yet.",
    ),
    Move(
        verb="return", permission="review_article", also="publish_article",
        notice=MoveNotice("returned", "was returned"),
        standings=("submitted", "approved"), to=("draft",),
        path="review.return_to_draft", asks=(REMARK,), event=IS_RETURNED,
        label="Return to draft",
        explanation="Its writers work on it again; say what is missing.",
    ),
    Move(
        verb="remark", permission="review_article", also="publish_article", standings=IN_PREPARATION,
        notice=MoveNotice("remark", "has a remark", "Remark"),
        own=IN_PREPARATION, path="review.remark",
        asks=(Question("remark", Answer.TEXT, "For colleagues; kept in the history."),),
        label="Remark", done="Your remark stands in the history.",
        explanation="The edition stays as it is.",
    ),
    Move(
        verb="assign", permission="review_article", also="publish_article", standings=IN_PREPARATION,
        notice=MoveNotice("assigned", "was assigned to you", "Assigned to you"),
        own=IN_PREPARATION, path="review.assign",
        asks=(
            Question(
                "person", Answer.PERSON, "Left empty, it is assigned to nobody.", "Assign to",
                is_required=False,
            ),
            Question("due_at", Answer.INSTANT, label="Due", is_required=False),
        ),
        label="Assign", done="Saved who is to bring this edition forward.",
        history="Assigned {remark}",
        explanation="The person is told, and has it in the list “Assigned to me” until it is published.",
    ),
    Move(
        verb="ask-for-link", permission="change_own_article", standings=IN_PREPARATION,
        notice=MoveNotice("remark", "needs a reviewer link", "Reviewer link wanted"),
        path="review.ask_for_link",
        asks=(Question("remark", Answer.TEXT, "For whom, and until when. Editors and publishers make it."),),
        label="Ask for a reviewer link", done="You have asked for a link; it stands in the history.",
        history="Asked for a reviewer link",
        explanation="Somebody without an account is to read this edition before it is public.",
    ),
    Move(
        verb="publish", permission="publish_article", standings=("approved",), to=("live",),
        notice=MoveNotice("issued", "was published", "Scheduled"),
        path="publication.publish", asks=(WHEN, REMARK), event=IS_PUBLISHED,
        shows_findings=True, asks_to_acknowledge=True, takes_translations=True,
        is_usual=True,
        label="Publish or schedule", history="Publish",
        explanation="Readers will see it.", of_later_editions=NO_LONGER_THE_OLD_ONE,
    ),
    # The name of "publish" in the history when it is for later.
    Move(
        verb="schedule", standings=("approved",), to=("scheduled",), asks=(WHEN, REMARK), event=IS_PUBLISHED,
        notice=MoveNotice("issued", "was scheduled", "Scheduled"),
        history="Schedule",
    ),
    Move(
        verb="force", permission="publish_article", standings=("draft", "submitted"),
        notice=MoveNotice(
            "issued", "was published without approval",
            "Scheduled without approval", "was scheduled without approval",
        ),
        to=("live", "scheduled"),
        path="publication.force_publish", asks=(WHEN, WHY_WITHOUT_APPROVAL), event=IS_PUBLISHED,
        shows_findings=True, asks_to_acknowledge=True, is_work_on_it=True,
        is_grave=True,
        label="Publish without approval",
        explanation="Readers will see it.", of_later_editions=NO_LONGER_THE_OLD_ONE,
        warning="Nobody but its writers has approved this edition. Publish it this way only when waiting "
        "would do harm. Your name and your reason stay in its history, and it stands in the list “Published "
        "without approval” until somebody else has read and approved it.",
    ),
    Move(
        verb="approve-afterwards", permission="review_article", standings=ISSUED,
        notice=MoveNotice("approved", "was approved afterwards", "Approved afterwards"),
        conditions=(Condition.LACKS_APPROVAL, Condition.OTHER_EYES),
        path="review.approve_afterwards", asks=(REMARK,), is_work_on_it=True,
        is_usual=True, is_at_once=True,
        label="Approve afterwards", done="Your approval is recorded.",
        explanation="It was published without approval; you have read it, and it is as it should be.",
    ),
    Move(
        verb="reschedule", permission="publish_article", standings=("scheduled",), to=("scheduled",),
        notice=MoveNotice("issued", "was rescheduled", "Rescheduled"),
        path="publication.reschedule", asks=(Question("at", Answer.INSTANT, label="Public from"), REMARK),
        label="Reschedule",
        explanation="It becomes public at another time; what readers see now stays until then.",
    ),
    Move(
        verb="cancel", permission="publish_article", standings=("scheduled",), to=("approved", "submitted"),
        notice=MoveNotice("issued", "is no longer scheduled", "No longer scheduled"),
        conditions=(Condition.NO_OTHER_DRAFT,),
        path="publication.cancel_schedule", asks=(REMARK,),
        label="Cancel the schedule",
        explanation="The edition is in preparation again; what readers see now stays.",
    ),
    Move(
        verb="new-edition", permission="change_article", standings=ISSUED, own=ISSUED, begins=("draft",),
        conditions=(Condition.NO_OTHER_DRAFT,),
        path="drafts.open_new_edition",
        is_usual=True, is_at_once=True,
        label="Open a new edition",
        explanation="A draft copy, to correct the release while readers keep seeing this edition.",
    ),
    Move(
        verb="duplicate", permission="add_article", standings=(*IN_PREPARATION, *ISSUED), begins=("draft",),
        path="drafts.duplicate",
        label="Duplicate", done="This is the copy: a new release, with a number of its own.",
        explanation="A new release begins with the texts, terms and contact of this one, without its "
        "number, dates, pictures, documents and history.",
    ),
    Move(
        verb="translate", permission="add_article",
        standings=(*IN_PREPARATION, "scheduled", "live", "superseded", "withdrawn"), begins=("draft",),
        path="drafts.translate", asks=(Question("language", Answer.LANGUAGE, label="Into"),),
        label="Translate",
        done="This is the draft of the translation: write it beside the text of the original. Terms, "
        "pictures, documents, dates and contact are those of the original; the words of the pictures are "
        "still to be translated.",
        explanation="A new release in another language begins with the terms, pictures, documents, dates and "
        "contact of the original.",
    ),
    Move(
        verb="confirm-translation", permission="change_article",
        standings=(*IN_PREPARATION, "scheduled", "live", "superseded", "withdrawn"),
        own=(*IN_PREPARATION, "scheduled", "live", "superseded", "withdrawn"),
        conditions=(Condition.IS_TRANSLATION,),
        path="drafts.confirm_translation", asks=(REMARK,), is_at_once=True,
        label="It is up to date again", done="It counts as made from the newest edition of the original.",
        history="Compared with the newest edition of the original",
        explanation="The text says what the newest edition of the original says; it leaves the list of "
        "stale translations.",
    ),
    Move(
        verb="withdraw", permission="publish_article", standings=("live",), to=("withdrawn",),
        notice=MoveNotice("issued", "was withdrawn"),
        conditions=(Condition.IS_PUBLIC,),
        path="withdrawal.withdraw", event=IS_WITHDRAWN,
        asks=(Question("reason", Answer.TEXT, "Why, for readers: it stands above the release."),),
        is_grave=True,
        label="Withdraw",
        explanation="The release stays readable at its address, with a notice; lists and feeds drop it. Its "
        "pictures and documents are taken from readers, at their own addresses too.",
    ),
    Move(
        verb="reinstate", permission="publish_article", standings=("withdrawn",), to=("live", "superseded"),
        notice=MoveNotice("issued", "was reinstated"),
        path="withdrawal.reinstate", asks=(REMARK,), event=IS_REINSTATED,
        label="Reinstate",
        explanation="The notice goes, and the release is listed again where it was.",
    ),
    Move(
        verb="hide", permission="publish_article", standings=("superseded",),
        notice=MoveNotice("issued", "is hidden from readers", "Hidden from readers"),
        conditions=(Condition.IS_SHOWN,),
        path="withdrawal.hide",
        asks=(
            Question("note", Answer.TEXT, "Why, for readers: it stands in the list of editions.", "Note"),
            Question("remark", Answer.TEXT, "Why, for colleagues; kept in the history.", "Reason"),
        ),
        is_grave=True,
        label="Hide this edition", done="Readers do not see this edition any more; the release stays.",
        history="Hid this edition from readers",
        explanation="Readers can no longer read this edition, nor compare others with it; the release and "
        "its other editions stay.",
    ),
    Move(
        verb="show", permission="publish_article", standings=("superseded",),
        notice=MoveNotice("issued", "is shown to readers again", "Shown to readers again"),
        conditions=(Condition.IS_HIDDEN,),
        path="withdrawal.show", asks=(REMARK,),
        label="Show this edition", done="Readers may read this edition again.",
        history="Showed this edition to readers again",
        explanation="It can be read at its address again, and compared.",
    ),
    Move(
        verb="unpublish", permission="publish_article", standings=("live", "withdrawn"), to=("unpublished",),
        notice=MoveNotice("issued", "was unpublished"),
        conditions=(Condition.IS_PUBLIC,),
        path="withdrawal.unpublish", event=IS_UNPUBLISHED,
        asks=(Question("remark", Answer.TEXT, "Why, for colleagues; kept in the history."), LEADS_TO),
        is_grave=True,
        label="Unpublish",
        explanation="Its address will answer that the release is gone, or redirect to where you say.",
    ),
)
# fmt: on
MOVES = {move.verb: move for move in _MOVES}
# In the order of the buttons.
BUTTONS = {verb: move for verb, move in MOVES.items() if move.path}
