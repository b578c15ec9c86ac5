"""Values of attributes in bodies, as HTML's standard allows them; what can be no such value goes.

The rules: https://html.spec.whatwg.org/multipage/ and, for addresses, https://url.spec.whatwg.org/.
"""

import re
from collections.abc import Callable

MOST_COLUMNS = 1_000
_DIRECTIONS = {"ltr", "rtl", "auto"}
_SCOPES = {"row", "col", "rowgroup", "colgroup"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")
_COUNT = re.compile(r"[1-9][0-9]{0,3}")
_OTHER_SCHEME = re.compile(r"(mailto|tel):", re.IGNORECASE)
# Browsers pass over these wherever they stand.
_LINE_ENDS = re.compile(r"[\t\n\r]")
# Brackets have a place in a host, around numbers.
_HOST = re.compile(r"(?:[a-z]+:)?//[^/]*", re.IGNORECASE)
# What an address writes as its code: signs that have no place in it, and a "%" that begins no code.
_ODD = re.compile(r"[\x00-\x20\"<>\[\\\]^`{|}\x7f]|%(?![0-9a-f]{2})", re.IGNORECASE)


def valid_value(attribute: str, value: str) -> str | None:
    """Return a value that HTML allows for an attribute, as near as can be; None when there is none."""
    valid = _VALID.get(attribute)
    return valid(value) if valid else value


def _address(value: str) -> str:
    """An address that leads where browsers lead with `value`, with codes for what it may not hold."""
    value = _LINE_ENDS.sub("", value).strip(" ")
    if _OTHER_SCHEME.match(value):
        return _encoded("".join(value.split()))
    before, sign, fragment = value.partition("#")
    path, mark, query = before.partition("?")
    path = path.replace("\\", "/")  # as browsers read it
    start = host.end() if (host := _HOST.match(path)) else 0
    return (
        path[:start] + _encoded(path[start:] + mark + query) + sign + _encoded(fragment).replace("#", "%23")
    )


def _encoded(text: str) -> str:
    return _ODD.sub(lambda odd: f"%{ord(odd[0]):02X}", text)


def _span(value: str) -> str | None:
    value = value.strip()
    return value if _COUNT.fullmatch(value) and int(value) <= MOST_COLUMNS else None


def _start(value: str) -> str | None:
    value = value.strip()
    return value if _WHOLE_NUMBER.fullmatch(value) else None


def _scope(value: str) -> str | None:
    value = value.strip().lower()
    return value if value in _SCOPES else None


def _language(value: str) -> str | None:
    value = value.strip().replace("_", "-")
    return value if _LANGUAGE.fullmatch(value) else None


def _direction(value: str) -> str | None:
    value = value.strip().lower()
    return value if value in _DIRECTIONS else None


_VALID: dict[str, Callable[[str], str | None]] = {
    "colspan": _span,
    "dir": _direction,
    "href": _address,
    "lang": _language,
    "rowspan": _span,
    "scope": _scope,
    "start": _start,
}
