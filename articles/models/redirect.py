"""Addresses of the former site, and of releases that were taken off this one, and where they lead."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone

from articles.models.article import Article

# An index of PostgreSQL takes no longer ones, in any script.
LONGEST_ADDRESS = 600
# What the old addresses of releases that were taken off the site begin with; their numbers follow.
OF_RELEASES = "/news/"


class RedirectQuerySet(models.QuerySet):
    """The newsroom's questions about redirects."""

    def with_public_edition(self, now) -> "RedirectQuerySet":
        """With `leads_somewhere`, and the slug and title of the release as readers see it at `now`, if they do."""
        public = Article.objects.public(now).filter(release=OuterRef("release"))
        return self.annotate(
            leads_somewhere=Q(release__isnull=True) | Exists(public),
            public_slug=Subquery(public.values("slug")[:1]),
            public_title=Subquery(public.values("title")[:1]),
        )

    def on_the_way_from(self, release: int) -> "RedirectQuerySet":
        """The redirect of a release that was taken off the site, that of the release which it leads to, and so on."""
        table = self.model._meta.db_table
        way = RawSQL(
            f"""
            WITH RECURSIVE way (id, release) AS (
                SELECT id, release FROM {table} WHERE old = %s
                UNION SELECT next.id, next.release FROM {table} next JOIN way ON next.old = %s || way.release
            ) SELECT id FROM way
            """,
            [f"{OF_RELEASES}{release}", OF_RELEASES],
        )
        return self.filter(pk__in=way)


class Redirect(models.Model):
    """One old address and where its readers are led: to a release, by its number, or to another page of this site.

    `old` is written as `articles.redirects.key` makes it.
    """

    old = models.CharField(
        "old address",
        max_length=LONGEST_ADDRESS,
        unique=True,
        error_messages={"unique": "This old address is redirected already."},
    )
    release = models.PositiveBigIntegerField("release number", null=True, blank=True, db_index=True)
    path = models.CharField("page of this site", max_length=LONGEST_ADDRESS, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    at = models.DateTimeField("since", default=timezone.now, editable=False)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        ordering = ["old"]
        constraints = [
            models.CheckConstraint(
                condition=Q(old__startswith="/") & ~Q(old__startswith="//"),
                name="redirect_old_is_a_path",
                violation_error_message="An old address begins with one slash.",
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
        return self.old

    def get_absolute_url(self) -> str:
        """Where it leads readers, for one that was asked for with `with_public_edition` and leads somewhere."""
        if not self.release:
            return self.path
        edition = Article(release=self.release, slug=self.public_slug, title=self.public_title)
        return edition.get_absolute_url()

    @property
    def target(self) -> str:
        """Where it leads, as the desk says it."""
        return f"release {self.release}" if self.release else self.path
