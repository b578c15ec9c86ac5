"""What the desk's lists can be narrowed by."""

from collections.abc import Iterator

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.models import Article
from taxonomy import vocabulary


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
                return published.public(now)
            case "superseded":
                return published.filter(public_until__lte=now)
            case state:
                return queryset.filter(state=state)


class EditionFilter(admin.SimpleListFilter):
    """One row a release, its newest edition; all of them when that is chosen, or when editions are looked for.

    Whoever searches, or wants a state or a queue, may mean an edition that is not the newest.
    """

    title = "editions"
    parameter_name = "editions"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("newest", "the newest of each release"), ("all", "all")]

    def value(self) -> str:
        chosen = super().value()
        looked_for = any(self.request.GET.get(name) for name in ("q", "standing", "queue"))
        return chosen if chosen in ("newest", "all") else "all" if looked_for else "newest"

    def choices(self, changelist: ChangeList) -> Iterator[dict]:
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.newest_editions() if self.value() == "newest" else queryset


class TermFilter(admin.ListFilter):
    """The terms of a vocabulary in the order of its tree, from memory; and what is filed under none of them.

    Django's own filter would join, and make rows of a whole archive distinct, to show fifty.
    """

    facet: str
    field: str

    def __init__(
        self, request: HttpRequest, params: dict, model: type[Article], model_admin: admin.ModelAdmin
    ):
        self.title = model._meta.get_field(self.field).verbose_name
        super().__init__(request, params, model, model_admin)
        for name in self.expected_parameters():
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]

    @property
    def chosen(self) -> str:
        return self.used_parameters.get(f"{self.field}__id__exact", "")

    @property
    def wants_none(self) -> bool:
        return self.used_parameters.get(f"{self.field}__isnull") == "True"

    def expected_parameters(self) -> list[str]:
        return [f"{self.field}__id__exact", f"{self.field}__isnull"]

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.chosen:
            known = {str(term.id): term.id for term in terms_of(self.request)[self.facet]}
            if self.chosen not in known:
                raise IncorrectLookupParameters
            queryset = self._filed_under(queryset, known[self.chosen])
        return self._filed_under_none(queryset) if self.wants_none else queryset

    def choices(self, changelist: ChangeList) -> Iterator[dict]:
        chosen, none = self.expected_parameters()
        yield self._choice(changelist, "All", {}, not self.chosen and not self.wants_none)
        today = timezone.localdate()
        for term in terms_of(self.request)[self.facet]:
            label = "\u2003" * term.depth + term.label(today)
            yield self._choice(changelist, label, {chosen: term.id}, self.chosen == str(term.id))
        yield self._choice(changelist, "None", {none: "True"}, self.wants_none)

    def _choice(self, changelist: ChangeList, label: str, wanted: dict, selected: bool) -> dict:
        link = changelist.get_query_string(wanted, remove=[f"{self.field}__"])
        return {"selected": selected, "query_string": link, "display": label}

    def _filed_under(self, queryset: QuerySet, term: int) -> QuerySet:
        relation = Article._meta.get_field(self.field)
        if not relation.many_to_many:
            return queryset.filter(**{relation.attname: term})
        filed = relation.remote_field.through.objects.filter(**{f"{relation.m2m_reverse_name()}": term})
        return queryset.filter(pk__in=filed.values(relation.m2m_column_name()))

    def _filed_under_none(self, queryset: QuerySet) -> QuerySet:
        relation = Article._meta.get_field(self.field)
        if not relation.many_to_many:
            return queryset.filter(**{f"{self.field}__isnull": True})
        filed = relation.remote_field.through.objects.filter(**{relation.m2m_column_name(): OuterRef("pk")})
        return queryset.filter(~Exists(filed))


class TypeFilter(TermFilter):
    facet, field = "type", "release_type"


class StructureFilter(TermFilter):
    facet, field = "structure", "structures"


class FieldOfWorkFilter(TermFilter):
    facet, field = "field", "fields_of_work"


def terms_of(request: HttpRequest) -> vocabulary.Vocabularies:
    """All terms, looked at once a request whether they have changed: one query."""
    if not hasattr(request, "vocabularies"):
        request.vocabularies = vocabulary.current()
    return request.vocabularies


class ProblemFilter(admin.SimpleListFilter):
    """Records that have a problem, or none."""

    title = "problems"
    parameter_name = "problems"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("with", "with problems"), ("without", "without problems")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "with":
                return queryset.exclude(problems=[])
            case "without":
                return queryset.filter(problems=[])
        return queryset
