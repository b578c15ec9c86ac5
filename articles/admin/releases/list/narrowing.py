"""What the list is narrowed to by typing: a person, a tag, a span of days."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from taggit.models import TaggedItem

from articles.models import Article

if TYPE_CHECKING:
    from django.contrib.admin.filters import _ListFilterChoices

# The parameters of the address with what stands at their fields.
FIELDS = {"person": "Begun or last changed by", "tag": "Tag", "from": "Issued from", "to": "Issued up to"}


class TypedFilter(admin.ListFilter):
    """A small form among the filters; every part that is filled in has to fit."""

    title = "words and days"
    template = "admin/articles/article/_typed_filter.html"

    def __init__(
        self, request: HttpRequest, params: dict, model: type[Model], model_admin: admin.ModelAdmin
    ) -> None:
        super().__init__(request, params, model, model_admin)
        # What the list is narrowed to besides, which the form carries along.
        self.others = [
            (name, value) for name, value in request.GET.items() if name not in (*FIELDS, "p", "e")
        ]
        for name in FIELDS:
            if value := params.pop(name, [""])[-1].strip():
                self.used_parameters[name] = value

    def expected_parameters(self) -> list[str | None]:
        return [*FIELDS]

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: ChangeList) -> "Iterator[_ListFilterChoices]":
        """None: what is typed has no links."""
        return iter(())

    @property
    def fields(self) -> list[dict[str, str]]:
        """The fields of the form as they are filled in."""
        return [
            {
                "name": name,
                "label": label,
                "value": str(self.used_parameters.get(name, "")),
                "type": "date" if name in ("from", "to") else "text",
            }
            for name, label in FIELDS.items()
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        asked = {name: str(value) for name, value in self.used_parameters.items()}
        if person := asked.get("person"):
            people = people_named(person).values("pk")
            queryset = queryset.filter(Q(created_by__in=people) | Q(changed_by__in=people))
        if tag := asked.get("tag"):
            queryset = queryset.filter(pk__in=_tagged(tag))
        if day := asked.get("from"):
            queryset = queryset.filter(publishing_date__gte=_day(day))
        if day := asked.get("to"):
            queryset = queryset.filter(publishing_date__lte=_day(day))
        return queryset


def people_named(typed: str) -> QuerySet[User]:
    """Everybody with all words of `typed` in their names."""
    people = User.objects.all()
    for word in typed.split()[:10]:
        in_a_name = Q(username__icontains=word) | Q(first_name__icontains=word)
        people = people.filter(in_a_name | Q(last_name__icontains=word))
    return people


def _tagged(name: str) -> QuerySet[TaggedItem]:
    """The ids of the editions with the tag of this name, without case."""
    kind = ContentType.objects.get_for_model(Article)
    return TaggedItem.objects.filter(content_type=kind, tag__name__iexact=name).values("object_id")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise IncorrectLookupParameters from None
