"""Sixty questions of readers, each with exactly the releases that it asks for: the same on both databases."""

from datetime import date

import pytest

from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from tests.factories import make_article

# The releases by the first word of their titles.
RELEASES = (
    {
        "title": "Border police train together",
        "summary": "A course on border management in Osh.",
        "body": "<p>Officers of the border police learned to work side by side.</p>",
        "fields_of_work": ["border-management"],
    },
    {
        "title": "Managers of borders meet",
        "summary": "Police and customs officers met.",
        "body": "<p>The management of a border takes two.</p>",
    },
    {
        "title": "Observers praise calm vote",
        "summary": "The poll was peaceful.",
        "body": "<p>Nobody was hindered at the ballot box.</p>",
        "fields_of_work": ["elections"],
        "release": 71,
    },
    {
        "title": "Elections in Albania observed",
        "summary": "The electoral commission held a meeting on 12 May 2025.",
        "publishing_date": date(2025, 5, 12),
        "countries": ["albania"],
    },
    {
        "title": "Electricity for the valley",
        "summary": "Gas and oil stay expensive in Moldova.",
    },
    {
        "title": "Labour market opens",
        "summary": "An organisation of workers recognises a new programme.",
        "body": "<p>The centre was honoured for its behaviour.</p>",
    },
    {
        "title": "Labor and its organizers",
        "summary": "They recognize programs of neighboring theaters.",
        "body": "<p>Defense lawyers canceled a dialog.</p>",
    },
    {
        "title": "Freedom of the media",
        "summary": "A statement on the situation of journalists.",
        "place": "Vienna",
    },
    {
        "title": "Media freedom seminar",
        "summary": "Journalists spoke of safety.",
        "body": "<p>The situation is better in the EU and at the UN.</p>",
    },
    {
        "title": "Use of water",
        "summary": "It is used in all houses.",
        "body": "<p>Two children and a woman lost their lives.</p>",
    },
    {
        "title": "US delegation arrives",
        "summary": "Women from 57 states hold talks.",
    },
    {
        "title": "Миссия наблюдателей завершила работу",
        "summary": "Выборы прошли спокойно, отчёт о безопасности готов.",
        "language": "ru",
    },
    {
        "title": "Отчет о выборах",
        "summary": "Наблюдатели миссий ОБСЕ выступили.",
        "language": "ru",
    },
    {
        "title": "Secretary General visits Kyiv",
        "summary": "He met the general secretary of a union.",
        "body": "<p>The High Commissioner’s words were few.</p>",
        "structures": ["secretariat"],
    },
    {
        "title": "Police reform",
        "summary": "The policy of the ministry.",
        "body": "<p>General questions, asked of a secretary.</p>",
    },
    {
        "title": "Neue Wahlen in Berlin",
        "summary": "Die Wahl wurde beobachtet.",
        "language": "de",
    },
    {
        "title": "Decision 71 adopted",
        "summary": "Co-operation in non-profit organizations, news of AIDS and first aid.",
    },
    {
        "title": "Withdrawn hedgehog",
        "summary": "Hedgehogs in the border area.",
        "state": Article.State.WITHDRAWN,
    },
)  # fmt: skip

QUESTIONS = {
    # Words side by side, in one field, and never by what a release is filed under.
    '"border police"': {"Border"},
    '"police border"': set(),
    '"border management"': {"Border"},
    '"together course"': set(),
    '"together a course"': set(),
    '"vienna statement"': set(),
    "“freedom of the media”": {"Freedom"},
    '"media freedom"': {"Media"},
    '"secretary general"': {"Secretary"},
    '"general secretary"': {"Secretary"},
    '"border"': {"Border", "Managers"},
    '"high commissioner"': {"Secretary"},
    "High Commissioner's words": {"Secretary"},
    '"elections"': {"Elections"},
    # What a release is filed under, with the text or without.
    "elections": {"Observers", "Elections"},
    "election": {"Observers", "Elections"},
    "elections in:text": {"Elections"},
    "in:title elections": {"Elections"},
    "albania": {"Elections"},
    "secretariat": {"Secretary"},
    "secretariat in:text": set(),
    # Operators.
    "gas OR elections": {"Electricity", "Observers", "Elections"},
    "(gas OR vote) moldova": {"Electricity"},
    "police gas OR reform": {"Police"},
    "police NOT border": {"Police"},
    "police -border": {"Police"},
    "police -(border OR customs)": {"Police"},
    'police -"border police"': {"Managers", "Police"},
    "police AND policy": {"Police"},
    "title:police": {"Border", "Police"},
    "title:police border": {"Border"},
    'title:"media freedom"': {"Media"},
    "title:border": {"Border", "Managers"},
    "police in:title": {"Border", "Police"},
    "electr*": {"Electricity"},
    "elect* in:text": {"Elections", "Electricity"},
    '"border manag*"': {"Border"},
    "NOT": set(),
    # Inflections.
    "managers of borders": {"Border", "Managers"},
    "organize": {"Labour", "Labor", "Decision"},
    "woman": {"Use", "US"},
    "child": {"Use"},
    "meets": {"Managers", "Elections", "Secretary"},
    "holding": {"Elections", "US"},
    "миссии": {"Миссия", "Отчет"},
    "наблюдатель": {"Миссия", "Отчет"},
    "выборами": {"Миссия", "Отчет", "Observers"},
    "отчета": {"Миссия", "Отчет"},
    "Wahl": {"Neue"},
    # What is no inflection.
    "policy": {"Police"},
    "electoral": {"Elections"},
    "aids": {"Decision"},
    "electric": {"Electricity"},
    # British and American.
    "labor": {"Labour", "Labor"},
    "labour": {"Labour", "Labor"},
    "programme": {"Labour", "Labor"},
    "center": {"Labour"},
    "organization": {"Labour", "Labor", "Decision"},
    "neighbouring theatres": {"Labor"},
    "defence dialogue cancelled": {"Labor"},
    "honor behavior": {"Labour"},
    "recognise": {"Labour", "Labor"},
    # Stop words and words of two letters.
    "the situation of the journalists": {"Freedom", "Media"},
    "a statement on which journalists": {"Freedom"},
    "us": {"US"},
    "eu": {"Media"},
    "UN situation": {"Media"},
    "use": {"Use"},
    # Spelling, numbers and dates.
    "cooperation": {"Decision"},
    "non-profits": {"Decision"},
    "12 May 2025": {"Elections"},
    "71": {"Observers", "Decision"},
    "#71": {"Observers"},
    "release 71": {"Observers"},
    "57": {"US"},
    # Unfinished, and withdrawn.
    "journ": {"Freedom", "Media"},
    "hedgehog": set(),
    "border is:withdrawn": set(),
}


@pytest.fixture
def archive(terms) -> RequestSnapshot:
    """The releases, as a reader's request sees them."""
    for facts in RELEASES:
        make_article(**facts)
    return RequestSnapshot.take()


def found(words: str, snapshot: RequestSnapshot) -> set[str]:
    result = snapshot.find(ReleaseQuery(words=words, rows=50))
    assert result.total == len(result.ids)
    return {article.title.split()[0] for article in snapshot.articles(result.ids)}


def test_each_question_finds_what_was_asked_and_nothing_else(archive):
    answers = {words: found(words, archive) for words in QUESTIONS}

    assert len(QUESTIONS) >= 60
    assert answers == QUESTIONS
