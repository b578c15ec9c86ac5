"""What an editor may do with an edition, as buttons of its page and a small form each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from articles import rights, workflow
from articles.admin.instants import InstantField
from articles.models import Article

NOW, LATER = "now", "later"


class RemarkForm(forms.Form):
    remark = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For colleagues; kept in the history.",
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Why, for readers: it stands above the release."
    )


class WhenForm(forms.Form):
    """Publication now, or on a day and hour: chosen, never read from a field that was left empty."""

    when = forms.ChoiceField(
        label="When",
        choices=[(NOW, "Now"), (LATER, "On a day and hour")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is published now, or on a day and hour."},
    )
    at = InstantField(required=False, label="Public from")

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        match answers.pop("when", ""):
            case "now" if answers.get("at") or "at" in self.errors:
                self.errors.pop("at", None)
                self.add_error(
                    "at", "You chose “Now”. Empty the day and the hour, or choose “On a day and hour”."
                )
            case "later" if not answers.get("at") and "at" not in self.errors:
                self.add_error("at", "Say on which day and at what hour readers will see it.")
        return answers


class PublishForm(WhenForm, RemarkForm):
    field_order = ("when", "at", "remark")


class ForceForm(WhenForm):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Why it cannot wait for somebody to approve it; for colleagues, kept in the history.",
    )


class RescheduleForm(RemarkForm):
    at = InstantField(label="Public from")
    field_order = ("at", "remark")


class UnpublishForm(forms.Form):
    remark = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Why, for colleagues; kept in the history."
    )
    leads_to = forms.CharField(
        required=False,
        label="Lead its readers to",
        help_text="The number of another release, or a page of this site, like /structures/. Left empty, its address "
        "answers that it is gone.",
    )


class NoForm(forms.Form):
    """For moves that ask nothing."""


@dataclass(frozen=True)
class Move:
    """One button: what it says and calls; who may press it and when is for `articles.rights` to say.

    `explanation` says what follows, with `of_later_editions` where an edition replaces another; `warning`, where there
    is one, what to think of before.
    """

    verb: str
    label: str
    function: Callable
    form: type[forms.Form] = RemarkForm
    explanation: str = ""
    of_later_editions: str = ""
    warning: str = ""
    # Whether its page shows what the checks find, and whether warnings have to be acknowledged there.
    shows_findings: bool = False
    asks_to_acknowledge: bool = False
    # What is said when it was made, where that is not how the edition stands now.
    done: str = ""

    @property
    def asks_for_time(self) -> bool:
        return "at" in self.form.base_fields

    @property
    def asks_when(self) -> bool:
        """Whether it can be now or later."""
        return "when" in self.form.base_fields

    def explained(self, article: Article) -> str:
        """What follows when it is made with this edition."""
        return f"{self.explanation}{self.of_later_editions if article.edition > 1 else ''}"

    def initial(self, article: Article) -> dict[str, Any]:
        """What its form says before anybody has answered it: not "Now" for what is dated or embargoed to later."""
        if not self.asks_for_time:
            return {}
        day = article.publishing_date if article.is_in_preparation else None
        dated = [day, None, ""] if day and day > timezone.localdate() else None
        at = article.embargo_ends() or dated
        return {"at": at, "when": LATER if at else NOW}


MOVES = {
    move.verb: move
    for move in (
        Move(
            "submit",
            "Submit for review",
            workflow.submit,
            explanation="An editor who did not write it reads it next.",
            shows_findings=True,
        ),
        Move(
            "take-back",
            "Take back",
            workflow.take_back,
            explanation="It is a draft again, for you to change; nobody approves it before it is submitted again.",
        ),
        Move(
            "approve",
            "Approve",
            workflow.approve,
            explanation="It is fit to be published; readers do not see it yet.",
        ),
        Move(
            "return",
            "Return to draft",
            workflow.return_to_draft,
            explanation="Its writers work on it again; say what is missing.",
        ),
        Move(
            "publish",
            "Publish or schedule",
            workflow.publish,
            PublishForm,
            "Readers will see it.",
            " They will no longer see the edition before it.",
            shows_findings=True,
            asks_to_acknowledge=True,
        ),
        Move(
            "force",
            "Publish without approval",
            workflow.force_publish,
            ForceForm,
            "Readers will see it.",
            " They will no longer see the edition before it.",
            "Nobody but its writers has approved this edition. Publish it this way only when waiting would do harm. "
            "Your name and your reason stay in its history, and it stands in the list “Forced, not yet approved” "
            "until somebody else has read and approved it.",
            shows_findings=True,
            asks_to_acknowledge=True,
        ),
        Move(
            "approve-afterwards",
            "Approve afterwards",
            workflow.approve_afterwards,
            explanation="It was published without approval; you have read it, and it is as it should be.",
            done="Your approval is recorded.",
        ),
        Move(
            "reschedule",
            "Reschedule",
            workflow.reschedule,
            RescheduleForm,
            "It becomes public at another time; what readers see now stays until then.",
        ),
        Move(
            "cancel",
            "Cancel the schedule",
            workflow.cancel_schedule,
            explanation="The edition is in preparation again; what readers see now stays.",
        ),
        Move(
            "new-edition",
            "Open a new edition",
            workflow.open_new_edition,
            NoForm,
            "A draft copy, to correct the release while readers keep seeing this edition.",
        ),
        Move(
            "withdraw",
            "Withdraw",
            workflow.withdraw,
            ReasonForm,
            "The release stays readable at its address, with a notice; lists and feeds drop it.",
        ),
        Move(
            "reinstate",
            "Reinstate",
            workflow.reinstate,
            explanation="The notice goes, and the release is listed again where it was.",
        ),
        Move(
            "unpublish",
            "Take off the site",
            workflow.unpublish,
            UnpublishForm,
            "Its address will answer that the release is gone, or lead on to where you say.",
        ),
    )
}


def offered(article: Article, user: AbstractUser) -> list[Move]:
    """The moves that `user` can make with `article` now."""
    moves = [move for move in MOVES.values() if not rights.reasons_against(move.verb, article, user)]
    if article.is_in_preparation:
        return moves
    out_of_place = set()
    if not article.is_public(timezone.now()):
        out_of_place |= {"withdraw", "unpublish"}
    if Article.objects.in_preparation().filter(release=article.release).exists():
        out_of_place |= {"cancel", "new-edition"}
    return [move for move in moves if move.verb not in out_of_place]


def hints(article: Article, user: AbstractUser) -> list[str]:
    """What `user` is to know of this edition beforehand: what a change costs it, why a button is missing."""
    if article.state == Article.State.APPROVED and not rights.reasons_against("change", article, user):
        return ["Saving a change takes the approval away: somebody then has to approve it again."]
    waits_for = {"submitted": "approve"}.get(
        article.state, "approve-afterwards" if article.forced_by_id else ""
    )
    if not waits_for or not rights.may(user, waits_for, article):
        return []
    return rights.four_eyes(waits_for, article, user)
