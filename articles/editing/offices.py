"""Offices: the structures that people work for, by which the desk narrows its lists and chooses whom to tell.

Who works for a structure works for all that lies below it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from articles.editing import permissions
from articles.models import OfficeMember
from taxonomy.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Office:
    """What one person works for, and what any editor works for: ids of structures, with those below them."""

    own: frozenset[int]
    claimed: frozenset[int]


def office_of(user: User, structures: Vocabulary) -> Office:
    """The office of `user`: one query."""
    members = OfficeMember.objects.filter(Q(user=user) | Q(user__in=permissions.editors()))
    rows = set(members.values_list("user_id", "structure_id"))
    own = {structure for member, structure in rows if member == user.pk}
    of_editors = {structure for member, structure in rows if member != user.pk}
    if permissions.may(user, "approve"):
        of_editors |= own
    return Office(with_below(own, structures), with_below(of_editors, structures))


def editors_for(filed: Iterable[int], structures: Vocabulary) -> QuerySet[User]:
    """The editors who work for one of these structures (ids); all editors when none does: one query more."""
    above = {step.id for one in structures.in_order(filed) for step in structures.lineage(one)}
    members = OfficeMember.objects.filter(structure__in=above).values("user")
    editors = permissions.editors()
    theirs = editors.filter(pk__in=members)
    return theirs if theirs.exists() else editors


def chosen_by(user: User) -> list[int]:
    """The structures (ids) that `user` works for, as they were chosen."""
    return list(OfficeMember.objects.filter(user=user).values_list("structure", flat=True))


@transaction.atomic
def choose(user: User, structures: Iterable[int]) -> None:
    """Let `user` work for these structures (ids) and no others."""
    wanted = set(structures)
    OfficeMember.objects.filter(user=user).exclude(structure__in=wanted).delete()
    rows = [OfficeMember(user=user, structure_id=structure) for structure in sorted(wanted)]
    OfficeMember.objects.bulk_create(rows, ignore_conflicts=True)


def with_below(chosen: Iterable[int], structures: Vocabulary) -> frozenset[int]:
    """These structures (ids), those there are, with all that lies below them."""
    reached: set[int] = set()
    left = [entry.id for entry in structures.in_order(chosen)]
    while left:
        step = left.pop()
        if step not in reached:
            reached.add(step)
            left += [child.id for child in structures.children.get(step, ())]
    return frozenset(reached)
