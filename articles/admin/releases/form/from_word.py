"""The desk's page on which a Word document becomes a draft."""

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from articles.admin.pages import demand, framed
from articles.admin.requests import user_of
from articles.editing.word_documents import draft_from_word
from articles.editing.workflow import NotPossible


class WordForm(forms.Form):
    """A Word document that is to become a draft."""

    document = forms.FileField(
        label="Word document",
        allow_empty_file=True,
        error_messages={"required": "Choose a Word document (.docx)."},
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )


def from_word_view(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Take a Word document and lead to the draft that it became; a refusal stands at its field."""
    demand(desk.has_add_permission(request))
    form = WordForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        try:
            made = draft_from_word(form.cleaned_data["document"], by=user_of(request))
        except NotPossible as refusal:
            form.add_error("document", list(refusal.reasons))
        else:
            desk.log_addition(request, made.article, "Begun from a Word document")
            messages.success(
                request,
                "This draft was made from the Word document. Check its title, dateline and pictures, and "
                f"file it: suggested terms stand at their fields. {made.left_out}".strip(),
            )
            return redirect("admin:articles_article_change", made.article.pk)
    return framed(desk, request, "articles/article/from_word", "Begin from a Word document", form=form)
