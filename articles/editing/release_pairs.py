"""Decisions about pairs of releases: merge the two into one, keep them apart, undo either.

A merger keeps one release. The other leaves the site, its address leads to the one kept, and what only it has
goes to the one kept: texts where nobody has worked on that, terms and tags in any case. Its editions and
their history stay. Everything happens in one transaction under the ledger's lock.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles import redirects
from articles.editing import permissions, refusals
from articles.editing.workflow.transitions import CHANGED_MEANWHILE, NotPossible, Step, move, raise_any
from articles.importing import fitness, record_linkage, release_rows
from articles.importing.known_releases import is_completed_by_imports
from articles.importing.record import LISTS
from articles.index import ledger, updates
from articles.models import Article, ChangeLogEntry, Provenance, PublicChange, ReleasePair, Transition
from articles.models.facets import FIELDS, OF_MANY_TERMS
from articles.text.body import from_plain_text, sanitise

State, Kind = Article.State, PublicChange.Kind
RELATIONS = tuple(facet.name for facet in OF_MANY_TERMS.values())
DECIDED_MEANWHILE = "Somebody has decided about this pair meanwhile; look at it again."


def newest_editions(pair: ReleasePair) -> tuple[Article | None, Article | None]:
    """Return the newest edition of each release, in the pair's order; None for one that is not there."""
    editions = Article.objects.newest_editions().filter(release__in=(pair.release, pair.other))
    by_release = {edition.release: edition for edition in editions}
    return by_release.get(pair.release), by_release.get(pair.other)


def seen(pair: ReleasePair) -> str:
    """Return what a page shows of a pair, for `merge` to see that it is still so."""
    versions = (f"{one.pk}.{one.lock_version}" if one else "-" for one in newest_editions(pair))
    return f"{pair.state} {' '.join(versions)}"


def preferred(first: Article, second: Article) -> Article:
    """Return the edition whose release a merger keeps best: the public one, the first of two."""
    now = timezone.now()
    return second if second.is_public(now) and not first.is_public(now) else first


def reasons_against(kept: Article, gone: Article, by: User) -> list[str]:
    """The reasons why `by` cannot merge the release of `gone` into that of `kept`, newest editions both."""
    if not permissions.may_decide_pairs(by):
        return [f"{by} lacks the right to decide about pairs of releases."]
    now = timezone.now()
    reasons = []
    is_theirs = not is_completed_by_imports(gone.release)
    if refusals.has_other_draft(gone) or (gone.is_in_preparation and gone.edition > 1):
        reasons.append(f"An edition of release {gone.release} is in preparation; finish or delete it first.")
    elif gone.is_in_preparation and is_theirs:
        reasons.append(
            f"Somebody has worked on release {gone.release}, which is not published: keep that one, or have "
            "it deleted."
        )
    elif not gone.is_in_preparation:
        reasons += refusals.of_taking_away(gone)
        if not kept.is_public(now) or kept.state != State.PUBLISHED:
            reasons.append(f"Readers see release {gone.release}, and not release {kept.release}.")
        if is_theirs:
            # What the workflow has published leaves the site by its rules.
            reasons += permissions.reasons_against("unpublish", gone, by)
    if kept.state == State.UNPUBLISHED:
        reasons.append(f"Release {kept.release} is unpublished.")
    if kept.translates is not None and Article.objects.filter(translates=gone.release).exists():
        reasons.append(
            f"Release {kept.release} is a translation of release {kept.translates}, and release "
            f"{gone.release} has translations itself."
        )
    return list(dict.fromkeys(reasons))


@transaction.atomic
def merge(pair: ReleasePair, *, keep: int, by: User, version: str) -> ReleasePair:
    """Merge a pair into the release `keep`; `version` is what `seen` returned for the page.

    Raises NotPossible with all reasons, and when the pair or its releases are not what was seen.
    """
    pair = _locked(pair, version)
    kept, gone = _sides(pair, keep)
    raise_any(reasons_against(kept, gone, by))
    before = release_rows.read([kept.release, gone.release])
    _complete(kept, gone, by)
    _take_away(gone, kept, by)
    translations = _lead_translations(gone.release, kept.release)
    left = release_rows.read([kept.release, gone.release])
    pair.state, pair.by, pair.at, pair.kept = ReleasePair.State.MERGED, by, timezone.now(), keep
    pair.before = {
        "rows": {str(release): rows for release, rows in before.items()},
        "left": {str(release): release_rows.digest(rows) for release, rows in left.items()},
        "translations": translations,
    }
    pair.save()
    return pair


@transaction.atomic
def keep_apart(pair: ReleasePair, *, by: User, version: str) -> ReleasePair:
    """Decide that a pair are two releases: no import asks again."""
    pair = _locked(pair, version)
    raise_any(_against_deciding(by))
    pair.state, pair.by, pair.at = ReleasePair.State.APART, by, timezone.now()
    pair.save()
    for edition, other in zip(newest_editions(pair), (pair.other, pair.release), strict=True):
        if edition:
            _note(edition, "keep-apart", by, f"It is another release than release {other}.")
    return pair


@transaction.atomic
def undo(pair: ReleasePair, *, by: User, version: str) -> ReleasePair:
    """Make a decided pair an open one again; a merger gives both releases back as they were.

    What somebody has changed since in the release that was kept stays. Raises NotPossible when the other one
    is not as the merger left it.
    """
    pair = _locked(pair, version, is_open=False)
    raise_any(_against_deciding(by))
    if pair.before is not None and pair.kept and pair.gone:
        _bring_back(pair.gone, pair.kept, pair.before, by)
        _give_back(pair.kept, pair.gone, pair.before, by)
        translations = Article.objects.filter(pk__in=pair.before["translations"], translates=pair.kept)
        _retranslate(translations, pair.gone)
    pair.state, pair.by, pair.at = ReleasePair.State.OPEN, None, None
    pair.kept, pair.before = None, None
    pair.save()
    return pair


def _against_deciding(by: User) -> list[str]:
    if permissions.may_decide_pairs(by):
        return []
    return [f"{by} lacks the right to decide about pairs of releases."]


def _locked(pair: ReleasePair, version: str, *, is_open: bool = True) -> ReleasePair:
    """Return the pair, read anew under locks, if it is as it was seen."""
    ledger.lock()
    stored = ReleasePair.objects.select_for_update().get(pk=pair.pk)
    if (stored.state == ReleasePair.State.OPEN) is not is_open:
        raise NotPossible(DECIDED_MEANWHILE)
    if seen(stored) != version:
        raise NotPossible(CHANGED_MEANWHILE)
    return stored


def _sides(pair: ReleasePair, keep: int) -> tuple[Article, Article]:
    first, second = newest_editions(pair)
    if not first or not second or keep not in (pair.release, pair.other):
        raise NotPossible("One of the releases is not there any more.")
    return (first, second) if keep == pair.release else (second, first)


def _complete(kept: Article, gone: Article, by: User) -> None:
    """Give the release that is kept what only the other has, and note where it came from."""
    accounts = {
        row.release: row for row in Provenance.objects.filter(release__in=(kept.release, gone.release))
    }
    row, source = accounts.get(kept.release), accounts.get(gone.release)
    fields: dict[str, Any] = {}
    if row and source and is_completed_by_imports(kept.release):
        fields = _completed_fields(row, source)
    terms = {name: _missing(kept, gone, name) for name in RELATIONS}
    tags = sorted(set(gone.tags.names()) - set(kept.tags.names()))
    for name, value in fields.items():
        setattr(kept, name, value)
    if kept.release_type_id is None and gone.release_type_id:
        kept.release_type_id, fields["release_type"] = gone.release_type_id, gone.release_type
    if fields and _is_public_news(kept):
        # Nobody has approved these words.
        kept.unapproved_since = timezone.now()
    kept.lock_version += 1
    kept.save()
    for name, ids in terms.items():
        getattr(kept, name).add(*ids)
    kept.tags.add(*tags)
    gained = [*fields, *(name for name, ids in terms.items() if ids), *(["tags"] if tags else [])]
    came = (
        f"What came from it: {', '.join(FIELDS[name].label for name in gained)}" if gained else "Nothing came"
    )
    where = f" ({source.source}, line {source.line})" if source else ""
    _note(kept, "complete", by, f"Release {gone.release}{where} was merged into it. {came}.")
    updates.record([kept], Kind.CORRECTED)


def _is_public_news(article: Article) -> bool:
    day = article.publishing_date
    if article.is_in_preparation or day is None:
        return False
    return fitness.is_news(day, timezone.localdate(), settings.IMPORT_NEWS_DAYS)


def _completed_fields(row: Provenance, other: Provenance) -> dict[str, Any]:
    """Write the fullest account of both into the provenance; returns the fields that it changes."""
    full = record_linkage.merged(row.as_read, other.as_read, united=LISTS)
    full |= {"title": row.as_read["title"], "date": row.as_read["date"], "language": row.as_read["language"]}
    fields = {
        name: sanitise(from_plain_text(full[name])) if name == "body" else full[name]
        for name in ("summary", "body", "place")
        if full.get(name) != row.as_read.get(name)
    }
    if "place" in fields:
        fields["place"] = fields["place"][:200]
    digest = record_linkage.digest(full)
    if not Provenance.objects.filter(identity=row.identity, digest=digest).exclude(pk=row.pk).exists():
        row.as_read, row.digest = full, digest
        row.save(update_fields=["as_read", "digest"])
    return fields


def _missing(kept: Article, gone: Article, name: str) -> list[int]:
    """Return the terms of a relation, by id, that only the release has that goes."""
    ids = set(getattr(gone, name).values_list("pk", flat=True))
    return sorted(ids.difference(getattr(kept, name).values_list("pk", flat=True)))


def _take_away(gone: Article, kept: Article, by: User) -> None:
    """Take a release from the desk, where nobody has worked on it, or from readers."""
    if gone.is_in_preparation:
        ChangeLogEntry.objects.create(
            release=gone.release,
            edition=gone.edition,
            kind=ChangeLogEntry.Kind.MERGED,
            by=by,
            changes={"title": [gone.title, f"Release {kept.release}: {kept.title}"]},
        )
        gone.delete()
        return
    # A period is never empty, not even of what goes at the very instant it came.
    gone.public_until = max(timezone.now(), gone.issued_at + timedelta(microseconds=1))
    move(gone, Step("merge", by, f"It was merged into release {kept.release}."))
    updates.record([gone], Kind.REMOVED)
    redirects.remove(gone.release)
    [line] = redirects.store([(redirects.address_of(gone.release), str(kept.release))], by=by)
    raise_any(line.problems)


def _lead_translations(gone: int, kept: int) -> list[int]:
    """Let the translations of a release be those of the one that is kept; returns their editions, by id."""
    translations = Article.objects.filter(translates=gone)
    ids = sorted(translations.values_list("pk", flat=True))
    _retranslate(translations, kept)
    return ids


def _retranslate(editions: Iterable[Article], original: int) -> None:
    editions = list(editions)
    Article.objects.filter(pk__in=[edition.pk for edition in editions]).update(translates=original)
    for edition in editions:
        edition.translates = original
    if editions:
        updates.record(editions, Kind.CORRECTED)


def _bring_back(release: int, kept: int, before: dict[str, Any], by: User) -> None:
    """Bring the release back that a merger took away, as it was."""
    now = release_rows.read([release]).get(release)
    if (release_rows.digest(now) if now else None) != before["left"].get(str(release)):
        raise NotPossible(f"Somebody has worked on release {release} since: the merger cannot be undone.")
    _write_back(
        before["rows"][str(release)], now, Kind.REINSTATED, f"The merger with release {kept} was undone.", by
    )
    redirects.remove(release)


def _give_back(release: int, gone: int, before: dict[str, Any], by: User) -> None:
    """Take from the release that was kept what the merger gave it, unless somebody has changed it since."""
    now = release_rows.read([release]).get(release)
    if now is None:
        return
    remark = f"The merger with release {gone} was undone."
    if release_rows.digest(now) == before["left"][str(release)]:
        _write_back(before["rows"][str(release)], now, Kind.CORRECTED, remark, by)
        return
    edition = Article.objects.newest_editions().get(release=release)
    _note(edition, "separate", by, f"{remark} It was changed since, and stays as it is.")


def _write_back(
    rows: release_rows.Rows, now: release_rows.Rows | None, kind: str, remark: str, by: User
) -> None:
    """Write the rows of a release as they were, with what its history has got since."""
    since = {edition["id"]: edition["transitions"] for edition in (now["editions"] if now else ())}
    states = {edition["id"]: edition["state"] for edition in (now["editions"] if now else ())}
    editions = [{**one, "transitions": since.get(one["id"], one["transitions"])} for one in rows["editions"]]
    articles = release_rows.write([{**rows, "editions": editions}])
    _note(articles[-1], "separate", by, remark, states.get(articles[-1].pk))
    updates.record([article for article in articles if not article.is_in_preparation], kind)


def _note(article: Article, verb: str, by: User, remark: str, former: str | None = None) -> None:
    """Record in the history of an edition that somebody decided about its pair."""
    former = article.state if former is None else former
    Transition.objects.create(
        article=article, verb=verb, from_state=former, to_state=article.state, by=by, remark=remark
    )
