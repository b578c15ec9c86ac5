"""What editions are filed under: terms of all vocabularies and tags, of many editions in one query."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from taggit.models import Tag, TaggedItem

from articles.models import Article, Attachment, Picture

# Facets that are many-to-many fields: the field, and the term's column in the table between.
FIELDS = {
    "structure": ("structures", "structure_id"),
    "field": ("fields_of_work", "fieldofwork_id"),
    "country": ("countries", "country_id"),
    "meeting": ("meetings", "meeting_id"),
}
# Files lie beside the text of an edition; hardly any old release has one, so that it is good to know who does.
FILES = {"picture": Picture, "attachment": Attachment}
KINDS = (*FIELDS, *FILES, "tag")
_SELECTS = {
    **{
        facet: f"SELECT article_id, '{facet}', {column}, '', '' FROM {getattr(Article, name).through._meta.db_table} "
        "WHERE article_id IN ({places})"
        for facet, (name, column) in FIELDS.items()
    },
    **{
        kind: f"SELECT article_id, '{kind}', id, '', '' FROM {model._meta.db_table} WHERE article_id IN ({{places}})"
        for kind, model in FILES.items()
    },
    "tag": f"SELECT item.object_id, 'tag', tag.id, tag.name, tag.slug FROM {TaggedItem._meta.db_table} item "
    f"JOIN {Tag._meta.db_table} tag ON tag.id = item.tag_id "
    f"JOIN {ContentType._meta.db_table} kind ON kind.id = item.content_type_id "
    f"AND kind.app_label = '{Article._meta.app_label}' AND kind.model = '{Article._meta.model_name}' "
    "WHERE item.object_id IN ({places})",
}


@dataclass(frozen=True, slots=True)
class TagName:
    """A tag as readers see it, and as addresses say it."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Filing:
    """What one edition is filed under: the ids of its terms by facet, and its tags by name; and whether it has files."""

    terms: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    tags: list[TagName] = field(default_factory=list)
    files: set[str] = field(default_factory=set)


def filings_of(article_ids: Sequence[int], facets: Collection[str] = KINDS) -> dict[int, Filing]:
    """The filing of each of these editions, in one query; of some `facets` only, where no others are needed.

    It is in SQL because every page asks it: the same union by the ORM takes longer to put together than to answer.
    """
    filings = {article_id: Filing() for article_id in article_ids}
    if not filings:
        return filings
    places = ", ".join(["%s"] * len(filings))
    asked = " UNION ALL ".join(_SELECTS[facet].format(places=places) for facet in facets)
    with connection.cursor() as cursor:
        cursor.execute(asked, list(filings) * len(facets))
        for article_id, facet, term_id, name, slug in cursor:
            if facet == "tag":
                filings[article_id].tags.append(TagName(name, slug))
            elif facet in FILES:
                filings[article_id].files.add(facet)
            else:
                filings[article_id].terms[facet].add(term_id)
    for filing in filings.values():
        filing.tags.sort(key=lambda tag: tag.name.casefold())
    return filings
