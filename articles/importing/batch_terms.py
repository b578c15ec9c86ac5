"""Terms and tags that a batch made: noted as they are made, deleted with it unless used since, made again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model
from taggit.models import Tag, TaggedItem

from articles.importing.rows import NewTerm
from articles.models import BatchTerm, ImportBatch
from taxonomy import vocabulary
from taxonomy.models import Term, TermChange

USED = "It is used elsewhere by now."
CHANGED = "An editor has reviewed or changed it."


def last_tag() -> int:
    """Return the id of the newest tag."""
    return Tag.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def note(made: Iterable[NewTerm], tags_after: int, batch: ImportBatch) -> None:
    """Note these terms, and the tags that are newer than the id `tags_after`, as made by `batch`."""
    made = list(made)
    stored: dict[tuple[str, str], tuple[int, str]] = {}
    for vocabulary_name in {term.vocabulary for term in made}:
        names = [term.name for term in made if term.vocabulary == vocabulary_name]
        new = vocabulary.MODELS[vocabulary_name]._default_manager.filter(name__in=names, reviewed=False)
        for pk, name, slug in new.values_list("pk", "name", "slug"):
            stored[vocabulary_name, name] = (pk, slug)
    rows = [
        BatchTerm(batch=batch, vocabulary=term.vocabulary, name=term.name, term=pk, slug=slug)
        for term in made
        for pk, slug in [stored[term.vocabulary, term.name]]
    ]
    rows += [
        BatchTerm(batch=batch, vocabulary=BatchTerm.TAG, term=pk, name=name, slug=slug)
        for pk, name, slug in Tag.objects.filter(pk__gt=tags_after)
        .order_by("pk")
        .values_list("pk", "name", "slug")
    ]
    BatchTerm.objects.bulk_create(rows, ignore_conflicts=True)


def take_back(batch: ImportBatch) -> list[tuple[BatchTerm, str]]:
    """Delete what `batch` made and nobody uses; returns what stays, with the reason.

    Call it in a transaction, when the releases of the batch are gone.
    """
    kept: list[tuple[BatchTerm, str]] = []
    for name, noted in _by_vocabulary(batch, is_undone=False):
        model = Tag if name == BatchTerm.TAG else vocabulary.MODELS[name]
        there: dict[int, Any] = model._default_manager.select_for_update().in_bulk(
            [one.term for one in noted]
        )
        used = _used(model, there)
        going = []
        for one in noted:
            if one.term not in there:
                continue
            reason = USED if one.term in used else "" if _is_as_made(there[one.term], one) else CHANGED
            if reason:
                kept.append((one, reason))
            else:
                going.append(one)
        model._default_manager.filter(pk__in=[one.term for one in going]).delete()
        BatchTerm.objects.filter(pk__in=[one.pk for one in going]).update(is_undone=True)
        _record(name, going, TermChange.Kind.REMOVED)
    return kept


def bring_back(batch: ImportBatch) -> None:
    """Make what `take_back` deleted again, with the ids it had; a name that is there by now stands for it."""
    for name, noted in _by_vocabulary(batch, is_undone=True):
        model: Any = Tag if name == BatchTerm.TAG else vocabulary.MODELS[name]
        facts = model._default_manager.values_list("name", "slug")
        taken = {fact for pair in facts for fact in pair}
        coming = [one for one in noted if not taken & {one.name, one.slug}]
        more = {} if model is Tag else {"reviewed": False}
        model._default_manager.bulk_create(
            model(pk=one.term, name=one.name, slug=one.slug, **more) for one in coming
        )
        BatchTerm.objects.filter(pk__in=[one.pk for one in coming]).update(is_undone=False)
        _record(name, coming, TermChange.Kind.CREATED)


def _by_vocabulary(batch: ImportBatch, *, is_undone: bool) -> Iterator[tuple[str, list[BatchTerm]]]:
    noted: dict[str, list[BatchTerm]] = defaultdict(list)
    for one in BatchTerm.objects.filter(batch=batch, is_undone=is_undone).order_by("pk"):
        noted[one.vocabulary].append(one)
    yield from noted.items()


def _used(model: type[Model], ids: Iterable[int]) -> set[int]:
    """Return those of these terms or tags that any other row names."""
    ids = list(ids)
    if model is Tag:
        return set(TaggedItem.objects.filter(tag__in=ids).values_list("tag", flat=True))
    used: set[int] = set()
    for relation in model._meta.related_objects:
        name = relation.field.name
        rows = relation.related_model._base_manager.filter(**{f"{name}__in": ids})
        used.update(rows.values_list(name, flat=True))
    return used


def _is_as_made(term: Term | Tag, noted: BatchTerm) -> bool:
    """Return whether nobody has changed what the batch made."""
    if (term.name, term.slug) != (noted.name, noted.slug):
        return False
    if isinstance(term, Tag):
        return True
    model: Any = type(term)
    made = model(pk=term.pk, name=noted.name, slug=noted.slug, reviewed=False)
    fields = [field.attname for field in term._meta.concrete_fields]
    return [getattr(term, name) for name in fields] == [getattr(made, name) for name in fields]


def _record(name: str, terms: Sequence[BatchTerm], kind: str) -> None:
    """Tell those who follow the vocabularies; of tags there is nothing to tell."""
    if terms and name != BatchTerm.TAG:
        vocabulary.record_change(TermChange(vocabulary=name, slug=one.slug, kind=kind) for one in terms)
