"""Releases: one row is one edition of a release, with what it is filed under."""

from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from taggit.managers import TaggableManager

from articles.models.questions import ArticleQuerySet
from taxonomy.models import Country, FieldOfWork, Meeting, ReleaseType, Structure


class Language(models.TextChoices):
    """The languages releases are written in, by ISO 639-1 code, each called what it calls itself."""

    ENGLISH = "en", "English"
    RUSSIAN = "ru", "Русский"
    UKRAINIAN = "uk", "Українська"
    GERMAN = "de", "Deutsch"
    FRENCH = "fr", "Français"
    BOSNIAN_CROATIAN_SERBIAN = "bs", "Bosanski/Hrvatski/Srpski"
    SERBIAN = "sr", "Српски"
    ALBANIAN = "sq", "Shqip"
    MACEDONIAN = "mk", "Македонски"


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

    release = models.PositiveBigIntegerField("release number", editable=False, db_index=True)
    edition = models.PositiveSmallIntegerField(default=1, editable=False)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT, editable=False)

    title = models.CharField(max_length=500)
    slug = models.SlugField(
        max_length=120, blank=True, help_text="The end of the address. Made from the title when left empty."
    )
    release_type = models.ForeignKey(
        ReleaseType,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name="content type",
    )
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.ENGLISH)
    translates = models.PositiveBigIntegerField(
        "translation of release",
        null=True,
        blank=True,
        help_text="The number of the release that this one translates.",
    )
    publishing_date = models.DateField(
        null=True, blank=True, help_text="The day of issue. Left empty, it becomes the day of publication."
    )
    public_at = models.DateTimeField("public from", null=True, blank=True, editable=False)
    public_until = models.DateTimeField("public until", null=True, blank=True, editable=False)
    position = models.BigIntegerField(null=True, blank=True, unique=True, editable=False)
    embargo_until = models.DateTimeField(
        "under embargo until",
        null=True,
        blank=True,
        help_text="It cannot be made public before this instant.",
    )

    place = models.CharField("dateline place", max_length=200, blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(
        blank=True,
        help_text="Paragraphs, headings, lists, quotations, links and tables; the rest is removed.",
    )

    structures = models.ManyToManyField(
        Structure, blank=True, related_name="articles", verbose_name="where we are"
    )
    fields_of_work = models.ManyToManyField(
        FieldOfWork, blank=True, related_name="articles", verbose_name="what we do"
    )
    countries = models.ManyToManyField(Country, blank=True, related_name="articles")
    meetings = models.ManyToManyField(Meeting, blank=True, related_name="articles")
    tags = TaggableManager(blank=True, help_text="Free words, separated by commas.")

    contact = models.TextField(blank=True, help_text="Who answers the press; shown under the release.")
    editor_note = models.TextField("editor's note", blank=True, help_text="For colleagues; never public.")
    change_note = models.TextField(
        blank=True, help_text="What this edition changed, for readers; shown from the second edition on."
    )
    is_minor = models.BooleanField(
        "minor change",
        default=False,
        help_text="A slip of the pen: readers are not told that the release was updated.",
    )
    minor_reason = models.TextField(
        "why it is minor", blank=True, help_text="For colleagues; needed for a minor change."
    )
    last_major_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Of a minor edition: since when the last edition before it that was not minor is public.",
    )
    withdrawal_reason = models.TextField(blank=True, editable=False)

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
            # What has no period is in preparation. SQLite uses an index only for a condition that it reads in the
            # query: this one has no values in it, which a query brings apart.
            models.Index(
                fields=["state"], condition=Q(public_at__isnull=True), name="article_without_period"
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
            # With all that the catalogue reads, so that starting a process does not read a million texts.
            models.Index(
                fields=["public_at", "id", "public_until", "position", "release_type", "language", "state"],
                condition=Q(state="published"),
                name="article_for_catalogue",
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
                condition=~Q(title=""),
                name="article_has_title",
                violation_error_message="A release has a title.",
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
                condition=Q(forced_by__isnull=True) | Q(state__in=["published", "withdrawn", "unpublished"]),
                name="article_forced_was_issued",
                violation_error_message="Only what was published can wait for an approval afterwards.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of the release, the same for all its editions in preparation and in public."""
        return _pattern_of_addresses().format(self.release, self.address_slug)

    @property
    def address_slug(self) -> str:
        return self.slug or make_slug(self.title)

    @property
    def is_in_preparation(self) -> bool:
        return self.state in self.IN_PREPARATION

    def is_public(self, now: datetime) -> bool:
        """The twin of `ArticleQuerySet.public` for one edition at hand."""
        return (
            self.state in (self.State.PUBLISHED, self.State.WITHDRAWN)
            and self.public_at <= now
            and (self.public_until is None or self.public_until > now)
        )

    @property
    def last_updated(self) -> datetime:
        """When readers last had news of a published release: a minor correction is none."""
        return self.last_major_at or self.public_at

    def embargo_ends(self, now: datetime | None = None) -> datetime | None:
        """Until when nobody outside may know of this edition: it is scheduled, or under an explicit embargo."""
        now = now or timezone.now()
        ends = self.embargo_until if self.is_in_preparation else self.public_at
        return ends if ends and ends > now else None

    def standing(self, now: datetime | None = None) -> str:
        """The state as the desk says it: a published edition is scheduled, live or superseded by the clock."""
        now = now or timezone.now()
        if self.state != self.State.PUBLISHED:
            return self.get_state_display()
        if self.public_at > now:
            return "scheduled"
        return "live" if self.is_public(now) else "superseded"


@cache
def _pattern_of_addresses() -> str:
    """What `reverse` makes of the number and the slug of a release: a listing has twenty, a feed fifty."""
    return reverse("release", args=[0, "slug"]).replace("/0/slug/", "/{}/{}/")


def make_slug(title: str) -> str:
    """A slug of `title`, at most 120 characters, cut between words; "release" for a title without Latin letters.

    >>> make_slug("OSCE Secretary General concludes visit to Paris")
    'osce-secretary-general-concludes-visit-to-paris'
    """
    slug = slugify(title)
    if len(slug) > 100:
        slug = slug[:100].rsplit("-", 1)[0]
    return slug or "release"
