"""Consequences of a move, an answer or an import outside the database: e-mail to colleagues, and a webhook.

A message of each effect is written in the transaction of the move, due at the instant readers see what came
of it (at once when it is for colleagues alone), and `manage.py work` delivers it: a short transaction leases
the message to this worker, the exchange with the receiver holds no transaction, and a single statement marks
it done if the lease is still this worker's. A worker that dies leaves a lease that ends, and the next one
delivers again: nothing is lost, and what goes out twice has the same `key`, by which the receiver can tell.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.editing import desk_notices
from articles.editing.moves import IS_PUBLISHED, MOVES
from articles.editing.outbox.notices import EFFECTS
from articles.models import NO_LEASE, Article, LeasedQuerySet, OutboxMessage, ReviewAnswer, Transition
from articles.text.characters import without_controls

# Messages of these moves wait for the hour of the edition, and follow it when it is moved.
ISSUING = tuple(verb for verb, move in MOVES.items() if move.event == IS_PUBLISHED)
# What follows at that hour; the mail about the plan goes at once.
FOR_READERS = tuple(effect for effect in EFFECTS if effect != "plan")
# How long a message is one worker's: longer than the longest exchange, and 20 seconds of waiting for SQLite's
# other writers.
LEASE = timedelta(seconds=60)
# A message that nobody has tried for so long is not on its way: no worker runs.
LATE = timedelta(minutes=5)
# What a receiver answers may be long; its beginning says what was wrong.
LONGEST_ERROR = 500
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)


def record(transition: Transition, *, due_at: datetime) -> None:
    """Write down what follows a move, in its transaction; nothing for moves that nobody is told of.

    What is for later is told now as well, to colleagues.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("What follows a move is written in the transaction of the move.")
    effects: dict[str, datetime] = {}
    event = MOVES[transition.verb].event
    if event and event.is_for_readers:
        effects = dict.fromkeys(FOR_READERS, due_at)
    elif transition.verb in desk_notices.NOTICES:
        effects["mail"] = transition.at
    if event and due_at > transition.at:
        effects["plan"] = transition.at
    OutboxMessage.objects.bulk_create(
        OutboxMessage(transition=transition, effect=effect, due_at=due, next_try_at=due)
        for effect, due in effects.items()
    )


def record_answer(answer: ReviewAnswer) -> None:
    """Write down that a reviewer outside has answered, in the transaction of the answer."""
    OutboxMessage.objects.create(answer=answer, effect="mail", due_at=answer.at, next_try_at=answer.at)


def reschedule(article: Article, *, due_at: datetime) -> None:
    """Move the messages of a scheduled publication to its new hour, even if a worker has begun."""
    _waiting_for(article).update(due_at=due_at, next_try_at=due_at, **NO_LEASE)


def cancel(article: Article) -> None:
    """Nothing follows a publication that will not be."""
    _waiting_for(article).delete()


def waiting() -> QuerySet[OutboxMessage]:
    """Messages that are not delivered, due or not, with what they are about."""
    about = ("transition__article", "answer__link__article", "batch")
    return OutboxMessage.objects.filter(done_at__isnull=True).select_related(*about)


def undelivered(now: datetime) -> QuerySet[OutboxMessage]:
    """Messages that failed, and those that nobody has tried for longer than a worker takes."""
    return waiting().filter(Q(tries__gt=0) | Q(next_try_at__lt=now - LATE))


def try_now(messages: QuerySet[OutboxMessage]) -> int:
    """Make these messages due at once, for the next worker; returns how many were not delivered yet."""
    now = timezone.now()
    return messages.filter(done_at__isnull=True, due_at__lte=now).update(next_try_at=now)


def deliver_due() -> Iterator[OutboxMessage]:
    """Deliver whatever is due, the longest due first; yields each one tried.

    One that could not be delivered has `done_at` None and says why in `error`. A receiver that let a deadline
    pass is left alone until the next call, so that it does not hold up what goes elsewhere.
    """
    slow: set[str] = set()
    while message := _due(timezone.now()).exclude(effect__in=slow).claim(LEASE):
        if isinstance(_deliver(message), TimeoutError):
            slow.add(message.effect)
        yield message


def _waiting_for(article: Article) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(
        transition__article=article,
        transition__verb__in=ISSUING,
        effect__in=FOR_READERS,
        done_at__isnull=True,
    )


def _due(now: datetime) -> LeasedQuerySet:
    return OutboxMessage.objects.filter(done_at__isnull=True, next_try_at__lte=now)


def _deliver(message: OutboxMessage) -> Exception | None:
    """Deliver a leased message and write down what came of it; returns what went wrong."""
    try:
        EFFECTS[message.effect](message)
    except (OperationalError, InterfaceError):  # our database's, not the receiver's: the lease ends by itself
        raise
    except Exception as error:
        # The receiver's or the network's fault: it is stored, shown by the doctor, tried again.
        tries = message.tries + 1
        reason = " ".join(without_controls(f"{type(error).__name__}: {error}").split())
        message.release_lease(
            tries=tries, error=reason[:LONGEST_ERROR], next_try_at=timezone.now() + _pause(tries)
        )
        return error
    message.release_lease(done_at=timezone.now(), error="")
    return None


def _pause(tries: int) -> timedelta:
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 20), LONGEST_PAUSE)
