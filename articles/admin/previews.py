"""The desk's previews of an edition, and the links to it for reviewers without an account."""

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin

from articles import reviews, rights
from articles.models import Article, ReviewLink
from articles.previewing import ATTACHMENT, PICTURE, attachment_file, picture_file, preview
from articles.workflow import NotPossible


class LinkForm(forms.Form):
    days = forms.IntegerField(min_value=1, max_value=60, initial=reviews.DAYS, label="Open for how many days")
    asks_for = forms.ChoiceField(
        choices=ReviewLink.Asks.choices,
        initial=ReviewLink.Asks.COMMENT,
        label="What it asks for",
        help_text="An approval from outside is recorded; it does not approve the edition.",
    )


class Previews(admin.ModelAdmin):
    """Three pages of an edition that is not public: as readers will see it, at two widths, and its reviewer links."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        # Only these two pages are framed or frame anything, each by this site alone.
        framed = xframe_options_sameorigin(csp_replace({"frame-ancestors": [SELF]})(view(self.preview_view)))
        frames = csp_update({"frame-src": [SELF]})(view(self.frames_view))
        return [
            path("<int:pk>/preview/", framed, name="articles_article_preview"),
            path(
                f"<int:pk>/preview/{PICTURE}",
                view(self.preview_picture),
                name="articles_article_preview_picture",
            ),
            path(
                f"<int:pk>/preview/{ATTACHMENT}",
                view(self.preview_attachment),
                name="articles_article_preview_attachment",
            ),
            path("<int:pk>/preview/frames/", frames, name="articles_article_frames"),
            path("<int:pk>/reviews/", view(self.reviews_view), name="articles_article_reviews"),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The edition as readers will see it, with a banner."""
        return preview(request, self._unpublished(request, pk), "articles/preview.html")

    def preview_picture(self, request: HttpRequest, pk: int, **facts) -> HttpResponseBase:
        """A picture of the preview."""
        return picture_file(request, self._unpublished(request, pk), **facts)

    def preview_attachment(self, request: HttpRequest, pk: int, **facts) -> HttpResponseBase:
        """A document of the preview."""
        return attachment_file(request, self._unpublished(request, pk), **facts)

    def frames_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The preview at the width of a desktop and of a telephone."""
        return self._page(request, self._unpublished(request, pk), "preview_frames", "Preview")

    def reviews_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The links to an edition, a form for another, and a button that ends one."""
        article = get_object_or_404(Article, pk=pk)
        if not self.has_view_permission(request, article) or not rights.may_share(request.user):
            raise PermissionDenied
        form = LinkForm(request.POST if "days" in request.POST else None)
        if request.method == "POST" and (answer := self._change_links(request, article, form)):
            return answer
        return self._page(request, article, "reviews", "Reviewer links", form=form, links=links_to(article))

    def _change_links(self, request: HttpRequest, article: Article, form: LinkForm) -> HttpResponse | None:
        here = HttpResponseRedirect(request.path)
        try:
            if "revoke" in request.POST:
                if not request.POST["revoke"].isdigit():
                    raise Http404
                link = get_object_or_404(ReviewLink, pk=request.POST["revoke"], article=article)
                reviews.revoke(link, by=request.user)
                messages.success(request, "The link shows nothing any more.")
                return here
            if form.is_valid():
                token = reviews.make_link(article, by=request.user, **form.cleaned_data)
                address = request.build_absolute_uri(reverse("review", args=[token]))
                said = "The link, which is shown this once: copy it now. {}"
                messages.success(request, format_html(said, format_html("<code>{}</code>", address)))
                return here
        except NotPossible as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
            return here
        return None

    def _unpublished(self, request: HttpRequest, pk: int) -> Article:
        article = get_object_or_404(Article, pk=pk)
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        if not reviews.is_reviewable(article):
            raise Http404
        return article

    def _page(self, request: HttpRequest, article: Article, name: str, title: str, **more) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "article": article,
            "opts": self.opts,
            **more,
        }
        return TemplateResponse(request, f"admin/articles/article/{name}.html", context)


def links_to(article: Article) -> list[ReviewLink]:
    """The reviewer links of an edition with how often they were read, and their answers: three queries at most."""
    links = article.review_links.select_related("created_by", "revoked_by")
    return list(links.prefetch_related("readings", "answers"))
