"""The desk's previews of an edition, and the links to it for reviewers without an account."""

from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin

from articles.admin.pages import Page, View, demand, framed, visible
from articles.admin.requests import at_desk, user_of
from articles.editing import permissions, review_links
from articles.editing.workflow import NotPossible
from articles.models import Article, Partner, ReviewLink
from articles.site.pages.previews import ATTACHMENT, PICTURE, attachment_file, picture_file, preview


class LinkForm(forms.Form):
    """A reviewer link: for how long, what it asks for, and for which partner of the edition."""

    name = forms.CharField(
        max_length=200, label="For whom", help_text="Colleagues see it here; the reader's name is filled in."
    )
    days = forms.IntegerField(
        min_value=1, max_value=60, initial=review_links.DAYS, label="Open for how many days"
    )
    asks_for = forms.ChoiceField(
        choices=ReviewLink.Asks.choices,
        initial=ReviewLink.Asks.COMMENT,
        label="What it asks for",
        help_text="An approval from outside is recorded; it does not approve the edition.",
    )
    partner = forms.ModelChoiceField(
        Partner.objects.none(),
        required=False,
        label="On behalf of",
        empty_label="Nobody",
        help_text="A partner is asked to sign off or to send remarks, whatever is chosen above.",
    )

    def __init__(self, partners: QuerySet[Partner] | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if partners is None:
            del self.fields["partner"]
        else:
            cast(forms.ModelChoiceField, self.fields["partner"]).queryset = partners


def preview_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the edition as readers will see it, with a banner."""
    return preview(at_desk(request), _unpublished(desk, request, pk), "articles/preview.html")


def frames_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the preview at the width of a desktop and of a telephone."""
    article = _unpublished(desk, request, pk)
    return framed(desk, request, "articles/article/preview_frames", "Preview", article)


def preview_picture(desk: ModelAdmin, request: HttpRequest, pk: int, **facts: Any) -> HttpResponseBase:
    """Send a picture of the preview."""
    return picture_file(request, _unpublished(desk, request, pk), **facts)


def preview_attachment(desk: ModelAdmin, request: HttpRequest, pk: int, **facts: Any) -> HttpResponseBase:
    """Send a document of the preview."""
    return attachment_file(request, _unpublished(desk, request, pk), **facts)


def reviews_view(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the links to an edition, a form for another, and a button that ends one."""
    named = Article.partners.through.objects.filter(article=OuterRef("pk"))
    article = visible(desk, request, Article.objects.annotate(has_partners=Exists(named)), pk)
    demand(permissions.may_share(user_of(request)))
    partners = article.partners.all() if getattr(article, "has_partners", False) else None
    form = LinkForm(partners, request.POST if "days" in request.POST else None)
    if request.method == "POST" and (answer := _change_links(request, article, form)):
        return answer
    return framed(
        desk,
        request,
        "articles/article/reviews",
        "Reviewer links",
        article,
        form=form,
        links=links_to(article),
    )


# Only these two pages are framed or frame anything, each by this site alone.
def _in_our_frames(view: View) -> View:
    return xframe_options_sameorigin(csp_replace({"frame-ancestors": [SELF]})(view))


def _with_our_frames(view: View) -> View:
    return csp_update({"frame-src": [SELF]})(view)


PAGES = (
    Page("<int:pk>/preview/", "articles_article_preview", preview_view, around=_in_our_frames),
    Page(f"<int:pk>/preview/{PICTURE}", "articles_article_preview_picture", preview_picture),
    Page(f"<int:pk>/preview/{ATTACHMENT}", "articles_article_preview_attachment", preview_attachment),
    Page("<int:pk>/preview/frames/", "articles_article_frames", frames_view, around=_with_our_frames),
    Page("<int:pk>/reviews/", "articles_article_reviews", reviews_view),
)


def _change_links(request: HttpRequest, article: Article, form: LinkForm) -> HttpResponse | None:
    here = redirect(request.path)
    try:
        if "revoke" in request.POST:
            if not request.POST["revoke"].isdigit():
                raise Http404
            link = get_object_or_404(ReviewLink, pk=request.POST["revoke"], article=article)
            review_links.revoke(link, by=user_of(request))
            messages.success(request, "The link shows nothing any more.")
            return here
        if form.is_valid():
            token = review_links.make_link(article, by=user_of(request), **form.cleaned_data)
            address = at_desk(request).site_url + reverse("review", args=[token])
            copy = "Copy this link now. It will not be shown again. {}"
            button = format_html(
                '<button type="button" class="button" data-copy="{}" hidden>Copy</button>', address
            )
            messages.success(request, format_html(copy, format_html("<code>{}</code> {}", address, button)))
            return here
    except NotPossible as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return here
    return None


def _unpublished(desk: ModelAdmin, request: HttpRequest, pk: int) -> Article:
    article = visible(desk, request, Article, pk)
    if not review_links.is_reviewable(article):
        raise Http404
    return article


def links_to(article: Article) -> list[ReviewLink]:
    """The reviewer links of an edition, with readings and answers: at most three queries."""
    links = article.review_links.select_related("created_by", "revoked_by", "partner")
    return list(links.prefetch_related("readings", "answers"))
