"""The rows of the newsroom: editions, their moves and what follows them, their files, the numbers behind them, imports."""

from articles.models.alteration import Alteration
from articles.models.article import Article, Language, make_slug
from articles.models.attachments import Attachment, AttachmentFile
from articles.models.filing import FilingBatch, FilingLine
from articles.models.imports import ImportBatch, ImportRecord, Provenance
from articles.models.ledger import Change, Ledger
from articles.models.outbox import OutboxMessage
from articles.models.pictures import Picture, PictureFile, Rendition
from articles.models.presence import Presence
from articles.models.questions import ArticleQuerySet
from articles.models.redirect import Redirect
from articles.models.review import ReviewAnswer, ReviewLink, ReviewReading
from articles.models.saved_view import SavedView
from articles.models.transition import Transition
from articles.models.upload import ImportUpload
from articles.models.word import KnownWord

__all__ = [
    "Alteration",
    "Article",
    "ArticleQuerySet",
    "Attachment",
    "AttachmentFile",
    "Change",
    "FilingBatch",
    "FilingLine",
    "ImportBatch",
    "ImportRecord",
    "ImportUpload",
    "KnownWord",
    "Language",
    "Ledger",
    "OutboxMessage",
    "Picture",
    "PictureFile",
    "Presence",
    "Provenance",
    "Redirect",
    "Rendition",
    "ReviewAnswer",
    "ReviewLink",
    "ReviewReading",
    "SavedView",
    "Transition",
    "make_slug",
]
