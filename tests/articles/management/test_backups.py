"""Backups are whole or not there, come back as a new present, and are what they were made of."""

import json
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.installation import Installation
from tests.places import ROOT

ARCHIVE = textwrap.dedent(
    """
from datetime import UTC, date, datetime
from articles import redirects
from articles.models import Ledger, Provenance, Redirect, Transition
from tests.factories import document_upload, make_article, make_attachment, make_picture, make_user, picture_upload

by = make_user("writer")
for release in (1, 2)[::{order}]:
    at = datetime(2025, 1, release, 9, 30, 0, 250, tzinfo=UTC)
    article = make_article(
        release=release,
        title=f"Hedgehog {{release}} — Ёжик",
        summary="A summary.",
        publishing_date=date(2025, 1, release),
        public_at=at,
        structures=["secretariat", "permanent-council"][::{order}],
        tags=("gas", "Water")[::{order}],
    )
    make_picture(article, picture_upload(color=("red", "blue")[release - 1]))
    make_attachment(article, document_upload(text=f"Document {{release}}"))
    Transition.objects.create(article=article, verb="publish", to_state="published", by=by, at=at)
    for letter in ("aZ", "zÄ")[release - 1]:
        Redirect.objects.create(old=redirects.key(f"/old/{{letter}}"), release=release, by=by, at=at)
    facts = dict(identity=str(release), digest="d", as_read={{"b": 1, "a": [None]}}, source="s", line=1)
    Provenance.objects.create(release=release, **facts)
Ledger.objects.update(last_release=2)
"""
)
PUBLISH = textwrap.dedent(
    """
    from tests.factories import make_article
    print(make_article(title={title!r}).release)
    """
)
READER = textwrap.dedent(
    """
    import json, sys
    import django
    django.setup()
    from newsroom.wsgi import application
    from django.test import RequestFactory

    def page(etag=""):
        started = []
        environ = RequestFactory().get("/news/", headers={"If-None-Match": etag}, HTTP_HOST="localhost").environ
        body = b"".join(application(environ, lambda *start: started.append(start)))
        status, headers = started[-1]
        return int(status[:3]), dict(headers).get("ETag"), body.decode()

    for line in sys.stdin:
        print(json.dumps(page(json.loads(line))), flush=True)
    """
)


class Reader:
    """A server process that stays, with pages and catalogue in memory, and tells the listing it would send."""

    def __init__(self, installation: Installation):
        self.process = subprocess.Popen(
            [sys.executable, "-c", READER],
            env=installation.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def read(self, etag: str = "") -> tuple[int, str, str]:
        self.process.stdin.write(json.dumps(etag) + "\n")
        self.process.stdin.flush()
        return tuple(json.loads(self.process.stdout.readline()))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=300)


needs_tools = pytest.mark.skipif(
    connection.vendor == "postgresql" and not shutil.which("pg_dump"), reason="pg_dump is not installed"
)


def stored_in(installation: Installation) -> list[Path]:
    """The files of the media; the lock of uploads that are decoded, which lies beside them, is none."""
    below = (path.relative_to(installation.media) for path in installation.media.rglob("*.*"))
    return sorted(path for path in below if not path.name.startswith("."))


@pytest.fixture(scope="module", autouse=True)
def _commands_may_ask_a_database(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def newsroom(template, tmp_path_factory) -> Iterator[Installation]:
    """An installation with the vocabularies, two releases, and all that belongs to them.

    The tests share it, in any order, so none may change it.
    """
    installation = Installation.make(tmp_path_factory.mktemp("newsroom") / "original", template)
    installation.run(ARCHIVE.format(order=1))
    yield installation
    installation.drop()


@pytest.fixture(scope="module")
def backup(newsroom, tmp_path_factory) -> Path:
    """A backup of it, which tests copy before they damage it."""
    target = tmp_path_factory.mktemp("backups") / "monday"
    made = newsroom.manage("backup", target)
    assert made.returncode == 0, made.stderr
    return target


@pytest.fixture(scope="module")
def digest(newsroom) -> str:
    """The digest of all that is in it."""
    return newsroom.manage("archive_digest").stdout


@pytest.fixture
def empty(tmp_path) -> Iterator[Installation]:
    installation = Installation.make(tmp_path / "empty")
    yield installation
    installation.drop()


@needs_tools
def test_a_backup_comes_back_into_an_empty_newsroom_with_all_its_files(newsroom, backup, digest, empty):
    restored = empty.manage("restore", backup)

    assert restored.returncode == 0, restored.stderr
    assert digest.strip() in restored.stdout
    assert empty.manage("archive_digest").stdout == digest
    assert len(stored_in(newsroom)) > 2
    assert stored_in(empty) == stored_in(newsroom)


@needs_tools
def test_a_drill_says_that_the_backup_is_whole_and_leaves_the_newsroom_alone(newsroom, backup, digest):
    drill = newsroom.manage("drill", backup)

    assert drill.returncode == 0, drill.stderr
    assert digest.strip() in drill.stdout
    assert "seconds" in drill.stdout
    assert newsroom.manage("archive_digest").stdout == digest


@needs_tools
def test_a_backup_is_for_its_owner_alone(backup):
    modes = {oct(path.stat().st_mode & 0o777) for path in backup.rglob("*") if path.is_file()}

    assert modes == {"0o600"}
    assert {path.stat().st_mode & 0o077 for path in (backup, *backup.rglob("*"))} == {0}


@needs_tools
def test_a_backup_made_while_people_publish_is_of_one_instant(backup, empty, tmp_path):
    busy, target = empty, tmp_path / "busy"
    assert busy.manage("restore", backup).returncode == 0
    busy.run(
        textwrap.dedent(
            f"""
            import subprocess, sys
            from articles.management.backups import backup
            digest = backup.archive_digest

            def publish_meanwhile():
                subprocess.run([sys.executable, "-c", {"import django; django.setup()" + PUBLISH.format(title="Meanwhile")!r}], check=True)
                return digest()

            backup.archive_digest = publish_meanwhile
            from pathlib import Path
            backup.make(Path({str(target)!r}))
            """
        )
    )

    drill = busy.manage("drill", target)

    assert drill.returncode == 0, drill.stderr
    assert busy.manage("archive_digest").stdout.strip() not in drill.stdout


@needs_tools
def test_a_backup_is_never_written_over_another(newsroom, backup):
    again = newsroom.manage("backup", backup)

    assert again.returncode == 1
    assert "exists already" in again.stderr


@needs_tools
def test_a_backup_without_a_file_of_the_media_is_none_unless_one_says_so(newsroom, tmp_path):
    damaged = replace(newsroom, folder=tmp_path / "damaged")
    shutil.copytree(newsroom.media, damaged.media)
    lost = next(damaged.media.rglob("original.*"))
    lost.unlink()

    refused = damaged.manage("backup", tmp_path / "refused")
    accepted = damaged.manage("backup", tmp_path / "accepted", "--accept-missing")

    assert refused.returncode == 1
    assert lost.name in refused.stderr
    assert not list(tmp_path.glob("refused*"))
    assert accepted.returncode == 0, accepted.stderr
    assert lost.name in accepted.stderr
    assert newsroom.manage("drill", tmp_path / "accepted").returncode == 0


@needs_tools
@pytest.mark.parametrize(
    "damage", ["no manifest", "half a manifest", "another byte", "no file", "newer version"]
)
def test_a_damaged_backup_restores_nothing(backup, tmp_path, damage):
    copy = shutil.copytree(backup, tmp_path / "copy")
    manifest, document = copy / "manifest.json", next(copy.rglob("document.pdf"))
    facts = json.loads(manifest.read_text())
    match damage:
        case "no manifest":
            manifest.unlink()
        case "half a manifest":
            manifest.write_text(manifest.read_text()[:500])
        case "another byte":
            document.write_bytes(document.read_bytes()[:-1] + b"!")
        case "no file":
            document.unlink()
        case "newer version":
            manifest.write_text(
                json.dumps(facts | {"migrations": [*facts["migrations"], "articles.9999_later"]})
            )

    expected = {
        "no manifest": "is no backup",
        "half a manifest": "is damaged",
        "another byte": "document.pdf is not what it was",
        "no file": "document.pdf is missing",
        "newer version": "articles.9999_later",
    }[damage]
    for command in ("restore", "drill"):
        with pytest.raises(CommandError, match=expected):
            call_command(command, copy)


@needs_tools
def test_a_newsroom_in_use_is_not_replaced_by_mistake(newsroom, backup, digest):
    refused = newsroom.manage("restore", backup)

    assert refused.returncode == 1
    assert "editions" in refused.stderr
    assert "--replace" in refused.stderr
    assert newsroom.manage("archive_digest").stdout == digest


@needs_tools
def test_a_restored_past_is_a_new_present_to_processes_that_run(backup, empty):
    assert empty.manage("restore", backup).returncode == 0
    lost = int(empty.run(PUBLISH.format(title="Lost")))
    with Reader(empty) as reader:
        _, etag, before = reader.read()
        assert "Lost" in before
        assert reader.read(etag)[0] == 304

        refused = empty.manage("restore", backup, "--replace")
        restored = empty.manage("restore", backup, "--replace", "--while-served")
        status, new_etag, after = reader.read(etag)

        assert refused.returncode == 1
        assert "Stop the server" in refused.stderr
        assert restored.returncode == 0, restored.stderr
        assert (status, "Lost" in after, "Hedgehog" in after) == (200, False, True)
        assert new_etag != etag
        later = int(empty.run(PUBLISH.format(title="Later")))
        assert later > lost + 1000
        assert "Later" in reader.read(etag)[2]


@needs_tools
def test_a_restore_ends_sessions_and_hands_out_no_id_again(backup, empty):
    make = "from tests.factories import make_message\nprint(make_message().pk)"
    empty.manage("restore", backup)
    lost = int(empty.run(make))
    session = "from django.contrib.sessions.models import Session\n"
    empty.run(
        session + "from django.utils import timezone\n"
        "Session.objects.create(session_key='k', session_data='', expire_date=timezone.now())"
    )

    restored = empty.manage("restore", backup, "--replace", "--gap", "5")

    assert restored.returncode == 0, restored.stderr
    assert int(empty.run(make)) > lost
    assert empty.run(session + "print(Session.objects.count())").strip() == "0"


@needs_tools
def test_the_digest_is_the_same_on_every_database_and_whatever_the_ids(backup, tmp_path):
    on_sqlite = Installation.on_sqlite(tmp_path / "other")
    commands = "from django.core.management import call_command as call\ncall('migrate', verbosity=0)\ncall('load_vocabularies', verbosity=0)\n"

    printed = on_sqlite.run(f"{commands}{ARCHIVE.format(order=-1)}\ncall('archive_digest')")

    digest = json.loads((backup / "manifest.json").read_text())["digest"]
    assert printed.split()[-1] == digest
