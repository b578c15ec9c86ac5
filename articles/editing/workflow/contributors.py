"""The people who changed an edition since its last approval, and therefore cannot approve it."""

from collections.abc import Collection

from django.contrib.auth.models import User

from articles.models import Article, ChangeLogEntry, Contributor
from articles.models.facets import ChangeKind


def note(editions: Collection[int], by: User, kinds: Collection[ChangeKind]) -> None:
    """Note that `by` has changed these editions, by id, in these ways; words once changed stay words."""
    if ChangeKind.WORDS not in kinds and ChangeKind.FILING not in kinds:
        return
    words = ChangeKind.WORDS in kinds
    rows = [Contributor(article_id=pk, user=by, has_changed_words=words) for pk in editions]
    if words:
        Contributor.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["article", "user"],
            update_fields=["has_changed_words"],
        )
    else:
        Contributor.objects.bulk_create(rows, ignore_conflicts=True)


def copy(source: Article, draft: Article) -> None:
    """Copy the contributors of `source`, who are still there if nobody has approved it.

    Whoever opened the copy is one of its contributors already.
    """
    Contributor.objects.bulk_create(
        (
            Contributor(article=draft, user_id=one.user_id, has_changed_words=one.has_changed_words)
            for one in source.contributors.all()
        ),
        ignore_conflicts=True,
    )


def restore(draft: Article) -> None:
    """Note the people who had changed a deleted draft: the change log still has them."""
    changes = ChangeLogEntry.objects.filter(
        release=draft.release, edition=draft.edition, kind=ChangeLogEntry.Kind.CHANGED
    )
    for user in User.objects.filter(pk__in=changes.order_by().values("by")):
        note([draft.pk], user, {ChangeKind.WORDS})


def end(article: Article) -> None:
    """Somebody else has approved what there is."""
    article.contributors.all().delete()
