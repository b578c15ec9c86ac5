"""Permissions: which person may do what with which edition, for the workflow and the buttons of the desk.

The registry (`articles.editing.moves`) says which right a move needs, in which standings, and when.
"""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.editing.moves import MOVES
from articles.editing.moves.types import Condition, Move
from articles.models import Article, ArticleQuerySet, Contributor, ImportBatch, ImportUpload
from articles.models.facets import ChangeKind

RIGHTS = {
    "add_article": "the right to write releases",
    "change_article": "the right to change this edition",
    "change_own_article": "the right to write releases of one's own",
    "delete_article": "the right to delete this draft",
    "review_article": "the right to approve and return what others wrote",
    "publish_article": "the right to publish",
    "add_importbatch": "the right to bring old pages in",
    "delete_importbatch": "the right to take an import back",
}
# Autocompletion in the form of a release needs the right to see what it suggests.
_TERMS = (
    "taxonomy.view_releasetype", "taxonomy.view_structure", "taxonomy.view_fieldofwork",
    "taxonomy.view_country", "taxonomy.view_meeting",
)  # fmt: skip
# The groups that a new installation starts with, see `articles.editing.roles`; `*` stands for any letters.
ROLES = {
    "Writer": (
        "articles.view_article", "articles.add_article", "articles.change_own_article",
        "articles.view_boilerplate", "articles.view_partner", "articles.view_presscontact",
        "articles.view_releasetemplate", *_TERMS,
    ),
    "Editor": (
        "articles.view_article", "articles.add_article", "articles.change_article", "articles.delete_article",
        "articles.review_article", "articles.*_frontpagerelease", "articles.*_presscontact",
        "articles.*_releasetemplate", "articles.*_boilerplate", "articles.*_partner", *_TERMS,
    ),
    "Publisher": (
        "articles.view_article", "articles.publish_article", *_TERMS,
        "articles.view_sitepage", "articles.add_sitepage", "articles.*_frontpagerelease",
        "articles.*_presscontact", "articles.*_boilerplate", "articles.*_partner",
    ),
    # Imports are batches: bringing one in adds it, taking it back deletes it.
    "Records": (
        "articles.view_*", "taxonomy.view_*", "articles.add_importbatch", "articles.delete_importbatch",
        "articles.add_redirect", "articles.change_redirect", "articles.delete_redirect",
        "articles.add_oldterm", "articles.change_oldterm", "articles.delete_oldterm",
        "articles.delete_missedaddress", "articles.change_releasepair",
    ),
    "Administrator": ("articles.*", "taxonomy.*", "auth.*"),
}  # fmt: skip


def may(user: User, verb: str, article: Article | None = None) -> bool:
    """Return whether `user` has the right to this move with `article` (None: with any), in any state."""
    move = MOVES[verb]
    return _has_right(user, move) or _may_as_author(user, move, article)


def reasons_against(verb: str, article: Article, user: User, now: datetime | None = None) -> list[str]:
    """The reasons why `user` cannot make this move with this edition at `now`, in sentences for editors."""
    move = MOVES[verb]
    if not may(user, verb, article):
        return [f"{user} lacks {RIGHTS[move.permission]}."]
    standing = article.standing(now)
    if standing not in move.standings:
        return [f"This edition is {standing}: that cannot be done with it now."]
    if standing not in move.own and not _has_right(user, move):
        ask = "ask an editor to return it to you."
        return [f"This edition is {standing}: {'take it back, or ' if standing == 'submitted' else ''}{ask}"]
    if Condition.OWN_HANDS in move.conditions and (reasons := own_hands(article, user)):
        return reasons
    if Condition.IS_TRANSLATION in move.conditions and article.translates is None:
        return ["This release is no translation."]
    if Condition.IS_SHOWN in move.conditions and article.hidden_note:
        return ["This edition is hidden from readers already."]
    if Condition.IS_HIDDEN in move.conditions and not article.hidden_note:
        return ["This edition is not hidden: readers may read it."]
    if Condition.LACKS_APPROVAL in move.conditions and not article.lacks_approval:
        return ["This edition does not wait for an approval."]
    return four_eyes(article, user) if Condition.OTHER_EYES in move.conditions else []


def own_hands(article: Article, user: User) -> list[str]:
    """The reason why `user` cannot take this edition back: somebody else began and submitted it."""
    if user.pk in (article.created_by_id, _submitted_by(article)):
        return []
    return ["Only who began or submitted this edition takes it back; an editor can return it to draft."]


def needs_approval(kinds: Collection[ChangeKind]) -> bool:
    """Return whether a colleague approves such changes: of words always, of filing by the setting."""
    return ChangeKind.WORDS in kinds or (settings.FOUR_EYES_FOR_FILING and ChangeKind.FILING in kinds)


def four_eyes(article: Article, user: User) -> list[str]:
    """The reason why `user` cannot approve this edition: an approver has changed nothing in it.

    A change before the last approval counts no more. It needs no query where `contributors` are prefetched.
    """
    own = next((one for one in article.contributors.all() if one.user_id == user.pk), None)
    done = ""
    if user.pk == article.forced_by_id:
        done = "published this edition"
    elif own and own.has_changed_words:
        done = "changed this edition"
    elif own and settings.FOUR_EYES_FOR_FILING:
        done = "filed this edition under other terms"
    elif _imported(article, user):
        done = "imported this edition"
    return [f"{user} has {done}: somebody else has to approve it."] if done else []


def _imported(article: Article, user: User) -> bool:
    """Return whether `user` brought the file in, or started its import, that this edition came with."""
    if article.created_by_id is not None or article.edition > 1:
        return False
    batches = ImportBatch.objects.filter(provenances__release=article.release)
    uploads = ImportUpload.objects.filter(
        Q(by=user) | Q(started_by=user), batch_name__in=batches.values("name")
    )
    return batches.filter(by=user).exists() or uploads.exists()


def waiting_for(user: User, editions: ArticleQuerySet) -> ArticleQuerySet:
    """The `editions` in preparation that `user` can bring forward: approve what others wrote, publish."""
    wanted = Q(pk__in=[])
    if may(user, "approve"):
        wanted |= Q(~Exists(_own_changes(user)), state__in=MOVES["approve"].standings)
    if may(user, "publish"):
        wanted |= Q(state__in=MOVES["publish"].standings)
    return editions.filter(wanted)


def people_who_may_change(article: Article) -> QuerySet[User]:
    """Everybody with an open account who may change this edition: editors, and the writer who began it."""
    own = Q(pk__in=_with_right("change_own_article"), pk=article.created_by_id or 0)
    return User.objects.filter(Q(pk__in=_with_right("change_article")) | own, is_staff=True)


def editors() -> QuerySet[User]:
    """Everybody with an open account who may approve what others wrote."""
    return _with_right("review_article")


def publishers() -> QuerySet[User]:
    """Everybody with an open account who may publish."""
    return _with_right("publish_article")


def importers() -> QuerySet[User]:
    """Everybody with an open account who may bring old pages in, and mend what is wrong with them."""
    return _with_right("add_importbatch")


def desk_readers() -> QuerySet[User]:
    """Everybody who may see releases at the desk."""
    reads = Q(pk__in=_with_right("view_article")) | Q(pk__in=_with_right("change_article"))
    return User.objects.filter(reads, is_staff=True)


def may_file(user: User, *, published: bool) -> bool:
    """Return whether `user` may file many editions at once: those in preparation, or published ones."""
    return user.has_perm("articles.publish_article" if published else "articles.change_article")


def may_import(user: User) -> bool:
    """Return whether `user` may bring old pages in."""
    return user.has_perm("articles.add_importbatch")


def may_import_news(user: User) -> bool:
    """Return whether an import by `user` may make news and doubtful releases public, as Publishers do."""
    return may_import(user) and may(user, "publish")


def may_take_back(user: User) -> bool:
    """Return whether `user` may take an import back."""
    return user.has_perm("articles.delete_importbatch")


def may_decide_pairs(user: User) -> bool:
    """Return whether `user` may merge imported releases, or keep them apart."""
    return user.has_perm("articles.change_releasepair")


def may_redeliver(user: User) -> bool:
    """Return whether `user` may see failed deliveries after publications, and have them tried again."""
    return user.has_perm("articles.change_outboxmessage")


def may_share(user: User) -> bool:
    """Return whether `user` may show what is in preparation to people without an account."""
    return user.has_perm("articles.review_article") or user.has_perm("articles.publish_article")


def filed_by(user: User, editions: ArticleQuerySet) -> ArticleQuerySet:
    """The `editions` that `user` may file under other terms."""
    wanted = Q(pk__in=[])
    if may_file(user, published=False):
        wanted |= Q(state__in=Article.IN_PREPARATION)
    if may_file(user, published=True):
        wanted |= Q(state__in=Article.ISSUED)
    return editions.filter(wanted)


def _with_right(right: str) -> QuerySet[User]:
    """Everybody with an open account and this right, by a role, by name, or as superuser."""
    return User.objects.with_perm(f"articles.{right}", backend="django.contrib.auth.backends.ModelBackend")


def _has_right(user: User, move: Move) -> bool:
    rights = filter(None, (move.permission, move.also))
    return any(user.has_perm(f"articles.{right}") for right in rights)


def _may_as_author(user: User, move: Move, article: Article | None) -> bool:
    is_own = article is None or (article.created_by_id is not None and article.created_by_id == user.pk)
    return bool(move.own) and is_own and user.has_perm("articles.change_own_article")


def _own_changes(user: User) -> QuerySet[Contributor]:
    """The changes by `user` of the edition in the outer query that somebody else has to approve."""
    own = Contributor.objects.filter(article=OuterRef("pk"), user=user)
    return own if settings.FOUR_EYES_FOR_FILING else own.filter(has_changed_words=True)


def _submitted_by(article: Article) -> int | None:
    """The id of the last person who submitted an edition; no query if its transitions are prefetched."""
    return next((move.by_id for move in article.transitions.all() if move.verb == "submit"), None)
