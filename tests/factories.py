"""Rows and uploads for tests: plain functions that take only the facts a test is about."""

import io
import itertools
import zipfile
from datetime import date, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from articles.editing import workflow
from articles.index import ledger, updates
from articles.media.file_store import store_attachment, store_lead_crop, store_picture
from articles.models import (
    Article,
    Attachment,
    Contributor,
    OutboxMessage,
    Picture,
    PublicChange,
    Recording,
    ReleasePair,
    Transition,
)
from taxonomy.models import Country, FieldOfWork, Meeting, ReleaseType, Structure
from tests.heic_files import heic

_numbers = itertools.count(1)
_RELATIONS = {
    "structures": Structure,
    "fields_of_work": FieldOfWork,
    "countries": Country,
    "meetings": Meeting,
}
# What the form of a release sends of pictures and attachments when there are none.
NO_FILES = {
    f"{rows}-{count}": 0 for rows in ("pictures", "attachments") for count in ("TOTAL_FORMS", "INITIAL_FORMS")
}
# Terms enough for the desk to have nothing to warn of.
FILED = {"structures": ["secretariat"], "fields_of_work": ["elections"]}


def make_user(name: str = "", *permissions: str, **facts):
    """A member of staff with these permissions of the articles, like "change_article"."""
    user = get_user_model().objects.create_user(
        username=name or f"user{next(_numbers)}", password="secret", is_staff=True, **facts
    )
    if permissions:
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def make_member(name: str, *groups: str, **facts):
    """A member of staff in these groups of the desk, like "Writer"."""
    user = make_user(name, **facts)
    if groups:
        user.groups.set(Group.objects.filter(name__in=groups))
    return user


def make_editor(name: str = "editor"):
    """A member of staff who may do everything."""
    return get_user_model().objects.create_superuser(username=name, password="secret")


@transaction.atomic
def make_article(*, type: str = "news", tags: tuple[str, ...] = (), **facts) -> Article:
    """An edition; published since its publishing date unless `state` or `public_at` says otherwise.

    Terms are given by slug: `structures=["permanent-council"]`.
    """
    relations = {name: facts.pop(name) for name in _RELATIONS if name in facts}
    number = next(_numbers)
    facts.setdefault("title", f"Release {number}")
    facts.setdefault("summary", f"What happened, number {number}.")
    facts.setdefault("state", Article.State.PUBLISHED)
    if type:
        facts["release_type"] = ReleaseType.objects.get(slug=type)
    if facts["state"] in Article.ISSUED:
        day = facts.setdefault("publishing_date", date(2025, 1, 1))
        facts.setdefault("public_at", timezone.make_aware(datetime.combine(day, time.min)))
        facts.setdefault("position", ledger.take_positions([day])[0])
    if facts["state"] == Article.State.WITHDRAWN:
        facts.setdefault("withdrawal_reason", "It was wrong.")
    if facts["state"] == Article.State.UNPUBLISHED:
        facts.setdefault("public_until", facts["public_at"] + timedelta(hours=1))
    if facts["state"] in Article.ISSUED and facts.get("edition", 1) > 1 and not facts.get("is_minor"):
        facts.setdefault("change_note", "Something was wrong.")
    facts.setdefault("release", ledger.take_releases()[0])
    article = Article.objects.create(**facts)
    for name, slugs in relations.items():
        getattr(article, name).set(_RELATIONS[name].objects.filter(slug__in=slugs))
    if tags:
        article.tags.set(tags)
    if article.is_in_preparation or article.forced_by_id:
        # As the workflow notes whoever began or changed it.
        people = {article.created_by_id, article.changed_by_id} - {None}
        Contributor.objects.bulk_create(
            Contributor(article=article, user_id=user, has_changed_words=True) for user in people
        )
    kinds = PublicChange.Kind
    is_gone = article.state == Article.State.UNPUBLISHED
    updates.record([article], kinds.REMOVED if is_gone else kinds.PUBLISHED)
    return article


def stale_translation() -> dict:
    """Facts of a translation into German whose original has a newer edition than the one it was made from."""
    until, facts = timezone.now(), {"title": "Bridge opens", "summary": "It opens."}
    body = "<p>The bridge opens.</p><p>All may come.</p>"
    first = make_article(**facts, body=body, public_until=until)
    facts |= {"title": "Bridge opens late", "body": body.replace("opens", "opens late")}
    make_article(**facts, release=first.release, edition=2, public_at=until)
    return {"language": "de", "translates": first.release, "translates_edition": 1}


def make_message(article: Article | None = None, **facts) -> OutboxMessage:
    """What follows the publication of an edition, due now."""
    article = article or make_article()
    moved = Transition.objects.create(
        article=article, verb="publish", from_state="approved", to_state="published", by=make_user()
    )
    now = timezone.now()
    return OutboxMessage.objects.create(
        **{"transition": moved, "effect": "webhook", "due_at": now, "next_try_at": now} | facts
    )


def make_pair(**facts) -> ReleasePair:
    """Two releases that may be one, as an import has paired them; nobody has decided."""
    defaults = {"digest": "a" * 64, "other_digest": "b" * 64, "title": "The other", "score": 12}
    if "release" not in facts:
        facts |= {"release": make_article().release, "other": make_article().release}
    reasons = [["same title", False], ["another content type", True]]
    return ReleasePair.objects.create(**defaults | {"reasons": reasons} | facts)


def issue(article: Article, *, by, at: datetime | None = None) -> None:
    """Publish an edition in preparation the ordinary way: explained, submitted, approved by somebody else."""
    Article.objects.filter(pk=article.pk, edition__gt=1, change_note="", is_minor=False).update(
        change_note="Something was wrong."
    )
    article.refresh_from_db(fields=["state"])
    if article.state == Article.State.DRAFT:
        workflow.submit(article, by=by)
    if article.state != Article.State.APPROVED:
        approver = get_user_model().objects.filter(username="approver").first() or make_editor("approver")
        workflow.approve(article, by=approver)
    workflow.publish(article, by=by, at=at)


def picture_upload(
    name: str = "hall.jpg",
    size: tuple[int, int] = (320, 240),
    color: str | None = None,
    image=None,
    **options,
) -> SimpleUploadedFile:
    """An uploaded picture in the format its name says, of a colour of its own; `options` are those of Pillow."""
    number = next(_numbers)
    # Far from the colours of its neighbours: JPEG makes the same picture of two that are alike.
    own = (number * 37 % 256, number * 91 % 256, number * 151 % 256)
    image = image or Image.new("RGB", size, color or own)
    if name.endswith(".heic"):
        return SimpleUploadedFile(name, heic(image, **options))
    written = io.BytesIO()
    kinds = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF", "tiff": "TIFF", "gif": "GIF"}
    image.save(written, kinds[name.rpartition(".")[2]], **options)
    return SimpleUploadedFile(name, written.getvalue())


def document_upload(name: str = "report.pdf", text: str = "") -> SimpleUploadedFile:
    """An uploaded document, as small as its type can be, with a content of its own."""
    text = text or f"Document {next(_numbers)}"
    parts = {
        "docx": "word/document.xml",
        "xlsx": "xl/workbook.xml",
        "odt": "content.xml",
        "zip": "read me.txt",
    }
    match name.rpartition(".")[2]:
        case "pdf":
            content = f"%PDF-1.7\n{text}\n%%EOF\n".encode()
        case "txt" | "csv":
            content = text.encode()
        case ending:
            written = io.BytesIO()
            with zipfile.ZipFile(written, "w") as archive:
                if ending == "odt":
                    archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
                archive.writestr(parts[ending], text)
            content = written.getvalue()
    return SimpleUploadedFile(name, content)


def make_picture(article: Article, upload: SimpleUploadedFile | None = None, **facts) -> Picture:
    """A picture of an edition, stored with its renditions; its number is the next one."""
    facts.setdefault("number", article.pictures.count() + 1)
    if not facts.get("is_decorative"):
        facts.setdefault("alt", f"Picture {facts['number']}")
    facts.setdefault("file", store_picture(upload or picture_upload()))
    picture = Picture.objects.create(article=article, **facts)
    if picture.is_lead:
        store_lead_crop(picture)
    return picture


def make_attachment(article: Article, upload: SimpleUploadedFile | None = None, **facts) -> Attachment:
    """A document of an edition; its number is the next one."""
    facts.setdefault("number", article.attachments.count() + 1)
    facts.setdefault("title", f"Document {facts['number']}")
    facts.setdefault("stem", f"document-{facts['number']}")
    facts.setdefault("file", store_attachment(upload or document_upload()))
    return Attachment.objects.create(article=article, **facts)


def make_recording(article: Article, **facts) -> Recording:
    """A recording of an edition, on YouTube unless the test says where."""
    facts.setdefault("address", "https://www.youtube.com/watch?v=abcdefghijk")
    facts.setdefault("title", "The opening speech")
    facts.setdefault("transcript", "Good morning.")
    return Recording.objects.create(article=article, **facts)
