"""The newsroom's questions about editions, as words of their queryset."""

from datetime import datetime
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

SHOWN_ON_CARDS = (
    "release", "title", "slug", "summary", "language", "release_type", "publishing_date", "public_at", "last_major_at",
)  # fmt: skip
# Besides, on the page of a release; nothing in it is for colleagues only.
SHOWN_ON_PAGES = (
    *SHOWN_ON_CARDS, "edition", "state", "translates", "public_until", "place", "body", "contact", "withdrawal_reason",
)  # fmt: skip


class ArticleQuerySet(models.QuerySet):
    """The newsroom's questions about editions."""

    def public(self, now: datetime) -> Self:
        """What a reader may see at `now`: the only definition there is.

        An edition is public within its period, from `public_at` up to, not including, `public_until`.
        A withdrawn one stays readable, with its notice; an unpublished one's period has ended.
        """
        return self.filter(
            Q(public_until__isnull=True) | Q(public_until__gt=now),
            state__in=[self.model.State.PUBLISHED, self.model.State.WITHDRAWN],
            public_at__lte=now,
        )

    def listed(self, now: datetime) -> Self:
        """What listings, counts, feeds and sitemaps show at `now`: public and not withdrawn."""
        return self.public(now).filter(state=self.model.State.PUBLISHED)

    def issued(self, now: datetime) -> Self:
        """Editions that are or were public, whether or not their release still is."""
        return self.filter(
            state__in=[self.model.State.PUBLISHED, self.model.State.WITHDRAWN], public_at__lte=now
        )

    def once_public(self, now: datetime) -> Self:
        """Editions that readers may read at their own address: those that are or were public, of public releases."""
        readable = self.model.objects.public(now).filter(release=OuterRef("release"))
        return self.issued(now).filter(Exists(readable))

    def in_preparation(self) -> Self:
        """Draft, submitted or approved: what has no period, as a constraint says, which is what the index is by."""
        return self.filter(public_at__isnull=True)

    def newest_editions(self) -> Self:
        """Of each release the latest edition, in whatever state."""
        later = self.model.objects.filter(edition__gt=1).filter(
            release=OuterRef("release"), edition__gt=OuterRef("edition")
        )
        return self.filter(~Exists(later))

    def telling_of(self, release: int, original: int) -> Self:
        """All editions of a release, and of those that share its `original`: itself and its translations."""
        return self.filter(Q(release__in=(release, original)) | Q(translates=original))

    def drafts_of(self, user: AbstractBaseUser) -> Self:
        """The drafts that `user` created."""
        return self.filter(state=self.model.State.DRAFT, created_by=user)

    def waiting_for_approval(self) -> Self:
        return self.filter(state=self.model.State.SUBMITTED)

    def scheduled(self, now: datetime) -> Self:
        """What the clock will make public: nothing in here is ever late."""
        return self.filter(state=self.model.State.PUBLISHED, public_at__gt=now)

    def newest(self, now: datetime) -> Self:
        """What is listed, latest publication first, whichever day it is dated."""
        return self.listed(now).order_by("-public_at", "-pk")

    def forced(self) -> Self:
        """Published without the approval of another, who has not given it afterwards either."""
        return self.filter(forced_by__isnull=False)

    def for_cards(self, *, with_body: bool = False) -> Self:
        """With what a list shows of each, in no order."""
        return self.order_by().only(*SHOWN_ON_CARDS, *(["body"] if with_body else []))

    def for_pages(self) -> Self:
        """With what the page of a release shows."""
        return self.only(*SHOWN_ON_PAGES)
