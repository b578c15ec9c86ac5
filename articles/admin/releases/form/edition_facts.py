"""What the page of an edition tells beside its form: where it stands, what it lacks, what can be done."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from articles import redirects
from articles.admin.imports import dealt_with
from articles.admin.releases import history
from articles.admin.releases.form.fields import ReleaseForm
from articles.admin.releases.form.reading import reading
from articles.admin.releases.form.source_text import source_text
from articles.admin.releases.form.warnings import show_beside_fields
from articles.admin.releases.moves import hints, offered
from articles.admin.releases.previews import links_to
from articles.admin.requests import user_of
from articles.editing import checks, permissions, presence, review_links
from articles.editing.workflow import review
from articles.models import Article, Assignment, Picture, Transition


def facts_of(article: Article, form: ReleaseForm, formsets: list, request: HttpRequest) -> dict[str, Any]:
    """Return what the templates of the page are given of an edition besides its `form` and rows of files."""
    user = user_of(request)
    editions, translations = _relatives(article)
    return {
        **_shortcomings(article, form, formsets),
        **_past(article, user),
        **_moves(article, user),
        "assignment": _assignment_of(article),
        "now": timezone.now(),
        "may_preview": review_links.is_reviewable(article),
        "may_share": permissions.may_share(user),
        "standing": article.standing(),
        "editions": editions,
        "translations": translations,
        "source": source_text(article),
        "led_on": _led_on(request, editions),
        "import_problems": dealt_with.open_problems(editions[0]),
        "may_deal": dealt_with.may_deal(user),
        "present": presence.sentence(presence.others(article, user)),
    }


def _shortcomings(article: Article, form: ReleaseForm, formsets: list) -> dict[str, Any]:
    """What checks find in an edition in preparation; some of it stands beside its field."""
    # Their forms have read the stored pictures already.
    pictures = [
        row.instance for formset in formsets if formset.model is Picture for row in formset.initial_forms
    ]
    findings = checks.findings(article, timezone.now(), pictures) if article.is_in_preparation else []
    rows = [form, *(row for formset in formsets for row in formset.initial_forms)]
    return {"findings": findings, "fields_here": show_beside_fields(rows, findings)}


def _moves(article: Article, user: User) -> dict[str, Any]:
    """The moves that `user` may make, the usual one apart, and hints at those that wait for something."""
    if article.state == Article.State.SUBMITTED or article.lacks_approval:
        prefetch_related_objects([article], "contributors")  # for buttons and hints
    moves = offered(article, user)
    return {
        "moves": moves,
        "next_move": next((move for move in moves if move.is_usual), None),
        "may_assign": any(move.verb == "assign" for move in moves),
        "hints": hints(article, user),
    }


def _past(article: Article, user: User) -> dict[str, Any]:
    """The moves that were made, what came back, and what whoever reads the edition should know first."""
    prefetch_related_objects([article], Prefetch("transitions", Transition.objects.select_related("by")))
    transitions = list(article.transitions.all())
    links = links_to(article)
    return {
        "moves_made": list(history.moves(transitions)),
        "returned": review.last_return(article, transitions),
        "reading": reading(article, user, transitions, links),
        "review_links": links,
    }


def _relatives(article: Article) -> tuple[list[Article], list[Article]]:
    """All editions of a release, and the newest one of each other release of its set of translations."""
    set_of = Article.objects.of_release_and_translations(
        article.release, article.translates or article.release
    )
    rows = dealt_with.with_problems(set_of).order_by("edition")
    editions, newest = [], {}
    for row in rows.only(
        "release", "edition", "state", "public_at", "public_until", "title", "language", "translates"
    ):
        if row.release == article.release:
            editions.append(row)
        else:
            newest[row.release] = row
    originals_first = sorted(newest.values(), key=lambda row: (row.translates is not None, row.release))
    return editions, originals_first


def _assignment_of(article: Article) -> Assignment | None:
    """Who is to bring an edition in preparation forward; the page has read it with the edition."""
    return getattr(article, "assignment", None) if article.is_in_preparation else None


def _led_on(request: HttpRequest, editions: list[Article]) -> dict[str, Any] | None:
    """The target of readers of an unpublished release, and the page to change it; None for other releases."""
    now = timezone.now()
    is_off = any(edition.state == Article.State.UNPUBLISHED for edition in editions)
    if not is_off or any(edition.is_public(now) for edition in editions):
        return None
    way = redirects.way_from(editions[0].release, now)
    address = ""
    if way.first and user_of(request).has_perm("articles.change_redirect"):
        address = reverse("admin:articles_redirect_change", args=[way.first.pk])
    elif not way.first and user_of(request).has_perm("articles.add_redirect"):
        old = urlencode({"old": redirects.address_of(editions[0].release)})
        address = f"{reverse('admin:articles_redirect_add')}?{old}"
    return {"way": way, "change": address}
