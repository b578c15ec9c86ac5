"""Rows for what an import decided: releases, their terms and tags, provenance, the account of records."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from articles.importing import filing_rows, origins
from articles.importing.prepared import LONGEST_PLACE
from articles.importing.resolve import Resolved
from articles.importing.snapshot import Match
from articles.index import ledger, updates
from articles.models import (
    Article,
    ImportBatch,
    Provenance,
    PublicChange,
    Transition,
    bulk,
    make_slug,
)
from articles.text.body import body_of_plain_text
from articles.text.index_words import IndexWords
from articles.text.local_time import midnight
from taxonomy import vocabulary
from taxonomy.folding import plain_name
from taxonomy.models import TermChange

# What `_texts` gives a release.
TEXTS = ("title", "slug", "language", "publishing_date", "place", "summary", "body")
# Fields of a record that its body and its index entry are made of.
INDEXED = ("title", "place", "summary", "body", "language")
PROVENANCE = (
    "release", "identity", "title_key", "text_key", "digest", "as_read", "origins", "source", "line",
    "batch_id",
)  # fmt: skip


@dataclass(frozen=True)
class NewTerm:
    """A term that an import made, by its vocabulary, and the label it was made of."""

    vocabulary: str
    name: str
    label: str


def make_terms(labels: Iterable[tuple[str, str]]) -> list[NewTerm]:
    """Make a term of each unknown (vocabulary, label), for a person to review."""
    by_vocabulary: dict[str, list[str]] = defaultdict(list)
    for name, label in labels:
        by_vocabulary[name].append(label)
    if not by_vocabulary:
        return []
    made: list[NewTerm] = []
    changes: list[TermChange] = []
    for name, group in by_vocabulary.items():
        model = vocabulary.MODELS[name]
        taken = set(model._default_manager.values_list("slug", flat=True))
        numbers: Counter[str] = Counter()
        names = [plain_name(label)[:200] for label in group]
        terms = []
        for label, term_name in zip(group, names, strict=True):
            slug = _free_slug(label, taken, numbers)
            taken.add(slug)
            terms.append(model(name=term_name, slug=slug, reviewed=False))
        model._default_manager.bulk_create(terms)
        changes += [
            TermChange(vocabulary=name, slug=term.slug, kind=TermChange.Kind.CREATED) for term in terms
        ]
        made += [NewTerm(name, *pair) for pair in zip(names, group, strict=True)]
    vocabulary.record_change(changes)
    return made


def _free_slug(label: str, taken: set[str], numbers: Counter[str]) -> str:
    """A slug that is not `taken`; `numbers` holds the last number of each beginning."""
    base = slugify(plain_name(label))[:180] or "term"
    slug = base
    while slug in taken:
        numbers[base] = max(numbers[base], 1) + 1
        slug = f"{base}-{numbers[base]}"
    return slug


def create(created: Sequence[Match], batch: ImportBatch) -> None:
    """New releases, each with its number, all at once."""
    if not created:
        return
    days = [match.resolved.day for match in created if match.release.is_public]
    positions = iter(ledger.take_positions(days))
    articles = [_article(match, positions) for match in created]
    for article, key in zip(articles, bulk.take_keys(Article, len(articles)), strict=True):
        article.pk = key
    bulk.insert(articles)
    made = [(article, match.resolved) for article, match in zip(articles, created, strict=True)]
    filing_rows.file_new([(article.pk, resolved) for article, resolved in made])
    bulk.insert_values(
        Transition,
        ("article_id", "verb", "to_state", "remark"),
        [(article.pk, "import", article.state, _remark(resolved, batch)) for article, resolved in made],
    )
    bulk.insert_values(
        Provenance, PROVENANCE, [_provenance(article.release, resolved, batch) for article, resolved in made]
    )
    if days:
        words = {
            article.position: resolved.record.texts.words
            for article, resolved in made
            if article.position is not None
        }
        updates.record_new([article for article in articles if not article.is_in_preparation], words)


def _remark(resolved: Resolved, batch: ImportBatch) -> str:
    record = resolved.record
    return f"Imported from {record.source}, line {record.line}, in batch “{batch}”."


def _provenance(release: int, resolved: Resolved, batch: ImportBatch) -> tuple[Any, ...]:
    """The values of PROVENANCE for a new release."""
    record, keys = resolved.record, resolved.keys
    return (
        release,
        record.identity,
        keys.title,
        keys.text,
        record.digest,
        bulk.JsonText(record.stored_text),
        origins.of_record(record),
        record.source[:500],
        record.line,
        batch.pk,
    )


def _article(match: Match, positions: Iterator[int]) -> Article:
    """A new release: what readers see at once takes the next of `positions`.

    It is public since its day began; news, which nobody has approved, from now on. All else is submitted, by
    nobody: people approve and publish it, or do not.
    """
    resolved = match.resolved
    types = resolved.terms["type"]
    article = Article(
        release=match.release.release,
        state=Article.State.SUBMITTED,
        release_type_id=types[0].id if types else None,
        **_texts(resolved.stored, resolved.record.texts.body),
    )
    if match.release.is_public:
        now = timezone.now()
        article.position = next(positions)
        article.state = Article.State.PUBLISHED
        article.public_at = now if match.is_news else midnight(resolved.day)
        article.unapproved_since = now if match.is_news else None
    return article


def _texts(stored: dict[str, Any], body: str) -> dict[str, Any]:
    """Return what records say of a release as values of the article's own fields, but for its type.

    `body` is that of `stored` as HTML.
    """
    return {
        "title": stored["title"],
        "slug": make_slug(stored["title"]),
        "language": stored["language"],
        "publishing_date": date.fromisoformat(stored["date"]),
        "place": stored["place"][:LONGEST_PLACE],
        "summary": stored["summary"],
        "body": body,
    }


def complete(completed: Sequence[Match]) -> None:
    """Complete imported releases, which no editor has touched, all at once; terms are only ever added.

    Of several records of a release the last has the fullest account. News that is public has to be approved
    again.
    """
    if not completed:
        return
    releases = {match.release.release: match for match in completed}
    editions = Article.objects.select_for_update().filter(release__in=releases).order_by("edition", "pk")
    articles = {article.release: article for article in editions}
    for match in completed:
        article = articles[match.release.release]
        types = match.resolved.terms["type"]
        if types:
            article.release_type_id = types[0].id
        if match.is_news and not article.is_in_preparation:
            article.unapproved_since = timezone.now()
        article.lock_version += 1
    words: dict[int, IndexWords] = {}
    for number, match in releases.items():
        article, stored, record = articles[number], match.release.as_read, match.resolved.record
        is_of_record = all(stored[name] == getattr(record, name) for name in INDEXED)
        body = record.texts.body if is_of_record else body_of_plain_text(stored["body"])
        for name, value in _texts(stored, body).items():
            setattr(article, name, value)
        if is_of_record and article.position is not None:
            words[article.position] = record.texts.words
    bulk.update(articles.values(), (*TEXTS, "release_type", "unapproved_since", "lock_version"))
    filing_rows.file_more([(articles[match.release.release].pk, match.resolved) for match in completed])
    bulk.insert([_completion(articles[match.release.release], match.resolved) for match in completed])
    updates.record(list(articles.values()), PublicChange.Kind.CORRECTED, words=words)
    _note_provenance(completed)


def _note_provenance(completed: Sequence[Match]) -> None:
    """Store the fullest accounts of releases, and which record each fact comes from that was added."""
    numbers = {match.release.release for match in completed}
    rows = {row.release: row for row in Provenance.objects.filter(release__among=numbers)}
    for match in completed:
        row, known = rows.get(match.release.release), match.release
        if row is None:  # a dry run has it from an earlier chunk, and dropped the stored one
            continue
        found = origins.of_record(match.resolved.record)
        changed = {name for name in known.as_read if known.as_read[name] != row.as_read.get(name)}
        row.origins = {**row.origins, **{name: found[name] for name in found if name in changed}}
        row.as_read, row.digest = known.as_read, known.digest
    bulk.update(rows.values(), ("as_read", "digest", "origins"))


def _completion(article: Article, resolved: Resolved) -> Transition:
    record = resolved.record
    return Transition(
        article=article,
        verb="import",
        from_state=article.state,
        to_state=article.state,
        remark=f"Completed from {record.source}, line {record.line}.",
    )
