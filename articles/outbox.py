"""What follows a move outside the database: e-mail to colleagues, and a webhook.

A message of each effect is written in the transaction of the move, due at the instant readers see what came
of it (at once when it is for colleagues alone), and `manage.py work` delivers it. A message is delivered inside the transaction that marks it done,
under a row lock that other workers step over: a worker that dies before it has sent loses nothing and
sends nothing twice. Only one that dies between sending and committing makes the next one send again; both
effects carry an identity that stays the same, so that whoever receives them can tell.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from articles import redirects
from articles.local_time import said
from articles.models import Article, OutboxMessage, Redirect, Transition

# Moves that somebody is told of, and what has happened then.
EVENTS = {
    "publish": "published",
    "schedule": "published",
    "force": "published",
    "withdraw": "withdrawn",
    "reinstate": "reinstated",
    "unpublish": "unpublished",
    "return": "returned",
}
# Readers notice all others; of these the webhook knows nothing.
AT_THE_DESK = ("return",)
# What waits for the hour of an edition, and goes where that goes.
ISSUING = ("publish", "schedule", "force")
HEADLINES = {
    "published": "Public",
    "withdrawn": "Withdrawn",
    "reinstated": "Listed again",
    "unpublished": "Taken off the site",
    "returned": "Returned to you",
}
# Seconds for the receiver of a webhook; the database waits as long (SQLite's writers 20 seconds).
PATIENCE = 10
# A message that nobody has tried for so long is not on its way: no worker runs.
LATE = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)


def record(transition: Transition, *, due_at: datetime) -> None:
    """Write down what follows a move, in its transaction; nothing for moves that nobody is told of."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("What follows a move is written in the transaction of the move.")
    if transition.verb in EVENTS:
        OutboxMessage.objects.bulk_create(
            OutboxMessage(transition=transition, effect=effect, due_at=due_at, next_try_at=due_at)
            for effect in (("mail",) if transition.verb in AT_THE_DESK else EFFECTS)
        )


def reschedule(article: Article, *, due_at: datetime) -> None:
    """Move what follows the publication of a scheduled edition to its new hour."""
    _waiting_for(article).update(due_at=due_at, next_try_at=due_at)


def cancel(article: Article) -> None:
    """Nothing follows a publication that will not be."""
    _waiting_for(article).delete()


def waiting() -> QuerySet[OutboxMessage]:
    """Messages that are not delivered, due or not, with what they are about."""
    return OutboxMessage.objects.filter(done_at__isnull=True).select_related("transition__article")


def undelivered(now: datetime) -> QuerySet[OutboxMessage]:
    """Messages that failed, and those that nobody has tried for longer than a worker takes."""
    return waiting().filter(Q(tries__gt=0) | Q(next_try_at__lt=now - LATE))


def try_now(messages: QuerySet[OutboxMessage]) -> int:
    """Make these messages due at once, for the next worker that looks; returns how many were not delivered yet."""
    now = timezone.now()
    return messages.filter(done_at__isnull=True, due_at__lte=now).update(next_try_at=now)


def deliver_due() -> Iterator[OutboxMessage]:
    """Deliver whatever is due, the longest due first, each in a transaction of its own; yields each one tried.

    One that could not be delivered has `done_at` None and says why in `error`.
    """
    while message := _deliver_next():
        yield message


def _waiting_for(article: Article) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(
        transition__article=article, transition__verb__in=ISSUING, done_at__isnull=True
    )


def _due(now: datetime) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(done_at__isnull=True, next_try_at__lte=now)


def _deliver_next() -> OutboxMessage | None:
    # Asked first without a lock: on SQLite every transaction that may write keeps editors waiting.
    if not _due(timezone.now()).exists():
        return None
    with transaction.atomic():
        message = _due(timezone.now()).select_for_update(skip_locked=True).first()
        if message is None:
            return None
        try:
            with transaction.atomic():
                EFFECTS[message.effect](message)
        except Exception as error:
            # Whatever went wrong is the receiver's or the network's; it is kept, told by the doctor, tried again.
            message.tries += 1
            message.error = f"{type(error).__name__}: {error}"
            message.next_try_at = timezone.now() + _pause(message.tries)
        else:
            message.done_at = timezone.now()
            message.error = ""
        message.save()
    return message


def _pause(tries: int) -> timedelta:
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 20), LONGEST_PAUSE)


def send_mail(message: OutboxMessage) -> None:
    """Tell the people of an edition, who wrote it and who approved it, what readers see now.

    That a draft came back is for those alone who work on it again.
    """
    article, event = message.transition.article, EVENTS[message.transition.verb]
    people = _writers_of(message.transition) if event == "returned" else _people_of(article)
    if not people:
        return
    happened = {
        "published": f"is public since {said(message.due_at)}.",
        "withdrawn": f"has been withdrawn. Its readers are told: {message.transition.remark}",
        "reinstated": "is no longer withdrawn; it is listed again where it was.",
        "unpublished": f"has been taken off the site; its address {_instead_of(article)}.",
        "returned": _returned(message.transition),
    }[event]
    EmailMessage(
        subject=f"{HEADLINES[event]}: {' '.join(article.title.split())}",
        body=f"“{article.title}” (release {article.release}, edition {article.edition}) {happened}\n\n"
        f"{_desk_address_of(article) if event == 'returned' else _address_of(article)}\n",
        to=people,
        headers={"Message-ID": f"<outbox-{message.pk}@{_host()}>", "Auto-Submitted": "auto-generated"},
    ).send()


def call_webhook(message: OutboxMessage) -> None:
    """POST what happened as JSON to PUBLISH_WEBHOOK_URL, if there is one; an answer of 400 or more is an error."""
    if not settings.PUBLISH_WEBHOOK_URL:
        return
    article = message.transition.article
    told = {
        "event": EVENTS[message.transition.verb],
        "at": message.due_at.isoformat(),
        "release": article.release,
        "edition": article.edition,
        "title": article.title,
        "address": _address_of(article),
    }
    request = Request(
        settings.PUBLISH_WEBHOOK_URL,
        data=json.dumps(told).encode(),
        headers={
            "Content-Type": "application/json",
            "Idempotency-Key": f"outbox-{message.pk}@{_host()}",
            "User-Agent": "newsroom",
        },
    )
    with urlopen(request, timeout=PATIENCE):
        pass


EFFECTS: dict[str, Callable[[OutboxMessage], None]] = {"mail": send_mail, "webhook": call_webhook}


def _people_of(article: Article) -> list[str]:
    """The e-mail addresses of who wrote, submitted and approved an edition, and are still here."""
    moves = article.transitions.filter(
        verb__in=("create", "edit", "submit", "approve", "force", "approve-afterwards")
    )
    wrote = Q(pk__in=moves.values("by")) | Q(pk__in=[article.created_by_id, article.changed_by_id])
    users = get_user_model().objects.filter(wrote, is_active=True).exclude(email="")
    return sorted(set(users.values_list("email", flat=True)))


def _writers_of(returned: Transition) -> list[str]:
    """The e-mail addresses of who began and who submitted an edition that came back, but not of who returned it."""
    article = returned.article
    submitted = article.transitions.filter(verb="submit", pk__lt=returned.pk).first()
    writers = {article.created_by_id, submitted.by_id if submitted else None} - {None, returned.by_id}
    users = get_user_model().objects.filter(pk__in=writers, is_active=True).exclude(email="")
    return sorted(set(users.values_list("email", flat=True)))


def _returned(returned: Transition) -> str:
    said_with_it = f": {returned.remark}" if returned.remark else ". No remark was left."
    return f"is a draft again. It was returned by {returned.by}{said_with_it}"


def _instead_of(article: Article) -> str:
    """What the address of a release that was taken off the site does."""
    led = Redirect.objects.filter(old=redirects.address_of(article.release)).first()
    return f"leads to {led.target}" if led else "answers that it is gone"


def _address_of(article: Article) -> str:
    return settings.SITE_URL + article.get_absolute_url()


def _desk_address_of(article: Article) -> str:
    return settings.SITE_URL + reverse("admin:articles_article_change", args=[article.pk])


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "newsroom.invalid"
