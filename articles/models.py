"""Releases: one row is one edition of a release, with what it is filed under and how it came here."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from taggit.managers import TaggableManager

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


class ArticleQuerySet(models.QuerySet):
    """The newsroom's questions about editions."""

    def public(self, now: datetime) -> Self:
        """What a reader may see at `now`: the only definition there is.

        An edition is public within its period, from `public_at` up to, not including, `public_until`.
        A withdrawn one stays readable, with its notice; an unpublished one's period has ended.
        """
        return self.filter(
            Q(public_until__isnull=True) | Q(public_until__gt=now),
            state__in=[Article.State.PUBLISHED, Article.State.WITHDRAWN],
            public_at__lte=now,
        )

    def listed(self, now: datetime) -> Self:
        """What listings, counts, feeds and sitemaps show at `now`: public and not withdrawn."""
        return self.public(now).filter(state=Article.State.PUBLISHED)

    def once_public(self, now: datetime) -> Self:
        """Editions that readers may read at their own address: those that are or were public, of public releases."""
        readable = Article.objects.public(now).filter(release=OuterRef("release"))
        return self.filter(
            Exists(readable),
            state__in=[Article.State.PUBLISHED, Article.State.WITHDRAWN],
            public_at__lte=now,
        )

    def in_preparation(self) -> Self:
        return self.filter(state__in=Article.IN_PREPARATION)

    def in_translation_group(self, release: int) -> Self:
        """The release with this number and those that translate it."""
        return self.filter(Q(release=release) | Q(translates=release))

    def for_cards(self, *, with_body: bool = False) -> Self:
        """With what a list shows of each: structures and fields come in one query each."""
        unread = ("editor_note",) if with_body else ("body", "editor_note")
        return self.defer(*unread).prefetch_related("structures", "fields_of_work")


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
    withdrawal_reason = models.TextField(blank=True, editable=False)

    lock_version = models.PositiveIntegerField(default=0, editable=False)
    recorded_at = models.DateTimeField(auto_now_add=True)
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

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "release"
        ordering = ["-position", "-pk"]
        permissions = [
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
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of the release, the same for all its editions in preparation and in public."""
        return reverse("release", args=[self.release, self.address_slug])

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

    def standing(self, now: datetime | None = None) -> str:
        """The state as the desk says it: a published edition is scheduled, live or superseded by the clock."""
        now = now or timezone.now()
        if self.state != self.State.PUBLISHED:
            return self.get_state_display()
        if self.public_at > now:
            return "scheduled"
        return "live" if self.is_public(now) else "superseded"


def make_slug(title: str) -> str:
    """A slug of `title`, at most 120 characters, cut between words; "release" for a title without Latin letters.

    >>> make_slug("OSCE Secretary General concludes visit to Paris")
    'osce-secretary-general-concludes-visit-to-paris'
    """
    slug = slugify(title)
    if len(slug) > 100:
        slug = slug[:100].rsplit("-", 1)[0]
    return slug or "release"


class Transition(models.Model):
    """A move of an edition from one state to another: who, when, and what they said."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="transitions")
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, choices=Article.State.choices, blank=True)
    to_state = models.CharField(max_length=20, choices=Article.State.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(default=timezone.now)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb}: {self.from_state or 'new'} to {self.to_state}"


class Ledger(models.Model):
    """One row that hands out numbers: its lock makes the order of numbers the order of commits."""

    last_release = models.PositiveBigIntegerField(default=0)
    last_change = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="ledger_one_row")]

    def __str__(self) -> str:
        return f"release {self.last_release}, change {self.last_change}"


class Change(models.Model):
    """One line of the change log that catalogues follow: an edition to look at again, or all of them."""

    number = models.PositiveBigIntegerField(primary_key=True)
    article = models.PositiveBigIntegerField(null=True, help_text="An edition's id; empty: read all anew.")

    def __str__(self) -> str:
        return f"{self.number}: {self.article or 'everything'}"


class ImportBatch(models.Model):
    """One run of the importer that brought something in."""

    name = models.CharField(max_length=200, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, help_text="How many records had each outcome.")
    unread = models.JSONField(default=list, help_text="Lines that are in no record, with the reason.")

    class Meta:
        verbose_name_plural = "import batches"
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.name


class ImportRecord(models.Model):
    """What became of one record that an import found."""

    class Outcome(models.TextChoices):
        CREATED = "created", "created"
        UPDATED = "updated", "updated"
        SAME = "same", "same"
        DUPLICATE = "duplicate", "duplicate"
        HELD = "held", "held"
        REJECTED = "rejected", "rejected"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="records")
    source = models.CharField(max_length=500)
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    title = models.TextField(blank=True)
    date = models.DateField(null=True, blank=True)
    release = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    problems = models.JSONField(default=list, help_text="A code and a message each.")
    as_read = models.JSONField(default=dict, help_text="The record as the parser read it.")

    class Meta:
        ordering = ["batch", "source", "line"]

    def __str__(self) -> str:
        return f"{self.source}, line {self.line}: {self.title}"


class Provenance(models.Model):
    """Where an imported release came from: how a later import knows that it has seen the release before.

    `identity` is made of day and folded title; releases that share it are told apart by what records say of
    them (`as_read`, the fullest account so far).
    """

    release = models.PositiveBigIntegerField(unique=True)
    identity = models.CharField(max_length=64, db_index=True)
    digest = models.CharField(max_length=64)
    as_read = models.JSONField(default=dict)
    source = models.CharField(max_length=500)
    line = models.PositiveIntegerField()
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, related_name="provenances")

    class Meta:
        verbose_name_plural = "provenance"
        constraints = [
            models.UniqueConstraint(fields=["identity", "digest"], name="provenance_each_text_once"),
        ]

    def __str__(self) -> str:
        return f"release {self.release} from {self.source}, line {self.line}"
