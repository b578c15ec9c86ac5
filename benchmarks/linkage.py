"""Precision and recall of record linkage: `python -m benchmarks.linkage`, with a DATABASE_URL that has the vocabularies.

It prints the tables of docs/importing.md: 2,000 releases in four crawls, and 300 releases in two captures that differ in one way.
"""

import os
import sys

import django

CRAWLED, OF_FACTOR = 2_000, 300


def main() -> None:
    """Print both tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from tests.labelled_captures import FACTORS, of_crawls, of_factor

    print(
        f"| {CRAWLED:,} releases in four crawls | precision | recall | recall with pairs |\n|---|---|---|---|"
    )
    for name, marks in (("as they are", False), ("with other dashes and quotes", True)):
        found = of_crawls(CRAWLED, marks=marks)
        print(f"| {name} | {found.precision:.4f} | {found.recall:.4f} | {found.recall_or_paired:.4f} |")
    print(f"\n| {OF_FACTOR} releases, two captures | linked | paired | lost | wrong |\n|---|---|---|---|---|")
    for name in FACTORS:
        found = of_factor(name, OF_FACTOR)
        print(f"| {name} | {found.right} | {found.paired} | {found.lost - found.paired} | {found.wrong} |")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
