#!/usr/bin/env python
"""Django's command line for the newsroom; a full disk is a sentence there, not a traceback."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        from newsroom.backends.storage import is_disk_full

        if not is_disk_full(error):
            raise
        sys.exit("The disk is full: make room, then run this command again; what it had stored is whole.")
