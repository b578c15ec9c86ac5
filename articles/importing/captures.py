"""Files that batches have read: each text kept once, and what is unchanged known again without parsing it.

A file is known again when the same bytes were read by the same code with the same options, by a batch in
force, and everything in them is in the archive. Whatever is taken back or brought back puts that in doubt:
then the files are read again.
"""

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from articles.importing import known_outcomes, release_pairs
from articles.importing.known_outcomes import KnownOutcome
from articles.importing.outcome import RecordOutcome
from articles.importing.record import ParsedSource, Unread
from articles.importing.sources import SourceFile, decode
from articles.index import ledger
from articles.models import (
    Article,
    BatchStep,
    CaptureText,
    ImportBatch,
    ImportFile,
    ImportRecord,
    Provenance,
    bulk,
)

# The code and the tables that decide what is read from a text, and what becomes of it.
READERS = ("articles/importing", "articles/text", "taxonomy")
IN_THE_ARCHIVE = frozenset({"created", "updated", "same", "duplicate"})
# Problems of records that may come in another time, though the release is there.
UNSETTLED = frozenset({"not-updated", "possible-duplicate"})
LONGEST_NAME = 500
READ = ("batch_id", "source", "capture_id", "reading", "read_at", "records", "is_settled", "unread")
# Of the page of a record, behind the last line that a field was read from.
LINES_SHOWN = 60


@dataclass
class FileUnderWay:
    """A file that is being imported: what is kept of it when its last record is dealt with."""

    source: SourceFile
    content: bytes
    size: int
    unread: Sequence[Unread]
    left: int
    records: int
    is_settled: bool

    @classmethod
    def of(cls, source: SourceFile, parsed: ParsedSource) -> "FileUnderWay":
        """Return a file that was parsed; none of its records is dealt with yet."""
        return cls(
            source=source.without_content(),
            content=zlib.compress(source.data, 1),
            size=len(source.data),
            unread=parsed.unread,
            left=len(parsed.records),
            records=len(parsed.records),
            is_settled=not parsed.problems and bool(parsed.records),
        )

    def note(self, outcome: RecordOutcome) -> None:
        """Note what became of one of its records."""
        codes = {problem.code for problem in outcome.problems}
        is_settled = outcome.outcome in IN_THE_ARCHIVE and not (
            outcome.outcome in ("same", "duplicate") and codes & UNSETTLED
        )
        self.left -= 1
        self.is_settled = self.is_settled and is_settled


@dataclass(frozen=True)
class KnownFile:
    """A file that was read before, and what became of its records."""

    outcomes: Sequence[KnownOutcome]
    unread: Sequence[Unread]


@cache
def reader() -> str:
    """Return the version of the code that reads files: a digest of it, so that nobody has to count it up."""
    root = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for folder in READERS:
        for path in sorted(root.joinpath(folder).rglob("*")):
            if path.suffix in (".py", ".toml") and "migrations" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def reading_of(options: Collection[object]) -> str:
    """Return the digest of the code that reads files, and of the options that it reads them with."""
    return hashlib.sha256(repr((reader(), *options)).encode()).hexdigest()


def known_files(
    sources: Collection[SourceFile], reading: str, batch: ImportBatch, *, goes_on: bool
) -> dict[str, KnownFile]:
    """Return those of these files that need not be read, by their names: the same few queries for any number.

    When `batch` goes on after a stop, the records of files that it has read to their ends have the outcomes
    that they had; others are `same`.
    """
    files = _candidates({source.digest for source in sources}, reading, batch if goes_on else None)
    chosen = {}
    for source in sources:
        own = [
            file for file in files[source.digest] if file.batch_id == batch.pk and file.source == source.name
        ]
        if found := [*(own if goes_on else ()), *files[source.digest]]:
            chosen[source.name] = found[0]
    stored = known_outcomes.of_files(chosen.values())
    kept = release_pairs.merged({one.release for group in stored.values() for one in group if one.release})
    if kept:
        stored = {
            file: [one._replace(release=kept.get(one.release or 0, one.release)) for one in group]
            for file, group in stored.items()
        }
    there, public = _standing({one.release for group in stored.values() for one in group if one.release})
    known = {}
    for name, file in chosen.items():
        group = stored.get((file.batch_id, file.source), [])
        is_own = goes_on and file.batch_id == batch.pk
        if is_own or (len(group) == file.records and all(one.release in there for one in group)):
            group = [one._replace(source=name, public=one.release in public) for one in group]
            outcomes = group if is_own else [one.as_same() for one in group]
            known[name] = KnownFile(
                outcomes, tuple(Unread(**{**line, "source": name}) for line in file.unread)
            )
    return known


def keep(files: Collection[FileUnderWay], reading: str, batch: ImportBatch) -> None:
    """Keep the texts of files whose records are all dealt with, and that `batch` has read them."""
    files = [file for file in files if file.source.digest]
    if not files:
        return
    now = timezone.now()
    with transaction.atomic():
        # Two imports never keep the same text at once.
        ledger.lock()
        stored = _stored_texts(files)
        read = {
            file.source.name[:LONGEST_NAME]: (
                batch.pk,
                file.source.name[:LONGEST_NAME],
                stored[file.source.digest],
                reading,
                now,
                file.records,
                file.is_settled,
                [vars(line) for line in file.unread],
            )
            for file in files
        }
        there = ImportFile.objects.filter(batch=batch, source__among=read)
        again = [
            ImportFile(pk=key, **dict(zip(READ, read.pop(name), strict=True)))
            for name, key in list(there.values_list("source", "pk"))
        ]
        bulk.update(again, [name.removesuffix("_id") for name in READ])
        bulk.insert_values(ImportFile, READ, read.values())


def _stored_texts(files: Iterable[FileUnderWay]) -> dict[str, int]:
    """Return the ids of the texts of these files by their digests; those that are not there are stored."""
    texts = {file.source.digest: file for file in files}
    there = CaptureText.objects.filter(digest__among=texts).values_list("digest", "pk")
    stored = dict(there)
    new = [file for digest, file in texts.items() if digest not in stored]
    keys = bulk.take_keys(CaptureText, len(new))
    rows = [(key, file.source.digest, file.content, file.size) for key, file in zip(keys, new, strict=True)]
    bulk.insert_rows(CaptureText, ("id", "digest", "content", "size"), rows)
    return stored | {digest: key for key, digest, _, _ in rows}


def hand_over(batch: ImportBatch) -> None:
    """Let older batches know that their files were read again, and gave nothing new, before `batch` goes."""
    read = {file.capture_id: file for file in ImportFile.objects.filter(batch=batch)}
    older = list(
        ImportFile.objects.filter(capture__in=read, batch__undone_at__isnull=True)
        .exclude(batch=batch)
        .defer("unread")
    )
    older = [file for file in older if file.records == read[file.capture_id].records]
    for file in older:
        again = read[file.capture_id]
        file.reading, file.read_at, file.is_settled = again.reading, again.read_at, again.is_settled
    ImportFile.objects.bulk_update(older, ["reading", "read_at", "is_settled"], batch_size=500)


def page_of(record: ImportRecord) -> str:
    """Return the captured lines from which a record was read; empty when its file is not kept."""
    files = ImportFile.objects.filter(batch=record.batch_id, source=record.source)
    file = files.select_related("capture").defer("unread").first()
    if file is None:
        return ""
    text, _ = decode(file.capture.data())
    read_from = [record.line, *(origin["line"] for origin in record.origins.values())]
    first, last = min(read_from), max(read_from)
    return "\n".join(text.splitlines()[max(first - 1, 0) : last - 1 + LINES_SHOWN])


def _candidates(
    digests: Collection[str], reading: str, batch: ImportBatch | None
) -> dict[str, list[ImportFile]]:
    """Return files that were read to their ends and need not be read again, by digest, the latest first."""
    last = BatchStep.objects.aggregate(last=Max("at"))["last"]
    is_known = Q(is_settled=True, batch__undone_at__isnull=True)
    if last:
        is_known &= Q(read_at__gt=last)
    found = ImportFile.objects.filter(
        is_known | Q(batch=batch), capture__digest__among=digests, reading=reading
    )
    files: dict[str, list[ImportFile]] = defaultdict(list)
    for file in found.annotate(digest=F("capture__digest")).order_by("-read_at", "-pk"):
        files[file.digest].append(file)
    return files


def _standing(releases: Collection[int]) -> tuple[set[int], set[int]]:
    """Return those of these releases that imports still know, and those that readers see."""
    known = Provenance.objects.filter(release__in=releases).values_list("release", flat=True)
    public = Article.objects.filter(release__in=releases).public(timezone.now())
    return set(known), set(public.values_list("release", flat=True))
