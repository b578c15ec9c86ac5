"""Doubts of imports in words: the desk names them, the report has their codes (docs/importing.md)."""

LABELS = {
    "": "no doubt: nothing was to be published",
    "ambiguous-date": "day or month",
    "bad-date": "no date that can be read",
    "future-date": "dated in the future",
    "likely-duplicate": "likely a duplicate",
    "new-term": "a new term",
    "news": "news",
    "no-labels": "a page without labels",
    "title-from-text": "no title",
    "truncated": "a cut text",
    "unknown-term": "a label that no term has",
    "unusual-type": "unusual content type",
}


def label_of(code: str) -> str:
    """Return the words for a code; one that has none here stands as it is, without its dashes."""
    return LABELS.get(code, code.replace("-", " "))
