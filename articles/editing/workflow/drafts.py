"""Editions in preparation: stored, deleted, opened as a copy of what is published, counted as changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Field
from django.utils import timezone

from articles.editing import change_log, deleted_rows, limits, permissions, refusals, translations
from articles.editing.workflow import contributors
from articles.editing.workflow.transitions import (
    DELETED_MEANWHILE,
    NotPossible,
    Step,
    locked,
    move,
    raise_any,
    record,
)
from articles.index import ledger
from articles.media.copies import copy_media
from articles.models import Article, ChangeLogEntry, Transition, make_slug
from articles.models.facets import (
    FIELDS,
    ChangeKind,
    Copy,
    ValueKind,
    kinds_of_change,
    names_of,
)
from articles.text.body import sanitise
from articles.text.characters import without_controls
from articles.text.links import with_complete_addresses
from articles.text.picture_names import without_pictures
from taxonomy.models import ReleaseType

State = Article.State
# Whose values are rows of other tables; tags have a table of their own kind.
RELATIONS = names_of(ValueKind.TERMS, ValueKind.ENTRIES)
# What decides which original a text can have.
OF_ORIGINALS = ("translates", "translates_edition", "language")
TEXTS = names_of(ValueKind.TEXT, ValueKind.HTML)
# What the history says of an approved edition: whether its words were changed, or its filing alone.
_LOST = {True: "Changed after it was approved.", False: "Filed under other terms after it was approved."}
_STAYS = "Only the filing was changed: the approval stays."


@transaction.atomic
def save_draft(
    article: Article,
    *,
    by: User,
    filing: Mapping[str, Iterable] | None = None,
    with_files: bool = False,
) -> Article:
    """Store an edition in preparation, a new release when it has no number yet, as changed by `by` now.

    `filing` are its terms, entries of registers and tags after the change, by field (RELATIONS, "tags"); what
    it does not name stays. Call it as well when only they change, or only pictures and documents, which
    `with_files` says are stored in the same transaction: who changed the words of an edition cannot approve
    it, and what changed is kept field by field. An approved edition whose words change is submitted again; a
    change of filing alone keeps the approval, unless FOUR_EYES_FOR_FILING says otherwise. Raises NotPossible
    when the edition is not in preparation, when a text is longer or deeper than `articles.editing.limits` has
    it, when its original cannot be one (`articles.editing.translations`), when `by` may not change it, or
    when somebody else has stored it since `article` was read (its `lock_version` says so).
    """
    if not article.is_in_preparation:
        raise NotPossible(f"What is {_issued(article)} is not changed in place; {_instead(article)}")
    raise_any(list(limits.refusals(article)))
    if article.pk is None:
        if not permissions.may(by, "create"):
            raise NotPossible(f"{by} lacks {permissions.RIGHTS['add_article']}.")
        _settle_original(article)
        _store_new(article, by=by)
        _file(article, filing or {})
        return article
    stored = _stored_unchanged(article)
    raise_any(permissions.reasons_against("change", stored, by))
    _settle_original(article, stored)
    before = change_log.facts_of(stored)
    _tidy(article)
    _file(article, filing or {})
    changes = change_log.changes_between(before, change_log.facts_of(article))
    kinds = kinds_of_change(changes) | ({ChangeKind.WORDS} if with_files else set())
    article.changed_by, article.changed_at = by, timezone.now()
    _store_changed(article, kinds, by=by)
    contributors.note([article.pk], by, kinds)
    change_log.record(article, changes, by=by)
    return article


def _stored_unchanged(article: Article) -> Article:
    """Return the locked row of `article`; raise NotPossible if somebody else has changed it meanwhile."""
    stored = Article.objects.select_for_update().filter(pk=article.pk).first()
    if stored is None:
        raise NotPossible(DELETED_MEANWHILE)
    if stored.lock_version != article.lock_version:
        raise NotPossible(f"{stored.changed_by or 'An import'} has changed this release meanwhile.")
    if not stored.is_in_preparation:
        raise NotPossible(f"This edition was {_issued(stored)} meanwhile; {_instead(stored)}")
    return stored


def _store_changed(article: Article, kinds: Collection[ChangeKind], *, by: User) -> None:
    """Store what `by` changed; what was approved is not what would be published now."""
    if article.state == State.APPROVED and permissions.needs_approval(kinds):
        move(article, Step("edit", by, _LOST[ChangeKind.WORDS in kinds]))
    elif article.state == State.APPROVED and ChangeKind.FILING in kinds:
        move(article, Step("file", by, _STAYS))
    else:
        article.lock_version += 1
        article.save()


@transaction.atomic
def delete_draft(article: Article, *, by: User, version: int | None = None) -> None:
    """Delete an edition in preparation; that it was there, and who deleted it, is kept."""
    article = locked(article, "delete", by, version)
    raise_any(translations.of_leaving(article))
    change_log.record_deletion(article, by=by)
    article.delete()


@transaction.atomic
def bring_back(deletion: ChangeLogEntry, *, by: User) -> Article:
    """A deleted draft as a draft again: its number, address, texts, filing, files and moves.

    Whoever began it stays its author. Terms and files that are gone by now are left out. Raises NotPossible
    when `by` may not write releases, when the deletion kept no text, or when the release has gone on without
    the draft.
    """
    ledger.lock()
    if not permissions.may(by, "create"):
        raise NotPossible(f"{by} lacks {permissions.RIGHTS['add_article']}.")
    raise_any(_against_return(deletion))
    content = deletion.content or {}
    draft = Article(pk=content.get("pk"), release=deletion.release, edition=deletion.edition)
    for name, value in content["fields"].items():
        field = Article._meta.get_field(name)
        setattr(draft, name, field.to_python(value) if isinstance(field, Field) else value)
    draft.release_type = ReleaseType.objects.filter(pk=content["release_type"]).first()
    author = User.objects.filter(pk=content["created_by"]).first()
    _store_new(draft, by=by, author=author, is_begun=not content.get("moves"))
    deleted_rows.bring_back(content, draft)
    for name, terms in content["terms"].items():
        relation = getattr(draft, name)
        relation.set(relation.model.objects.filter(pk__in=terms))
    draft.tags.set(content["tags"])
    contributors.restore(draft)
    change_log.record_return(draft, by=by)
    return draft


def _against_return(deletion: ChangeLogEntry) -> list[str]:
    if deletion.content is None:
        return ["When this draft was deleted, its text was not kept: it cannot be brought back."]
    editions = Article.objects.filter(release=deletion.release)
    if editions.filter(edition=deletion.edition).exists():
        return [
            f"Edition {deletion.edition} of release {deletion.release} is there again: look at the release."
        ]
    if editions.in_preparation().exists():
        return ["Another edition of this release is in preparation already."]
    if editions.count() != deletion.edition - 1:
        return [f"Release {deletion.release} has other editions now: begin a new edition of it instead."]
    return []


@transaction.atomic
def open_new_edition(article: Article, *, by: User, version: int | None = None) -> Article:
    """Return a draft copy of an issued edition, to correct it while readers keep the old one.

    Raises NotPossible when an edition is in preparation.
    """
    article = locked(article, "new-edition", by, version)
    raise_any(refusals.of_another_draft(article))
    latest = (
        Article.objects.filter(release=article.release).order_by("edition").values_list("edition", flat=True)
    )
    draft = Article(release=article.release, edition=latest.reverse()[0] + 1)
    _begin_with(draft, article, Copy.EDITION, by=by)
    contributors.copy(article, draft)
    copy_media(article, draft)
    return draft


@transaction.atomic
def duplicate(article: Article, *, by: User, version: int | None = None) -> Article:
    """Return the draft of a new release with the texts, terms and contact of this edition.

    Its number, dates and history are its own; it has no pictures and documents, and its text names none.
    """
    article = locked(article, "duplicate", by, version)
    draft = Article(body=without_pictures(article.body))
    _begin_with(draft, article, Copy.DUPLICATE, by=by)
    return draft


@transaction.atomic
def translate(article: Article, *, by: User, version: int | None = None, language: str) -> Article:
    """Return the draft of a translation of this release, or of its original, with all but the words.

    It is under embargo as long as the original is secret. Raises NotPossible when the set has a release in
    this language.
    """
    article = locked(article, "translate", by, version)
    source = translations.source_of(article)
    raise_any(translations.refusals_to_begin(source, language))
    draft = Article(
        language=language,
        translates=source.release,
        translates_edition=source.edition,
        embargo_until=source.embargo_ends(),
    )
    # Its title is the original's until somebody writes another: every release has one. A check finds it.
    _begin_with(draft, source, Copy.TRANSLATION, by=by)
    copy_media(source, draft)
    return draft


@transaction.atomic
def confirm_translation(article: Article, *, by: User, version: int | None = None, remark: str = "") -> None:
    """Say that a translation says what the newest edition of its original says; readers see no change."""
    article = locked(article, "confirm-translation", by, version)
    newest = translations.source_of(article).edition
    if article.translates_edition == newest:
        raise NotPossible(f"It was made from edition {newest}, the newest of its original.")
    article.translates_edition = newest
    article.lock_version += 1
    article.save(update_fields=["translates_edition", "lock_version"])
    record(article, Step("confirm-translation", by, remark), article.state)


def record_refiling(editions: Sequence[int], *, by: User, kind: ChangeKind = ChangeKind.FILING) -> None:
    """Record that `by` has refiled those of these editions (ids) that are in preparation.

    Approvals stay, and the history says so; with FOUR_EYES_FOR_FILING, or when the type or language of an
    approved edition has changed (a `kind` that is words), it is submitted again.
    Called by `articles.editing.bulk_filing` under the ledger's lock, in its transaction.
    """
    now = timezone.now()
    is_lost = permissions.needs_approval({kind})
    changed = Article.objects.in_preparation().filter(pk__in=editions)
    states = dict(changed.values_list("pk", "state"))
    changed.update(changed_by=by, changed_at=now, lock_version=F("lock_version") + 1)
    contributors.note(states, by, {kind})
    approved = [pk for pk, state in states.items() if state == State.APPROVED]
    if is_lost:
        Article.objects.filter(pk__in=approved).update(state=State.SUBMITTED)
    Transition.objects.bulk_create(
        Transition(
            article_id=pk,
            verb="edit" if is_lost else "file",
            from_state=State.APPROVED,
            to_state=State.SUBMITTED if is_lost else State.APPROVED,
            by=by,
            at=now,
            remark=_LOST[kind is ChangeKind.WORDS] if is_lost else _STAYS,
        )
        for pk in approved
    )


def _store_new(article: Article, *, by: User, author: User | None = None, is_begun: bool = True) -> Article:
    """Store an edition that is not there; without `is_begun` its moves have their record already."""
    article.release = article.release or ledger.take_releases()[0]
    _tidy(article)
    article.lock_version += 1
    article.created_by = author or by
    article.changed_by, article.changed_at = by, timezone.now()
    article.save(force_insert=True)
    contributors.note([article.pk], author or by, {ChangeKind.WORDS})
    if is_begun:
        record(article, Step("create", by), "")
    return article


def _file(article: Article, filing: Mapping[str, Iterable]) -> None:
    for name, values in filing.items():
        getattr(article, name).set([without_controls(tag) for tag in values] if name == "tags" else values)


def _begin_with(draft: Article, source: Article, copy: Copy, *, by: User) -> None:
    """Store a new draft with what the registry says that such a copy takes over from `source`."""
    copied = {name for name, field in FIELDS.items() if copy in field.copied_to}
    for name in copied.difference(RELATIONS, ["tags"]):
        setattr(draft, name, getattr(source, name))
    _store_new(draft, by=by)
    filing = {name: getattr(source, name).all() for name in RELATIONS if name in copied}
    _file(draft, filing | {"tags": source.tags.names()} if "tags" in copied else filing)


def _settle_original(article: Article, stored: Article | None = None) -> None:
    """Refuse an original that cannot be one, if it is new; note the edition that the text is made from."""
    if stored is None or any(getattr(article, name) != getattr(stored, name) for name in OF_ORIGINALS):
        raise_any(
            translations.refusals(
                article.release, article.translates, article.language, article.translates_edition
            )
        )
    translations.note_edition(article)


def _issued(article: Article) -> str:
    return "scheduled" if article.standing() == "scheduled" else article.get_state_display()


def _instead(article: Article) -> str:
    """The advice for changing an edition that is not in preparation any more."""
    before = "cancel its schedule first, or " if article.standing() == "scheduled" else ""
    return f"{before}open a new edition."


def _tidy(article: Article) -> None:
    """Bring the typed texts into the form in which they are stored."""
    for name in TEXTS:
        setattr(article, name, without_controls(getattr(article, name)))
    for name in ("change_note", "minor_reason"):
        setattr(article, name, getattr(article, name).strip())
    article.slug = article.slug or make_slug(article.title)
    article.body = with_complete_addresses(sanitise(article.body))
