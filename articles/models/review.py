"""Links for readers of an edition who have no account, and what they answered."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from articles.models.article import Article
from articles.models.partner import Partner


class ReviewLink(models.Model):
    """A way to one edition in preparation for somebody outside. Only a hash of its token is kept."""

    class Asks(models.TextChoices):
        READING = "reading", "Reading only"
        COMMENT = "comment", "Comments"
        APPROVAL = "approval", "Comments and approval"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="review_links")
    token_hash = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the token, in hexadecimal."
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True, help_text="For whom it is, as colleagues see it.")
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="On whose behalf its reader signs off, or has remarks.",
    )
    asks_for = models.CharField(max_length=10, choices=Asks.choices, default=Asks.COMMENT)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="reviewlink_expires_later",
                violation_error_message="A reviewer link ends after it was made.",
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=True) | (Q(asks_for="approval") & ~Q(name="")),
                name="reviewlink_of_partner_names_and_asks",
                violation_error_message="A link for a partner says for whom it is, and asks for an approval.",
            ),
            # Not the other way round: of the first links that were revoked nobody wrote down who did it.
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True) | Q(revoked_at__isnull=False),
                name="reviewlink_revoked_by_and_at",
                violation_error_message="Who ended a reviewer link is kept with when.",
            ),
        ]

    def __str__(self) -> str:
        return f"reviewer link {self.pk} to “{self.article}”"

    def is_open(self) -> bool:
        """Return whether it still shows the edition."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    def times_read(self) -> int:
        """The number of times it was opened, at any version."""
        return sum(reading.times for reading in self.readings.all())

    def may_comment(self) -> bool:
        """Return whether its reader may answer at all."""
        return self.asks_for != self.Asks.READING

    def may_approve(self) -> bool:
        """Return whether an answer may be an approval."""
        return self.asks_for == self.Asks.APPROVAL


class ReviewReading(models.Model):
    """The times a link was opened at one version of its edition: first, last, how often. Not by whom."""

    link = models.ForeignKey(ReviewLink, on_delete=models.CASCADE, related_name="readings")
    lock_version = models.PositiveIntegerField(help_text="Of the edition that was read.")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-lock_version"]
        # It has no page of its own, and only reading a link makes it.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["link", "lock_version"],
                name="reviewreading_once_a_version",
                violation_error_message="How often a link was opened at a version is counted in one place.",
            ),
            models.CheckConstraint(
                condition=Q(last_at__gte=F("first_at"), times__gte=1),
                name="reviewreading_first_then_last",
                violation_error_message="A link that was read was first read before it was last read.",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.lock_version} read {self.times} times"


class ReviewAnswer(models.Model):
    """The answer of somebody outside about an edition; it moves nothing."""

    link = models.ForeignKey(ReviewLink, on_delete=models.CASCADE, related_name="answers")
    at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=200)
    comment = models.TextField(blank=True)
    is_approval = models.BooleanField(default=False)
    lock_version = models.PositiveIntegerField(help_text="Of the edition that was read.")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_approval=True) | ~Q(comment=""),
                name="reviewanswer_says_something",
                violation_error_message="An answer is a comment, an approval, or both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {'approved' if self.is_approval else self.comment}"
