"""Releases: one row is one edition of a release, with what it is filed under."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from taggit.managers import TaggableManager

from articles.models.address import LONGEST_SLUG, address_of, make_slug
from articles.models.boilerplate import Boilerplate
from articles.models.event import BY_EVENT, EVENT_IN_ORDER, Event, event_of
from articles.models.facets import FIELDS
from articles.models.language_field import LanguageField
from articles.models.querysets import ArticleQuerySet
from taxonomy import languages
from taxonomy.models import Country, FieldOfWork, Meeting, ReleaseType, Structure

if TYPE_CHECKING:
    from articles.models.filing import Filing


class Article(models.Model):
    """One edition of a release. Editions of one release share its number, which is part of its address."""

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        SUBMITTED = "submitted", "submitted"
        APPROVED = "approved", "approved"
        PUBLISHED = "published", "published"
        WITHDRAWN = "withdrawn", "withdrawn"
        UNPUBLISHED = "unpublished", "unpublished"

    IN_PREPARATION = (State.DRAFT, State.SUBMITTED, State.APPROVED)
    ISSUED = (State.PUBLISHED, State.WITHDRAWN, State.UNPUBLISHED)
    TAKEN_BACK = (State.WITHDRAWN, State.UNPUBLISHED)

    release = models.PositiveBigIntegerField("release number", editable=False, db_index=True)
    edition = models.PositiveSmallIntegerField(default=1, editable=False)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT, editable=False)

    title = models.CharField(max_length=500)
    slug = models.SlugField(
        max_length=LONGEST_SLUG,
        blank=True,
        help_text="The end of the address. Made from the title when left empty.",
    )
    release_type = models.ForeignKey(
        ReleaseType,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=FIELDS["release_type"].verbose_name,
    )
    language = LanguageField()
    translates = models.PositiveBigIntegerField(
        FIELDS["translates"].verbose_name,
        null=True,
        blank=True,
        help_text="The number of the release that this one translates.",
    )
    translates_edition = models.PositiveSmallIntegerField(
        FIELDS["translates_edition"].verbose_name,
        null=True,
        blank=True,
        help_text="The edition of the original that this text was made from. Left empty, it is the newest.",
    )
    publishing_date = models.DateField(
        null=True, blank=True, help_text="The day of issue. Left empty, it becomes the day of publication."
    )
    public_at = models.DateTimeField("public from", null=True, blank=True, editable=False)
    public_until = models.DateTimeField("public until", null=True, blank=True, editable=False)
    position = models.BigIntegerField(null=True, blank=True, unique=True, editable=False)
    embargo_until = models.DateTimeField(
        FIELDS["embargo_until"].verbose_name,
        null=True,
        blank=True,
        help_text="It cannot be made public before this instant.",
    )

    planned_day = models.DateField(
        FIELDS["planned_day"].verbose_name,
        null=True,
        blank=True,
        help_text="The day on which it is to be issued, for colleagues: it stands on the planning board.",
    )

    # An event of whole days begins and ends at the first instant of these days.
    event_start = models.DateTimeField(FIELDS["event_start"].verbose_name, null=True, blank=True)
    event_end = models.DateTimeField(FIELDS["event_end"].verbose_name, null=True, blank=True)
    event_is_whole_day = models.BooleanField(
        FIELDS["event_is_whole_day"].verbose_name,
        default=False,
        help_text="The event has days and no times, as a conference of two days.",
    )
    event_place = models.CharField(
        FIELDS["event_place"].verbose_name,
        max_length=200,
        blank=True,
        help_text="As readers find it: building, street, city; or “online”.",
    )

    place = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(
        FIELDS["body"].verbose_name,
        blank=True,
        help_text="Paragraphs, headings, lists, quotations, links and tables; the rest is removed.",
    )

    structures = models.ManyToManyField(
        Structure, blank=True, related_name="articles", verbose_name=FIELDS["structures"].verbose_name
    )
    fields_of_work = models.ManyToManyField(
        FieldOfWork, blank=True, related_name="articles", verbose_name=FIELDS["fields_of_work"].verbose_name
    )
    countries = models.ManyToManyField(Country, blank=True, related_name="articles")
    meetings = models.ManyToManyField(Meeting, blank=True, related_name="articles")
    tags = TaggableManager(blank=True, help_text="Free words, separated by commas.")

    partners = models.ManyToManyField(
        "articles.Partner",
        blank=True,
        related_name="articles",
        verbose_name=FIELDS["partners"].verbose_name,
        help_text="Readers see their names and logos above the text. Reviewer links ask them to sign off.",
    )
    boilerplates = models.ManyToManyField(
        Boilerplate,
        blank=True,
        related_name="articles",
        verbose_name=FIELDS["boilerplates"].verbose_name,
        help_text="Standing texts, shown below the text. Until it is published the release has their newest "
        "words, and keeps those afterwards; the preview shows them.",
    )
    contact = models.TextField(
        FIELDS["contact"].verbose_name,
        blank=True,
        help_text="Who answers the press; shown under the release.",
    )
    editor_note = models.TextField(
        FIELDS["editor_note"].verbose_name, blank=True, help_text="For colleagues; never public."
    )
    change_note = models.TextField(
        blank=True, help_text="What this edition changed, for readers; shown from the second edition on."
    )
    is_minor = models.BooleanField(
        FIELDS["is_minor"].verbose_name,
        default=False,
        help_text="Typo or formatting only: readers see “Minor correction” in the list of editions, and no "
        "notice above the text.",
    )
    minor_reason = models.TextField(
        FIELDS["minor_reason"].verbose_name,
        blank=True,
        help_text="For colleagues; needed for a minor change.",
    )
    last_major_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Of a minor edition: since when the last edition before it that was not minor is public.",
    )
    withdrawal_reason = models.TextField(blank=True, editable=False)
    hidden_note = models.TextField(
        blank=True, editable=False, help_text="Why readers no longer read this superseded edition, for them."
    )

    lock_version = models.PositiveIntegerField(default=0, editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="Who began this edition; nobody for what was imported.",
    )
    changed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When a person last changed this edition."
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    forced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="Who published this edition unapproved, until somebody else has approved it.",
    )
    unapproved_since = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Since when readers see what an import has made public as news, "
        "until somebody has approved it.",
    )

    # Its filing, where that has been read already (`models.filing`).
    filing: "Filing | None" = None

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "release"
        ordering = ["-position", "-pk"]
        permissions = [
            ("change_own_article", "Can change and submit the drafts of releases that he or she created"),
            ("review_article", "Can approve and return what others wrote"),
            ("publish_article", "Can publish, schedule and withdraw releases"),
        ]
        indexes = [
            models.Index(
                fields=["-position"],
                condition=Q(state="published", public_until__isnull=True),
                name="article_open_by_position",
            ),
            models.Index(fields=["-publishing_date", "-id"], name="article_by_date"),
            models.Index(
                fields=["translates"], condition=Q(translates__isnull=False), name="article_by_translated"
            ),
            # An edition without a period is in preparation. SQLite uses an index only for a condition that it
            # reads in the query: this one has no values in it, which a query brings apart.
            models.Index(
                fields=["state"], condition=Q(public_at__isnull=True), name="article_without_period"
            ),
            # What imports have left waiting, for the quality queue. SQLite reads an edition for each column
            # of the condition that the index has not.
            models.Index(
                fields=["state", "edition", "release", "public_at", "created_by"],
                condition=Q(public_at__isnull=True, created_by__isnull=True),
                name="article_left_by_imports",
            ),
            models.Index(
                fields=["state"],
                condition=Q(state__in=["withdrawn", "unpublished"]),
                name="article_taken_back",
            ),
            # Few releases have a second edition; all others are the newest of theirs.
            models.Index(
                fields=["release", "edition"], condition=Q(edition__gt=1), name="article_later_edition"
            ),
            models.Index(
                fields=["release"],
                condition=Q(forced_by__isnull=False) | Q(unapproved_since__isnull=False),
                name="article_without_approval",
            ),
            # With all that the catalogue reads, so that starting a process does not read a million texts.
            models.Index(
                fields=["public_at", "id", "public_until", "position", "release_type", "language", "state"],
                condition=Q(state="published"),
                name="article_for_catalogue",
            ),
            BY_EVENT,
            models.Index(
                fields=["planned_day"], condition=Q(planned_day__isnull=False), name="article_by_planned_day"
            ),
            models.Index(
                fields=["embargo_until"], condition=Q(embargo_until__isnull=False), name="article_by_embargo"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["release", "edition"], name="article_edition_once_a_release"),
            models.UniqueConstraint(
                fields=["release"],
                condition=Q(state__in=["draft", "submitted", "approved"]),
                name="article_one_in_preparation",
                violation_error_message="Another edition of this release is in preparation.",
            ),
            models.UniqueConstraint(
                fields=["release"],
                condition=Q(public_at__isnull=False, public_until__isnull=True),
                name="article_one_open_period",
                violation_error_message="Another edition of this release is published without an end.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["published", "withdrawn", "unpublished"],
                    public_at__isnull=False,
                    position__isnull=False,
                    publishing_date__isnull=False,
                )
                | Q(
                    state__in=["draft", "submitted", "approved"],
                    public_at__isnull=True,
                    public_until__isnull=True,
                    position__isnull=True,
                ),
                name="article_period_exactly_when_issued",
                violation_error_message="What is published has a period, a date and a place in the order of "
                "releases; what is in preparation has none.",
            ),
            models.CheckConstraint(
                condition=Q(public_until__isnull=True) | Q(public_until__gt=F("public_at")),
                name="article_period_in_order",
                violation_error_message="A release cannot stop being public before it starts.",
            ),
            models.CheckConstraint(
                condition=~Q(state="unpublished") | Q(public_until__isnull=False),
                name="article_unpublished_period_closed",
                violation_error_message="The period of an unpublished release has an end.",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawal_reason=""),
                name="article_withdrawn_with_reason",
                violation_error_message="Readers of a withdrawn release are told why.",
            ),
            models.CheckConstraint(
                condition=Q(hidden_note="") | Q(public_until__isnull=False),
                name="article_hidden_when_superseded",
                violation_error_message="Only an edition that another one has replaced is hidden.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="article_has_title",
                violation_error_message="A release has a title.",
            ),
            models.CheckConstraint(
                condition=Q(translates__isnull=True) | ~Q(translates=F("release")),
                name="article_translates_another",
                violation_error_message="A release cannot be a translation of itself.",
            ),
            models.CheckConstraint(
                condition=Q(translates_edition__isnull=True) | Q(translates__isnull=False),
                name="article_edition_of_an_original",
                violation_error_message="Only a translation is made from an edition of an original.",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True, changed_by__isnull=True)
                | Q(changed_at__isnull=False, changed_by__isnull=False),
                name="article_changed_who_and_when",
                violation_error_message="Who changed a release and when are known together or not at all.",
            ),
            models.CheckConstraint(
                condition=Q(edition=1)
                | Q(state__in=["draft", "submitted", "approved"])
                | (Q(is_minor=False) & ~Q(change_note=""))
                | (Q(is_minor=True) & ~Q(minor_reason="")),
                name="article_later_edition_explained",
                violation_error_message="A later edition says what it changed, or why the change is minor.",
            ),
            models.CheckConstraint(
                condition=Q(public_at__isnull=True)
                | Q(embargo_until__isnull=True)
                | Q(public_at__gte=F("embargo_until")),
                name="article_embargo_kept",
                violation_error_message="A release is not public before its embargo ends.",
            ),
            models.CheckConstraint(
                condition=Q(forced_by__isnull=True, unapproved_since__isnull=True)
                | Q(state__in=["published", "withdrawn", "unpublished"]),
                name="article_forced_was_issued",
                violation_error_message="Only what was published can wait for an approval afterwards.",
            ),
            EVENT_IN_ORDER,
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of the release, the same for all its editions in preparation and in public."""
        return address_of(self.release, self.address_slug)

    @property
    def address_slug(self) -> str:
        """The end of the address: the slug, or one made from the title of a draft that has none."""
        return self.slug or make_slug(self.title)

    @property
    def direction(self) -> str:
        """The direction of its language: "ltr" or "rtl"."""
        return languages.direction_of(self.language)

    @property
    def is_in_preparation(self) -> bool:
        """The twin of `ArticleQuerySet.in_preparation` for one edition at hand."""
        return self.state in self.IN_PREPARATION

    def is_public(self, now: datetime) -> bool:
        """The twin of `ArticleQuerySet.public` for one edition at hand."""
        return (
            self.state in (self.State.PUBLISHED, self.State.WITHDRAWN)
            and self.issued_at <= now
            and (self.public_until is None or self.public_until > now)
        )

    @property
    def lacks_approval(self) -> bool:
        """The twin of `ArticleQuerySet.forced` for one edition at hand."""
        return self.forced_by_id is not None or self.unapproved_since is not None

    @property
    def last_updated(self) -> datetime:
        """The instant of the last news in an issued edition: a minor correction is none."""
        return self.last_major_at or self.issued_at

    @property
    def issued_at(self) -> datetime:
        """The instant from which readers see an issued edition. Raises ValueError for one in preparation."""
        if self.public_at is None:
            raise ValueError(f"Edition {self.edition} of release {self.release} is not issued.")
        return self.public_at

    @property
    def issued_position(self) -> int:
        """The place of an issued edition in the order of all. Raises ValueError for one in preparation."""
        if self.position is None:
            raise ValueError(f"Edition {self.edition} of release {self.release} is not issued.")
        return self.position

    @property
    def event(self) -> Event | None:
        """The event that the release announces or tells of, if there is one."""
        return event_of(self.event_start, self.event_end, self.event_is_whole_day, self.event_place)

    def embargo_ends(self, now: datetime | None = None) -> datetime | None:
        """The end of its secrecy: that of an explicit embargo, or its scheduled instant; None if past."""
        now = now or timezone.now()
        ends = self.embargo_until if self.is_in_preparation else self.public_at
        return ends if ends and ends > now else None

    def standing(self, now: datetime | None = None) -> str:
        """The state in the desk's words: a published edition is scheduled, live or superseded at `now`."""
        now = now or timezone.now()
        if self.state != self.State.PUBLISHED:
            return self.get_state_display()
        if self.issued_at > now:
            return "scheduled"
        return "live" if self.is_public(now) else "superseded"
