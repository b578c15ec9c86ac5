"""The sitemap: every listed release, and the pages of terms that hold some."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.utils import timezone

from articles.models import Article
from articles.moment import Moment
from taxonomy.vocabulary import Entry


class NewestFirst(Sequence):
    """All listed releases, read from the database a slice at a time: the catalogue knows which."""

    def __init__(self, moment: Moment):
        self.moment = moment

    def __len__(self) -> int:
        return len(self.moment.catalogue)

    def __getitem__(self, part: slice) -> list[Article]:
        ids = self.moment.catalogue.ids[::-1][part].tolist()
        listed = Article.objects.listed(self.moment.now).only("release", "slug", "title", "public_at")
        found = listed.in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]


class ReleaseSitemap(Sitemap):
    """Releases, newest first, with the instant their present edition became public."""

    limit = 5_000

    def items(self) -> NewestFirst:
        return NewestFirst(Moment.take())

    def lastmod(self, article: Article) -> datetime:
        return article.public_at

    def get_latest_lastmod(self) -> datetime | None:
        """Asked for the index of the parts, where Django would read every release."""
        return Article.objects.listed(timezone.now()).aggregate(latest=Max("public_at"))["latest"]


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
