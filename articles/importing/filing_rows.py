"""Rows for what imported releases are filed under: terms of all vocabularies, and free tags."""

from collections.abc import Collection, Iterable, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet, Value
from django.db.models.functions import Upper
from taggit.models import Tag, TaggedItem

from articles.importing.resolve import Resolved
from articles.models import Article, bulk
from articles.models.filing import RELATIONS

LONGEST_TAG = 100
# An edition, by its id, and the record that says what it is filed under.
Filed = tuple[int, Resolved]


def file_new(filed: Sequence[Filed]) -> None:
    """File new editions under the terms and tags of their records: a few queries for any number of them."""
    for name, relation in RELATIONS.items():
        bulk.insert_rows(relation.table, ("article_id", relation.column), _term_pairs(filed, name))
    _tag(_tag_pairs(filed))


def file_more(filed: Sequence[Filed]) -> None:
    """File editions that are there under the terms and tags that they lack; nothing is taken away."""
    editions = {article_id for article_id, _ in filed}
    for name, relation in RELATIONS.items():
        pairs = _term_pairs(filed, name)
        if pairs:
            rows = relation.table._default_manager.filter(article_id__in=editions)
            there = set(rows.values_list("article_id", relation.column))
            missing = [pair for pair in pairs if pair not in there]
            bulk.insert_rows(relation.table, ("article_id", relation.column), missing)
    pairs = _tag_pairs(filed)
    if pairs:
        items = TaggedItem.objects.filter(content_type=_of_articles(), object_id__in=editions)
        there = set(items.values_list("object_id", "tag_id"))
        _tag([pair for pair in pairs if pair not in there])


def _term_pairs(filed: Iterable[Filed], vocabulary: str) -> Collection[tuple[int, int]]:
    """The ids of editions and of their terms of a vocabulary, each pair once."""
    return dict.fromkeys(
        (article_id, entry.id) for article_id, resolved in filed for entry in resolved.terms[vocabulary]
    )


def _tag_pairs(filed: Sequence[Filed]) -> Collection[tuple[int, int]]:
    """The ids of editions and of their tags, each pair once; tags that nobody knows are made."""
    keys = _keys_of({tag[:LONGEST_TAG] for _, resolved in filed for tag in resolved.tags})
    return dict.fromkeys(
        (article_id, keys[tag[:LONGEST_TAG]]) for article_id, resolved in filed for tag in resolved.tags
    )


def _tag(pairs: Iterable[tuple[int, int]]) -> None:
    kind = _of_articles().pk
    rows = ((kind, article_id, tag_id) for article_id, tag_id in pairs)
    bulk.insert_rows(TaggedItem, ("content_type_id", "object_id", "tag_id"), rows)


def _of_articles() -> ContentType:
    return ContentType.objects.get_for_model(Article)


def _keys_of(names: Collection[str]) -> dict[str, int]:
    """The id of the tag of each name, ignoring case as the admin does; a new one where there is none."""
    keys: dict[str, int] = {}
    # Most are there to the letter, which an index finds; only for the others the database folds all names.
    for found in (_to_the_letter, _ignoring_case):
        missing = [name for name in names if name.lower() not in keys]
        tags = found(missing) if missing else Tag.objects.none()
        for key, name in tags.order_by("pk").values_list("pk", "name"):
            keys.setdefault(name.lower(), key)
    keys |= _make_tags({name.lower(): name for name in sorted(names) if name.lower() not in keys})
    return {name: keys[name.lower()] for name in names}


def _to_the_letter(names: Collection[str]) -> QuerySet[Tag]:
    return Tag.objects.filter(name__in=names)


def _ignoring_case(names: Collection[str]) -> QuerySet[Tag]:
    folded = Tag.objects.annotate(folded=Upper("name"))
    return folded.filter(folded__in=[Upper(Value(name)) for name in names])


def _make_tags(names: dict[str, str]) -> dict[str, int]:
    """Make a tag of each name; returns their ids by the keys of the names."""
    slugs = {key: Tag().slugify(name) for key, name in names.items()}
    taken = set(Tag.objects.filter(slug__in=set(slugs.values())).values_list("slug", flat=True))
    new, others = {}, []
    for key, name in names.items():
        if slugs[key] in taken:
            others.append(key)
        else:
            taken.add(slugs[key])
            new[key] = Tag(name=name, slug=slugs[key])
    Tag.objects.bulk_create(new.values(), batch_size=500)
    # Two names may have one slug: for those of the second another is looked for.
    return {key: tag.pk for key, tag in new.items()} | {
        key: Tag.objects.create(name=names[key]).pk for key in others
    }
