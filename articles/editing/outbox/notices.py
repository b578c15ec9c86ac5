"""Notices of a move to people and programs: the words of the mail, the JSON of the webhook.

Each is put together from rows first, with no transaction open, and then sent within a deadline.
"""

import json
import time
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse

from articles import redirects
from articles.editing.moves import MOVES
from articles.editing.moves.types import Event
from articles.editing.outbox import exchange, webhook, websub
from articles.models import Article, OutboxMessage, Redirect, Transition
from articles.text.local_time import format_instant

# The end of a whole exchange. Mail servers make unknown clients wait on purpose; of webhooks "Standard
# Webhooks" says 15 to 30.
MAIL_SECONDS, WEBHOOK_SECONDS = 30, 15


def send_mail(message: OutboxMessage) -> None:
    """Tell the people of an edition, its writers and approvers, what readers see now.

    An event that readers do not notice goes only to the writers, who work on the edition again.
    """
    made = message.transition
    article, event = made.article, event_of(made)
    people = _people_of(article) if event.is_for_readers else _writers_of(made)
    if not people:
        return
    sentence = event.sentence.format(
        since=format_instant(message.due_at),
        remark=made.remark,
        colon_remark=f": {made.remark}" if made.remark else ". No remark was left.",
        by=made.by,
        address=_redirect_of(article),
    )
    mail = EmailMessage(
        subject=f"{event.headline}: {' '.join(article.title.split())}",
        body=f"“{article.title}” (release {article.release}, edition {article.edition}) {sentence}\n\n"
        f"{_address_of(article) if event.is_for_readers else _desk_address_of(article)}\n",
        to=people,
        headers={"Message-ID": f"<{message.key}@{_host()}>", "Auto-Submitted": "auto-generated"},
    )
    exchange.within(MAIL_SECONDS, mail.send)


def call_webhook(message: OutboxMessage) -> None:
    """POST the event as JSON to PUBLISH_WEBHOOK_URL, if there is one, signed with PUBLISH_WEBHOOK_SECRET."""
    if not settings.PUBLISH_WEBHOOK_URL:
        return
    article = message.transition.article
    facts = {
        "event": event_of(message.transition).name,
        "at": message.due_at.isoformat(),
        "release": article.release,
        "edition": article.edition,
        "title": article.title,
        "address": _address_of(article),
    }
    post = partial(
        webhook.post,
        settings.PUBLISH_WEBHOOK_URL,
        json.dumps(facts).encode(),
        key=str(message.key),
        timestamp=int(time.time()),
        secrets=settings.PUBLISH_WEBHOOK_SECRETS,
    )
    exchange.within(WEBHOOK_SECONDS, post)


EFFECTS: dict[str, Callable[[OutboxMessage], None]] = {
    "mail": send_mail,
    "webhook": call_webhook,
    "websub": websub.announce,
}


def event_of(made: Transition) -> Event:
    """Return the event of this step. Raises ValueError for a move that is not announced."""
    if (event := MOVES[made.verb].event) is None:
        raise ValueError(f"Nobody is told of “{made.verb}”.")
    return event


def _people_of(article: Article) -> list[str]:
    """The e-mail addresses of the writers and approvers of an edition whose accounts are open."""
    moves = article.transitions.filter(verb__in=[verb for verb, move in MOVES.items() if move.is_work_on_it])
    wrote = Q(pk__in=moves.values("by")) | Q(pk__in=[article.created_by_id, article.changed_by_id])
    users = User.objects.filter(wrote, is_active=True).exclude(email="")
    return sorted(set(users.values_list("email", flat=True)))


def _writers_of(returned: Transition) -> list[str]:
    """The addresses of the people who began and submitted an edition, without the one who returned it."""
    article = returned.article
    submitted = article.transitions.filter(verb="submit", pk__lt=returned.pk).first()
    writers = {article.created_by_id, submitted.by_id if submitted else None} - {returned.by_id}
    users = User.objects.filter(pk__in=filter(None, writers), is_active=True).exclude(email="")
    return sorted(set(users.values_list("email", flat=True)))


def _redirect_of(article: Article) -> str:
    """Describe the answer at the address of an unpublished release."""
    redirect = Redirect.objects.filter(old=redirects.address_of(article.release)).first()
    return f"leads to {redirect.target}" if redirect else "answers that it is gone"


def _address_of(article: Article) -> str:
    return settings.SITE_URL + article.get_absolute_url()


def _desk_address_of(article: Article) -> str:
    return settings.SITE_URL + reverse("admin:articles_article_change", args=[article.pk])


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "newsroom.invalid"
