"""`manage.py load_old_terms`: the former site's term numbers, from a CSV file into the table of the desk."""

from collections.abc import Sequence
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.redirects import lists, old_terms
from taxonomy import vocabulary

LINES_SHOWN = 50


class Command(BaseCommand):
    help = (
        "Loads the numbers by which the former site named its terms in addresses, so that links to its "
        "lists lead to the same lists here. FILE is CSV in UTF-8 with the columns vocabulary (type, "
        "structure, field, country, meeting), number and slug (of the term here). A number that is there "
        "already gets the term of the file; others stay. If anything is wrong with one line, nothing is "
        "stored. Running it twice changes nothing. Exit status: 0 when all lines are stored, 1 when "
        "something is wrong with the file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="vocabulary,number,slug in each line")

    def handle(self, *args: object, file: Path, **options: object) -> None:
        listed = old_terms.read(_text_of(file), vocabulary.current())
        if listed.problems:
            raise CommandError(_report(file, listed.problems))
        counts = old_terms.store(listed.rows)
        self.stdout.write(
            f"Old term numbers: {counts.created:,} new, {counts.changed:,} changed, {counts.same:,} the same."
        )


def _text_of(file: Path) -> str:
    try:
        lists.check_size(file.stat().st_size)
        return lists.decode_bytes(file.read_bytes())
    except OSError as error:
        raise CommandError(f"Nothing was changed. {file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"Nothing was changed. {file}: {error}") from error


def _report(file: Path, problems: Sequence[tuple[int, str]]) -> str:
    lines = [f"Nothing was changed. Wrong in {file}:"]
    lines += [f"line {number}: {problem}" for number, problem in problems[:LINES_SHOWN]]
    if len(problems) > LINES_SHOWN:
        lines.append(f"and {len(problems) - LINES_SHOWN:,} more.")
    return "\n".join(lines)
