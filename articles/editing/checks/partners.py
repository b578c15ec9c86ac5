"""Checks of the partners with which an edition is issued; they ask nothing where it names none."""

from collections.abc import Iterator

from django.utils import dateformat, timezone

from articles.editing.checks.edition import Check, CheckedEdition, CheckFinding
from articles.editing.partners import SignOff, sign_offs
from articles.models import Partner

FIELD = "partners"


def _sign_offs(edition: CheckedEdition) -> Iterator[CheckFinding]:
    """Partners that have not agreed to the text as it is."""
    if not (named := edition.filing.entries[FIELD]):
        return
    answered = sign_offs(edition.article)
    for pk, name in sorted(named.items(), key=lambda item: item[1]):
        if sentence := _what_lacks(name, answered.get(pk)):
            yield CheckFinding("partner-not-signed-off", FIELD, sentence)


def _what_lacks(name: str, answer: SignOff | None) -> str:
    if answer is None:
        return f"{name} has not signed off: send a reviewer link to somebody there."
    when = dateformat.format(timezone.localtime(answer.at), "j F, H:i")
    if not answer.agrees:
        return f"{name} has not signed off: {answer.name} has answered with remarks on {when}."
    if not answer.is_current:
        return f"The text was changed after {answer.name} signed it off for {name} on {when}: ask again."
    return ""


def _retired(edition: CheckedEdition) -> Iterator[CheckFinding]:
    if not (named := edition.filing.entries[FIELD]):
        return
    for partner in Partner.objects.retired(edition.day).filter(pk__in=named):
        yield CheckFinding("retired-partner", FIELD, f"{partner.name} is not in use any more: take it out.")


PARTNERS: tuple[Check, ...] = (_sign_offs, _retired)
