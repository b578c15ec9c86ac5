"""People who get a mail of the outbox: whom it concerns, who wants it, who may see the release.

It is the twin of `desk_notices`, which says the same for one person and everything.
"""

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from articles.editing import offices, permissions
from articles.editing.desk_notices import NOTICES
from articles.editing.moves import MOVES
from articles.models import (
    Article,
    ImportBatch,
    ImportUpload,
    NoticeSettings,
    OutboxMessage,
    ReviewAnswer,
    Transition,
)
from articles.models.filing import filings_of
from taxonomy import vocabulary


def recipients_of(message: OutboxMessage) -> list[str]:
    """The addresses of a message, each once, as things are now."""
    if message.batch:
        return _addresses(_importers_of(message.batch), "import")
    if message.answer:
        return _addresses(_sharers_of(message.answer), "answer")
    made = message.made
    return _addresses(_concerned(made, message.effect), NOTICES[made.verb].kind)


def _addresses(people: QuerySet[User], kind: str) -> list[str]:
    """The addresses of those who may see releases at the desk, and have not switched this kind off."""
    readers = people.filter(pk__in=permissions.desk_readers()).exclude(email="")
    addresses = dict(readers.values_list("pk", "email"))
    own = NoticeSettings.objects.filter(user__in=addresses).values_list("user", "unmailed")
    unwanted = {user for user, unmailed in own if kind in unmailed}
    return sorted({address for user, address in addresses.items() if user not in unwanted})


def _concerned(made: Transition, effect: str) -> QuerySet[User]:
    """Whom a move concerns; what readers see now also concerns whoever brought it about."""
    article, event = made.article, MOVES[made.verb].event
    if event and event.is_for_readers and effect != "plan":
        return _people_of(article)
    if made.verb == "return":
        return _writers_of(made)
    others = User.objects.exclude(pk=made.by_id or 0)
    if made.verb == "submit":
        filed = filings_of([article.pk], ("structure",))[article.pk].terms["structure"]
        return others.filter(pk__in=offices.editors_for(filed, vocabulary.current().structure))
    if made.verb == "assign":
        is_last = not article.transitions.filter(verb="assign", pk__gt=made.pk).exists()
        return others.filter(assignments__article=article) if is_last else User.objects.none()
    concerned = Q(pk__in=[article.created_by_id, article.changed_by_id])
    concerned |= Q(pk__in=article.transitions.values("by"))
    if made.verb == "approve":
        concerned |= Q(pk__in=permissions.publishers())
    return others.filter(concerned)


def _people_of(article: Article) -> QuerySet[User]:
    """The writers and approvers of an edition."""
    moves = article.transitions.filter(verb__in=[verb for verb, move in MOVES.items() if move.is_work_on_it])
    wrote = Q(pk__in=[article.created_by_id, article.changed_by_id])
    return User.objects.filter(wrote | Q(pk__in=moves.values("by")))


def _writers_of(returned: Transition) -> QuerySet[User]:
    """The people who began and submitted an edition, without the one who returned it."""
    article = returned.article
    submitted = article.transitions.filter(verb="submit", pk__lt=returned.pk).first()
    writers = {article.created_by_id, submitted.by_id if submitted else None} - {returned.by_id}
    return User.objects.filter(pk__in=filter(None, writers))


def _sharers_of(answer: ReviewAnswer) -> QuerySet[User]:
    """Who made the reviewer link, and who wrote the edition."""
    article = answer.link.article
    return User.objects.filter(
        pk__in=[answer.link.created_by_id, article.created_by_id, article.changed_by_id]
    )


def _importers_of(batch: ImportBatch) -> QuerySet[User]:
    """Who started an import, and all who may mend what it left; nobody once it was taken back."""
    if batch.undone_at:
        return User.objects.none()
    uploads = ImportUpload.objects.filter(batch_name=batch.name)
    started = Q(pk=batch.by_id) | Q(pk__in=uploads.values("by")) | Q(pk__in=uploads.values("started_by"))
    return User.objects.filter(started | Q(pk__in=permissions.importers()))
