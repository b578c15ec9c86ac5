"""Boilerplates: a change is a new version, and what is published keeps the version that it has."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from articles.index import ledger
from articles.models import Article, Boilerplate, BoilerplateVersion, IssuedBoilerplate, ReviewLink
from articles.text.body import sanitise
from articles.text.characters import without_controls
from articles.text.links import with_complete_addresses


@transaction.atomic
def write(boilerplate: Boilerplate, language: str, title: str, body: str, *, by: User) -> BoilerplateVersion:
    """Store the words of a boilerplate in a language as its next version; returns it.

    Editions in preparation have it from now on, issued ones keep theirs. Words that are the same as those of
    the newest version make none. Raises ValidationError without a title or a text.
    """
    ledger.lock()  # approvals wait: each is given before these words, or after
    newest = boilerplate.versions.filter(language=language).order_by("number").last()
    version = BoilerplateVersion(
        boilerplate=boilerplate,
        language=language,
        number=newest.number + 1 if newest else 1,
        title=stored_title(title),
        body=stored_body(body),
        by=by,
    )
    version.full_clean(exclude=["by"])
    if newest and (newest.title, newest.body) == (version.title, version.body):
        return newest
    version.save(force_insert=True)
    _have_read_again(boilerplate, language)
    return version


def stored_title(title: str) -> str:
    """Return a typed heading as a version has it; "" when nothing of it can be stored."""
    return without_controls(title).strip()


def stored_body(body: str) -> str:
    """Return a typed text as a version has it; "" when nothing of it can be stored."""
    return with_complete_addresses(sanitise(without_controls(body)))


def _have_read_again(boilerplate: Boilerplate, language: str) -> None:
    """Make editions another version whose words are others now: nobody signs off what they have not read.

    Those are meant that somebody may be reading for that: submitted ones, and ones with reviewer links.
    """
    is_read = Q(state=Article.State.SUBMITTED) | Exists(ReviewLink.objects.filter(article=OuterRef("pk")))
    editions = Article.objects.in_preparation().filter(is_read, language=language, boilerplates=boilerplate)
    editions.update(lock_version=F("lock_version") + 1)


def issue(articles: Sequence[Article]) -> None:
    """Tie editions that are being published to the newest words of what they name: two queries."""
    languages = {article.pk: article.language for article in articles}
    named = Article.boilerplates.through.objects.filter(article__in=languages)
    pairs = list(named.values_list("article_id", "boilerplate_id"))
    if not pairs:
        return
    newest = BoilerplateVersion.objects.newest().filter(boilerplate__in={pk for _, pk in pairs})
    by_language = {(version.boilerplate_id, version.language): version for version in newest}
    IssuedBoilerplate.objects.bulk_create(
        IssuedBoilerplate(article_id=article, version=version)
        for article, boilerplate in pairs
        if (version := by_language.get((boilerplate, languages[article])))
    )


def take_back(article: Article) -> None:
    """Let an edition whose schedule is cancelled have the newest words again."""
    IssuedBoilerplate.objects.filter(article=article).delete()


def outdated(boilerplate: Boilerplate, now: datetime) -> QuerySet[IssuedBoilerplate]:
    """What readers see at `now` with a version that another one has replaced since, newest release first."""
    later = BoilerplateVersion.objects.filter(
        boilerplate=OuterRef("version__boilerplate"),
        language=OuterRef("version__language"),
        number__gt=OuterRef("version__number"),
    )
    issued = IssuedBoilerplate.objects.filter(version__boilerplate=boilerplate).filter(Exists(later))
    live = issued.filter(article__in=Article.objects.listed(now).order_by())
    return live.select_related("article", "version").order_by(F("article__position").desc())
