"""Contact data of people in a text: telephone numbers and addresses, for an officer to keep or leave out."""

import re
from collections.abc import Iterable

from articles.importing.formats.lines import TextLine
from articles.importing.record import Problem

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NUMBER = r"[\d(][\d\s()./-]{5,22}\d"
_TELEPHONE = re.compile(
    rf"(?<!\w)(?:\+|00){_NUMBER}"
    rf"|\b(?:tel|telephone|phone|mobile|cell|fax|tél|téléphone|telefon|teléfono|telefono|тел|телефон|моб|факс)\b\.?\s?:?\s?{_NUMBER}",
    re.IGNORECASE,
)  # fmt: skip
_ANY_NUMBER = re.compile(_NUMBER)
# So many are named in the message.
_NAMED = 5


def contact_data(text: str) -> list[str]:
    """Return the telephone numbers and mail addresses in a text, as they stand there."""
    mails = _MAIL.findall(text) if "@" in text else []
    if not _ANY_NUMBER.search(text):  # which is told in a tenth of the time
        return mails
    return [*mails, *(found[0] for found in _TELEPHONE.finditer(text))]


def contact_problems(lines: Iterable[TextLine]) -> list[Problem]:
    """Return the problem that names the contact data in lines of a text, with the number of each line."""
    found = [f"line {line.number}: {one}" for line in lines for one in contact_data(line.text)]
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    message = f"the text holds contact data, to keep or to leave out: {'; '.join(found[:_NAMED])}{more}"
    return [Problem("contact-data", message)] if found else []
