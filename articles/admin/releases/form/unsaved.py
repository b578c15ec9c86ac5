"""What somebody has typed and not saved, for desk/unsaved.js: kept, given back to its writer, dropped."""

import json

from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404

from articles.admin.pages import Page, demand
from articles.admin.requests import user_of
from articles.editing import permissions, unsaved_texts
from articles.models import Article


def unsaved_view(desk: ModelAdmin, request: HttpRequest, pk: int | None = None) -> JsonResponse:
    """Answer with one's own unsaved texts of an edition, or of new releases; a POST keeps another one.

    For people who may change the edition now, or write a new release.
    """
    user = user_of(request)
    article = None
    if pk is None:
        demand(desk.has_add_permission(request))
    else:
        article = get_object_or_404(Article, pk=pk)
        demand(not permissions.reasons_against("change", article, user))
    if request.method == "POST":
        try:
            draft, fields = request.POST.get("draft", ""), request.POST.get("fields", "")
            unsaved_texts.keep(draft, fields, by=user, article=article)
        except ValidationError as refusal:
            return JsonResponse({"error": " ".join(refusal.messages)}, status=400)
        return JsonResponse({})
    texts = [
        {"draft": text.draft, "at": int(text.typed_at.timestamp() * 1000), "fields": json.loads(text.fields)}
        for text in unsaved_texts.of(user, article)
    ]
    return JsonResponse({"texts": texts})


def drop_view(desk: ModelAdmin, request: HttpRequest, draft: str) -> JsonResponse:
    """Forget one of one's own unsaved texts, whatever has become of its edition."""
    unsaved_texts.drop(draft, by=user_of(request))
    return JsonResponse({})


PAGES = (
    Page("unsaved/", "articles_article_unsaved_new", unsaved_view),
    Page("<int:pk>/unsaved/", "articles_article_unsaved", unsaved_view),
    Page("unsaved/<slug:draft>/drop/", "articles_article_unsaved_drop", drop_view, only_post=True),
)
