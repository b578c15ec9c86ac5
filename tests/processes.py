"""Processes that tests start beside themselves, with a database that they share.

Their database is a copy of the template: a SQLite file, or one in the PostgreSQL of the run.
"""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

from tests import databases
from tests.places import ROOT

# No outcome depends on it: it ends a test whose process never ends, on however busy a machine.
PATIENCE = 300
PRELUDE = """
import json, sys
import django
django.setup()
from django.contrib.auth import get_user_model
from django.utils import timezone
from articles.index import catalogue
from articles.editing import workflow
from articles.models import Article
from articles.index.request_snapshot import RequestSnapshot
from articles.index.query import ReleaseQuery

def listed():
    return RequestSnapshot.take().find(ReleaseQuery(rows=50)).total

def found(word):
    return RequestSnapshot.take().find(ReleaseQuery(words=word, rows=50)).total

def publish(title):
    editor = get_user_model().objects.get(username="editor")
    from taxonomy.models import ReleaseType
    article = Article(title=title, summary=title, release_type=ReleaseType.objects.get(slug="news"))
    workflow.save_draft(article, by=editor)
    workflow.force_publish(article, by=editor, reason="A test.")
    article.refresh_from_db()
    return article
"""


def shared_database(template: databases.Template, folder: Path, purpose: str) -> dict[str, str]:
    """Make a database that processes share; returns the environment that leads them there."""
    name = databases.place_of(f"{databases.WORKER}_{purpose}", folder)
    template.copy_to(name)
    facts = {"DJANGO_SETTINGS_MODULE": "tests.shared_database", "PYTHONPATH": str(ROOT)}
    return {**os.environ, **facts, "SHARED_DATABASE": name}


def start(environment: dict[str, str], program: str) -> subprocess.Popen:
    """Start a program in a process of its own, whose output can be read."""
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + textwrap.dedent(program)],
        env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def output_of(process: subprocess.Popen) -> str:
    """Wait for the end of a process; returns what it printed that nobody has read, and fails when it failed."""
    printed, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, complained
    return printed


def run(environment: dict[str, str], program: str) -> str:
    """Run a program in a process of its own; returns what it printed."""
    return output_of(start(environment, program))


class Reader:
    """A process that stays, with its catalogue in memory, and answers expressions."""

    def __init__(self, environment: dict[str, str]):
        loop = "for line in sys.stdin:\n    print(json.dumps(eval(line)), flush=True)\n"
        self.process = subprocess.Popen(
            [sys.executable, "-c", PRELUDE + loop],
            env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, expression: str):
        """The value of an expression there."""
        self.process.stdin.write(expression + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=PATIENCE)
