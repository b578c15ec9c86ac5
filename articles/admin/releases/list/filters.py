"""Filters of the desk's lists."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, ForeignKey, ManyToManyField, Model, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.admin.requests import at_desk
from articles.models import Article, ArticleQuerySet
from articles.models.facets import OF_TERMS
from taxonomy import vocabulary

if TYPE_CHECKING:
    from django.contrib.admin.filters import _ListFilterChoices


class StandingFilter(admin.SimpleListFilter):
    """Editions by state, with published ones told apart by the clock."""

    title = "state"
    parameter_name = "standing"
    standings = (
        "draft", "submitted", "approved", "scheduled", "live", "superseded", "withdrawn", "unpublished",
    )  # fmt: skip

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, name) for name in self.standings]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        published = queryset.filter(state=Article.State.PUBLISHED)
        match self.value():
            case None:
                return queryset
            case "scheduled":
                return published.filter(public_at__gt=now)
            case "live":
                return editions_of(published).public(now)
            case "superseded":
                return published.filter(public_until__lte=now)
            case state:
                return queryset.filter(state=state)


class EditionFilter(admin.SimpleListFilter):
    """One row a release: its newest edition; or all editions, if chosen.

    A search, a state or a queue may be for an edition that is not the newest: then the row is the newest of
    those that fit, which is for the list to find out when everything else is asked (`newest_that_fit`).
    """

    title = "editions"
    parameter_name = "editions"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("newest", "one row a release"), ("all", "all")]

    def value(self) -> str:
        return "all" if super().value() == "all" else "newest"

    def choices(self, changelist: ChangeList) -> "Iterator[_ListFilterChoices]":
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        is_whole = self.value() == "newest" and not _seeks_editions(request)
        return editions_of(queryset).newest_editions() if is_whole else queryset


def newest_that_fit(request: HttpRequest, found: QuerySet) -> QuerySet:
    """Of the editions that a list has `found`, the newest of each release, unless all are asked for."""
    if request.GET.get(EditionFilter.parameter_name) == "all" or not _seeks_editions(request):
        return found
    # Few editions are later ones, and have an index.
    later = found.order_by().filter(edition__gt=1)
    return found.filter(~Exists(later.filter(release=OuterRef("release"), edition__gt=OuterRef("edition"))))


def _seeks_editions(request: HttpRequest) -> bool:
    return any(request.GET.get(name) for name in ("q", "standing", "queue"))


class TermFilter(admin.ListFilter):
    """The terms of a vocabulary in the order of its tree, from memory; and what is filed under none of them.

    Django's own filter would join, and make rows of a whole archive distinct, to show fifty.
    """

    facet: str
    field: str

    def __init__(
        self, request: HttpRequest, params: dict, model: type[Model], model_admin: admin.ModelAdmin
    ) -> None:
        self.relation = relation_of(self.field)
        self.title = self.relation.verbose_name
        super().__init__(request, params, model, model_admin)
        for name in self.expected_parameters():
            if name and name in params:
                self.used_parameters[name] = params.pop(name)[-1]

    @property
    def chosen(self) -> str:
        """The id of the chosen term as the address has it; "" without one."""
        return str(self.used_parameters.get(f"{self.field}__id__exact", ""))

    @property
    def wants_none(self) -> bool:
        """Return whether the list is of what is filed under none."""
        return self.used_parameters.get(f"{self.field}__isnull") == "True"

    def expected_parameters(self) -> list[str | None]:
        return [f"{self.field}__id__exact", f"{self.field}__isnull"]

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.chosen:
            ids = {str(term.id): term.id for term in terms_of(self.request)[self.facet]}
            if self.chosen not in ids:
                raise IncorrectLookupParameters
            queryset = self._filed_under(queryset, ids[self.chosen])
        return self._filed_under_none(queryset) if self.wants_none else queryset

    def choices(self, changelist: ChangeList) -> "Iterator[_ListFilterChoices]":
        chosen, none = self.expected_parameters()
        yield self._choice(changelist, "All", {}, not self.chosen and not self.wants_none)
        today = timezone.localdate()
        for term in terms_of(self.request)[self.facet]:
            label = "\u2003" * term.depth + term.label(today)
            yield self._choice(changelist, label, {chosen: term.id}, self.chosen == str(term.id))
        yield self._choice(changelist, "None", {none: "True"}, self.wants_none)

    def _choice(
        self, changelist: ChangeList, label: str, wanted: dict, selected: bool
    ) -> "_ListFilterChoices":
        link = changelist.get_query_string(wanted, remove=[f"{self.field}__"])
        return {"selected": selected, "query_string": link, "display": label}

    def _filed_under(self, queryset: QuerySet, term: int) -> QuerySet:
        if not isinstance(self.relation, ManyToManyField):
            return queryset.filter(**{self.relation.attname: term})
        filed = _rows_of(self.relation).filter(**{self.relation.m2m_reverse_name(): term})
        return queryset.filter(pk__in=filed.values(self.relation.m2m_column_name()))

    def _filed_under_none(self, queryset: QuerySet) -> QuerySet:
        if not isinstance(self.relation, ManyToManyField):
            return queryset.filter(**{f"{self.field}__isnull": True})
        filed = _rows_of(self.relation).filter(**{self.relation.m2m_column_name(): OuterRef("pk")})
        return queryset.filter(~Exists(filed))


DESK_FACETS = {name: facet.name for name, facet in OF_TERMS.items() if facet.is_desk_filter}
TERM_FILTERS: tuple[type[TermFilter], ...] = tuple(
    type(f"{name.capitalize()}Filter", (TermFilter,), {"facet": name, "field": field})
    for name, field in DESK_FACETS.items()
)


def terms_of(request: HttpRequest) -> vocabulary.Vocabularies:
    """All terms; whether they have changed is asked once a request, in one query."""
    own = at_desk(request)
    if not hasattr(own, "vocabularies"):
        own.vocabularies = vocabulary.current()
    return own.vocabularies


def editions_of(rows: QuerySet) -> ArticleQuerySet:
    """The same rows, which Django's lists and filters hand on, with their type."""
    return cast(ArticleQuerySet, rows)


def relation_of(field: str) -> ForeignKey | ManyToManyField:
    """The field of a release by its name, as what it is: a relation to terms."""
    return cast(ForeignKey | ManyToManyField, Article._meta.get_field(field))


def _rows_of(relation: ManyToManyField) -> QuerySet:
    return cast(Any, relation.remote_field).through.objects.all()
