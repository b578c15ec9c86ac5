"""An edition at an instant, with what the checks ask about it; and a finding, which a check yields."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Picture, Recording
from articles.models.filing import Filing, filings_of
from articles.text.body import addresses_in
from articles.text.datelines import Dateline, read_dateline
from articles.text.index_words import plain_text
from articles.text.outline import Outline, outline_of
from taxonomy import vocabulary
from taxonomy.vocabulary import TermEntry

NEIGHBOURHOOD = timedelta(days=7)
# So many releases around the day are compared; a week of a busy press office has a few hundred.
MOST_NEIGHBOURS = 2_000
# The content type that announces an event, by the slug of the vocabulary.
MEDIA_ADVISORY = "media-advisory"


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """Something to mend before publication: a code, the field it is about, what it is and what to do.

    What `blocks` refuses the publication; the rest are warnings, which an editor may acknowledge.
    """

    code: str
    field: str
    sentence: str
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another release of about the same day, as far as duplicates are concerned."""

    release: int
    title: str
    day: date | None
    release_type: int | None


@dataclass(frozen=True)
class CheckedEdition:
    """An edition at an instant, and what checks ask about it: each query is made once, when needed."""

    article: Article
    now: datetime
    # All pictures in order, if already loaded.
    loaded_pictures: Sequence[Picture] | None = None

    @cached_property
    def pictures(self) -> Sequence[Picture]:
        """Its pictures in their order."""
        if self.loaded_pictures is not None:
            return self.loaded_pictures
        return list(self.article.pictures.all()) if "picture" in self.filing.files else []

    @cached_property
    def recordings(self) -> Sequence[Recording]:
        """Its recordings in their order."""
        return list(self.article.recordings.all()) if "recording" in self.filing.files else []

    @cached_property
    def filing(self) -> Filing:
        """Its terms and tags, and the kinds of its files; what is not stored yet has none."""
        return filings_of([self.article.pk])[self.article.pk] if self.article.pk else Filing()

    @cached_property
    def addresses(self) -> list[str]:
        """The targets of the links in its body."""
        return addresses_in(self.article.body)

    @cached_property
    def outline(self) -> Outline:
        """The lines, links, headings and tables of its body."""
        return outline_of(self.article.body)

    @cached_property
    def structures(self) -> list[TermEntry]:
        """The structures it is filed under."""
        return vocabulary.cached().structure.in_order(self.filing.terms["structure"])

    @cached_property
    def is_advisory(self) -> bool:
        """Return whether it invites journalists to an event."""
        entry = vocabulary.cached().type.by_id.get(self.article.release_type_id or 0)
        return entry is not None and entry.slug == MEDIA_ADVISORY

    @property
    def day_name(self) -> str:
        """What its day is called in a sentence."""
        if self.article.publishing_date:
            return "the publishing date"
        return "today" if self.day == timezone.localdate() else "the planned day"

    @property
    def day(self) -> date:
        """Its publishing date, or the day for which it is planned; today when it has neither yet."""
        return self.article.publishing_date or timezone.localdate(self.public_from)

    @property
    def public_from(self) -> datetime:
        """The instant from which readers would see it: now, its scheduled one, or the end of its embargo."""
        planned = [at for at in (self.article.public_at, self.article.embargo_until) if at]
        return max([self.now, *planned])

    @cached_property
    def dateline(self) -> Dateline | None:
        """The dateline of its summary, else of its body."""
        texts = (self.article.summary, plain_text(self.article.body))
        datelines = (read_dateline(" ".join(text.split()), self.day) for text in texts)
        return next(filter(None, datelines), None)

    @cached_property
    def neighbours(self) -> list[Neighbour]:
        """Other releases in the same language issued within a week of this one, or not dated yet."""
        week = (self.day - NEIGHBOURHOOD, self.day + NEIGHBOURHOOD)
        rows = (
            Article.objects.filter(
                Q(publishing_date__range=week) | Q(publishing_date__isnull=True),
                language=self.article.language,
            )
            .exclude(release=self.article.release)
            .exclude(state=Article.State.UNPUBLISHED)
            .order_by("-publishing_date", "-id")
            .values_list("release", "title", "publishing_date", "release_type_id")
        )
        return [Neighbour(*row) for row in rows[:MOST_NEIGHBOURS]]


Check = Callable[[CheckedEdition], Iterator[CheckFinding]]
