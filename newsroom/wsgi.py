"""The application that a server runs: `gunicorn newsroom.wsgi`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from newsroom.server import database, start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

newsroom = get_wsgi_application()
start.refuse_without_files()
database.bound_waits()
# What stands outside Django asks one short question, whether a page in memory is still right.
outermost = import_string(settings.OUTERMOST_APPLICATION)
application = outermost(database.working_application(newsroom))
