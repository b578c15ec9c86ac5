"""The digest of the archive: one SHA-256 over all its content in canonical order, the same on both databases.

A backup holds accounts and the records of the desk too, and the drill counts their rows.
"""

import hashlib

from django.db import DEFAULT_DB_ALIAS

from articles.management.archive import content


def archive_digest(using: str = DEFAULT_DB_ALIAS) -> str:
    """Return the digest of the archive in the database `using`, in hexadecimal.

    Call it within a snapshot of the database, so that it is of one state.
    """
    digest = hashlib.sha256()
    for section in content.sections(content.everything(using), using):
        for line in section.lines:
            digest.update(content.written(line).encode() + b"\n")
    return digest.hexdigest()
