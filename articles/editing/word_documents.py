"""Drafts from Word documents: title, dateline, text and pictures of a .docx as a new release."""

from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat

from articles.editing import permissions
from articles.editing.workflow import NotPossible, save_draft
from articles.media.file_store import store_picture
from articles.media.validation import Refused
from articles.models import Article, Picture
from articles.text.body import pasted
from articles.text.characters import without_controls
from articles.text.datelines import read_dateline
from articles.text.outline import outline_of
from articles.text.paste.omissions import PICTURES
from articles.text.paste.word_file import Unreadable, WordPicture, read_word_file

LONGEST_TITLE = 200
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/avif": "avif"}


@dataclass(frozen=True, slots=True)
class DraftFromWord:
    """A draft, and the sentence about what was left out of its document."""

    article: Article
    left_out: str


def draft_from_word(upload: File, *, by: User) -> DraftFromWord:
    """Make a draft of an uploaded .docx, as written by `by`.

    Raises NotPossible, with a sentence for whoever sent it, when it is no such document, unpacks to too much,
    or when `by` may not write releases.
    """
    if not permissions.may(by, "create"):
        raise NotPossible(f"{by} lacks {permissions.RIGHTS['add_article']}.")
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise NotPossible(
            f"This document has {filesizeformat(upload.size)}; at most "
            f"{filesizeformat(settings.UPLOAD_MAX_BYTES)} are taken. Take pictures out of it."
        )
    try:
        document = read_word_file(upload.read())
    except Unreadable as reason:
        raise NotPossible(str(reason)) from reason
    html = document.html
    title, html = _title(html, PurePath(upload.name or "").stem)
    paste = pasted(html, title)
    lines = outline_of(paste.html).lines
    dateline = read_dateline(lines[0]) if lines else None
    with transaction.atomic():
        article = Article(
            title=title,
            place=without_controls(dateline.place)[:200] if dateline else "",
            publishing_date=dateline.day if dateline else None,
            body=paste.html,
        )
        save_draft(article, by=by)
        refused = _store_pictures(article, document.pictures)
        if refused:
            article.body = _without(article.body, refused)
            save_draft(article, by=by)
    left_out = document.left_out | ({PICTURES} if refused else set())
    return DraftFromWord(article, paste.with_left_out(left_out).sentence)


def _title(html: str, name: str) -> tuple[str, str]:
    """Return the title of a document, and its HTML.

    The title is its first heading when that comes first, else its first line when that is no sentence, else
    the name of its file.
    """
    outline = outline_of(pasted(html).html)
    if outline.headings and outline.lines and outline.lines[0] == outline.headings[0][1]:
        return outline.headings[0][1][:LONGEST_TITLE], html
    first = outline.lines[0] if outline.lines else ""
    is_sentence = len(first) > LONGEST_TITLE or first.endswith((".", "!", "?", ":")) or read_dateline(first)
    if first and not is_sentence:
        # As a heading it is left out of the text like every heading that repeats the title.
        return first, html.replace("<p>", "<h1>", 1).replace("</p>", "</h1>", 1)
    return without_controls(name).strip()[:LONGEST_TITLE] or "Untitled", html


def _store_pictures(article: Article, pictures: tuple[WordPicture, ...]) -> list[int]:
    """Store the pictures of a document; return the numbers of those that cannot be taken."""
    refused = []
    for number, picture in enumerate(pictures, start=1):
        # A kind that no browser shows has no ending here, and is refused by its name.
        name = f"picture-{number}.{ENDINGS.get(picture.media_type, 'unknown')}"
        try:
            file = store_picture(SimpleUploadedFile(name, picture.content))
        except Refused:
            refused.append(number)
            continue
        alt = without_controls(picture.alt).strip()[:500]
        Picture.objects.create(article=article, file=file, number=number, alt=alt)
    return refused


def _without(body: str, numbers: list[int]) -> str:
    for number in numbers:
        body = body.replace(f"<p>[picture {number}]</p>", "")
    return body
