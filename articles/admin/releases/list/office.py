"""The narrowing of the desk's lists to the office of whoever looks, and the way to everything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.releases.list.filters import editions_of, terms_of
from articles.admin.requests import at_desk, user_of
from articles.editing import offices
from articles.editing.offices import Office
from articles.models import ArticleQuerySet

if TYPE_CHECKING:
    from django.contrib.admin.filters import _ListFilterChoices

PARAMETER, ALL = "office", "all"
# What is somebody's own is so in any office.
OWN_QUEUES = ("mine", "assigned")
# Who looks for words or for a structure looks in the whole archive.
_LOOKS_EVERYWHERE = ("q", "structures__id__exact", "structures__isnull", "structure")


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """What stands above a list: the names of what somebody works for, and the other way to see the list."""

    names: Sequence[str]
    is_narrowed: bool
    address: str


def office_for(request: HttpRequest) -> Office:
    """The office of the person who asks: one query a request."""
    own = at_desk(request)
    if not hasattr(own, "office"):
        own.office = offices.office_of(user_of(request), terms_of(request).structure)
    return own.office


def is_narrowed(request: HttpRequest) -> bool:
    """Return whether a list shows what concerns an office, and not everything."""
    return bool(_may_be_narrowed(request) and request.GET.get(PARAMETER) != ALL)


def narrow(editions: ArticleQuerySet, request: HttpRequest) -> ArticleQuerySet:
    """Those of `editions` that the list or the page of this request shows."""
    if not is_narrowed(request):
        return editions
    office = office_for(request)
    return editions.of_office(user_of(request), office.own, office.claimed)


def line(request: HttpRequest) -> OfficeLine | None:
    """The line above a list; None where no office narrows it."""
    if not _may_be_narrowed(request):
        return None
    structures = terms_of(request).structure
    own = office_for(request).own
    chosen = [entry for entry in structures.in_order(own) if entry.parent_id not in own]
    query, narrowed = request.GET.copy(), is_narrowed(request)
    query.pop("p", None)
    query.pop(PARAMETER, None)
    if narrowed:
        query[PARAMETER] = ALL
    return OfficeLine([entry.name for entry in chosen], narrowed, f"?{query.urlencode()}")


def _may_be_narrowed(request: HttpRequest) -> bool:
    looks_everywhere = any(request.GET.get(name) for name in _LOOKS_EVERYWHERE)
    is_own = request.GET.get("queue") in OWN_QUEUES
    return not looks_everywhere and not is_own and bool(office_for(request).own)


class OfficeFilter(admin.SimpleListFilter):
    """Releases of the office of whoever looks, unless everything is asked for."""

    title = "office"
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(ALL, "everything")]

    def choices(self, changelist: ChangeList) -> "Iterator[_ListFilterChoices]":
        """None beside the list: the line above it has the way to everything."""
        return iter(())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return narrow(editions_of(queryset), request)
