"""An export of the archive is complete, can be verified, and has no word in it that is not for readers."""

import hashlib
import json
import shutil
import subprocess
import textwrap
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import frictionless
import pytest

from articles.management.archive import content
from articles.models import Article
from articles.models.facets import FIELDS
from tests.installation import Installation

# Each edition shouts its word from every field, its pictures, documents and recordings.
ARCHIVE = textwrap.dedent(
    """
    from datetime import timedelta
    from django.utils import timezone
    from articles import redirects
    from articles.models import Article, Provenance, Redirect, Transition
    from tests.factories import document_upload, make_article, make_attachment, make_picture, make_recording, make_user, picture_upload

    by, now, hour = make_user("hedgehog"), timezone.now(), timedelta(hours=1)
    State = Article.State

    def shout(word, release=None, **facts):
        article = make_article(
            title=f"Title {word}", slug=word.lower(), summary=f"Summary {word}", body=f"<p>Body {word}</p>",
            contact=f"Contact {word}", editor_note=f"Note PRIVATE {word}", place=f"PLACE {word}",
            structures=["secretariat"], tags=(word,), **({"release": release} if release else {}), **facts,
        )
        make_picture(article, picture_upload(), alt=f"Picture {word}", caption=f"Caption {word}")
        make_attachment(article, document_upload(text=f"Document {word}"), title=f"Document {word}")
        make_recording(article, title=f"Recording {word}", transcript=f"Transcript {word}")
        Transition.objects.create(article=article, verb="submit", to_state="submitted", by=by, remark=f"PRIVATE {word}")
        return article

    first = shout("FIRST", public_until=now - hour)
    shout("SECOND", release=first.release, edition=2, public_at=now - hour, change_note="Changed SECOND", public_until=now + hour)
    shout("PLANNED", release=first.release, edition=3, public_at=now + hour, change_note="Changed PLANNED")
    shout("DRAFT", release=first.release, edition=4, state=State.DRAFT)
    old = shout("BEFORE", public_until=now - hour)
    withdrawn = shout("WITHDRAWN", release=old.release, edition=2, public_at=now - hour, state=State.WITHDRAWN, change_note="Changed WITHDRAWN")
    Transition.objects.create(article=withdrawn, verb="withdraw", to_state="withdrawn", by=by, remark="PRIVATE")
    gone = shout("UNPUBLISHED", state=State.UNPUBLISHED)
    shout("TRANSLATED", translates=gone.release, language="ru")
    shout("MINOR", edition=2, is_minor=True, minor_reason="PRIVATE", change_note="Changed MINOR PRIVATE")
    for word, release in (("kept", first.release), ("secret-unpublished", gone.release)):
        Redirect.objects.create(old=redirects.key(f"/old/{word}"), release=release, by=by)
    facts = dict(identity="i", digest="d", as_read={"title": "PRIVATE"}, source="s", line=1)
    Provenance.objects.create(release=first.release, **facts)
    """
)
HIDDEN = ("PLANNED", "DRAFT", "UNPUBLISHED", "PRIVATE", "hedgehog", "secret-unpublished")
SEEN = ("FIRST", "SECOND", "TRANSLATED", "MINOR")


@pytest.fixture(scope="module", autouse=True)
def _commands_may_ask_a_database(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def newsroom(template, tmp_path_factory) -> Iterator[Installation]:
    """An installation with editions in every standing, which no test changes."""
    installation = Installation.make(tmp_path_factory.mktemp("newsroom") / "exported", template)
    installation.run(ARCHIVE)
    yield installation
    installation.drop()


@pytest.fixture(scope="module")
def for_readers(newsroom, tmp_path_factory) -> Path:
    """The export for readers."""
    target = tmp_path_factory.mktemp("exports") / "archive"
    made = newsroom.manage("export_archive", target)
    assert made.returncode == 0, made.stderr
    return target


@pytest.fixture(scope="module")
def complete(newsroom, tmp_path_factory) -> Path:
    """The export of everything."""
    target = tmp_path_factory.mktemp("exports") / "all"
    assert newsroom.manage("export_archive", target, "--all").returncode == 0
    return target


def lines_of(export: Path, name: str) -> list[dict]:
    return [json.loads(line) for line in (export / "data" / f"{name}.jsonl").read_text().splitlines()]


def all_bytes(export: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(export.rglob("*")) if path.is_file())


def resources_of(export: Path) -> list[dict]:
    return json.loads((export / "data" / "datapackage.json").read_text())["resources"]


@pytest.mark.parametrize("word", HIDDEN)
def test_what_readers_may_not_see_is_not_in_it(for_readers, complete, word):
    assert word.encode() not in all_bytes(for_readers)
    assert word.encode() in all_bytes(complete)


def test_all_that_readers_see_is_in_it(for_readers):
    editions = lines_of(for_readers, "editions")
    by_title = {line["title"]: line for line in editions}

    assert {f"Title {word}" for word in SEEN} < set(by_title)
    second = by_title["Title SECOND"]
    assert second["body"] == "<p>Body SECOND</p>"
    assert second["structures"] == ["secretariat"]
    assert second["tags"] == ["SECOND"]
    assert second["change_note"] == "Changed SECOND"
    assert [line["old"] for line in lines_of(for_readers, "redirects")] == ["/old/kept"]


@pytest.mark.parametrize("word", SEEN)
def test_pictures_and_documents_are_there_with_their_words(for_readers, word):
    (edition,) = (line for line in lines_of(for_readers, "editions") if line["title"] == f"Title {word}")
    (picture,), (document,) = edition["pictures"], edition["attachments"]

    assert picture["caption"] == f"Caption {word}"
    assert list((for_readers / "data/media/pictures").glob(f"{picture['file']}.*"))
    (stored,) = (for_readers / "data/media/documents").glob(f"{document['file']}.*")
    assert f"Document {word}".encode() in stored.read_bytes()


def test_of_a_withdrawn_release_only_the_notice_is_in_it(for_readers):
    editions = [line for line in lines_of(for_readers, "editions") if line["title"] == "Title WITHDRAWN"]

    assert [line["withdrawal_reason"] for line in editions] == ["It was wrong."]
    assert [move["verb"] for move in editions[0]["transitions"]] == ["withdraw"]
    content = all_bytes(for_readers)
    for word in ("WITHDRAWN", "BEFORE"):
        for part in ("Body", "Summary", "Contact", "PLACE", "Picture", "Document", "Changed"):
            assert f"{part} {word}".encode() not in content


def test_it_does_not_tell_what_is_planned_or_what_was_translated(for_readers):
    by_title = {line["title"]: line for line in lines_of(for_readers, "editions")}

    assert by_title["Title SECOND"]["public_until"] is None
    assert by_title["Title FIRST"]["public_until"]
    assert by_title["Title TRANSLATED"]["translates"] is None


def test_with_all_the_digest_is_that_of_the_archive(newsroom, complete):
    paths = [complete / "data" / resource["path"] for resource in resources_of(complete)]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()

    assert newsroom.manage("archive_digest").stdout.strip() == digest
    assert digest in (complete / "data" / "README.txt").read_text()


def test_with_all_every_field_of_a_release_is_in_it(complete):
    edition = lines_of(complete, "editions")[0]

    assert set(FIELDS) <= set(edition)
    columns = {field.name for field in Article._meta.concrete_fields if not field.primary_key}
    assert columns - set(edition) == content.NOT_CONTENT & columns
    assert lines_of(complete, "provenance")[0]["as_read"] == {"title": "PRIVATE"}


def test_programs_of_others_verify_it(for_readers):
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", manifest], cwd=for_readers, check=True)
    listed = {line.split("  ")[1] for line in (for_readers / "manifest-sha256.txt").read_text().splitlines()}
    assert listed == {
        str(path.relative_to(for_readers)) for path in (for_readers / "data").rglob("*") if path.is_file()
    }


def test_the_data_package_is_true_of_every_line(for_readers):
    package = frictionless.Package(str(for_readers / "data" / "datapackage.json"))

    assert package.title
    for resource in resources_of(for_readers):
        members = {field["name"] for field in resource["schema"]["fields"]}
        assert all(set(line) == members for line in lines_of(for_readers, resource["name"])), resource["name"]
        assert (for_readers / "data" / resource["path"]).stat().st_size == resource["bytes"]


def test_as_a_zip_file_it_is_the_same(newsroom, for_readers, tmp_path):
    made = newsroom.manage("export_archive", tmp_path / "archive.zip")

    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(tmp_path / "archive.zip") as archive:
        archive.extractall(tmp_path)
    assert lines_of(tmp_path / "archive", "editions") == lines_of(for_readers, "editions")
    subprocess.run(
        ["sha256sum", "--check", "--quiet", "manifest-sha256.txt"], cwd=tmp_path / "archive", check=True
    )


def test_it_is_never_written_over_another(newsroom, for_readers):
    again = newsroom.manage("export_archive", for_readers)

    assert again.returncode == 1
    assert "exists already" in again.stderr


def test_without_a_file_of_the_media_there_is_none_unless_one_says_so(newsroom, tmp_path):
    damaged = replace(newsroom, folder=tmp_path / "damaged")
    shutil.copytree(newsroom.media, damaged.media)
    for lost in damaged.media.rglob("document.*"):
        lost.unlink()

    refused = damaged.manage("export_archive", tmp_path / "refused")
    accepted = damaged.manage("export_archive", tmp_path / "accepted", "--accept-missing")

    assert refused.returncode == 1
    assert "are missing in the storage" in refused.stderr
    assert not list(tmp_path.glob("refused*"))
    assert accepted.returncode == 0, accepted.stderr
    assert "Missing: attachments/" in accepted.stderr


def test_it_is_for_its_owner_alone(complete):
    assert {path.stat().st_mode & 0o077 for path in (complete, *complete.rglob("*"))} == {0}
