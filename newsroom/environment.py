"""Readers of environment variables for the settings; each names the variable in the error that it raises."""

import base64
import os
import re
from datetime import date
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from newsroom.brand import contrast_with_white

# Of letters and what they stand on: WCAG 2.2, 1.4.3.
LEAST_CONTRAST = 4.5


def words(name: str, default: str = "") -> list[str]:
    """The environment variable `name`, a comma separated list, as its parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def hosts(name: str, default: str) -> list[str]:
    """The hosts in the environment variable `name`, separated by commas, in small letters; empty for none."""
    named = words(name, default)
    for host in named:
        if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host):
            raise ImproperlyConfigured(f"{name} has “{host}”: give names of hosts, like video.example.org.")
    return named


def megabytes(name: str, default: int) -> int:
    """The environment variable `name`, a whole number of megabytes, in bytes."""
    value = os.environ.get(name) or str(default)
    if not value.isdecimal() or not int(value):
        raise ImproperlyConfigured(f"{name} is “{value}”: give a whole number of megabytes, like {default}.")
    return int(value) * 1024 * 1024


def whole_number(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """The environment variable `name`, a whole number from `least` to `most`."""
    value = os.environ.get(name) or str(default)
    if not value.isdecimal() or int(value) < least or (most is not None and int(value) > most):
        bounds = f", like {default}" if most is None else f" from {least} to {most}"
        raise ImproperlyConfigured(f"{name} is “{value}”: give a whole number{bounds}.")
    return int(value)


def day(name: str, default: date) -> date:
    """The environment variable `name`, a day like 1975-08-01."""
    value = os.environ.get(name) or default.isoformat()
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is “{value}”: give a day, like {default.isoformat()}.") from None


def switch(name: str) -> bool:
    """The environment variable `name`, `1` for on and `0` for off; off when it is not set."""
    value = os.environ.get(name) or "0"
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} is “{value}”: give 1 for on or 0 for off.")
    return value == "1"


def address_of_contact(name: str) -> str:
    """The environment variable `name`: `mailto:` and a mailbox, or the https address of a page; or empty."""
    value = os.environ.get(name, "")
    if value and not re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|https://[^\s/]+\S*)", value):
        raise ImproperlyConfigured(
            f"{name} is “{value}”: give mailto: and a mailbox, like mailto:security@example.org, or the "
            "https:// address of a page."
        )
    return value


def colour(name: str, default: str) -> str:
    """The environment variable `name`, a colour like #17507f that white letters can be read on."""
    value = (os.environ.get(name) or default).lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", value):
        raise ImproperlyConfigured(f"{name} is “{value}”: give red, green and blue, like {default}.")
    if (contrast := contrast_with_white(value)) < LEAST_CONTRAST:
        raise ImproperlyConfigured(
            f"{name} is “{value}”: white letters on it have a contrast of {contrast:.1f}, and readers need "
            f"{LEAST_CONTRAST}. Give a darker colour."
        )
    return value


def folder(name: str) -> str:
    """The environment variable `name`, a folder that is there; or empty."""
    value = os.environ.get(name, "")
    if value and not Path(value).is_dir():
        raise ImproperlyConfigured(f"{name} is “{value}”: there is no such folder.")
    return value


def reference_template(name: str, default: str) -> str:
    """The environment variable `name`: a text with `{number}` in it once, perhaps `{year}`, and a letter."""
    value = os.environ.get(name) or default
    rest = value.replace("{year}", "", 1).replace("{number}", "", 1)
    if "{number}" not in value or "{" in rest or "}" in rest or not re.search(r"[^\W\d_]", rest):
        raise ImproperlyConfigured(
            f"{name} is “{value}”: give a text with {{number}}, perhaps {{year}}, and letters of your own, "
            f"like {default}."
        )
    return value


def web_addresses(name: str, *, most: int) -> list[str]:
    """The addresses in the environment variable `name`, separated by commas, at most so many."""
    addresses = words(name)
    if len(addresses) > most:
        raise ImproperlyConfigured(f"{name} holds {len(addresses)} addresses: give at most {most}.")
    for address in addresses:
        if not re.fullmatch(r"https?://[^\s/?#@<>\"]+[^\s#<>\"]*", address):
            raise ImproperlyConfigured(
                f"{name} holds “{address}”: give whole addresses, like https://hub.example.org/, "
                "separated by commas."
            )
    return addresses


def is_weak(secret: str) -> bool:
    """Return whether a secret key can be guessed: Django's own measure (security.W009)."""
    return len(secret) < 50 or len(set(secret)) < 5


NEW_WEBHOOK_KEY = (
    "Set it to a secret that the receiver knows as well; `python3 -c 'import base64, secrets; "
    'print("whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())\'` makes one.'
)


def webhook_secrets(name: str) -> list[bytes]:
    """Return the secrets in `name`, as Standard Webhooks has them: `whsec_` and 24 to 64 bytes in Base64."""
    secrets = []
    for text in words(name):
        try:
            secret = base64.b64decode(text.removeprefix("whsec_"), validate=True)
        except ValueError:
            secret = b""
        if not text.startswith("whsec_") or not 24 <= len(secret) <= 64:
            raise ImproperlyConfigured(
                f"{name} holds something else than whsec_ and 24 to 64 bytes in Base64. {NEW_WEBHOOK_KEY}"
            )
        secrets.append(secret)
    return secrets
