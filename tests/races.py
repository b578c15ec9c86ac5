"""Moves and saves that meet: threads with a connection each, in a process with a database of its own.

Tests start it, for only a database that threads share can be raced for: a SQLite file, or PostgreSQL.
"""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.editing import bulk_filing, review_links, workflow
from articles.index import ledger
from articles.models import Article, ReviewAnswer
from taxonomy.models import ReleaseType, Structure
from tests.factories import FILED, make_article, make_editor, make_user

State = Article.State
PATIENCE = 300
# An edition that each move can be made with; what anybody may answer stands in ANSWERS.
CASES = {
    "submit": {"state": State.DRAFT},
    "take-back": {"state": State.SUBMITTED},
    "return": {"state": State.SUBMITTED},
    "approve": {"state": State.SUBMITTED},
    "publish": {"state": State.APPROVED},
    "force": {"state": State.DRAFT},
    "delete": {"state": State.DRAFT},
    "reschedule": {"public_at": timezone.now() + timedelta(days=365)},
    "cancel": {"public_at": timezone.now() + timedelta(days=365)},
    "approve-afterwards": {"is_forced": True},
    "new-edition": {},
    "withdraw": {},
    "reinstate": {"state": State.WITHDRAWN},
    "unpublish": {},
}
ANSWERS = {"remark": "Why not?", "reason": "It must be.", "when": "now"}
FUNCTIONS = {
    "submit": workflow.submit,
    "take-back": workflow.take_back,
    "return": workflow.return_to_draft,
    "approve": workflow.approve,
    "publish": workflow.publish,
    "force": lambda article, **facts: workflow.force_publish(article, reason="It must be.", **facts),
    "delete": workflow.delete_draft,
}


def person(name: str) -> AbstractUser:
    """A superuser of that name."""
    return get_user_model().objects.filter(username=name).first() or make_editor(name)


def make_case(verb: str) -> Article:
    """An edition that the mover can make this move with; what he takes back, he has begun."""
    facts = dict(CASES[verb])
    if verb == "take-back":
        facts["created_by"] = person("mover")
    if facts.pop("is_forced", False):
        facts["forced_by"] = make_user()
    return make_article(title="As it was seen", **FILED, **facts)


def post_move(client: Client, verb: str, article: Article) -> HttpResponse:
    """Press the button of a move, having seen `article` as it is at hand."""
    answers = ANSWERS | {"version": article.lock_version}
    if verb == "delete":
        address = reverse("admin:articles_article_delete", args=[article.pk])
        return client.post(address, answers | {"post": "yes"})
    if verb == "reschedule":
        answers |= {"at_0": "2090-05-02", "at_1": "09:30"}
    return client.post(reverse("admin:articles_article_move", args=[article.pk, verb]), answers)


def during_an_import(article: Article, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Let `act` come as far as the lock that an import holds; the edition is saved before it gets it."""
    at_the_lock = threading.Event()

    def announce(execute, sql, params, many, context):
        if sql.startswith("BEGIN") or "FOR UPDATE" in sql:
            at_the_lock.set()
        return execute(sql, params, many, context)

    def wait_and_act() -> HttpResponse:
        try:
            with connection.execute_wrapper(announce):
                return act()
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            ledger.lock()
            edition = Article.objects.select_for_update().filter(pk=article.pk)
            edition.get()
            acting = pool.submit(wait_and_act)
            assert at_the_lock.wait(PATIENCE), "it never came to the lock"
            edition.update(title="Saved meanwhile", lock_version=F("lock_version") + 1)
        return acting.result(PATIENCE)


def move_during_an_import(verb: str) -> list:
    """What the desk did with a move that waited while its edition was saved: whether anything was moved, and what it said."""
    article = make_case(verb)
    client = Client()
    client.force_login(person("mover"))
    before = article.state, article.transitions.count()

    response = during_an_import(article, lambda: post_move(client, verb, article))

    left = Article.objects.filter(pk=article.pk).first()
    was_made = left is None or (left.state, left.transitions.count()) != before
    was_made |= Article.objects.filter(release=article.release).count() > 1
    page = client.get(response.headers["Location"]) if response.status_code == 302 else response
    return [was_made, "changed or moved this edition since you opened it" in page.content.decode()]


def file_during_an_import() -> list:
    """What the list did with a change of filing that waited while one of its editions was saved."""
    articles = [make_article(state=State.DRAFT), make_article()]
    client = Client()
    client.force_login(person("mover"))
    facts = {"action": "file_under", "_selected_action": [one.pk for one in articles]}
    facts |= {"structure": Structure.objects.get(slug="secretariat").pk}
    chosen = Article.objects.filter(pk__in=[one.pk for one in articles])
    terms = {"structure": {facts["structure"]}}
    seen = bulk_filing.plan(chosen, terms, {}, by=person("mover")).digest
    address = reverse("admin:articles_article_changelist")

    response = during_an_import(
        articles[0], lambda: client.post(address, facts | {"step": "confirm", "seen": seen})
    )

    was_made = chosen.filter(structures__isnull=False).exists()
    return [was_made, "look at the new numbers" in response.content.decode()]


def answer_during_an_import() -> list:
    """What came of a reviewer's answer that waited while the edition was saved."""
    article = make_article(state=State.DRAFT)
    token = review_links.make_link(article, by=person("mover"), asks_for="approval")
    facts = {"name": "A reviewer", "decision": "approve", "version": article.lock_version}

    response = during_an_import(article, lambda: Client().post(reverse("review", args=[token]), facts))

    was_made = ReviewAnswer.objects.filter(link__article=article).exists()
    return [was_made, "The text has changed since you opened it" in response.content.decode()]


def all_during_an_import() -> dict[str, list]:
    """What came of each move, of a filing and of a reviewer's answer."""
    moves = {verb: move_during_an_import(verb) for verb in CASES}
    return moves | {"filing": file_during_an_import(), "answer": answer_during_an_import()}


def race(how_many: int, seed: int) -> dict[str, int]:
    """Let people do two things at once with one edition that both have seen, so many times; counts what came of it.

    "unseen" counts moves of which the text is not the one that was seen, "both" pairs that were both made, "neither"
    those of which none was, "lost" saves of which the text is not there.
    """
    random, counts = Random(seed), Counter()
    mover, saver = person("mover"), person("saver")
    person_of = {"save": saver}
    terms = {"structure": {Structure.objects.get(slug="permanent-council").pk}}

    def do(what: str, article: Article, start: threading.Barrier) -> bool:
        try:
            start.wait(PATIENCE)
            if what == "save":
                article.title = "Saved meanwhile"
                workflow.save_draft(article, by=person_of[what])
            elif what == "file":
                editions = Article.objects.filter(pk=article.pk)
                bulk_filing.refile(editions, terms, {}, by=saver, seen=article.digest)
            else:
                FUNCTIONS[what](article, by=mover, version=article.lock_version)
        except workflow.NotPossible:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        for _ in range(how_many):
            verb = random.choice(list(FUNCTIONS))
            is_movable = [
                other
                for other in FUNCTIONS
                if other != verb and CASES[other]["state"] == CASES[verb]["state"]
            ]
            other = random.choice(["save", "save", "file", *is_movable])
            article = make_case(verb)
            digest = bulk_filing.plan(Article.objects.filter(pk=article.pk), terms, {}, by=saver).digest
            start, pair = threading.Barrier(2), []
            for what in random.sample([verb, other], 2):
                seen = Article.objects.get(pk=article.pk)
                seen.digest = digest
                pair.append((what, pool.submit(do, what, seen, start)))
            made = {what for what, done in pair if done.result(PATIENCE)}
            left = Article.objects.filter(pk=article.pk).first()
            counts["both"] += len(made) > 1
            counts["neither"] += not made
            counts["moved"] += bool(made & set(FUNCTIONS))
            counts["saved"] += bool(made & {"save", "file"})
            is_moved, title = bool(made & set(FUNCTIONS)), left.title if left else ""
            counts["unseen"] += is_moved and title == "Saved meanwhile"
            counts["lost"] += "save" in made and title != "Saved meanwhile"
    return dict(counts)


def harvest(how_many: int) -> dict[str, list]:
    """Let four people publish at once while a program follows the feed of changes; returns what each side has.

    `read` are the releases of the feed, as they came; `listed` are those that the site lists in the end.
    """
    news = ReleaseType.objects.get(slug="news")
    people = [person(f"person-{number}") for number in range(4)]
    start, ended = threading.Barrier(len(people) + 1), threading.Event()

    def publish(by: AbstractUser) -> None:
        try:
            start.wait(PATIENCE)
            for _ in range(how_many):
                article = Article(title="A release", summary="Its summary.", release_type=news)
                workflow.save_draft(article, by=by)
                workflow.force_publish(article, by=by, reason="It must be.")
        finally:
            connection.close()

    def follow() -> list[int]:
        client, read = Client(), []
        try:
            cursor = client.get("/api/v1/changes", {"since": "now"}).json()["cursor"]
            start.wait(PATIENCE)
            has_more = True
            while has_more or not ended.is_set():
                was_ended = ended.is_set()
                page = client.get("/api/v1/changes", {"since": cursor, "limit": 3}).json()
                read += [change["release"] for change in page["changes"]]
                cursor, has_more = page["cursor"], page["has_more"] or not was_ended
            return read
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people) + 1) as pool:
        read = pool.submit(follow)
        for publishing in [pool.submit(publish, by) for by in people]:
            publishing.result(PATIENCE)
        ended.set()
        listed = Article.objects.listed(timezone.now()).order_by("release").values_list("release", flat=True)
        return {"read": read.result(PATIENCE), "listed": list(listed)}
