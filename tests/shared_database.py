"""Settings of the processes that tests start beside themselves: one database that they share."""

import os

from tests.settings import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["SHARED_DATABASE"]  # noqa: F405
