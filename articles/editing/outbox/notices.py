"""Notices to people and programs of what happened: the words of the mail, the JSON of the webhook.

Each is put together from rows first, with no transaction open, and then sent within a deadline.
"""

import json
import time
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from articles import redirects
from articles.editing import desk_notices
from articles.editing.moves import IS_PUBLISHED, MOVES
from articles.editing.moves.types import Event
from articles.editing.outbox import exchange, webhook, websub
from articles.editing.outbox.recipients import recipients_of
from articles.models import Article, ImportBatch, OutboxMessage, Redirect, Transition
from articles.text.local_time import format_instant

# The end of a whole exchange. Mail servers make unknown clients wait on purpose; of webhooks "Standard
# Webhooks" says 15 to 30.
MAIL_SECONDS, WEBHOOK_SECONDS = 30, 15


def send_mail(message: OutboxMessage) -> None:
    """Tell everybody whom it concerns, in one mail, what happened, by whom, and where it is."""
    people = recipients_of(message)
    if not people:
        return
    headline, body = _words(message)
    mail = EmailMessage(
        subject=f"{headline}: {' '.join(str(message.article or message.batch).split())}",
        body=body,
        to=people,
        headers={"Message-ID": f"<{message.key}@{_host()}>", "Auto-Submitted": "auto-generated"},
    )
    exchange.within(MAIL_SECONDS, mail.send)


def _words(message: OutboxMessage) -> tuple[str, str]:
    """The headline and the text of a mail."""
    if message.batch:
        by = message.batch.by or "a command"
        sentence = f"The import “{message.batch}”, started by {by}, {desk_notices.left_open(message.batch)}."
        return "Import with problems", f"{sentence}\n\n{_desk_address_of(message.batch)}\n"
    if message.answer:
        answer, article = message.answer, message.answer.link.article
        sentence = f"{_named(article)} {desk_notices.answered(answer)}, {answer.name} (outside)."
        return "A reviewer's answer", _letter(sentence, answer.comment, _desk_address_of(article))
    made = message.made
    article, event = made.article, MOVES[made.verb].event
    if event is None or message.effect == "plan":
        sentence = f"{_named(article)} {_what_happened(made)}, by {made.by}."
        return desk_notices.NOTICES[made.verb].headline, _letter(
            sentence, made.remark, _desk_address_of(article)
        )
    sentence = event.sentence.format(
        since=format_instant(message.due_at),
        remark=made.remark,
        colon_remark=f": {made.remark}" if made.remark else ". No remark was left.",
        by=made.by,
        address=_redirect_of(article),
    )
    address = _address_of(article) if event.is_for_readers else _desk_address_of(article)
    by = f"By {made.by}.\n\n" if event.is_for_readers and made.by else ""
    where = _where(article) if event.name == IS_PUBLISHED.name else ""
    return event.headline, f"{_named(article)} {sentence}\n\n{by}{address}\n{where}"


def _named(article: Article) -> str:
    return f"“{article.title}” (release {article.release}, edition {article.edition})"


def _letter(sentence: str, remark: str, address: str) -> str:
    """The text of a mail: what happened, what was said, where it is."""
    return "\n\n".join(filter(None, (sentence, remark, address))) + "\n"


def _what_happened(made: Transition) -> str:
    """The sentence about a move, with the hour for which it plans."""
    notice = desk_notices.NOTICES[made.verb]
    hour = f" for {format_instant(made.public_at)}" if made.public_at else ""
    return f"{notice.planned or notice.sentence}{hour}"


def _where(article: Article) -> str:
    """The places where readers and programs find an edition, unless they do not see it any more."""
    if not article.is_public(timezone.now()) or article.state != Article.State.PUBLISHED:
        return ""
    # The listing is that of all releases; each of its terms has such feeds as well.
    feeds = list(websub.addresses_of(article))
    places = {
        "API": reverse("api-release", args=[article.release]),
        "Feeds": f"{feeds[0]} and {len(feeds) - 1:,} others",
        "Sitemap": reverse("sitemap"),
    }
    lines = "".join(f"{name}: {settings.SITE_URL}{address}\n" for name, address in places.items())
    return f"\nIt stands there, in lists, and here:\n{lines}"


def call_webhook(message: OutboxMessage) -> None:
    """POST the event as JSON to PUBLISH_WEBHOOK_URL, if there is one, signed with PUBLISH_WEBHOOK_SECRET."""
    if not settings.PUBLISH_WEBHOOK_URL:
        return
    article = message.made.article
    facts = {
        "event": event_of(message.made).name,
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
    "plan": send_mail,
    "webhook": call_webhook,
    "websub": websub.announce,
}


def event_of(made: Transition) -> Event:
    """Return the event of this step. Raises ValueError for a move that is not announced."""
    if (event := MOVES[made.verb].event) is None:
        raise ValueError(f"Nobody is told of “{made.verb}”.")
    return event


def _redirect_of(article: Article) -> str:
    """Describe the answer at the address of an unpublished release."""
    redirect = Redirect.objects.filter(old=redirects.address_of(article.release)).first()
    return f"leads to {redirect.target}" if redirect else "answers that it is gone"


def _address_of(article: Article) -> str:
    return settings.SITE_URL + article.get_absolute_url()


def _desk_address_of(about: Article | ImportBatch) -> str:
    return settings.SITE_URL + desk_notices.address_of(about)


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "newsroom.invalid"
