"""The rows of the newsroom: editions, their moves and files, the numbers behind them, imports."""

from articles.models.address import make_slug
from articles.models.among import Among
from articles.models.article import Article
from articles.models.assignment import Assignment
from articles.models.attachments import Attachment, AttachmentFile
from articles.models.boilerplate import Boilerplate, BoilerplateVersion, IssuedBoilerplate
from articles.models.change_log import ChangeLogEntry
from articles.models.clearance import Clearance
from articles.models.contributor import Contributor
from articles.models.filing_batch import FilingBatch, FilingLine
from articles.models.front_page import FrontPageRelease
from articles.models.import_ledger import BatchLine, BatchStep, BatchTerm
from articles.models.imports import CaptureText, ImportBatch, ImportFile, ImportRecord, Provenance
from articles.models.lease import NO_LEASE, Leased, LeasedQuerySet, LeaseLost
from articles.models.ledger import Change, Ledger, Mark
from articles.models.merged_tag import MergedTag
from articles.models.missed_address import MissedAddress
from articles.models.month_change import MonthChange
from articles.models.notice_settings import NoticeSettings
from articles.models.office import OfficeMember
from articles.models.old_term import OldTerm
from articles.models.outbox import OutboxMessage
from articles.models.partner import Partner
from articles.models.pictures import Picture, PictureFile, PictureFileQuerySet, Rendition
from articles.models.presence import Presence
from articles.models.press_contact import PressContact
from articles.models.public_change import PublicChange, PublicChangeQuerySet
from articles.models.querysets import ArticleQuerySet
from articles.models.recordings import Recording
from articles.models.redirect import Redirect
from articles.models.release_pair import ReleasePair
from articles.models.release_template import ReleaseTemplate, SeededTemplate
from articles.models.review import ReviewAnswer, ReviewLink, ReviewReading
from articles.models.role import RoleGrant
from articles.models.saved_view import SavedView
from articles.models.site_page import SitePage
from articles.models.transition import Transition
from articles.models.unsaved_text import UnsavedText
from articles.models.upload import ImportUpload, UploadPiece, UploadRecord
from articles.models.word import IndexedWord

__all__ = [
    "NO_LEASE",
    "Among",
    "Article",
    "ArticleQuerySet",
    "Assignment",
    "Attachment",
    "AttachmentFile",
    "BatchLine",
    "BatchStep",
    "BatchTerm",
    "Boilerplate",
    "BoilerplateVersion",
    "CaptureText",
    "Change",
    "ChangeLogEntry",
    "Clearance",
    "Contributor",
    "FilingBatch",
    "FilingLine",
    "FrontPageRelease",
    "ImportBatch",
    "ImportFile",
    "ImportRecord",
    "ImportUpload",
    "IndexedWord",
    "IssuedBoilerplate",
    "LeaseLost",
    "Leased",
    "LeasedQuerySet",
    "Ledger",
    "Mark",
    "MergedTag",
    "MissedAddress",
    "MonthChange",
    "NoticeSettings",
    "OfficeMember",
    "OldTerm",
    "OutboxMessage",
    "Partner",
    "Picture",
    "PictureFile",
    "PictureFileQuerySet",
    "Presence",
    "PressContact",
    "Provenance",
    "PublicChange",
    "PublicChangeQuerySet",
    "Recording",
    "Redirect",
    "ReleasePair",
    "ReleaseTemplate",
    "Rendition",
    "ReviewAnswer",
    "ReviewLink",
    "ReviewReading",
    "RoleGrant",
    "SavedView",
    "SeededTemplate",
    "SitePage",
    "Transition",
    "UnsavedText",
    "UploadPiece",
    "UploadRecord",
    "make_slug",
]
