"""Requests at the desk, of people who are signed in."""

from typing import cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from articles.editing.offices import Office
from articles.site.site_request import SiteRequest
from taxonomy.vocabulary import Vocabularies


class AdminRequest(SiteRequest):
    """A request with what middleware (`site_url`, `csp_nonce`) and pages of the desk add to it.

    `approval` is what a save made of the approval of an edition: "lost", "stays", or nothing.
    """

    csp_nonce: str
    vocabularies: Vocabularies
    office: Office
    approval: str


def at_desk(request: HttpRequest) -> AdminRequest:
    """The same request, with its type."""
    return cast(AdminRequest, request)


def user_of(request: HttpRequest) -> User:
    """The person who is signed in: the desk has no pages for anybody else."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
