"""The Content-Security-Policy of answers: django-csp's, but what nearly all of them share is written once."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentPolicyMiddleware(CSPMiddleware):
    """Sends the policy of the settings; django-csp writes it where a view or a nonce changes it.

    It would write the same policy for every answer, which takes as long as asking the database.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the policy to an answer that has none."""
        is_usual = self.get_policy_parts(request, response) == _USUAL
        if settings.DEBUG or not is_usual or getattr(response, "_csp_exempt", False):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, _usual_policy())
        return response


_USUAL = PolicyParts()


@cache
def _usual_policy() -> str:
    return build_policy()
