"""Attachments: documents that an edition offers, at addresses that outlive its corrections."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from articles.models.article import Article
from articles.models.files import EditionFileQuerySet, StoredFile
from articles.models.language_field import LanguageField


class AttachmentFile(StoredFile):
    """A document as it was uploaded; its type is what its content says."""

    class Type(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"
        ODT = "odt", "OpenDocument"
        TXT = "txt", "Text"
        CSV = "csv", "CSV"
        ZIP = "zip", "ZIP"

    CONTENT_TYPES = {
        Type.PDF: "application/pdf",
        Type.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Type.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Type.ODT: "application/vnd.oasis.opendocument.text",
        Type.TXT: "text/plain; charset=utf-8",
        Type.CSV: "text/csv; charset=utf-8",
        Type.ZIP: "application/zip",
    }

    type = models.CharField(max_length=10, choices=Type.choices)

    @property
    def content_type(self) -> str:
        """The media type under which it is served."""
        return self.CONTENT_TYPES[self.Type(self.type)]


class Attachment(models.Model):
    """A document of one edition. `number` and `stem`, its address, stay the same through all editions."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(AttachmentFile, on_delete=models.PROTECT, related_name="attachments")
    number = models.PositiveIntegerField(editable=False)
    stem = models.CharField(max_length=120, editable=False, help_text="Its file name, without the ending.")
    place = models.PositiveSmallIntegerField(
        "order", default=1, help_text="Its place among the documents; the smallest number stands first."
    )
    title = models.CharField(max_length=300, help_text="What the document is called on the page.")
    language = LanguageField()

    objects = EditionFileQuerySet.as_manager()

    class Meta:
        ordering = ["place", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="attachment_number_once_an_edition"),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="attachment_has_title",
                violation_error_message="A document has a title.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of the document, which serves the file of the edition that readers see."""
        return reverse("attachment", args=[self.article.release, self.number, self.file_name])

    @property
    def file_name(self) -> str:
        """The name under which readers save it: its stem, with the ending of its type."""
        return f"{self.stem}.{self.file.type}"
