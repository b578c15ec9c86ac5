"""Settings of a server that a test starts as it is started in production: the newsroom's own, with files in one folder."""

import os
from pathlib import Path

from newsroom.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["TEST_FOLDER"], "static")
