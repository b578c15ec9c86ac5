"""What every test starts with: the vocabularies loaded, and nothing remembered from the test before."""

import gc
import os
import time

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import InMemoryStorage, default_storage
from django.core.management import call_command
from django.db import connection
from django.template.backends.jinja2 import Template
from django.test import Client, TransactionTestCase
from django.test.signals import template_rendered
from hypothesis import settings as hypothesis_settings

from articles.index import catalogue, outage, site_pages
from articles.site.caching import page_cache, shared_cache
from newsroom.login.middleware import LAST_USED
from taxonomy import interface, vocabulary
from tests import databases
from tests.factories import make_editor

# A busy machine takes its time: how long an example takes says nothing about the code.
hypothesis_settings.register_profile("newsroom", deadline=None)
hypothesis_settings.load_profile("newsroom")

# As the template has them, so that not every test has to read them.
_loaded: dict[str, vocabulary.Vocabularies] = {}
# A test with one of these fixtures, or marked by Django's or by our own "postgresql", asks a database.
ASKS_A_DATABASE = {"db", "transactional_db", "django_db_setup", "template"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Put the browser's tests first, and leave out on PostgreSQL what asks no database: SQLite's run has it.

    They are the longest: a process that meets one in the end works on alone.
    """
    items.sort(key=lambda item: "browser" not in item.path.parts)
    if os.environ.get("TEST_DATABASE") == "postgresql":
        left_out = [item for item in items if not _asks_a_database(item)]
        items[:] = [item for item in items if _asks_a_database(item)]
        config.hook.pytest_deselected(items=left_out)


def pytest_collection_finish():
    """Look for garbage seldom, and not among the code, which stays: a page of the desk makes a lot, a test little."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _asks_a_database(item: pytest.Item) -> bool:
    is_marked = item.get_closest_marker("django_db") or item.get_closest_marker("postgresql")
    return bool(is_marked or ASKS_A_DATABASE & set(item.fixturenames))


@pytest.fixture(scope="session")
def template(tmp_path_factory, django_test_environment, django_db_blocker) -> databases.Template:
    """The database that all others of this run are copied from, with the vocabularies."""
    folder = tmp_path_factory.getbasetemp()
    with django_db_blocker.unblock():
        return databases.make_template(folder if databases.WORKER == "alone" else folder.parent)


@pytest.fixture(scope="session")
def template_with_seeds(template, tmp_path_factory, django_db_setup, django_db_blocker) -> databases.Template:
    """The same, with the seed archive."""
    name = databases.place_of(f"{databases.WORKER}_seeds", tmp_path_factory.getbasetemp())
    template.copy_to(name)
    with django_db_blocker.unblock(), databases.connected_to(name):
        call_command("import_seeds", verbosity=0)
    _forget()
    yield databases.Template(name)
    template.drop(name)


@pytest.fixture(scope="session")
def django_db_setup(template, django_db_blocker):
    """The database of this process, which a test that commits restores in its end."""
    global _loaded
    is_postgresql = connection.vendor == "postgresql"
    name = databases.name_of(databases.WORKER) if is_postgresql else databases.IN_MEMORY
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        # Django would empty every table.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: template.restore())
        template.restore()
        _loaded = {interface.language(): vocabulary.current()}
        # Django asks for each once a process, and keeps it: no test is to be the first.
        ContentType.objects.get_for_models(*apps.get_models())
        yield
        connection.close()
        if is_postgresql:
            template.drop(name)


@pytest.fixture(autouse=True)
def _caches_are_empty():
    """A test's rollback takes rows back that the process still remembers, and their files have to go as well."""
    default_storage._wrapped = InMemoryStorage()
    _forget()
    yield
    _forget()


def _forget() -> None:
    """Everything that a process remembers between two requests."""
    vocabulary._read = dict(_loaded)
    catalogue.forget()
    page_cache.clear()
    shared_cache.ask_again()
    outage.forget()
    site_pages.forget()


@pytest.fixture(autouse=True)
def _pages_tell_what_they_were_given(monkeypatch):
    """`response.context` for Jinja2 too: of itself Django only tells it for its own template language."""
    render = Template.render

    def telling(self, context=None, request=None):
        template_rendered.send(sender=self, template=self, context=context or {})
        return render(self, context, request)

    monkeypatch.setattr(Template, "render", telling)


@pytest.fixture(autouse=True)
def _sessions_begin_as_at_the_desk(monkeypatch):
    """Signing in at the desk notes when; what Django's test client does instead is made the same."""
    login = Client._login

    def login_and_note(client, *args, **kwargs):
        login(client, *args, **kwargs)
        session = client.session
        session[LAST_USED] = int(time.time())
        session.save()

    monkeypatch.setattr(Client, "_login", login_and_note)


@pytest.fixture
def terms(db) -> vocabulary.Vocabularies:
    """The vocabularies."""
    return vocabulary.current()


@pytest.fixture
def archive(transactional_db, template_with_seeds) -> None:
    """The seed archive, in a test that commits."""
    template_with_seeds.restore()


@pytest.fixture
def editor(client):
    """Somebody who may do everything, signed in."""
    user = make_editor()
    client.force_login(user)
    return user
