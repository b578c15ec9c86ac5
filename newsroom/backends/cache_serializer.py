"""Serializer of the cache of CACHE_URL: bytes, or JSON.

Whoever can write to that server must not be able to run code here.
"""

import json

# No JSON text begins with it.
BYTES = b"\0"


class Serializer:
    """For Django's RedisCache, which would pickle: reading a pickle runs what is in it."""

    def dumps(self, value: object) -> bytes:
        """`value` as bytes; raises TypeError for what is neither bytes nor JSON.

        A whole number can be counted up there.
        """
        return BYTES + value if isinstance(value, bytes) else json.dumps(value).encode()

    def loads(self, stored: bytes) -> object:
        """Return the stored value; None, which is a miss, for an entry that this class did not write."""
        if stored.startswith(BYTES):
            return stored.removeprefix(BYTES)
        try:
            return json.loads(stored)
        except (ValueError, RecursionError):
            return None
