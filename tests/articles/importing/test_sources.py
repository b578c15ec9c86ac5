import os
from pathlib import Path

import pytest

from articles.importing.sources import sources


def test_folders_are_read_in_the_order_of_names_without_hidden_files_and_readmes(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b/two.txt", "a.txt", "README.txt", ".x.txt", ".hidden/y.txt", "notes.md"):
        (tmp_path / name).write_text(name)

    found = list(sources([tmp_path]))

    assert [(source.name, source.text) for source in found] == [
        ("a.txt", "a.txt"),
        ("b/two.txt", "b/two.txt"),
        ("notes.md", "notes.md"),
    ]


def test_a_file_is_named_by_its_own_name(tmp_path):
    (tmp_path / "page.capture").write_text("text")

    assert [source.name for source in sources([tmp_path / "page.capture"])] == ["page.capture"]


def test_a_byte_order_mark_is_no_text(tmp_path):
    (tmp_path / "a.txt").write_bytes("\ufeffВена".encode())
    (tmp_path / "b.txt").write_bytes("Вена".encode("utf-16"))

    assert [source.text for source in sources([tmp_path])] == ["Вена", "Вена"]


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_a_file_cut_inside_a_character_loses_only_that_character(tmp_path, missing):
    (tmp_path / "a.txt").write_bytes("text 😀".encode()[:-missing])

    (source,) = sources([tmp_path])

    assert (source.text, source.problems) == ("text ", ())


def test_other_bytes_are_a_problem_that_names_the_place(tmp_path):
    (tmp_path / "a.txt").write_bytes("Wien März".encode("latin-1"))
    (tmp_path / "b.txt").write_text("good")

    bad, good = sources([tmp_path])

    assert [problem.code for problem in bad.problems] == ["bad-encoding"]
    assert "byte 6" in bad.problems[0].message
    assert good.text == "good"


def test_line_ends_stay_as_they_are(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"one\r\ntwo\r\n")

    assert next(sources([tmp_path])).text == "one\r\ntwo\r\n"


def test_a_path_that_does_not_exist_is_told_before_anything_is_read(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        sources([tmp_path / "nothing"])


def test_sources_are_read_one_at_a_time(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    found = sources([tmp_path])
    (tmp_path / "a.txt").write_text("changed")

    assert next(found).text == "changed"


def problem_of(folder, name: str) -> str:
    return next(source.problems[0].message for source in sources([folder]) if source.name == name)


def test_a_name_that_is_no_utf8_is_a_name(tmp_path):
    (tmp_path / os.fsdecode(b"gl\xfcck.txt")).write_text("text")

    (source,) = sources([tmp_path])

    assert (source.name, source.text) == ("gl\\xfcck.txt", "text")


def test_a_pipe_is_named_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")

    assert "neither a file nor a folder" in problem_of(tmp_path, "pipe.txt")
    assert [source.problems[0].code for source in sources([tmp_path / "pipe.txt"])] == ["unreadable"]


def test_a_linked_folder_is_named_and_not_followed(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)

    assert "linked folder" in problem_of(tmp_path, "link")


def test_a_link_to_nothing_is_named(tmp_path):
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")

    assert problem_of(tmp_path, "gone.txt")


def test_a_closed_folder_is_named(tmp_path, monkeypatch):
    closed = tmp_path / "closed"
    closed.mkdir()
    listed = Path.iterdir

    def iterdir(folder):
        if folder == closed:
            raise PermissionError(13, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(Path, "iterdir", iterdir)

    assert "Permission denied" in problem_of(tmp_path, "closed")
