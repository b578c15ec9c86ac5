"""The sitemap: every listed release, and the pages of terms that hold some."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Article
from articles.moment import Moment
from taxonomy.vocabulary import Entry


class ReleaseSitemap(Sitemap):
    """Releases, newest first, with the instant their present edition became public."""

    limit = 5_000

    def items(self) -> QuerySet[Article]:
        listed = Article.objects.listed(timezone.now()).order_by("-position")
        return listed.only("release", "slug", "title", "public_at")

    def lastmod(self, article: Article) -> datetime:
        return article.public_at


class TermSitemap(Sitemap):
    """Fields of work, structures and countries that releases are filed under."""

    def items(self) -> list[Entry]:
        moment = Moment.take()
        return [
            entry
            for facet in ("field", "structure", "country")
            for entry in moment.vocabularies[facet]
            if moment.catalogue.count(facet, entry.slug)
        ]

    def location(self, entry: Entry) -> str:
        return entry.url


SITEMAPS = {"releases": ReleaseSitemap, "terms": TermSitemap}
