"""QuerySet of editions: who may see them, which of them wait for somebody, what pages show of them."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from articles.text.local_time import midnight

if TYPE_CHECKING:
    from articles.models.article import Article  # noqa: F401 - named by the base of the QuerySet

SHOWN_ON_CARDS = (
    "release", "title", "slug", "summary", "language", "release_type",
    "publishing_date", "public_at", "last_major_at", "edition", "is_minor",
)  # fmt: skip
# Those on the page of a release; nothing in it is for colleagues only.
SHOWN_ON_PAGES = (
    *SHOWN_ON_CARDS,
    "position", "state", "translates", "public_until", "place", "body", "contact",
    "withdrawal_reason", "event_start", "event_end", "event_is_whole_day", "event_place",
)  # fmt: skip


# Those of a release that leaves the site as a whole.
SHOWN_IN_OUTPUTS = (*SHOWN_ON_PAGES, "change_note")


# Word for word the condition of their index: SQLite uses a partial index where it reads its condition.
_TAKEN_BACK = RawSQL(
    "articles_article.state IN ('withdrawn', 'unpublished')", (), output_field=models.BooleanField()
)


class ArticleQuerySet(models.QuerySet["Article"]):
    """Editions, narrowed in the words of the press office."""

    def public(self, now: datetime) -> Self:
        """Editions that a reader may see at `now`: the only definition there is.

        An edition is public within its period, from `public_at` up to, not including, `public_until`.
        A withdrawn one stays readable, with its notice; an unpublished one's period has ended.
        """
        return self.filter(
            Q(public_until__isnull=True) | Q(public_until__gt=now),
            state__in=[self.model.State.PUBLISHED, self.model.State.WITHDRAWN],
            public_at__lte=now,
        )

    def listed(self, now: datetime) -> Self:
        """Editions that listings, counts, feeds and sitemaps show at `now`: public and not withdrawn."""
        return self.public(now).filter(state=self.model.State.PUBLISHED)

    def withdrawn(self, now: datetime) -> Self:
        """Editions that readers see at `now` with a notice that their release was withdrawn."""
        return self.public(now).filter(_TAKEN_BACK, state=self.model.State.WITHDRAWN)

    def issued(self, now: datetime) -> Self:
        """Editions that are or were public, whether or not their release still is."""
        return self.filter(
            state__in=[self.model.State.PUBLISHED, self.model.State.WITHDRAWN], public_at__lte=now
        )

    def once_public(self, now: datetime) -> Self:
        """Editions that readers may read at their own address: once public, of releases that still are.

        Those hidden from them are not among them.
        """
        readable = self.model.objects.public(now).filter(release=OuterRef("release"))
        return self.issued(now).filter(Exists(readable), hidden_note="")

    def unpublished(self) -> Self:
        """Editions that were taken from readers."""
        return self.filter(state=self.model.State.UNPUBLISHED)

    def taken_back(self, now: datetime) -> Self:
        """Editions that readers saw, of releases that are withdrawn or unpublished at `now` and not listed.

        A release that was taken back more than once can have several.
        """
        listed = self.model.objects.listed(now).filter(release=OuterRef("release"))
        is_withdrawn = Q(state=self.model.State.WITHDRAWN) & (
            Q(public_until__isnull=True) | Q(public_until__gt=now)
        )
        is_unpublished = Q(state=self.model.State.UNPUBLISHED, public_until__lte=now)
        # SQLite uses the index of these states only for a condition without parameters.
        states = f"{self.model._meta.db_table}.state IN ('withdrawn', 'unpublished')"
        taken_back = self.filter(is_withdrawn | is_unpublished, ~Exists(listed), public_at__lte=now)
        return taken_back.extra(where=[states])  # type: ignore[return-value]  # noqa: S610 - no value in it

    def in_preparation(self) -> Self:
        """Drafts, submitted and approved editions: those without a period, by which they are indexed."""
        return self.filter(public_at__isnull=True)

    def newest_editions(self) -> Self:
        """Of each release the latest edition, in whatever state."""
        later = self.model.objects.filter(edition__gt=1).filter(
            release=OuterRef("release"), edition__gt=OuterRef("edition")
        )
        return self.filter(~Exists(later))

    def of_release_and_translations(self, release: int, original: int) -> Self:
        """All editions of a release, and of those that share its `original`: itself and its translations."""
        return self.filter(Q(release__in=(release, original)) | Q(translates=original))

    def of_office(self, user: User, own: Collection[int], claimed: Collection[int]) -> Self:
        """Editions filed under the structures `own` (ids) or begun by `user`.

        With them those in preparation that are filed under none of the structures `claimed`: nobody else
        would see them.
        """
        filed = self.model.structures.through.objects
        mine = filed.filter(structure__in=own).values("article")
        begun = self.model.objects.order_by().filter(created_by=user).values("pk")
        someones = filed.filter(structure__in=claimed, article=OuterRef("pk"))
        unclaimed = self.model.objects.order_by().in_preparation().filter(~Exists(someones)).values("pk")
        # Conditions joined by OR would read the whole archive: each of these has an index.
        return self.filter(pk__in=mine.union(begun, unclaimed, all=True))

    def stale_translations(self, now: datetime) -> Self:
        """Translations made from an edition before the last one of their original that is not minor.

        Of each release the newest edition counts.
        """
        issued = self.model.objects.issued(now).filter(release=OuterRef("translates"), is_minor=False)
        later = issued.filter(edition__gt=OuterRef("translates_edition"))
        translations = self.newest_editions().filter(translates__isnull=False)
        return translations.exclude(state=self.model.State.UNPUBLISHED).filter(Exists(later))

    def assigned_to(self, user: User) -> Self:
        """Editions in preparation that `user` is to bring forward."""
        return self.in_preparation().filter(assignment__person=user)

    def drafts_of(self, user: User) -> Self:
        """The drafts that `user` created."""
        return self.filter(state=self.model.State.DRAFT, created_by=user)

    def waiting_for_approval(self) -> Self:
        """Submitted editions: somebody else has to approve them."""
        return self.filter(state=self.model.State.SUBMITTED)

    def scheduled(self, now: datetime) -> Self:
        """Editions that the clock will make public: none in here is ever late."""
        return self.filter(state=self.model.State.PUBLISHED, public_at__gt=now)

    def with_event_after(self, instant: datetime) -> Self:
        """Editions about an event that begins after `instant`."""
        return self.filter(event_start__gt=instant)

    def coming_up(self, now: datetime, until: datetime) -> Self:
        """Editions that are planned, due, scheduled or about an event up to, not including, `until`.

        Of what is still in preparation those that are overdue at `now` count as well. An event counts for the
        newest edition of its release.
        """
        preparing = self.model.objects.order_by().in_preparation()
        of_release = self.model.objects.order_by().newest_editions().exclude(state__in=self.model.TAKEN_BACK)
        kinds = (
            preparing.filter(planned_day__lt=timezone.localdate(until)),
            preparing.filter(assignment__due_at__lt=until),
            preparing.filter(embargo_until__gte=now, embargo_until__lt=until),
            self.model.objects.order_by().scheduled(now).filter(public_at__lt=until),
            # One of whole days lies ahead until its first day is over.
            of_release.filter(event_start__gte=midnight(timezone.localdate(now)), event_start__lt=until),
        )
        # Conditions joined by OR would read the whole archive: each of these has an index.
        first, *others = (kind.values("pk") for kind in kinds)
        return self.filter(pk__in=first.union(*others, all=True))

    def newest(self, now: datetime) -> Self:
        """Listed editions, latest publication first, whichever day they are dated."""
        return self.listed(now).order_by("-public_at", "-pk")

    def forced(self) -> Self:
        """Editions published by force or by an import, which nobody else has approved since."""
        return self.filter(Q(forced_by__isnull=False) | Q(unapproved_since__isnull=False))

    def for_cards(self, *, with_body: bool = False) -> Self:
        """Editions with the fields that a list shows, in no order."""
        return self.order_by().only(*SHOWN_ON_CARDS, *(["body"] if with_body else []))

    def for_pages(self) -> Self:
        """Editions with the fields that the page of a release shows."""
        return self.only(*SHOWN_ON_PAGES)
