"""Editions in preparation: stored, deleted, opened as a copy of what is published, counted as changed."""

from collections.abc import Iterable, Mapping, Sequence

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles import alterations, ledger, rights
from articles.body import sanitise
from articles.characters import without_controls
from articles.media.editions import copy_media
from articles.models import Alteration, Article, Transition, make_slug
from articles.workflow.moving import NotPossible, locked, move, raise_any, record
from taxonomy.models import ReleaseType

State = Article.State
# What a new edition takes over from the one it follows.
COPIED_FIELDS = (
    "title", "slug", "release_type", "language", "translates", "publishing_date", "place", "summary", "body",
    "contact", "editor_note", "embargo_until",
)  # fmt: skip
TEXTS = ("title", "place", "summary", "body", "contact", "editor_note", "change_note", "minor_reason")
COPIED_RELATIONS = ("structures", "fields_of_work", "countries", "meetings")


@transaction.atomic
def save_draft(
    article: Article, *, by: AbstractUser, filing: Mapping[str, Iterable] | None = None
) -> Article:
    """Store an edition in preparation, a new release when it has no number yet, as changed by `by` now.

    `filing` are its terms and tags after the change, by field (COPIED_RELATIONS, "tags"); what it does not name
    stays. Call it as well when only they change: who changed an edition last cannot approve it, and what changed is
    kept field by field. Raises
    NotPossible when the edition is not in preparation, when `by` may not change it, or when somebody else
    has stored it since `article` was read (its `lock_version` says so).
    """
    if not article.is_in_preparation:
        raise NotPossible(f"What is {_issued(article)} is not changed in place; {_instead(article)}")
    if article.pk is None:
        if not rights.may(by, "create"):
            raise NotPossible(f"{by.get_username()} lacks {rights.RIGHTS['add_article']}.")
        _store_new(article, by=by)
        _file(article, filing or {})
        return article
    stored = Article.objects.select_for_update().get(pk=article.pk)
    if stored.lock_version != article.lock_version:
        raise NotPossible(f"{stored.changed_by or 'An import'} has changed this release meanwhile.")
    if not stored.is_in_preparation:
        raise NotPossible(f"This edition was {_issued(stored)} meanwhile; {_instead(stored)}")
    raise_any(rights.reasons_against("change", stored, by))
    before = alterations.facts_of(stored)
    _tidy(article)
    article.changed_by, article.changed_at = by, timezone.now()
    if article.state == State.APPROVED:
        # What was approved is not what would be published now.
        move(article, "edit", State.SUBMITTED, by=by, remark="Changed after it was approved.")
    else:
        article.lock_version += 1
        article.save()
    _file(article, filing or {})
    alterations.record(article, before, by=by)
    return article


@transaction.atomic
def delete_draft(article: Article, *, by: AbstractUser) -> None:
    """Delete an edition in preparation; that it was there, and who deleted it, is kept."""
    article = locked(article, "delete", by)
    alterations.record_deletion(article, by=by)
    article.delete()


@transaction.atomic
def bring_back(deletion: Alteration, *, by: AbstractUser) -> Article:
    """A deleted draft as a draft again: its number, texts, terms and tags, but no pictures and no documents.

    Whoever began it stays its author. Terms that are gone by now are left out. Raises NotPossible when `by` may not
    write releases, when the deletion kept no text, or when the release has gone on without the draft.
    """
    ledger.lock()
    if not rights.may(by, "create"):
        raise NotPossible(f"{by.get_username()} lacks {rights.RIGHTS['add_article']}.")
    raise_any(_against_return(deletion))
    kept = deletion.kept
    draft = Article(release=deletion.release, edition=deletion.edition)
    for name, value in kept["fields"].items():
        setattr(draft, name, Article._meta.get_field(name).to_python(value))
    draft.release_type = ReleaseType.objects.filter(pk=kept["release_type"]).first()
    _store_new(draft, by=by, author=get_user_model().objects.filter(pk=kept["created_by"]).first())
    for name, terms in kept["terms"].items():
        related = Article._meta.get_field(name).related_model
        getattr(draft, name).set(related.objects.filter(pk__in=terms))
    draft.tags.set(kept["tags"])
    alterations.record_return(draft, by=by)
    return draft


def _against_return(deletion: Alteration) -> list[str]:
    if deletion.kept is None:
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
def open_new_edition(article: Article, *, by: AbstractUser) -> Article:
    """A draft copy of a published, withdrawn or unpublished edition, to correct it while readers keep the old one.

    Returns the draft; when an edition is in preparation, raises NotPossible.
    """
    article = locked(article, "new-edition", by)
    editions = Article.objects.filter(release=article.release)
    if editions.in_preparation().exists():
        raise NotPossible("Another edition of this release is in preparation already.")
    latest = editions.order_by("-edition").first()
    draft = Article(release=article.release, edition=latest.edition + 1)
    for name in COPIED_FIELDS:
        setattr(draft, name, getattr(article, name))
    _store_new(draft, by=by)
    for name in COPIED_RELATIONS:
        getattr(draft, name).set(getattr(article, name).all())
    draft.tags.set(article.tags.names())
    copy_media(article, draft)
    return draft


def record_refiling(editions: Sequence[int], *, by: AbstractUser) -> None:
    """Say that `by` has now changed these editions in preparation, by id: those that were approved are submitted again.

    Called by `articles.filing_changes` under the ledger's lock, in its transaction.
    """
    now = timezone.now()
    changed = Article.objects.in_preparation().filter(pk__in=editions)
    approved = list(changed.filter(state=State.APPROVED).values_list("pk", flat=True))
    changed.update(changed_by=by, changed_at=now, lock_version=F("lock_version") + 1)
    Article.objects.filter(pk__in=approved).update(state=State.SUBMITTED)
    Transition.objects.bulk_create(
        Transition(
            article_id=pk,
            verb="edit",
            from_state=State.APPROVED,
            to_state=State.SUBMITTED,
            by=by,
            at=now,
            remark="Filed under other terms after it was approved.",
        )
        for pk in approved
    )


def _store_new(article: Article, *, by: AbstractUser, author: AbstractUser | None = None) -> Article:
    article.release = article.release or ledger.take_releases()[0]
    _tidy(article)
    article.lock_version += 1
    article.created_by = author or by
    article.changed_by, article.changed_at = by, timezone.now()
    article.save()
    record(article, "create", "", by=by)
    return article


def _file(article: Article, filing: Mapping[str, Iterable]) -> None:
    for name, values in filing.items():
        getattr(article, name).set(values)


def _issued(article: Article) -> str:
    return "scheduled" if article.standing() == "scheduled" else article.get_state_display()


def _instead(article: Article) -> str:
    """What can be done in place of changing an edition that is not in preparation any more."""
    before = "cancel its schedule first, or " if article.standing() == "scheduled" else ""
    return f"{before}open a new edition."


def _tidy(article: Article) -> None:
    """What writers typed, as it is stored."""
    for name in TEXTS:
        setattr(article, name, without_controls(getattr(article, name)))
    for name in ("change_note", "minor_reason"):
        setattr(article, name, getattr(article, name).strip())
    article.slug = article.slug or make_slug(article.title)
    article.body = sanitise(article.body)
