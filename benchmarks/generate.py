"""An archive of any size for measurements: seeded, shaped like a real one, terms and words by Zipf's law.

Run alone it fills the database of DATABASE_URL: `python -m benchmarks.generate 100000`. It goes on where
an interrupted run stopped.
"""

import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate, islice
from random import Random

CHUNK = 5_000
FIRST_DAY = date(1994, 1, 1)
DAYS = 365 * 32
WORDS = 20_000
SYLLABLES = (
    "ba",
    "co",
    "de",
    "fi",
    "go",
    "hu",
    "ja",
    "ke",
    "li",
    "mo",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "ze",
)


class Zipf:
    """Draws the n-th of `values` with a probability in proportion to 1/n."""

    def __init__(self, values: Sequence, random: Random):
        self.values, self.random = values, random
        self.weights = list(accumulate(1 / (rank + 1) for rank in range(len(values))))

    def draw(self, how_many: int) -> list:
        return self.random.choices(self.values, cum_weights=self.weights, k=how_many)


def vocabulary_of_words() -> list[str]:
    """Made-up words, always the same: the first ones short and frequent, as in a language."""
    random = Random(1)
    words = dict.fromkeys(
        "".join(random.choices(SYLLABLES, k=1 + min(4, rank.bit_length() // 3))) for rank in range(WORDS * 3)
    )
    return list(words)[:WORDS]


def generate(size: int) -> None:
    """Fill the database up to `size` published releases."""
    from django.db import transaction
    from django.utils import timezone

    from articles.index import ledger, search, updates
    from articles.models import Article, PublicChange, make_slug
    from taxonomy.models import Country, FieldOfWork, ReleaseType, Structure

    have = Article.objects.count()
    if have != len(search.indexed_positions()):
        search.rebuild()
    random = Random(have)
    words = Zipf(vocabulary_of_words(), random)
    pick = {
        model: Zipf(list(model.objects.order_by("pk").values_list("pk", flat=True)), random)
        for model in (ReleaseType, Structure, FieldOfWork, Country)
    }
    relations = (
        ("structures", "structure_id", Structure, (0, 1, 1, 1, 2, 3)),
        ("fields_of_work", "fieldofwork_id", FieldOfWork, (0, 1, 1, 2, 2, 4)),
        ("countries", "country_id", Country, (0, 0, 1, 1, 1, 2)),
    )
    days = iter(sorted(FIRST_DAY + timedelta(days=random.randrange(DAYS)) for _ in range(size - have)))
    while have < size:
        with transaction.atomic():
            chunk = list(islice(days, CHUNK))
            articles = [
                _article(release, day, position, words, pick[ReleaseType].draw(1)[0])
                for release, day, position in zip(
                    ledger.take_releases(len(chunk)), chunk, ledger.take_positions(chunk), strict=True
                )
            ]
            for article in articles:
                article.slug = make_slug(article.title)
                article.public_at = timezone.make_aware(datetime.combine(article.publishing_date, time.min))
            Article.objects.bulk_create(articles)
            for relation, column, model, how_many in relations:
                through = getattr(Article, relation).through
                through.objects.bulk_create(
                    through(article_id=article.pk, **{column: term})
                    for article in articles
                    for term in set(pick[model].draw(random.choice(how_many)))
                )
            updates.record(articles, PublicChange.Kind.PUBLISHED)
        have += len(chunk)
        print(f"\r{have:,} of {size:,} releases", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def _article(release: int, day: date, position: int, words: Zipf, type_id: int):
    from articles.models import Article

    title = " ".join(words.draw(9)).capitalize()
    return Article(
        release=release,
        title=title,
        summary=" ".join(words.draw(40)).capitalize() + ".",
        body="".join(f"<p>{' '.join(words.draw(70)).capitalize()}.</p>" for _ in range(3)),
        publishing_date=day,
        position=position,
        state=Article.State.PUBLISHED,
        release_type_id=type_id,
        place=words.draw(1)[0].upper(),
    )


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    generate(int(sys.argv[1]))
