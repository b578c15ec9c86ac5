"""Rows for what an import decided: releases, their terms and tags, where they came from, the account of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.text import slugify
from taggit.models import Tag, TaggedItem

from articles import ledger, publication
from articles.body import from_plain_text, sanitise
from articles.importing import matching
from articles.importing.outcome import RecordOutcome
from articles.importing.resolve import Resolved
from articles.models import Article, ImportBatch, ImportRecord, Language, Provenance, Transition, make_slug
from taxonomy import vocabulary
from taxonomy.folding import plain_name

# The many-to-many fields of an article: the vocabulary, the field, and the term's column between them.
RELATIONS = (
    ("structure", "structures", "structure_id"),
    ("field", "fields_of_work", "fieldofwork_id"),
    ("country", "countries", "country_id"),
    ("meeting", "meetings", "meeting_id"),
)


@dataclass(frozen=True)
class NewTerm:
    """A term that an import made, by its vocabulary, and the label it was made of."""

    vocabulary: str
    name: str
    label: str


def make_terms(labels: Iterable[tuple[str, str]]) -> list[NewTerm]:
    """A term for each label of a vocabulary that none answers to, marked for a person to review."""
    by_vocabulary: dict[str, list[str]] = defaultdict(list)
    for name, label in labels:
        by_vocabulary[name].append(label)
    made = []
    for name, group in by_vocabulary.items():
        model = vocabulary.MODELS[name]
        taken = set(model.objects.values_list("slug", flat=True))
        terms = []
        for label in group:
            slug = _free_slug(label, taken)
            taken.add(slug)
            terms.append(model(name=plain_name(label)[:200], slug=slug, reviewed=False))
        model.objects.bulk_create(terms)
        made += [NewTerm(name, term.name, label) for term, label in zip(terms, group, strict=True)]
    vocabulary.record_change()
    return made


def _free_slug(label: str, taken: set[str]) -> str:
    base = slugify(plain_name(label))[:180] or "term"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def create(created: Sequence[tuple[int, Resolved]], batch: ImportBatch) -> None:
    """New releases, each with its number, all at once."""
    if not created:
        return
    positions = ledger.take_positions([resolved.record.date for _, resolved in created])
    articles = [
        _article(release, resolved, position)
        for (release, resolved), position in zip(created, positions, strict=True)
    ]
    Article.objects.bulk_create(articles, batch_size=500)
    made = [(article, resolved) for article, (_, resolved) in zip(articles, created, strict=True)]
    for name, relation, column in RELATIONS:
        through = getattr(Article, relation).through
        through.objects.bulk_create(
            (
                through(article_id=article.pk, **{column: entry.id})
                for article, resolved in made
                for entry in resolved.terms[name]
            ),
            batch_size=1000,
        )
    _tag([(article.pk, resolved.tags) for article, resolved in made])
    Transition.objects.bulk_create(
        (
            Transition(
                article=article, verb="import", to_state=article.state, remark=_remark(resolved, batch)
            )
            for article, resolved in made
        ),
        batch_size=500,
    )
    Provenance.objects.bulk_create(
        (_provenance(article.release, resolved, batch) for article, resolved in made), batch_size=500
    )
    publication.record(articles)


def _remark(resolved: Resolved, batch: ImportBatch) -> str:
    record = resolved.record
    return f"Imported from {record.source}, line {record.line}, in batch “{batch}”."


def _provenance(release: int, resolved: Resolved, batch: ImportBatch) -> Provenance:
    record, stored = resolved.record, matching.as_stored(resolved.record)
    return Provenance(
        release=release,
        identity=matching.identity(record),
        digest=matching.digest(stored),
        as_read=stored,
        source=record.source[:500],
        line=record.line,
        batch=batch,
    )


def _article(release: int, resolved: Resolved, position: int) -> Article:
    record = resolved.record
    return Article(release=release, position=position, state=Article.State.PUBLISHED,
                   public_at=midnight(record.date), **_fields(matching.as_stored(record), resolved))  # fmt: skip


def _fields(stored: dict[str, Any], resolved: Resolved) -> dict[str, Any]:
    """What a record says of a release, as values of the article's own fields."""
    types = resolved.terms["type"]
    return {
        "title": stored["title"],
        "slug": make_slug(stored["title"]),
        "release_type_id": types[0].id if types else None,
        "language": stored["language"] if stored["language"] in Language.values else Language.ENGLISH,
        "publishing_date": date.fromisoformat(stored["date"]),
        "place": stored["place"][:200],
        "summary": stored["summary"],
        "body": sanitise(from_plain_text(stored["body"])),
    }


def midnight(day: date) -> datetime:
    """The first instant of a day where the newsroom is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def update(release: int, resolved: Resolved, full: dict[str, Any]) -> None:
    """Bring an imported release, which no editor has touched, up to what is known of it now.

    `full` is everything records say of it; terms are only ever added.
    """
    article = Article.objects.select_for_update().filter(release=release).order_by("edition").last()
    values = _fields(full, resolved)
    if not resolved.terms["type"]:
        del values["release_type_id"]
    for name, value in values.items():
        setattr(article, name, value)
    article.lock_version += 1
    article.save()
    for name, relation, _ in RELATIONS:
        getattr(article, relation).add(*(entry.id for entry in resolved.terms[name]))
    _tag([(article.pk, resolved.tags)])
    Transition.objects.create(
        article=article,
        verb="import",
        from_state=article.state,
        to_state=article.state,
        remark=f"Completed from {resolved.record.source}, line {resolved.record.line}.",
    )
    publication.record([article])


def keep_known(release: int, full: dict[str, Any]) -> None:
    """Keep everything that records say of a release now, for later imports to know it by."""
    Provenance.objects.filter(release=release).update(as_read=full, digest=matching.digest(full))


def _tag(pairs: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Give articles free tags, ignoring case as the admin does."""
    pairs = [(article_id, names) for article_id, names in pairs if names]
    if not pairs:
        return
    article_type = ContentType.objects.get_for_model(Article)
    for article_id, names in pairs:
        for name in names:
            tag = Tag.objects.filter(name__iexact=name[:100]).first() or Tag.objects.create(name=name[:100])
            TaggedItem.objects.get_or_create(tag=tag, content_type=article_type, object_id=article_id)


def keep_account(outcomes: Iterable[RecordOutcome], batch: ImportBatch) -> None:
    """A row for each record that the batch dealt with, whatever came of it."""
    ImportRecord.objects.bulk_create(
        (
            ImportRecord(
                batch=batch,
                source=outcome.record.source[:500],
                line=outcome.record.line,
                outcome=outcome.outcome,
                title=outcome.record.title,
                date=outcome.record.date,
                release=outcome.release,
                problems=[vars(problem) for problem in outcome.problems],
                as_read=matching.as_stored(outcome.record),
            )
            for outcome in outcomes
        ),
        batch_size=500,
    )
