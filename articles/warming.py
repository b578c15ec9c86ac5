"""What a process reads before a reader asks for it: the words that most releases hold, whose answers take longest to read."""

from django.db import connection

from articles import search
from articles.models import KnownWord
from articles.moment import Moment
from articles.search.spelling import SHORTEST
from articles.search.words import Word, read

# Words that at least this part of the releases hold; the others are found quickly enough at the first time.
FREQUENT = 1 / 10
MOST = 150


def look_up_frequent_words() -> str:
    """Have the catalogue remember which releases hold the most frequent words; says how many words that were.

    At a million releases this takes half a minute of the database's time, so the server does it beside its first requests.
    """
    frequent = search.BACKENDS[connection.vendor].frequent_words(FREQUENT, MOST)
    # The index of PostgreSQL holds stems too, which nobody types.
    known = set(KnownWord.objects.filter(word__in=frequent).values_list("word", flat=True))
    words = [word for word in frequent if word in known or len(word) < SHORTEST]
    for word in words:
        moment = Moment.take()
        # As it is read in the middle of a search, and as its last word.
        for asked in {Word((word,)), *read(word).wanted}:
            search.listed_with(asked, moment.catalogue, moment.vocabularies)
    return f"{len(words)} frequent words were looked up"
