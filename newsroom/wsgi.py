"""The application that a server runs: `gunicorn newsroom.wsgi`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

newsroom = get_wsgi_application()
application = import_string(settings.OUTERMOST_APPLICATION)(newsroom)
