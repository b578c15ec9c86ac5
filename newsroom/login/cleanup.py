"""Cleaning up after sign-ins: ended sessions, and failures that nothing counts any more."""

from datetime import timedelta
from importlib import import_module

from axes.models import AccessFailureLog
from django.conf import settings
from django.utils import timezone

# How long administrators can look failures up, and how many there are at most, whatever a botnet does.
AGE = timedelta(days=30)
MOST = 200_000


def clear_sign_ins() -> None:
    """Delete ended sessions, and failures that are too old or too many. Run it as often as you like."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    failures = AccessFailureLog.objects.all()
    failures.filter(attempt_time__lt=timezone.now() - AGE).delete()
    too_many = failures.order_by("-pk").values_list("pk", flat=True)[MOST : MOST + 1].first()
    if too_many:
        failures.filter(pk__lte=too_many).delete()
