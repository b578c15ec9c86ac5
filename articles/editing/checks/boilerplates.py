"""Checks of the boilerplates that an edition names; they ask nothing where it names none."""

from collections.abc import Iterator

from django.utils import dateformat

from articles.editing.checks.edition import Check, CheckedEdition, CheckFinding
from articles.models import Article, Boilerplate, BoilerplateVersion
from taxonomy import languages

FIELD = "boilerplates"


def _usable(edition: CheckedEdition) -> Iterator[CheckFinding]:
    """Those that are retired, or for other content types."""
    if not (named := edition.filing.entries[FIELD]):
        return
    article = edition.article
    for one in Boilerplate.objects.filter(pk__in=named).prefetch_related("release_types"):
        if one.used_until and one.used_until < edition.day:
            until = dateformat.format(one.used_until, "j F Y")
            sentence = f"“{one}” is in use until {until} only; choose another one, or take it out."
            yield CheckFinding("retired-boilerplate", FIELD, sentence)
        types = one.release_types.all()
        if types and article.release_type_id not in {type.pk for type in types}:
            fitting = ", ".join(str(type) for type in types)
            sentence = f"“{one}” is for another content type ({fitting}); take it out, or choose that type."
            yield CheckFinding("unfit-boilerplate", FIELD, sentence)


def _words(edition: CheckedEdition) -> Iterator[CheckFinding]:
    """Those without words in the language, or with words that nobody has read when approving."""
    if not (named := edition.filing.entries[FIELD]):
        return
    article = edition.article
    in_language = BoilerplateVersion.objects.newest().filter(language=article.language)
    newest = {version.boilerplate_id: version for version in in_language.filter(boilerplate__in=named)}
    approved_at = None
    if article.state == Article.State.APPROVED and newest:
        approvals = article.transitions.filter(verb="approve").order_by("at")
        approved_at = approvals.values_list("at", flat=True).last()
    for pk, name in named.items():
        if pk not in newest:
            language = languages.name_of(article.language)
            sentence = f"“{name}” has no text in {language}: readers see none. Write it, or take it out."
            yield CheckFinding("boilerplate-without-text", FIELD, sentence)
        elif approved_at and newest[pk].at > approved_at:
            sentence = f"“{name}” was changed after this release was approved: read it in the preview."
            yield CheckFinding("boilerplate-changed", FIELD, sentence)


BOILERPLATES: tuple[Check, ...] = (_usable, _words)
