"""Captures of a listing page as tests write them, and all that their import could change."""

import json

from django.core.management import call_command

from articles.models import Article, ImportBatch, ImportRecord, Provenance
from taxonomy.models import Structure

HEADER = "Newsroom\nNews and press releases\nNews and press releases from the OSCE's global activities.\n"


def entry(title="A bridge opens", day="4 July 2025", type="News", where="OSCE Secretariat", what="Elections",
          summary="A bridge was opened today."):  # fmt: skip
    """One release of a capture."""
    lines = [title, f"Publishing date: {day}"]
    lines += [f"Content type: {type}"] if type else []
    lines += [f"Where we are: {where}"] if where else []
    lines += [f"What we do: {what}"] if what else []
    return "\n".join([*lines, summary]) + "\n"


def everything() -> dict[str, object]:
    """All that an import could change, as plain values."""
    return {
        "articles": list(Article.objects.order_by("pk").values()),
        "structures": list(Article.structures.through.objects.order_by("pk").values()),
        "terms": Structure.objects.count(),
        "provenance": list(Provenance.objects.order_by("pk").values()),
        "batches": ImportBatch.objects.count(),
        "records": ImportRecord.objects.count(),
    }


def run_import(tmp_path, *arguments, status=0):
    """Import as an operator does, expect this exit status, and return the report."""
    report = tmp_path / "report.json"
    try:
        call_command("import_seeds", *map(str, arguments), "--report", str(report))
        ended_with = 0
    except SystemExit as end:
        ended_with = end.code
    assert ended_with == status
    return json.loads(report.read_text(encoding="utf-8"))
