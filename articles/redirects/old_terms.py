"""The table of old term numbers: lists of it as CSV, what storing one would do, and storing it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from articles.models import OldTerm
from articles.redirects import lists
from taxonomy.vocabulary import MODELS, Vocabularies

HEADER = ("vocabulary", "number", "slug")
# No column takes more digits, and Python refuses to read thousands.
DIGITS_OF_NUMBERS = 18
CHUNK = 500


@dataclass(frozen=True)
class OldTermList:
    """The rows of a list, or what is wrong with it by the numbers of its lines; then there are no rows."""

    rows: Sequence[OldTerm] = ()
    problems: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True)
class StoredCounts:
    """The numbers of a list that are new, have another term than before, or the same."""

    created: int
    changed: int
    same: int


def read(text: str, vocabularies: Vocabularies) -> OldTermList:
    """Return the rows of a list, whose first line may be its header, with all that is wrong with it."""
    lines, problems = lists.read_rows(text, HEADER)
    first_lines: dict[tuple[str, int], int] = {}
    rows = []
    for line, (facet, number, slug) in lines:
        facet = facet.lower()
        wrong = problems_of(facet, number, slug, vocabularies)
        problems += [(line, problem) for problem in wrong]
        if wrong:
            continue
        row = OldTerm(vocabulary=facet, number=int(number), slug=slug)
        key = (row.vocabulary, row.number)
        if key in first_lines:
            problems.append((line, f"{facet} {number} stands in line {first_lines[key]} already."))
        first_lines.setdefault(key, line)
        rows.append(row)
    if not lines and not problems:
        problems.append((1, f"The list is empty: a line for each number, {','.join(HEADER)}."))
    return OldTermList((), sorted(problems)) if problems else OldTermList(rows)


def problems_of(facet: str, number: str, slug: str, vocabularies: Vocabularies) -> list[str]:
    """Return all that is wrong with one row as it was typed, in sentences for people."""
    problems = []
    if facet not in MODELS:
        problems.append(f"“{facet}” is no vocabulary: write {', '.join(MODELS)}.")
    elif slug not in vocabularies[facet].by_slug:
        problems.append(f"No {facet} has the slug “{slug}”.")
    if not (number.isascii() and number.isdecimal() and len(number) <= DIGITS_OF_NUMBERS):
        problems.append(f"“{number}” is no number of at most {DIGITS_OF_NUMBERS} digits.")
    return problems


@transaction.atomic
def store(rows: Sequence[OldTerm]) -> StoredCounts:
    """Store these rows, each number of a vocabulary once: what is there already gets the term of its row."""
    before = {(row.vocabulary, row.number): row for row in OldTerm.objects.select_for_update()}
    known = [before.get((row.vocabulary, row.number)) for row in rows]
    new = [row for row, old in zip(rows, known, strict=True) if old is None]
    changed = []
    for row, old in zip(rows, known, strict=True):
        if old is not None and old.slug != row.slug:
            old.slug = row.slug
            changed.append(old)
    OldTerm.objects.bulk_create(new, batch_size=CHUNK)
    OldTerm.objects.bulk_update(changed, ["slug"], batch_size=CHUNK)
    return StoredCounts(len(new), len(changed), len(rows) - len(new) - len(changed))
