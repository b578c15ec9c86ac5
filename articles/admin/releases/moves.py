"""The moves that an editor is offered, and their forms, made from `articles.editing.moves`."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone

from articles.admin.instants import InstantField
from articles.editing import permissions, refusals
from articles.editing.moves import BUTTONS
from articles.editing.moves.types import Answer, Condition, Move, Question
from articles.models import Article, Assignment
from articles.models.facets import ChangeKind
from taxonomy import languages

NOW, LATER = "now", "later"
AT_A_SET_TIME = "At a set date and time"


class WhenForm(forms.Form):
    """Publication now, or at a set date and time: chosen, never read from a field that was left empty."""

    when = forms.ChoiceField(
        label="When",
        choices=[(NOW, "Now"), (LATER, AT_A_SET_TIME)],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is published now, or at a set date and time."},
    )

    def clean(self) -> dict[str, Any]:
        """Return the answers without `when`; refuse "now" with an hour, and "later" without one."""
        answers = super().clean() or {}
        match answers.pop("when", ""):
            case "now" if answers.get("at") or "at" in self.errors:
                self.errors.pop("at", None)
                self.add_error(
                    "at", f"You chose “Now”. Empty the date and the time, or choose “{AT_A_SET_TIME}”."
                )
            case "later" if not answers.get("at") and "at" not in self.errors:
                self.add_error("at", "Enter the date and the time from which readers will see it.")
        return answers


def _text(question: Question) -> forms.Field:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **_texts_of(question))


def _line(question: Question) -> forms.Field:
    return forms.CharField(**_texts_of(question))


def _instant(question: Question) -> forms.Field:
    return InstantField(**_texts_of(question))


def _instant_if_later(question: Question) -> forms.Field:
    return InstantField(**_texts_of(question) | {"required": False})


def _texts_of(question: Question) -> dict[str, Any]:
    return {
        "required": question.is_required,
        "label": question.label or None,
        "help_text": question.help_text,
    }


def _language(question: Question) -> forms.Field:
    return forms.ChoiceField(choices=languages.choices(), **_texts_of(question))


class PersonField(forms.ModelChoiceField):
    """Somebody who may change the edition; `form_for` says who may."""


def _person(question: Question) -> forms.Field:
    return PersonField(User.objects.none(), empty_label="Nobody", **_texts_of(question))


FIELDS: dict[Answer, Callable[[Question], forms.Field]] = {
    Answer.TEXT: _text,
    Answer.LINE: _line,
    Answer.INSTANT: _instant,
    Answer.NOW_OR_INSTANT: _instant_if_later,
    Answer.LANGUAGE: _language,
    Answer.PERSON: _person,
}


@cache
def form_of(move: Move) -> type[forms.Form]:
    """The form that asks what a move asks; its cleaned answers are arguments of the function of the move."""
    base = WhenForm if move.asks_when else forms.Form
    return type(
        "MoveForm", (base,), {question.name: FIELDS[question.answer](question) for question in move.asks}
    )


def form_for(move: Move, article: Article, answers: QueryDict | None) -> forms.Form:
    """The form of a move with this edition, filled in with these answers."""
    form = form_of(move)(answers, initial=initial(move, article))
    for field in form.fields.values():
        if isinstance(field, PersonField):
            people = permissions.people_who_may_change(article)
            field.queryset = people.order_by("first_name", "last_name", "username")
    return form


def initial(move: Move, article: Article) -> dict[str, Any]:
    """The first answers of a form.

    "Later" for an edition that is dated or embargoed to a later day; whom it is assigned to.
    """
    if any(question.answer is Answer.PERSON for question in move.asks):
        assignment = Assignment.objects.filter(article=article).first()
        return {"person": assignment.person_id, "due_at": assignment.due_at} if assignment else {}
    if not move.asks_for_time:
        return {}
    day = article.publishing_date if article.is_in_preparation else None
    dated = [day, None, ""] if day and day > timezone.localdate() else None
    at = article.embargo_ends() or dated
    return {"at": at, "when": LATER if at else NOW}


def offered(article: Article, user: User) -> list[Move]:
    """The moves that `user` can make with `article` now."""
    moves = [move for move in BUTTONS.values() if not permissions.reasons_against(move.verb, article, user)]
    if article.is_in_preparation:
        return moves
    failing = set()
    if not article.is_public(timezone.now()):
        failing.add(Condition.IS_PUBLIC)
    if refusals.has_other_draft(article):
        failing.add(Condition.NO_OTHER_DRAFT)
    return [move for move in moves if not failing.intersection(move.conditions)]


def hints(article: Article, user: User) -> list[str]:
    """Hints for `user` about this edition: the cost of a change, the reason for a missing button."""
    if article.is_in_preparation and not permissions.reasons_against("change", article, user):
        what = _what_counts()
        if article.state == Article.State.APPROVED:
            return [
                f"Saving a change of {what} takes the approval away: a colleague has to approve it then, "
                f"not you. {_what_not()}"
            ]
        is_submitted = article.state == Article.State.SUBMITTED
        if is_submitted and not permissions.reasons_against("approve", article, user):
            return [
                f"Once you change {what}, you cannot approve it yourself: a colleague has to. {_what_not()}"
            ]
    if article.state == Article.State.SUBMITTED:
        missing = "approve"
    elif article.lacks_approval:
        missing = "approve-afterwards"
    else:
        return []
    return permissions.four_eyes(article, user) if permissions.may(user, missing, article) else []


def _what_counts() -> str:
    """The fields whose change a colleague has to approve, in words."""
    is_filing = permissions.needs_approval({ChangeKind.FILING})
    return "words, pictures, dates or filing" if is_filing else "words, pictures or dates"


def _what_not() -> str:
    if permissions.needs_approval({ChangeKind.FILING}):
        return "A note for colleagues costs nothing."
    return "Terms, tags and a note for colleagues cost nothing."
