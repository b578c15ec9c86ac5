"""Instants and the clocks on the newsroom's walls: how the desk says one, and which ones a local time means."""

from datetime import UTC, datetime

from django.utils import dateformat, timezone


def said(instant: datetime) -> str:
    """An aware instant in full, with its zone: "Tuesday 3 March 2026, 10:00:00 Europe/Vienna".

    When the clocks go back, an hour comes twice; then the abbreviation tells which one is meant.
    """
    local = timezone.localtime(instant)
    text = f"{dateformat.format(local, 'l j F Y, H:i:s')} {timezone.get_current_timezone_name()}"
    is_one_of_two = len(instants(local.replace(tzinfo=None, fold=0))) == 2
    return f"{text} ({offset(instant)})" if is_one_of_two else text


def offset(instant: datetime) -> str:
    """How a zone calls its time at `instant`, and how far it is from UTC: "CEST, UTC+02:00"."""
    local = timezone.localtime(instant)
    return f"{local:%Z}, UTC{local.isoformat()[-6:]}"


def instants(wall: datetime) -> tuple[datetime, ...]:
    """The instants (UTC) at which clocks here show `wall` (naive, without fold): one; none or two when they change."""
    zone = timezone.get_current_timezone()
    found = []
    for fold in (0, 1):
        instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall and instant not in found:
            found.append(instant)
    return tuple(found)


def after_the_gap(wall: datetime) -> datetime:
    """For a local time that clocks skip, what they show when that much time has passed since they were put forward."""
    zone = timezone.get_current_timezone()
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)
