"""Words that most releases hold: a process looks them up before a reader asks, for they take longest."""

from django.db import connection

from articles.index import search
from articles.index.request_snapshot import RequestSnapshot
from articles.index.search.question import Form, Scope, Word
from articles.index.search.spelling import SHORTEST
from articles.models import IndexedWord

# Words that at least this part of the releases hold; the others are found quickly enough at the first time.
FREQUENT = 1 / 10
MOST = 150


def look_up_frequent_words() -> str:
    """Look up the most frequent words, so that the catalogue caches them; return how many, as a sentence.

    At a million releases this takes half a minute of the database's time, so the server does it beside its
    first requests.
    """
    frequent = search.BACKENDS[connection.vendor].frequent_words(FREQUENT, MOST)
    known = set(IndexedWord.objects.filter(word__in=frequent).values_list("word", flat=True))
    words = [word for word in frequent if word in known or len(word) < SHORTEST]
    for word in words:
        snapshot = RequestSnapshot.take()
        # As it is, and as a phrase.
        for asked in (Word((word,)), Word((word,), Form.EXACT, Scope.TEXTS)):
            search.listed_with(asked, snapshot.catalogue, snapshot.vocabularies)
    return f"{len(words)} frequent words were looked up"
