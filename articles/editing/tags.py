"""Tags as a whole: which there are, another name for one, and two made one.

A tag keeps its address when it is renamed. When it is merged its editions are refiled under the other tag:
one change of filing, which can be undone; the tag itself stays, without a release, and its address leads to
the other.
"""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Q
from taggit.models import Tag, TaggedItem

from articles.editing import bulk_filing, limits, permissions
from articles.editing.workflow import NotPossible
from articles.index import ledger, updates
from articles.models import Article, ArticleQuerySet, FilingBatch, MergedTag
from articles.text.characters import without_controls

# A tag that is typed is suggested from so many that have its letters.
CANDIDATES = 200
SUGGESTED = 8


@dataclass(frozen=True)
class TagCount:
    """A tag with the number of editions that have it."""

    tag: Tag
    editions: int


def counted(tags: list[Tag]) -> list[TagCount]:
    """These tags with the number of their editions: one query."""
    kind = ContentType.objects.get_for_model(Article)
    rows = TaggedItem.objects.filter(content_type=kind, tag__in=tags).values("tag")
    counts = dict(rows.annotate(editions=Count("pk")).values_list("tag", "editions"))
    return [TagCount(tag, counts.get(tag.pk, 0)) for tag in tags]


def suggested(typed: str) -> list[TagCount]:
    """The tags that somebody may mean who has typed these letters: those that begin so first, then by use."""
    typed = typed.strip()
    if not typed:
        return []
    with_letters = (
        Q(name__istartswith=typed) | Q(name__icontains=f" {typed}") | Q(name__icontains=f"-{typed}")
    )
    used = [one for one in counted(list(Tag.objects.filter(with_letters)[:CANDIDATES])) if one.editions]
    start = typed.casefold()
    used.sort(key=lambda one: (not one.tag.name.casefold().startswith(start), -one.editions, one.tag.name))
    return used[:SUGGESTED]


def editions_with(tag: Tag) -> ArticleQuerySet:
    """The editions that have a tag, in any state."""
    kind = ContentType.objects.get_for_model(Article)
    items = TaggedItem.objects.filter(content_type=kind, tag=tag)
    return Article.objects.filter(pk__in=items.values("object_id"))


def of_that_name(name: str, *, besides: Tag) -> Tag | None:
    """Another tag of this name, whatever its case."""
    return Tag.objects.filter(name__iexact=name).exclude(pk=besides.pk).first()


def read_name(typed: str) -> str:
    """The name of a tag as it is stored. Raises NotPossible when it can be none."""
    name = " ".join(without_controls(typed).replace(",", " ").replace('"', " ").split())
    if not name:
        raise NotPossible("A tag has a name: type it.")
    if sentence := limits.too_many_tags([name]):
        raise NotPossible(sentence)
    return name


@transaction.atomic
def rename(tag: Tag, name: str, *, by: User) -> int:
    """Give a tag another name on all its editions, published ones in place. Returns how many that are.

    Raises NotPossible when `by` may not file one of them, or another tag has the name.
    """
    ledger.lock()
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    name = read_name(name)
    if other := of_that_name(name, besides=tag):
        raise NotPossible(f"There is a tag “{other}” already: merge the two.")
    if name == tag.name:
        raise NotPossible("That is its name.")
    editions = editions_with(tag)
    _refuse_others(editions, by)
    states = dict(editions.values_list("pk", "state"))
    FilingBatch.objects.create(
        by=by, description=f"Renamed the tag “{tag.name}” to “{name}”", editions=len(states)
    )
    Tag.objects.filter(pk=tag.pk).update(name=name)
    updates.record_filing([pk for pk, state in states.items() if state in Article.ISSUED])
    return len(states)


@transaction.atomic
def merge(tag: Tag, into: Tag, *, by: User) -> FilingBatch | None:
    """File all editions of a tag under another one instead; None when it had none.

    Raises NotPossible when `by` may not file one of them.
    """
    if tag.pk == into.pk:
        raise NotPossible("A tag cannot be merged with itself.")
    batch = bulk_filing.refile(editions_with(tag), {"tag": {into.pk}}, {"tag": {tag.pk}}, by=by)
    MergedTag.objects.update_or_create(tag=tag, defaults={"into": into})
    return batch


def _refuse_others(editions: ArticleQuerySet, by: User) -> None:
    others = editions.count() - permissions.filed_by(by, editions).count()
    if others:
        raise NotPossible(f"{by} may not file {others:,} of the editions with this tag.")
