"""Limits on the size of a request and of its files, enforced before any of it is read and while it is read.

A stranger fills in a password or a comment. Only who works at the desk sends more, and files only to pages
that take them.
"""

import io
from collections.abc import Callable

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import Resolver404, resolve

# The longest answer to a reviewer link, 5,000 characters of four bytes each, percent-encoded, and the rest of
# its form.
STRANGERS_BYTES = 64 * 1024


class BodyLimitMiddleware:
    """Refuses a body that is too big for its sender and address (413), or that has no length (411)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse before anything of the body is read."""
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return _refusal(411, "Send this request with its length (Content-Length).")
        length = _length(request)
        if length > STRANGERS_BYTES and length > (most := _most_bytes(request)):
            return _refusal(413, _too_big(length, most))
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isdecimal() else 0


def _most_bytes(request: HttpRequest) -> int:
    """Return how many bytes this person may send to this address; reads the session, nothing of the body."""
    user = getattr(request, "user", None)
    if user is None or not (user.is_active and user.is_staff):
        return STRANGERS_BYTES
    forms = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return forms + settings.UPLOAD_MAX_BYTES if _takes_files(request) else forms


def _takes_files(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in settings.PAGES_THAT_TAKE_FILES
    except Resolver404:
        return False


def _too_big(length: int, most: int) -> str:
    sent = (
        f"This request brings {filesizeformat(length)}, and {filesizeformat(most)} is the most that is "
        "taken here."
    )
    if most == STRANGERS_BYTES:
        return f"{sent} If you work at the desk, sign in again in another window, then send it once more."
    return (
        f"{sent} Nothing was saved. Go back, choose a smaller file or fewer files at once, and send it again."
    )


def _refusal(status: int, why: str) -> HttpResponse:
    return HttpResponse(f"{why}\n", content_type="text/plain; charset=utf-8", status=status)


class FileLimitHandler(FileUploadHandler):
    """Stops storing a file that has more than `UPLOAD_MAX_BYTES`, while it arrives.

    What the form gets is a file without content that says how big the sent one was, so that it can tell.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Return the chunk for the next handler, nothing once the file is too big."""
        if start + len(raw_data) <= settings.UPLOAD_MAX_BYTES:
            return raw_data
        for handler in self.request.upload_handlers if self.request else ():
            if hasattr(handler, "file"):
                handler.file.close()  # which deletes it
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """`file_size` is what this handler was given: all of the file."""
        if file_size <= settings.UPLOAD_MAX_BYTES:
            return None
        return UploadedFile(io.BytesIO(), self.file_name, self.content_type, file_size, self.charset)
