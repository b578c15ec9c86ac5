"""The export of the archive: JSON Lines, a data package that describes them, and files, in a bag."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.utils import timezone

from articles.management.archive import content
from articles.management.archive.bag import Bag, new_bag
from articles.management.archive.content import ArchiveSection, Extent
from articles.management.archive.readers import for_readers
from articles.management.backups import databases
from articles.management.backups.manifest import PIECE, BackupError, Checksum

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
# So much text is written at once.
LINES = 500
# The folders of the files that these parts of editions name.
FOLDERS = {"pictures": "media/pictures", "attachments": "media/documents"}
SHOWN = 3
READERS = "What readers may see: no draft, nothing before its hour, no text of what was withdrawn."
EVERYTHING = "All content, also drafts, what waits for its hour and what was withdrawn: not for the public."


@dataclass(frozen=True, slots=True)
class Exported:
    """The content of an export: lines by section, files, missing files, and the digest of all lines."""

    lines: Mapping[str, int]
    files: Mapping[str, Checksum]
    missing: tuple[str, ...]
    digest: str


def make(target: Path, *, is_complete: bool = False, accept_missing: bool = False) -> Exported:
    """Write the archive to `target`, a new folder or ZIP file, as it is at one instant.

    That is what readers may see of it; if `is_complete`, all. With `accept_missing`, files that the storage
    has lost are left out; otherwise they are an error. Raises BackupError; then there is nothing at `target`.
    """
    with new_bag(target) as bag:
        with databases.of(connection).snapshot(connection):
            now = timezone.now()
            extent = content.everything(DEFAULT_DB_ALIAS) if is_complete else for_readers(now)
            lines, resources, digest = _write_lines(bag, extent)
            files = _files(extent)
        missing = _copy(bag, files)
        if missing and not accept_missing:
            more = ", ..." if len(missing) > SHOWN else ""
            raise BackupError(
                f"{len(missing):,} files of pictures and attachments are missing in the storage: "
                f"{', '.join(missing[:SHOWN])}{more}. If they are lost, an export without them is made with "
                "--accept-missing."
            )
        title = f"News and press releases of the {settings.ORGANISATION}"
        what = EVERYTHING if is_complete else READERS
        package = {
            "$schema": SCHEMA,
            "name": "archive",
            "title": title,
            "description": f"{what} As of {now.isoformat(timespec='seconds')}.",
            "created": now.isoformat(timespec="seconds"),
            **({"homepage": settings.SITE_URL} if settings.SITE_URL else {}),
            "contributors": [{"title": settings.ORGANISATION, "roles": ["publisher"]}],
            "resources": resources,
        }
        bag.add("datapackage.json", [json.dumps(package, ensure_ascii=False, indent=1).encode()])
        bag.add("README.txt", [_readme(title, what, now, resources, digest).encode()])
        bag.close(
            {
                "Source-Organization": settings.ORGANISATION,
                "Bagging-Date": timezone.localdate(now).isoformat(),
                "External-Description": f"{title}. {what}",
            }
        )
    return Exported(lines, bag.files, missing, digest)


def _write_lines(bag: Bag, extent: Extent) -> tuple[dict[str, int], list[dict[str, object]], str]:
    """Write the lines of each section; return their numbers, their descriptions, and the digest of all."""
    digest, counts, resources = hashlib.sha256(), {}, []
    for section in content.sections(extent, DEFAULT_DB_ALIAS):
        path = f"{section.name}.jsonl"
        counts[section.name] = 0

        def pieces(section: ArchiveSection = section) -> Iterator[bytes]:
            for line in section.lines:
                counts[section.name] += 1
                piece = content.written(line).encode() + b"\n"
                digest.update(piece)
                yield piece

        bag.add(path, pieces())
        resources.append(_resource(section, path, bag.files[path]))
    return counts, resources, digest.hexdigest()


def _resource(section: ArchiveSection, path: str, checksum: Checksum) -> dict[str, object]:
    """Return a section as a resource of a data package."""
    return {
        "name": section.name,
        "title": section.title,
        "path": path,
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
        "bytes": checksum.size,
        "hash": f"sha256:{checksum.sha256}",
        "schema": {"fields": [member._asdict() for member in section.members]},
    }


def _files(extent: Extent) -> dict[str, str]:
    """Return the names in the storage of the files that the editions name, by their paths in the export."""
    files = {}
    for part, folder in FOLDERS.items():
        rows: QuerySet = extent.parts[part].order_by()
        of_editions = rows.filter(article__in=extent.editions.order_by().values("pk"))
        for digest, name in of_editions.values_list("file__digest", "file__name").distinct().iterator():
            files[f"{folder}/{digest}{PurePosixPath(name).suffix}"] = name
    return files


def _copy(bag: Bag, files: Mapping[str, str]) -> tuple[str, ...]:
    """Copy files of the storage, which never change once stored. Return those that are missing."""
    missing = []
    for path, name in sorted(files.items()):
        try:
            with default_storage.open(name) as stored:
                bag.add(path, stored.chunks(PIECE))
        except FileNotFoundError:
            missing.append(name)
    return tuple(missing)


def _readme(title: str, what: str, now: datetime, resources: list[dict[str, object]], digest: str) -> str:
    """Return what a person needs who finds the export in fifty years, without any program of today."""
    paths = [str(resource["path"]) for resource in resources]
    files = "\n".join(f"  {resource['path']}: {resource['title']}" for resource in resources)
    return f"""{title}

{what}
As of {now.isoformat(timespec="seconds")}.

Each line of a .jsonl file is a JSON object in UTF-8; all lines of a file have the same members.
datapackage.json says what each member means.
{files}

A release is known by its number, "release"; each line of editions.jsonl is one edition of it, whose text
readers saw from "public_at" until "public_until". Its text, "body", is HTML; [picture 2] on a line of its own
stands for the picture with that number. Its address was
{settings.SITE_URL}/news/RELEASE/SLUG/. Terms are named by their slugs, which the files of
terms explain with their names over time.

"file" of a picture or a document is the name of a file below media/pictures or media/documents, without its
ending.

Every file has its SHA-256 in manifest-sha256.txt beside this folder (BagIt, RFC 8493). The digest of all
content is {digest}: the SHA-256 of
  cat {" ".join(paths)}
"""
