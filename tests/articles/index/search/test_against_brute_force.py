"""The index finds what reading every text finds: random questions to random texts, in three languages."""

from random import Random

import pytest

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.index.search import words
from articles.index.search.question import Form, Scope, Word
from articles.models import Article
from articles.text.tokens import tokens_in
from tests.factories import make_article

TOKENS = (
    "border", "borders", "bordering", "police", "policy", "policies", "the", "of", "gas", "EU", "centre", "centers", "non-profit",
    "non profits", "co-operation", "Türkiye", "organised", "organizes", "миссия", "миссии", "выборов", "Wahl", "Wahlen", "3/2021", "hold", "held",
)  # fmt: skip
RELEASES, QUESTIONS = 40, 300


def text(random: Random, longest: int) -> str:
    return " ".join(random.choices(TOKENS, k=random.randint(0, longest)))


def part(random: Random) -> str:
    word = random.choice(TOKENS)
    match random.randrange(8):
        case 0:
            return f'"{text(random, 3) or word}"'
        case 1:
            return f"{word[:4]}*"
        case 2:
            return f"title:{word}"
        case 3:
            return f"{word} OR {random.choice(TOKENS)}"
        case 4:
            return f"-{word}"
        case 5:
            return f"({word} OR ({random.choice(TOKENS)} NOT {random.choice(TOKENS)}))"
        case 6:
            return f'title:"{word} {random.choice(TOKENS)}"'
    return word


def question(random: Random) -> str:
    parts = [part(random) for _ in range(random.randint(1, 3))]
    return " ".join([*parts, random.choice(("in:text", "in:title", "in:text"))])


def has(article: Article, word: Word) -> bool:
    fields = [article.title] if word.scope is Scope.TITLE else [article.title, article.place, article.summary]
    if word.scope is not Scope.TITLE:
        fields.append(article.body.removeprefix("<p>").removesuffix("</p>"))
    return any(word.is_in(tokens_in(field), article.language) for field in fields)


@pytest.mark.parametrize("seed", range(2))
def test_random_questions_find_what_reading_all_texts_finds(terms, seed):
    random = Random(seed)
    articles = [
        make_article(
            title=text(random, 5) or "Nothing",
            place=text(random, 2),
            summary=text(random, 6),
            body=f"<p>{text(random, 12)}</p>",
            language=random.choice(("en", "ru", "de", "sq")),
        )
        for _ in range(RELEASES)
    ]
    snapshot = RequestSnapshot.take()

    wrong = {}
    for asked in (question(random) for _ in range(QUESTIONS)):
        read = words.read(asked)
        wanted = {
            article.pk for article in articles if read.holds(lambda word, article=article: has(article, word))
        }
        found = set(snapshot.find(ReleaseQuery(words=asked, sort="newest", rows=50)).ids) if read else wanted
        if found != wanted:
            wrong[asked] = (wanted - found, found - wanted)

    assert not wrong


def test_the_questions_are_of_every_kind():
    random = Random(0)
    read = [words.read(question(random)) for _ in range(QUESTIONS)]

    forms = {word.form for some in read for word in (*some.wanted, *some.excluded)}
    scopes = {word.scope for some in read for word in some.wanted}
    assert forms == set(Form)
    assert scopes == {Scope.TEXTS, Scope.TITLE}
