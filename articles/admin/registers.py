"""Common ground of the desk's registers, whose entries releases name: what is in use, one's office first."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.models import OfficeMember


class InUseFilter(admin.SimpleListFilter):
    """Entries in use, or retired ones."""

    title = "in use"
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "in use"), ("no", "retired")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:  # noqa: ANN401 - of any register
        today = timezone.localdate()
        match self.value():
            case "yes":
                return queryset.in_use(today)
            case "no":
                return queryset.retired(today)
        return queryset


def own_office_first(
    entries: QuerySet[Any], user: User, *order: str, offices: str = "offices"
) -> QuerySet[Any]:
    """Entries of a register with these `offices`, those of the office of `user` first, then in this order."""
    relation = entries.model._meta.get_field(offices)
    chosen = OfficeMember.objects.filter(user=user).values("structure")
    of_office = relation.remote_field.through.objects.filter(
        structure__in=chosen, **{relation.m2m_field_name(): OuterRef("pk")}
    )
    return entries.order_by(Exists(of_office).desc(), *order)
