"""The page behind a reviewer link, for somebody without an account.

It asks for no cookie. Its form has no token against forged requests either: nobody who does not know the address can
send it, and under "no-referrer" browsers send none of what Django would check.
"""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import reviews
from articles.models import ReviewLink
from articles.previewing import keep_private, preview
from articles.workflow import NotPossible


class AnswerForm(forms.Form):
    name = forms.CharField(max_length=200, error_messages={"required": "Say who you are."})
    comment = forms.CharField(max_length=20_000, required=False)
    version = forms.IntegerField()
    decision = forms.ChoiceField(choices=[("comment", "comment"), ("approve", "approve")])

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("decision") == "comment" and not cleaned.get("comment"):
            self.add_error("comment", "Write a comment.")
        return cleaned


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, token: str) -> HttpResponse:
    """The edition as it is now, and a place to answer; its public page once it is public; 410 when the link has ended."""
    link = reviews.find(token)
    if link is None:
        raise Http404
    if not link.is_open():
        return keep_private(render(request, "articles/review_ended.html", status=410))
    if not reviews.is_reviewable(link.article):
        return keep_private(redirect(link.article.get_absolute_url()))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _answered(link, form):
        return keep_private(HttpResponseRedirect(request.path))
    return preview(
        request,
        link.article,
        "articles/review.html",
        link=link,
        form=form,
        problems=[problem for problems in form.errors.values() for problem in problems],
        answers=list(link.answers.all()),
    )


def _answered(link: ReviewLink, form: AnswerForm) -> bool:
    cleaned = form.cleaned_data
    try:
        reviews.answer(
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
