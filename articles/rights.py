"""Who may do what with which edition: the one table that the workflow enforces and the desk's buttons read."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db.models import Q

from articles.models import Article, ArticleQuerySet

IN_PREPARATION = ("draft", "submitted", "approved")
ISSUED = ("scheduled", "live", "superseded", "withdrawn", "unpublished")


@dataclass(frozen=True)
class Rule:
    """What one move needs: a permission of articles, and the edition in one of these standings.

    With `change_own_article`, people make it with editions they created themselves, in the standings `own`.
    """

    permission: str
    standings: tuple[str, ...]
    own: tuple[str, ...] = ()


RULES = {
    "create": Rule("add_article", ()),
    "change": Rule("change_article", IN_PREPARATION, own=("draft",)),
    "delete": Rule("delete_article", IN_PREPARATION, own=("draft",)),
    "submit": Rule("change_article", ("draft",), own=("draft",)),
    "take-back": Rule("change_article", ("submitted",), own=("submitted",)),
    "return": Rule("review_article", ("submitted", "approved")),
    "approve": Rule("review_article", ("submitted",)),
    "publish": Rule("publish_article", ("approved",)),
    "force": Rule("publish_article", ("draft", "submitted")),
    "reschedule": Rule("publish_article", ("scheduled",)),
    "cancel": Rule("publish_article", ("scheduled",)),
    "approve-afterwards": Rule("review_article", ISSUED),
    "new-edition": Rule("change_article", ISSUED, own=ISSUED),
    "withdraw": Rule("publish_article", ("live",)),
    "reinstate": Rule("publish_article", ("withdrawn",)),
    "unpublish": Rule("publish_article", ("live", "withdrawn")),
}
RIGHTS = {
    "add_article": "the right to write releases",
    "change_article": "the right to change this edition",
    "delete_article": "the right to delete this draft",
    "review_article": "the right to approve and return what others wrote",
    "publish_article": "the right to publish",
}


def may(user: AbstractUser, move: str, article: Article | None = None) -> bool:
    """Whether `user` has the right to `move` with `article`, whatever its state is; without one, with any."""
    rule = RULES[move]
    return user.has_perm(f"articles.{rule.permission}") or _may_as_author(user, rule, article)


def reasons_against(
    move: str, article: Article, user: AbstractUser, now: datetime | None = None
) -> list[str]:
    """Why `user` cannot `move` this edition at `now`, in sentences for editors; empty when nothing is in the way."""
    rule = RULES[move]
    if not may(user, move, article):
        return [f"{user.get_username()} lacks {RIGHTS[rule.permission]}."]
    standing = article.standing(now)
    if standing not in rule.standings:
        return [f"This edition is {standing}: that cannot be done with it now."]
    if standing not in rule.own and not user.has_perm(f"articles.{rule.permission}"):
        ask = "ask an editor to return it to you."
        return [f"This edition is {standing}: {'take it back, or ' if standing == 'submitted' else ''}{ask}"]
    return own_hands(move, article, user) or four_eyes(move, article, user)


def own_hands(move: str, article: Article, user: AbstractUser) -> list[str]:
    """Why this edition is not for `user` to take back: somebody else began and submitted it."""
    if move != "take-back" or user.pk in (article.created_by_id, _submitted_by(article)):
        return []
    return ["Only who began or submitted this edition takes it back; an editor can return it to draft."]


def four_eyes(move: str, article: Article, user: AbstractUser) -> list[str]:
    """Why the approval of this edition is not for `user` to give: it takes somebody who did not change it last."""
    if move not in ("approve", "approve-afterwards"):
        return []
    if move == "approve-afterwards" and article.forced_by_id is None:
        return ["This edition does not wait for an approval."]
    if user.pk in (article.changed_by_id, article.forced_by_id):
        done = "changed" if user.pk == article.changed_by_id else "published"
        return [f"{user.get_username()} has {done} this edition: somebody else has to approve it."]
    return []


def waiting_for(user: AbstractUser, editions: ArticleQuerySet) -> ArticleQuerySet:
    """Those of `editions` in preparation that `user` can bring forward: approve what others wrote, publish."""
    wanted = Q(pk__in=[])
    if may(user, "approve"):
        wanted |= Q(state=Article.State.SUBMITTED) & ~Q(changed_by=user)
    if may(user, "publish"):
        wanted |= Q(state=Article.State.APPROVED)
    return editions.filter(wanted)


def may_file(user: AbstractUser, *, published: bool) -> bool:
    """Whether `user` may file many editions at once under other terms: those in preparation, or published ones."""
    return user.has_perm("articles.publish_article" if published else "articles.change_article")


def may_import(user: AbstractUser) -> bool:
    """Whether `user` may bring old pages in."""
    return user.has_perm("articles.add_importbatch")


def may_take_back(user: AbstractUser) -> bool:
    """Whether `user` may take an import back."""
    return user.has_perm("articles.delete_importbatch")


def may_redeliver(user: AbstractUser) -> bool:
    """Whether `user` may see what could not be delivered after publications, and have it tried again."""
    return user.has_perm("articles.change_outboxmessage")


def may_share(user: AbstractUser) -> bool:
    """Whether `user` may show what is in preparation to people without an account."""
    return user.has_perm("articles.review_article") or user.has_perm("articles.publish_article")


def filed_by(user: AbstractUser, editions: ArticleQuerySet) -> ArticleQuerySet:
    """Those of `editions` that `user` may file under other terms."""
    wanted = Q(pk__in=[])
    if may_file(user, published=False):
        wanted |= Q(state__in=Article.IN_PREPARATION)
    if may_file(user, published=True):
        wanted |= Q(state__in=Article.ISSUED)
    return editions.filter(wanted)


def _may_as_author(user: AbstractUser, rule: Rule, article: Article | None) -> bool:
    is_own = article is None or (article.created_by_id is not None and article.created_by_id == user.pk)
    return bool(rule.own) and is_own and user.has_perm("articles.change_own_article")


def _submitted_by(article: Article) -> int | None:
    """Who submitted an edition last, by id; asks nothing where its moves were read already (newest first)."""
    return next((move.by_id for move in article.transitions.all() if move.verb == "submit"), None)
