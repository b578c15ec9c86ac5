"""Uploaded files on the disk of the server."""

import os

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class WholeFilesStorage(FileSystemStorage):
    """Files appear under their name when they are complete: written under another one, then renamed."""

    def _save(self, name: str, content: File) -> str:
        partial = super()._save(f"{name}.part", content)
        os.replace(self.path(partial), self.path(name))
        return name
