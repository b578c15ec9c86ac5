"""Instants and local time: how an instant is written, and which instants a local time means."""

from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache

from django.utils import dateformat, timezone


def format_instant(instant: datetime) -> str:
    """An aware instant in full, with its zone: "Tuesday 3 March 2026, 10:00 Europe/Vienna".

    Its seconds are written where they are not nought: nobody schedules to the second.
    When the clocks go back, an hour comes twice; then the abbreviation tells which one is meant.
    """
    local = timezone.localtime(instant)
    clock = "H:i:s" if local.second else "H:i"
    text = f"{dateformat.format(local, f'l j F Y, {clock}')} {timezone.get_current_timezone_name()}"
    is_one_of_two = len(instants(local.replace(tzinfo=None, fold=0))) == 2
    return f"{text} ({offset(instant)})" if is_one_of_two else text


def offset(instant: datetime) -> str:
    """Name the time of a zone at `instant`, with its offset from UTC: "CEST, UTC+02:00"."""
    local = timezone.localtime(instant)
    return f"{local:%Z}, UTC{local.isoformat()[-6:]}"


def midnight(day: date) -> datetime:
    """Return the first instant of a day where the newsroom is."""
    return _midnight(day, timezone.get_current_timezone())


@lru_cache(maxsize=1_000)
def _midnight(day: date, zone: tzinfo) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), zone)


def instants(wall: datetime) -> tuple[datetime, ...]:
    """The instants (UTC) at which clocks here show `wall` (naive): one; none or two when they change."""
    zone = timezone.get_current_timezone()
    both = []
    for fold in (0, 1):
        instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall and instant not in both:
            both.append(instant)
    return tuple(both)


def after_the_gap(wall: datetime) -> datetime:
    """For a local time that clocks skip: their time when that much has passed since they were put forward."""
    zone = timezone.get_current_timezone()
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)
