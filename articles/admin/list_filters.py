"""What the desk's lists can be narrowed by."""

from django.contrib import admin
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.models import Article
from taxonomy import vocabulary

FACETS = {model: name for name, model in vocabulary.MODELS.items()}


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


class TermFilter(admin.RelatedFieldListFilter):
    """The terms of a vocabulary in the order of its tree, from memory."""

    def field_choices(
        self, field: Field, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[int, str]]:
        today = timezone.localdate()
        # One look at whether terms have changed serves all filters of a page.
        if not hasattr(request, "vocabularies"):
            request.vocabularies = vocabulary.current()
        terms = request.vocabularies[FACETS[field.related_model]]
        return [(term.id, "\u2003" * term.depth + term.label(today)) for term in terms]


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
