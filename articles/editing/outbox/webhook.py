"""A signed POST to the receiver of the webhook.

Signed as the specification "Standard Webhooks" 1.0 has it (github.com/standard-webhooks/standard-webhooks),
so that receivers verify it with a library or a few lines of their own; docs/operations.md has an example.
"""

import base64
import hashlib
import hmac

from articles.editing.outbox import http_post


def signature(secrets: list[bytes], key: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: one signature for each secret, so that a secret can be replaced."""
    signed = f"{key}.{timestamp}.".encode() + body
    digests = (hmac.digest(secret, signed, hashlib.sha256) for secret in secrets)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def post(address: str, body: bytes, *, key: str, timestamp: int, secrets: list[bytes]) -> None:
    """POST `body`, JSON, to `address`; `timestamp` in seconds since 1970, `key` the same at each try.

    Raises what `http_post.post` raises.
    """
    http_post.post(
        address,
        body,
        {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "webhook-id": key,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(secrets, key, timestamp, body),
        },
        setting="PUBLISH_WEBHOOK_URL",
    )
