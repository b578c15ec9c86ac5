"""Checks that refuse a publication. They need one query, and one each for its pictures and recordings."""

import re
from collections.abc import Iterator

from articles.editing.checks.edition import Check, CheckedEdition, CheckFinding
from articles.models import Article
from articles.text.body import SCHEMES
from articles.text.index_words import plain_text
from articles.text.sentences import shortened


def explanation(article: Article) -> list[CheckFinding]:
    """A later edition says what changed, for readers, or why it is minor, for colleagues."""
    if article.edition == 1:
        return []
    if article.is_minor and not article.minor_reason:
        why = "Say, for colleagues, why this edition is a minor change."
        return [CheckFinding("minor-unexplained", "minor_reason", why, blocks=True)]
    if not article.is_minor and not article.change_note:
        what = (
            "Say in the change note, for readers, what this edition changed; "
            "or mark it as a minor change and say why."
        )
        return [CheckFinding("change-unexplained", "change_note", what, blocks=True)]
    return []


def _title(edition: CheckedEdition) -> Iterator[CheckFinding]:
    if not edition.article.title.strip():
        yield CheckFinding("no-title", "title", "Write a title.", blocks=True)


def _content_type(edition: CheckedEdition) -> Iterator[CheckFinding]:
    if edition.article.release_type_id is None:
        yield CheckFinding("no-type", "release_type", "Choose a content type.", blocks=True)


def _text(edition: CheckedEdition) -> Iterator[CheckFinding]:
    if not edition.article.summary.strip() and not plain_text(edition.article.body).strip():
        yield CheckFinding("no-text", "summary", "Write a summary or a body.", blocks=True)


def _unsafe_links(edition: CheckedEdition) -> Iterator[CheckFinding]:
    unsafe = [address for address in edition.addresses if is_unsafe(address)]
    if unsafe:
        sentence = (
            f"A link leads to “{shortened(unsafe[0])}”, which can harm readers; "
            "give a whole address, with https://."
        )
        yield CheckFinding("unsafe-link", "body", sentence, blocks=True)


def _explanation(edition: CheckedEdition) -> Iterator[CheckFinding]:
    yield from explanation(edition.article)


def _pictures_without_text(edition: CheckedEdition) -> Iterator[CheckFinding]:
    """The field is that of the row in the form of the edition, where pictures have the same order."""
    for place, picture in enumerate(edition.pictures):
        if picture.is_undescribed:
            sentence = (
                f"Picture {picture.number} has no text: say in “Alternative text” what is to be seen, for "
                "those who cannot see it, or mark it as decorative."
            )
            yield CheckFinding("picture-without-text", f"pictures-{place}-alt", sentence, blocks=True)


def _recordings_without_transcript(edition: CheckedEdition) -> Iterator[CheckFinding]:
    for place, recording in enumerate(edition.recordings):
        if not recording.transcript.strip():
            sentence = (
                f"The recording “{shortened(recording.title)}” has no transcript: write down what is "
                "said, for those who cannot hear it."
            )
            yield CheckFinding("no-transcript", f"recordings-{place}-transcript", sentence, blocks=True)


BLOCKING: tuple[Check, ...] = (
    _title,
    _content_type,
    _text,
    _unsafe_links,
    _explanation,
    _pictures_without_text,
    _recordings_without_transcript,
)


def is_unsafe(address: str) -> bool:
    """Return whether a link runs a script, holds a page, or leads away while it looks like a path here."""
    # Browsers drop white space and controls in a scheme, and read a backslash as a slash.
    plain = "".join(char for char in address if char > " ").replace("\\", "/").casefold()
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain)
    return plain.startswith("//") or bool(scheme and scheme[1] not in SCHEMES)
