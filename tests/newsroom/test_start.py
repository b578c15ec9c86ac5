"""A server that lacks something says what in one sentence and ends, instead of answering each request with an error."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom.server import start as newsroom_start
from tests.places import ROOT, free_port


@pytest.fixture
def environment(tmp_path):
    """A server that lacks nothing, as DEBUG needs no collected static files; its database is empty but for the tables."""
    return {
        "PATH": os.environ["PATH"], "DEBUG": "1", "MEDIA_ROOT": str(tmp_path / "media"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'newsroom.sqlite3'}",
    }  # fmt: skip


def start(environment: dict[str, str]) -> subprocess.CompletedProcess:
    """Start gunicorn; it has to end by itself within a minute."""
    command = [Path(sys.executable).with_name("gunicorn"), "-c", "python:newsroom.server", "newsroom.wsgi"]
    return subprocess.run(
        [*command, "--log-level", "error", "-b", f"127.0.0.1:{free_port()}"],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({}, "The database lacks"),
        (
            {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere"},
            "The database of DATABASE_URL cannot be used",
        ),
        ({"DATABASE_URL": "sqlite:////proc/nowhere/newsroom.sqlite3"}, "/proc/nowhere"),
        ({"MEDIA_ROOT": "/proc/nowhere"}, "MEDIA_ROOT, /proc/nowhere, cannot be made"),
        ({"DEBUG": "0"}, "SECRET_KEY is not set"),
    ],
    ids=["tables", "database", "folder of the database", "folder of media", "secret"],
)
def test_a_server_that_lacks_something_says_so_and_ends(environment, lacking, sentence):
    ended = start(environment | lacking)

    assert ended.returncode == 1
    assert sentence in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stderr


@pytest.fixture
def collected(settings, tmp_path):
    """The folder of collected static files, as a server in production has it, with none in it."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    return settings.STATIC_ROOT


def refusal(capsys) -> str:
    with pytest.raises(SystemExit) as ended:
        newsroom_start.refuse_without_files()
    assert ended.value.code == 1
    return capsys.readouterr().err


def test_static_files_that_are_not_collected_stop_the_start(collected, capsys):
    assert refusal(capsys) == (
        "Static files are not collected: run `python manage.py collectstatic --no-input`, then start again.\n"
    )


def test_a_static_file_that_came_after_they_were_collected_stops_the_start(collected, capsys):
    manifest = {"version": "1.1", "paths": {"site/site.css": "newsroom/site.0.css"}, "hash": ""}
    (collected / "staticfiles.json").write_text(json.dumps(manifest))

    assert "is not among the collected static files: run `python manage.py collectstatic" in refusal(capsys)


def test_a_file_of_the_organisation_s_folder_is_looked_for_where_it_is_collected(
    collected, settings, tmp_path, capsys
):
    (tmp_path / "brand").mkdir()
    (tmp_path / "brand" / "logo.svg").touch()
    settings.STATICFILES_DIRS = [("site", str(tmp_path / "brand"))]
    manifest = {"version": "1.1", "paths": {"site/site.css": "site/site.0.css"}, "hash": ""}
    (collected / "staticfiles.json").write_text(json.dumps(manifest))

    assert "“site/logo.svg” is not among the collected" in refusal(capsys)


def test_a_manifest_that_cannot_be_read_stops_the_start(collected, capsys):
    (collected / "staticfiles.json").write_text("half a manif")

    assert "cannot be read: delete that folder, run `python manage.py collectstatic" in refusal(capsys)


def test_a_server_that_lacks_no_file_may_start():
    newsroom_start.refuse_without_files()
