"""Queues of the desk, as filters of the release list: editions that wait for somebody, or for their hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from articles.admin.releases.list import office
from articles.admin.releases.list.filters import editions_of
from articles.admin.requests import user_of
from articles.editing import permissions
from articles.models import Article, ArticleQuerySet

if TYPE_CHECKING:
    from django.contrib.admin.filters import _ListFilterChoices

LABELS = {
    "mine": "My drafts",
    "assigned": "Assigned to me",
    "for-me": "Waiting for me",
    "waiting": "Waiting for approval",
    "scheduled": "Scheduled",
    "forced": "Published without approval",
}
# After a large import a hundred thousand editions wait: nobody counts them all for each page of the desk.
MOST_COUNTED = 1_000


def narrow(editions: ArticleQuerySet, queue: str, user: User) -> ArticleQuerySet:
    """Those of `editions` that are in a queue of LABELS now, as `user` sees it."""
    match queue:
        case "mine":
            return editions.in_preparation().drafts_of(user)
        case "assigned":
            return editions.assigned_to(user)
        case "for-me":
            return permissions.waiting_for(user, editions.in_preparation())
        case "waiting":
            return editions.in_preparation().waiting_for_approval()
        case "scheduled":
            return editions.scheduled(timezone.now())
        case "forced":
            return editions.forced()
    return editions


def of(queue: str, request: HttpRequest) -> ArticleQuerySet:
    """The editions in a queue of LABELS now, as the person who asks sees it."""
    return narrow(_seen(Article.objects.all(), queue, request), queue, user_of(request))


def counts(request: HttpRequest) -> dict[str, int]:
    """The number of editions in each queue of LABELS, as the list of this request shows it: one query.

    It is MOST_COUNTED + 1 for any more.
    """
    lines = [
        Article.objects.order_by()
        .filter(pk__in=of(name, request).order_by().values("pk")[: MOST_COUNTED + 1])
        .annotate(queue=Value(name))
        .values("queue")
        .annotate(editions=Count("pk"))
        .values_list("queue", "editions")
        for name in LABELS
    ]
    return dict.fromkeys(LABELS, 0) | dict(lines[0].union(*lines[1:], all=True))


def as_text(count: int) -> str:
    """Return a number of `counts` as people read it.

    >>> as_text(1_000), as_text(1_001)
    ('1000', '1,000+')
    """
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED:,}+"


def _seen(editions: ArticleQuerySet, queue: str, request: HttpRequest) -> ArticleQuerySet:
    """Those of `editions` that a queue is made of: one's own is not narrowed to one's office."""
    return editions if queue in office.OWN_QUEUES else office.narrow(editions, request)


def address_of(queue: str, request: HttpRequest) -> str:
    """The release list narrowed to a queue, of everything if this request asked for everything."""
    wanted = {"queue": queue}
    if request.GET.get(office.PARAMETER) == office.ALL:
        wanted[office.PARAMETER] = office.ALL
    return f"{reverse('admin:articles_article_changelist')}?{urlencode(wanted)}"


class QueueFilter(admin.SimpleListFilter):
    """The queues; what is scheduled comes in the order of its hours."""

    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(LABELS.items())

    def choices(self, changelist: ChangeList) -> "Iterator[_ListFilterChoices]":
        """None beside the list: the queues stand above it."""
        return iter(())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return narrow(editions_of(queryset), self.value() or "", user_of(request))


@dataclass(frozen=True)
class Queue:
    """A queue as a link above the list; `is_shown` when the list is narrowed to it."""

    label: str
    count: str
    address: str
    is_shown: bool


def queues(request: HttpRequest) -> list[Queue]:
    """All queues with how many editions wait in each."""
    many = counts(request)
    return [
        Queue(label, as_text(many[name]), address_of(name, request), request.GET.get("queue") == name)
        for name, label in LABELS.items()
    ]
