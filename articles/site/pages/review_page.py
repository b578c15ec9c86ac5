"""The page behind a reviewer link, for somebody without an account.

It asks for no cookie. Its form has no token against forged requests either: nobody who does not know the
address can send it, and under "no-referrer" browsers send none of what Django would check.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.editing import review_links
from articles.editing.workflow import NotPossible
from articles.models import ReviewLink
from articles.site.pages.previews import attachment_file, keep_private, picture_file, preview
from articles.site.site_request import SiteRequest


class AnswerForm(forms.Form):
    """The form of a reviewer's answer about an edition."""

    name = forms.CharField(max_length=200, error_messages={"required": "Say who you are."})
    comment = forms.CharField(required=False)  # `reviews.answer` says how long it may be
    version = forms.IntegerField()
    decision = forms.ChoiceField(choices=[("comment", "comment"), ("approve", "approve")])

    def clean(self) -> dict[str, Any]:
        """Ask for a comment of those who only comment."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "comment" and not cleaned.get("comment"):
            self.add_error("comment", "Write a comment.")
        return cleaned


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SiteRequest, token: str) -> HttpResponse:
    """The edition as it is now, and a place to answer; its page once it is public; 410 after the end."""
    link = _link(token)
    if not link.is_open():
        return _ended(request)
    if not review_links.is_reviewable(link.article):
        return keep_private(redirect(link.article.get_absolute_url()))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _answered(link, form):
        return keep_private(HttpResponseRedirect(f"{request.path}?thanks=1"))
    if request.method == "GET":
        review_links.note_reading(link)
    return preview(
        request,
        link.article,
        "articles/review.html",
        link=link,
        form=form,
        longest_comment=review_links.LONGEST_COMMENT,
        problems=[problem for problems in form.errors.values() for problem in problems],
        answers=list(link.answers.all()),
        embargo=link.article.embargo_ends(),
        is_thanked="thanks" in request.GET,
    )


def picture(request: HttpRequest, token: str, **facts: Any) -> HttpResponseBase:
    """A picture of the edition, as long as the link shows it."""
    return _file(request, token, picture_file, facts)


def attachment(request: HttpRequest, token: str, **facts: Any) -> HttpResponseBase:
    """A document of the edition, as long as the link shows it."""
    return _file(request, token, attachment_file, facts)


def _file(
    request: HttpRequest, token: str, find: Callable[..., HttpResponseBase], facts: dict
) -> HttpResponseBase:
    link = _link(token)
    if not link.is_open():
        return _ended(request)
    if not review_links.is_reviewable(link.article):
        raise Http404
    return find(request, link.article, **facts)


def _link(token: str) -> ReviewLink:
    if link := review_links.find(token):
        return link
    raise Http404


def _ended(request: HttpRequest) -> HttpResponse:
    return keep_private(render(request, "articles/review_ended.html", status=410))


def _answered(link: ReviewLink, form: AnswerForm) -> bool:
    cleaned = form.cleaned_data
    try:
        review_links.answer(
            link,
            name=cleaned["name"],
            comment=cleaned["comment"],
            approves=cleaned["decision"] == "approve",
            version=cleaned["version"],
        )
    except NotPossible as refusal:
        for reason in refusal.reasons:
            form.add_error(None, reason)
        return False
    return True
