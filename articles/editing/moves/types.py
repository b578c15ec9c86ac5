"""Parts of a move: its standings, questions, conditions and event; the table is in `moves` itself.

This module imports nothing of the project, so that everything may read it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from importlib import import_module
from typing import Any

IN_PREPARATION = ("draft", "submitted", "approved")
# What a published edition is by the clock.
PUBLISHED = ("scheduled", "live", "superseded")
ISSUED = (*PUBLISHED, "withdrawn", "unpublished")
# Where an edition goes that is deleted.
NOWHERE = "[*]"


class Answer(Enum):
    """The kind of an answer; the desk makes a form field of it."""

    TEXT = auto()
    LINE = auto()
    INSTANT = auto()
    NOW_OR_INSTANT = auto()
    LANGUAGE = auto()
    # Somebody who may change the edition.
    PERSON = auto()


@dataclass(frozen=True)
class Question:
    """A question to the person who makes a move; `name` is the argument of its function."""

    name: str
    answer: Answer
    help_text: str = ""
    label: str = ""
    is_required: bool = True


class Condition(Enum):
    """A further condition on the edition, or on the person, for a move."""

    OWN_HANDS = "the person began or submitted the edition"
    OTHER_EYES = "the person has changed nothing in the edition since it was last approved"
    LACKS_APPROVAL = "the edition was published without approval"
    IS_PUBLIC = "readers see the edition now"
    IS_SHOWN = "readers may read the edition, which another one has replaced"
    IS_HIDDEN = "the edition is hidden from readers"
    IS_TRANSLATION = "the release is a translation"
    NO_OTHER_DRAFT = "no other edition of the release is in preparation"


@dataclass(frozen=True)
class Event:
    """An event of a release: its name for the webhook; the headline and the sentence of the e-mail.

    The sentence follows the title; it may name {since}, {remark}, {colon_remark}, {by} and {address}. What
    readers do not notice goes to the writers alone, and not to the webhook.
    """

    name: str
    headline: str
    sentence: str
    is_for_readers: bool = True


@dataclass(frozen=True)
class MoveNotice:
    """What colleagues are told of a move, at the desk and by mail; `kind` is what each of them switches.

    The `sentence` follows the title; `planned` stands in its place before the hour, where that differs. The
    `headline` begins mail about what readers do not notice, or not yet.
    """

    kind: str
    sentence: str
    headline: str = ""
    planned: str = ""


@dataclass(frozen=True, kw_only=True)
class Move:
    """One move: who makes it from which standings, where it leads, what it asks, and what is said of it.

    It needs `permission` or the permission `also`, or, with editions of one's own in the standings `own`,
    `change_own_article`. A move
    without `to` leaves the edition where it is; `begins` are the standings of the edition that it begins.
    Moves that have a `path`, the module and the name of their function in `articles.editing.workflow`, have a
    button at the desk.
    """

    verb: str
    permission: str = ""
    also: str = ""
    standings: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    to: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    path: str = ""
    asks: tuple[Question, ...] = ()
    # The button; what follows when it is pressed, and what else when the edition replaces another; what to
    # think of before; what the desk answers afterwards in place of the new standing.
    label: str = ""
    explanation: str = ""
    of_later_editions: str = ""
    warning: str = ""
    done: str = ""
    # Whether its page shows what the checks find, and whether warnings have to be acknowledged there.
    shows_findings: bool = False
    asks_to_acknowledge: bool = False
    # Whether approved translations of the release may be published with it.
    takes_translations: bool = False
    # Whether it is what usually follows, whether one click makes it, and whether it takes something from
    # readers or passes over a colleague.
    is_usual: bool = False
    is_at_once: bool = False
    is_grave: bool = False
    # The history says this in place of the label; it may name {remark}.
    history: str = ""
    event: Event | None = None
    notice: MoveNotice | None = None
    # Whether the person who makes it is told what becomes of the edition.
    is_work_on_it: bool = False

    @property
    def function(self) -> Callable[..., Any]:
        """The function that makes the move; it returns the edition to look at next, or None for the same."""
        module, _, name = self.path.partition(".")
        return getattr(import_module(f"articles.editing.workflow.{module}"), name)

    @property
    def asks_for_time(self) -> bool:
        """Return whether it sets the hour from which readers see the edition."""
        return any(question.name == "at" for question in self.asks)

    @property
    def asks_when(self) -> bool:
        """Return whether it can be now or later."""
        return any(question.answer is Answer.NOW_OR_INSTANT for question in self.asks)

    @property
    def sentence(self) -> str:
        """The words of the history for it."""
        return self.history or self.label or self.verb

    @property
    def tells_remark(self) -> bool:
        """Return whether the words of the history contain the remark."""
        return "{remark}" in self.history

    def told(self, remark: str) -> str:
        """The words of the history for the move with this remark, which goes on in the sentence."""
        return self.sentence.format(remark=f"{remark[:1].lower()}{remark[1:]}".rstrip("."))

    def explained(self, edition: int) -> str:
        """Explain the consequences of the move for the edition of that number."""
        return f"{self.explanation}{self.of_later_editions if edition > 1 else ''}"

    def states_after(self, before: str) -> set[str]:
        """The states that an edition of the state `before` can have afterwards."""
        return {state_of(standing) for standing in self.to} or {before}


def state_of(standing: str) -> str:
    """The stored state of a standing."""
    return "published" if standing in PUBLISHED else standing
