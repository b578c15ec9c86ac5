"""Limits of wrong passwords: by account and address, by address, by account.

Counted are the rows that axes has for failures; a refused attempt adds none, so that nobody is refused for
longer by trying.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessFailureLog
from django.utils import timezone


@dataclass(frozen=True)
class Limit:
    """So many failures within so long are taken."""

    failures: int
    window: timedelta


# One guesser at one account.
PAIR = Limit(10, timedelta(minutes=15))
# One guesser at many accounts.
ADDRESS = Limit(50, timedelta(minutes=15))
# Many guessers at one account: high, for it shuts out the owner too, in a browser in which he or she never
# signed in.
ACCOUNT = Limit(1000, timedelta(days=1))
# One browser in which the owner has signed in before; beyond it, it is as good as any other.
DEVICE = Limit(10, timedelta(minutes=15))


def refused_until(username: str, address: str | None, device: str | None) -> datetime | None:
    """Until when an attempt of these is refused; None when it may be made.

    At most four queries, each by an index.
    """
    if device and not _end(DEVICE, user_agent=device):
        return None
    ends = (
        _end(PAIR, username=username, ip_address=address),
        _end(ADDRESS, ip_address=address),
        _end(ACCOUNT, username=username),
    )
    return max((end for end in ends if end), default=None)


def count_failures(since: datetime, most: int) -> int:
    """Count the attempts that have failed since that instant, up to `most`."""
    newest = AccessFailureLog.objects.order_by("-pk").values_list("attempt_time", flat=True)[:most]
    return sum(instant >= since for instant in newest)


def _end(limit: Limit, **facts: str | None) -> datetime | None:
    """Return when the oldest failure that fills the limit leaves the window; None when it is not full."""
    failures = AccessFailureLog.objects.filter(**facts).order_by("-pk")
    first = failures.values_list("attempt_time", flat=True)[limit.failures - 1 : limit.failures].first()
    end = first and first + limit.window
    return end if end and end > timezone.now() else None
