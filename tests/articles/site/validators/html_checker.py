"""The Nu Html Checker of the W3C, which judges many pages in one process.

`make test` installs it from tests/package.json, and the Java that it runs on.
"""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.places import ROOT

CHECKER = ROOT / ".venv" / "node" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
PATIENCE = 300


def complaints(pages: Mapping[str, str], folder: Path) -> dict[str, list[str]]:
    """Errors and warnings for each page, by the names of the pages; `folder` is an empty one for its files."""
    assert shutil.which("java"), "Java is not installed (Debian: apt-get install default-jre-headless)."
    assert CHECKER.exists(), "The HTML checker is not installed: run make .venv/.node, which needs npm."
    files = {f"{number}.html": name for number, name in enumerate(pages)}
    for file, name in files.items():
        (folder / file).write_text(pages[name], encoding="utf-8")
    checked = subprocess.run(
        # Quicker for a process of seconds: no optimising compiler, whose frames are small, no parallel collector.
        ["java", "-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", CHECKER, "--format", "json", "--stdout", "--exit-zero-always", folder],
        capture_output=True, text=True, check=True, timeout=PATIENCE,
    )  # fmt: skip
    found: dict[str, list[str]] = {name: [] for name in pages}
    for message in json.loads(checked.stdout)["messages"]:
        name = files[Path(unquote(urlsplit(message["url"]).path)).name]
        found[name].append(
            f"line {message.get('lastLine')}: {message['message']} {message.get('extract', '')}"
        )
    return found
