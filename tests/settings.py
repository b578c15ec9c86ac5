"""Settings of the tests: the newsroom's own, on SQLite, or on PostgreSQL with TEST_DATABASE=postgresql.

TEST_DATABASE_URL names a PostgreSQL to use (its user must be allowed to create databases). Without it the
tests start one of their own, from the package `pgserver`, in a temporary folder.
"""

import atexit
import os
import shutil
import tempfile

os.environ["DEBUG"] = "0"
os.environ["HTTPS"] = "0"
os.environ["SECRET_KEY"] = "for tests only: this key signs nothing that anybody keeps"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["DATABASE_URL"] = "sqlite://:memory:"
os.environ.pop("CACHE_URL", None)
os.environ.pop("PUBLISH_WEBHOOK_URL", None)
os.environ.pop("PUBLISH_WEBHOOK_SECRET", None)
# Playwright keeps an event loop running in the thread of the test, where Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

import dj_database_url

from newsroom.settings import *  # noqa: F403

# Not the whole folder of collected files anew for every client.
WHITENOISE_AUTOREFRESH = True
# Nothing of a test's database outlives a crash of the machine.
if "init_command" in DATABASES["default"].get("OPTIONS", {}):  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Where files take turns; none is written there, see `default` below.
MEDIA_ROOT = tempfile.mkdtemp(prefix="newsroom-media-")
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def postgresql_of_our_own() -> str:
    """Start a PostgreSQL that ends with this process; returns its address."""
    import pgserver

    folder = tempfile.mkdtemp(prefix="newsroom-postgresql-")
    server = pgserver.get_server(folder)
    # Nothing in it outlives the machine: no write waits for a disk.
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    # Backups use the tools of the server's own version.
    os.environ["PATH"] = f"{pgserver._commands.POSTGRES_BIN_PATH}{os.pathsep}{os.environ['PATH']}"

    def stop() -> None:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return server.get_uri()


if os.environ.get("TEST_DATABASE") == "postgresql":
    # Set for the worker processes of pytest-xdist as well, which share the server.
    address = os.environ.setdefault("TEST_DATABASE_URL", "")
    if not address:
        address = os.environ["TEST_DATABASE_URL"] = postgresql_of_our_own()
    DATABASES = {"default": dj_database_url.parse(address)}
