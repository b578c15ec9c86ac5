"""Addresses of the former site, and of unpublished releases, and where they lead."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone

from articles.models.article import Article

# An index of PostgreSQL takes no longer ones, in any script.
LONGEST_ADDRESS = 600
# Old addresses of unpublished releases begin with this; their numbers follow.
OF_RELEASES = "/news/"


class RedirectQuerySet(models.QuerySet["Redirect"]):
    """QuerySet of redirects, with the releases to which they lead."""

    def with_public_edition(self, now: datetime) -> Self:
        """Redirects with `leads_somewhere`, and slug and title of the release if it is public at `now`."""
        public = Article.objects.public(now).filter(release=OuterRef("release"))
        return self.annotate(
            leads_somewhere=Q(release__isnull=True) | Exists(public),
            public_slug=Subquery(public.values("slug")[:1]),
            public_title=Subquery(public.values("title")[:1]),
        )

    def leading_somewhere(self, now: datetime) -> Self:
        """Redirects that readers can follow at `now`: to a page, or to a release that is public."""
        public = Article.objects.public(now).filter(release=OuterRef("release"))
        return self.filter(Q(release__isnull=True) | Exists(public))

    def on_the_way_from(self, release: int) -> Self:
        """The redirect of an unpublished release, that of the release to which it leads, and so on."""
        table = self.model._meta.db_table
        way = RawSQL(  # noqa: S611 - the numbers are parameters
            f"""
            WITH RECURSIVE way (id, release) AS (
                SELECT id, release FROM {table} WHERE old = %s
                UNION SELECT next.id, next.release FROM {table} next JOIN way ON next.old = %s || way.release
            ) SELECT id FROM way
            """,  # noqa: S608 - a table of our own
            [f"{OF_RELEASES}{release}", OF_RELEASES],
        )
        return self.filter(pk__in=way)


class Redirect(models.Model):
    """One old address and its target: a release, by its number, or another page of this site.

    `old` is written as `articles.redirects.key` makes it: a path with its query, at any host, or `//`, one
    host and the path. `node` is the number of the page on the former site, which had many addresses.
    """

    # Only a redirect that was read with `with_public_edition` has these.
    leads_somewhere: bool
    public_slug: str
    public_title: str

    old = models.CharField(
        "old address",
        max_length=LONGEST_ADDRESS,
        unique=True,
        error_messages={"unique": "This old address is redirected already."},
    )
    release = models.PositiveBigIntegerField("release number", null=True, blank=True, db_index=True)
    path = models.CharField("page of this site", max_length=LONGEST_ADDRESS, blank=True)
    node = models.PositiveBigIntegerField(null=True, editable=False, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    at = models.DateTimeField("since", default=timezone.now, editable=False)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        ordering = ["old"]
        constraints = [
            models.CheckConstraint(
                condition=Q(old__startswith="/") & (~Q(old__startswith="//") | Q(old__contains=".")),
                name="redirect_old_is_an_address",
                violation_error_message="An old address is a path, or a host and a path.",
            ),
            models.CheckConstraint(
                condition=Q(release__isnull=False, path="") | (Q(release__isnull=True) & ~Q(path="")),
                name="redirect_to_release_or_page",
                violation_error_message="A redirect leads either to a release or to a page.",
            ),
            models.CheckConstraint(
                condition=Q(path="")
                | (Q(path__startswith="/") & ~Q(path__startswith="//") & ~Q(path__contains="\\")),
                name="redirect_stays_on_this_site",
                violation_error_message="A redirect leads to a page of this site: one slash, and no host.",
            ),
            models.CheckConstraint(
                condition=~Q(old=models.F("path")),
                name="redirect_not_to_itself",
                violation_error_message="A redirect does not lead to itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    def get_absolute_url(self) -> str:
        """The address to which it leads, if it was read with `with_public_edition` and leads somewhere."""
        if not self.release:
            return self.path
        edition = Article(release=self.release, slug=self.public_slug, title=self.public_title)
        return edition.get_absolute_url()

    @property
    def address(self) -> str:
        """The old address in the desk's words: a path, or a host and a path."""
        return self.old.removeprefix("//")

    @property
    def target(self) -> str:
        """The target in the desk's words."""
        return f"release {self.release}" if self.release else self.path
