"""Where things lie that tests read, and ports that nobody listens on."""

import socket
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VOCABULARIES = ROOT / "seeds" / "vocabularies"
SAMPLES = ROOT / "tests" / "samples"
# Real captures, when they lie beside the project.
CAPTURES = sorted((ROOT.parent / "shared" / "captures").glob("*.txt"))


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
