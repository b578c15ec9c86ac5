"""What an editor may do with an edition, as buttons of its page and a small form each."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib.auth.models import AbstractUser
from django.utils import timezone

from articles import workflow
from articles.models import Article

State = Article.State


class RemarkForm(forms.Form):
    remark = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For colleagues; kept in the history.",
    )


class NecessaryRemarkForm(RemarkForm):
    remark = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Why, for colleagues; kept in the history."
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Why, for readers: it stands above the release."
    )


class PublishForm(RemarkForm):
    at = forms.SplitDateTimeField(
        required=False,
        label="Public from",
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date", "aria-label": "Day"},
            time_attrs={"type": "time", "aria-label": "Time"},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        ),
    )
    field_order = ("at", "remark")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        now = timezone.localtime()
        self.fields["at"].help_text = (
            f"Leave empty to publish at once. Times are those of {timezone.get_current_timezone_name()}, "
            f"where it is {now:%H:%M} now."
        )


class NoForm(forms.Form):
    """For moves that ask nothing."""


@dataclass(frozen=True)
class Move:
    """One button: what it says, what it calls, who may press it and in which states."""

    verb: str
    label: str
    function: Callable
    permission: str
    states: tuple[str, ...]
    form: type[forms.Form] = RemarkForm
    explanation: str = ""

    def is_offered(self, article: Article, user: AbstractUser) -> bool:
        """Whether `user` finds this button on the page of `article`."""
        return article.state in self.states and user.has_perm(f"articles.{self.permission}")


MOVES = {
    move.verb: move
    for move in (
        Move(
            "submit",
            "Submit for review",
            workflow.submit,
            "change_article",
            (State.DRAFT,),
            explanation="Somebody who may publish reads it next.",
        ),
        Move(
            "approve",
            "Approve",
            workflow.approve,
            "publish_article",
            (State.SUBMITTED,),
            explanation="It is fit to be published; readers do not see it yet.",
        ),
        Move(
            "return",
            "Return to draft",
            workflow.return_to_draft,
            "change_article",
            (State.SUBMITTED, State.APPROVED),
            explanation="Its writers work on it again; say what is missing.",
        ),
        Move(
            "publish",
            "Publish or schedule",
            workflow.publish,
            "publish_article",
            Article.IN_PREPARATION,
            PublishForm,
            "Readers will see it, and no longer an edition before it.",
        ),
        Move(
            "cancel",
            "Cancel the schedule",
            workflow.cancel_schedule,
            "publish_article",
            (State.PUBLISHED,),
            explanation="The edition goes back to approved; what readers see now stays.",
        ),
        Move(
            "new-edition",
            "Open a new edition",
            workflow.open_new_edition,
            "change_article",
            Article.ISSUED,
            NoForm,
            "A draft copy, to correct the release while readers keep seeing this edition.",
        ),
        Move(
            "withdraw",
            "Withdraw",
            workflow.withdraw,
            "publish_article",
            (State.PUBLISHED,),
            ReasonForm,
            "The release stays readable at its address, with a notice; lists and feeds drop it.",
        ),
        Move(
            "reinstate",
            "Reinstate",
            workflow.reinstate,
            "publish_article",
            (State.WITHDRAWN,),
            explanation="The notice goes, and the release is listed again where it was.",
        ),
        Move(
            "unpublish",
            "Take off the site",
            workflow.unpublish,
            "publish_article",
            (State.PUBLISHED, State.WITHDRAWN),
            NecessaryRemarkForm,
            "Its address will answer that the release is gone.",
        ),
    )
}


def offered(article: Article, user: AbstractUser) -> list[Move]:
    """The moves that `user` can make with `article` now."""
    moves = [move for move in MOVES.values() if move.is_offered(article, user)]
    if article.is_in_preparation:
        return moves
    out_of_place = set()
    if article.standing() != "scheduled":
        out_of_place |= {"cancel"}
    if not article.is_public(timezone.now()):
        out_of_place |= {"withdraw", "unpublish"}
    if Article.objects.in_preparation().filter(release=article.release).exists():
        out_of_place |= {"cancel", "new-edition"}
    return [move for move in moves if move.verb not in out_of_place]
