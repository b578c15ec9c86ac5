"""Several real processes on one database: what one of them does is right in the others at their next request."""

from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth import get_user_model
from django.core.management import call_command

from articles.editing import workflow
from articles.index.query import ReleaseQuery
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article
from tests.processes import PATIENCE, Reader, run, start


def listed() -> int:
    return RequestSnapshot.take().find(ReleaseQuery(rows=50)).total


def found(word: str) -> int:
    return RequestSnapshot.take().find(ReleaseQuery(words=word, rows=50)).total


def test_what_one_process_publishes_the_others_show_at_their_next_request(environment):
    with Reader(environment) as one:
        before = one.ask("listed()")
        assert listed() == before

        release = one.ask("publish('Hedgehogs cross the border').release")

        assert listed() == before + 1
        assert found("hedgehogs") == 1
        article = Article.objects.get(release=release)
        workflow.withdraw(article, by=get_user_model().objects.get(), reason="Wrong.")
        assert one.ask("listed()") == before
        assert one.ask("found('hedgehogs')") == 0


def test_a_feed_of_one_process_has_what_another_publishes_and_says_what_it_withdraws(environment):
    feed = "__import__('tests.served', fromlist=['fetch']).fetch('/news/feed.atom').content.decode()"
    with Reader(environment) as one, Reader(environment) as other:
        release = one.ask("publish('Hedgehogs cross the border').release")

        assert "<title>Hedgehogs cross the border</title>" in other.ask(feed)
        one.ask(
            f"workflow.withdraw(Article.objects.get(release={release}), "
            "by=get_user_model().objects.get(), reason='Wrong.')"
        )
        after = other.ask(feed)
        assert "<title>Withdrawn: Hedgehogs cross the border</title>" in after
        assert f"release/{release}" in after[after.index("<at:deleted-entry") :]


def test_processes_that_publish_at_the_same_time_lose_nothing(environment):
    before = listed()

    with ThreadPoolExecutor(4) as pool:
        programs = [f"for n in range(15): publish(f'Bulk {number}-{{n}}')" for number in range(4)]
        list(pool.map(lambda program: run(environment, program), programs))

    assert listed() == before + 60
    assert found("bulk") == 60
    assert len(set(Article.objects.values_list("release", flat=True))) == Article.objects.count()


def test_a_process_killed_in_the_middle_of_publishing_leaves_nothing_half_done(environment):
    program = """
import os, signal
from articles.index import ledger
record = ledger.record_changes
def die(articles):
    record(articles)
    os.kill(os.getpid(), signal.SIGKILL)
ledger.record_changes = die
publish("Never to be seen")
"""
    before = listed()

    killed = start(environment, program)
    killed.wait(timeout=PATIENCE)

    assert killed.returncode == -9
    assert listed() == before
    assert found("never") == 0
    call_command("doctor")
