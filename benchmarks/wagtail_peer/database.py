"""The database of the peer: its name, its making, and Django started on it."""

import os

import django


def start(size: int) -> None:
    """Start Django on the database for `size` pages, which is made where it is missing.

    DATABASE_URL names the Newsroom's database; Wagtail's is `wagtail_<size>` on the same server. Raises
    SystemExit where there is none on PostgreSQL.
    """
    if not os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://")):
        raise SystemExit("DATABASE_URL has to name the Newsroom's database on PostgreSQL, with its releases.")
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.wagtail_peer.settings"
    os.environ["WAGTAIL_DATABASE"] = f"wagtail_{size}"
    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections

    name = connection.settings_dict["NAME"]
    with connections["newsroom"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    call_command("migrate", verbosity=0)
