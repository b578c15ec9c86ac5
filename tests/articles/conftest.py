"""A database that processes share, for the tests that need more than one."""

import pytest

from tests import databases
from tests.factories import make_editor
from tests.processes import shared_database


@pytest.fixture
def environment(template, tmp_path, django_db_setup, django_db_blocker) -> dict[str, str]:
    """The environment of processes that share a database of their own, with vocabularies and an editor.

    The process of the test is one of them: until it ends, Django works on that database here too.
    """
    environment = shared_database(template, tmp_path, "shared")
    with django_db_blocker.unblock(), databases.connected_to(environment["SHARED_DATABASE"]):
        make_editor()
        yield environment
    template.drop(environment["SHARED_DATABASE"])
