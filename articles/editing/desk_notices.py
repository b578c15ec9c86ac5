"""Notices of the desk: what concerns somebody of what others did, read from moves, answers and imports.

Who reviews hears of what was submitted to their office, or to nobody's; who publishes of what was approved,
and everybody of what became of editions that they have worked on. What is due by the clock is told when its
hour has come. `outbox.recipients` says the same of mail, for one thing and everybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from articles.editing import offices, permissions
from articles.editing.moves import MOVES
from articles.models import Article, ImportBatch, NoticeSettings, ReviewAnswer, Transition
from articles.text.local_time import format_instant
from taxonomy import vocabulary

# What is older is in the history of its release.
TOLD_FOR = timedelta(days=30)
MOST = 100
# The kinds that people switch, at the desk and for mail: those of the moves, answers and imports.
KINDS = {
    "submitted": "Releases that wait for a review",
    "approved": "Approvals",
    "returned": "Releases that come back to their writers",
    "remark": "Remarks of colleagues, and requests for reviewer links",
    "answer": "Comments and approvals by reviewer links",
    "assigned": "Editions that are assigned to you",
    "issued": "Releases that were scheduled, published, corrected, withdrawn or unpublished",
    "import": "Imports that left something to mend",
}
NOTICES = {verb: move.notice for verb, move in MOVES.items() if move.notice}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that somebody is told; `is_new` when they have not seen it."""

    at: datetime
    kind: str
    about: Article | ImportBatch
    what: str
    by: str
    remark: str
    is_new: bool

    @property
    def address(self) -> str:
        """The page of the desk about it."""
        return address_of(self.about)


def address_of(about: Article | ImportBatch) -> str:
    """The page of the desk of an edition or an import."""
    page = (
        "admin:articles_importbatch_change"
        if isinstance(about, ImportBatch)
        else "admin:articles_article_change"
    )
    return reverse(page, args=[about.pk])


def settings_of(user: User) -> NoticeSettings:
    """What `user` has seen and switched off; not stored yet for who has never looked."""
    return NoticeSettings.objects.filter(user=user).first() or NoticeSettings(user=user)


def notices_for(user: User, own: NoticeSettings, *, only_new: bool = False) -> list[Notice]:
    """The last notices of `user`, newest first: a query a source."""
    now = timezone.now()
    since = max(now - TOLD_FOR, own.seen_at) if only_new and own.seen_at else now - TOLD_FOR
    found = [*_moves(user, own, since, now), *_answers(user, own, since), *_imports(user, own, since)]
    found.sort(key=lambda notice: notice.at, reverse=True)
    return found[:MOST]


def see_all(user: User) -> None:
    """Note that `user` has seen everything up to now."""
    NoticeSettings.objects.update_or_create(user=user, defaults={"seen_at": timezone.now()})


def switch(user: User, *, desk: set[str], mail: set[str]) -> None:
    """Tell `user` of these kinds alone, at the desk and by mail."""
    muted = [kind for kind in KINDS if kind not in desk]
    unmailed = [kind for kind in KINDS if kind not in mail]
    NoticeSettings.objects.update_or_create(user=user, defaults={"muted": muted, "unmailed": unmailed})


def _moves(user: User, own: NoticeSettings, since: datetime, now: datetime) -> Iterator[Notice]:
    verbs = [verb for verb, notice in NOTICES.items() if notice.kind not in own.muted]
    worked = Transition.objects.filter(article=OuterRef("article"), by=user)
    own_work = Q(article__created_by=user) | Q(article__changed_by=user) | Q(Exists(worked))
    later = Transition.objects.filter(article=OuterRef("article"), verb="assign", pk__gt=OuterRef("pk"))
    concerned = own_work & ~Q(verb__in=["submit", "assign"])
    concerned |= Q(~Exists(later), verb="assign", article__assignment__person=user)
    if permissions.may(user, "approve"):
        concerned |= Q(verb="submit") & _in_office(user)
    if permissions.may(user, "publish"):
        concerned |= Q(verb="approve")
    rows: QuerySet[Transition] = Transition.objects.filter(at__gte=since, by__isnull=False, verb__in=verbs)
    rows = rows.exclude(by=user).filter(concerned).select_related("by", "article").defer("article__body")
    for move in rows.order_by("-at", "-pk")[:MOST]:
        yield Notice(
            move.at, NOTICES[move.verb].kind, move.article, _sentence(move, now), str(move.by), move.remark,
            own.seen_at is None or move.at > own.seen_at,
        )  # fmt: skip


def _in_office(user: User) -> Q:
    """The condition on moves of editions that the office of `user` issues, or that no editor works for."""
    office = offices.office_of(user, vocabulary.current().structure)
    filed = Article.structures.through.objects
    mine = filed.filter(structure__in=office.own).values("article")
    someones = filed.filter(structure__in=office.claimed, article=OuterRef("article"))
    return Q(article__in=mine) | Q(~Exists(someones))


def _sentence(move: Transition, now: datetime) -> str:
    notice, hour = NOTICES[move.verb], move.article.public_at
    sentence = notice.sentence
    if notice.kind != "issued" or hour is None or not move.public_at:
        return sentence
    if hour > now:
        return f"{sentence} for {format_instant(hour)}"
    where = " on its page, in lists, feeds, the API and the sitemap" if move.article.is_public(now) else ""
    return f"{sentence}; live since {format_instant(hour)}{where}"


def _answers(user: User, own: NoticeSettings, since: datetime) -> Iterator[Notice]:
    if "answer" in own.muted:
        return
    mine = Q(link__created_by=user) | Q(link__article__created_by=user) | Q(link__article__changed_by=user)
    answers = ReviewAnswer.objects.filter(mine, at__gte=since).select_related(
        "link__article", "link__partner"
    )
    for answer in answers.order_by("-at", "-pk")[:MOST]:
        what = answered(answer)
        is_new = own.seen_at is None or answer.at > own.seen_at
        by = f"{answer.name} (outside)"
        yield Notice(answer.at, "answer", answer.link.article, what, by, answer.comment, is_new)


def answered(answer: ReviewAnswer) -> str:
    """The sentence about an answer, after the title."""
    if partner := answer.link.partner:
        verb = "was signed off by" if answer.is_approval else "has remarks by"
        return f"{verb} {partner.usual_name}"
    return "was approved by a reviewer" if answer.is_approval else "has a reviewer's comment"


def _imports(user: User, own: NoticeSettings, since: datetime) -> Iterator[Notice]:
    if "import" in own.muted or not permissions.may_import(user):
        return
    batches = ImportBatch.objects.in_force().with_problems().filter(finished_at__gte=since)
    for batch in batches.select_related("by").defer("unread").order_by("-finished_at")[:MOST]:
        at = batch.finished_at or batch.started_at
        is_new = own.seen_at is None or at > own.seen_at
        yield Notice(at, "import", batch, left_open(batch), str(batch.by or "a command"), "", is_new)


def left_open(batch: ImportBatch) -> str:
    """The sentence about an import with problems, after its name."""
    held, rejected = batch.counts.get("held", 0), batch.counts.get("rejected", 0)
    return f"held {held:,} and rejected {rejected:,} of its records"
