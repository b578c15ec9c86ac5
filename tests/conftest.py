"""What every test starts with: the vocabularies loaded, and nothing remembered from the test before."""

from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage, default_storage
from django.template.backends.jinja2 import Template
from django.test.signals import template_rendered

from articles import catalogue, kept_pages
from taxonomy import seeding, vocabulary
from taxonomy.models import Structure
from tests.factories import make_editor

ROOT = Path(__file__).resolve().parent.parent
VOCABULARIES = ROOT / "seeds" / "vocabularies"
# Real captures, when they lie beside the project.
_loaded: vocabulary.Vocabularies | None = None
CAPTURES = sorted((ROOT.parent / "shared" / "captures").glob("*.txt"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the vocabularies once, outside the transactions of the tests."""
    global _loaded
    with django_db_blocker.unblock():
        seeding.load(VOCABULARIES)
        _loaded = vocabulary.current()


@pytest.fixture(autouse=True)
def _nothing_remembered(request):
    """A test's rollback takes rows back that the process still remembers, and their files have to go as well.

    What it takes back to are the vocabularies as they were loaded, until a test has emptied the database.
    """
    global _loaded
    if _empties(request.node):
        _loaded = None
    default_storage._wrapped = InMemoryStorage()
    _forget()
    yield
    _forget()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that empty the database go last: after one, each other has to load the vocabularies for itself."""
    items.sort(key=_empties)


def _empties(test: pytest.Item) -> bool:
    marker = test.get_closest_marker("django_db")
    by_mark = marker is not None and bool(marker.kwargs.get("transaction"))
    return by_mark or bool({"transactional_db", "live_server"} & set(test.fixturenames))


def _forget() -> None:
    vocabulary._read = _loaded
    catalogue.forget()
    kept_pages.forget()


@pytest.fixture(autouse=True)
def _pages_tell_what_they_were_given(monkeypatch):
    """`response.context` for Jinja2 too: of itself Django only tells it for its own template language."""
    render = Template.render

    def telling(self, context=None, request=None):
        template_rendered.send(sender=self, template=self, context=context or {})
        return render(self, context, request)

    monkeypatch.setattr(Template, "render", telling)


@pytest.fixture
def terms(db):
    """The vocabularies, also after a test that emptied the database."""
    if not Structure.objects.exists():
        seeding.load(VOCABULARIES)
    return vocabulary.current()


@pytest.fixture
def editor(client):
    """Somebody who may do everything, signed in."""
    user = make_editor()
    client.force_login(user)
    return user
