"""Imports of captures that a test writes."""

import pytest

from tests.captures import run_import


@pytest.fixture
def importing(tmp_path):
    """Writes captures and imports them; returns the report."""

    def run(*options, status=0, **captures):
        folder = tmp_path / "captures"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, text in captures.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        return run_import(tmp_path, folder, *options, status=status)

    return run
