"""A program that follows the feed of changes holds exactly what readers see, whatever happens at the desk."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.editing import bulk_filing, workflow
from articles.importing import undo
from articles.index import catalogue
from articles.index.request_snapshot import RequestSnapshot
from articles.models import Article, FilingBatch, ImportBatch
from articles.site.outputs.representation import public_releases
from taxonomy import vocabulary
from taxonomy.models import ReleaseType, Structure, TermChange
from tests.captures import HEADER, entry
from tests.factories import make_editor

START = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
FEED = "/api/v1/changes"
STEPS = (
    "publish", "schedule", "correct", "schedule a correction", "reschedule", "cancel", "withdraw", "reinstate",
    "unpublish", "refile", "undo filing", "bring in", "undo import", "redo import", "rename", "restart",
)  # fmt: skip

# What the clock has to do with, and what has to be there before others can happen.
OFTEN = (
    "publish",
    "schedule",
    "schedule",
    "schedule a correction",
    "schedule a correction",
    "cancel",
    "reschedule",
)


def facts_of(releases) -> dict:
    """What readers see of these releases now, in full."""
    snapshot = RequestSnapshot.take()
    editions = Article.objects.public(snapshot.now).filter(release__in=releases)
    ids = list(editions.order_by("release").values_list("pk", flat=True))
    return {release.release: release for release in public_releases(ids, snapshot, "", with_text=False)}


@dataclass
class Harvester:
    """A mirror of the site, made from the feed alone; `limit` changes at a time."""

    client: object
    limit: int
    cursor: str = "now"
    releases: dict = field(default_factory=dict)
    terms: set = field(default_factory=set)

    def read_a_page(self) -> bool:
        """Take over one page of changes; returns whether there are more."""
        page = self.client.get(FEED, {"limit": self.limit, "since": self.cursor}).json()
        for change in page["changes"]:
            self.releases.pop(change["release"], None)
            if change["state"] != "absent":
                self.releases |= facts_of([change["release"]])
        self.terms |= {(change["vocabulary"], change["slug"], change["kind"]) for change in page["terms"]}
        self.cursor = page["cursor"]
        return page["has_more"]

    def catch_up(self) -> None:
        while self.read_a_page():
            pass


@dataclass
class Desk:
    """What happens at the desk, by chance."""

    by: object
    folder: object
    random: object
    made: Counter = field(default_factory=Counter)
    terms: set = field(default_factory=set)
    imports: int = 0

    def do(self, step: str, delay: int) -> None:
        """Make a step with anything that it can be made with, if there is anything."""
        try:
            with transaction.atomic():
                getattr(self, step.replace(" ", "_"))(timezone.now() + timedelta(seconds=delay))
                self.made[step] += 1
        except (workflow.NotPossible, undo.UndoNotPossible, IndexError):
            pass

    def any(self, **facts) -> Article:
        return self.random.choice(list(Article.objects.filter(**facts).order_by("pk")))

    def live(self, **facts) -> Article:
        return self.random.choice(list(Article.objects.public(timezone.now()).filter(**facts).order_by("pk")))

    def draft(self) -> Article:
        news = ReleaseType.objects.get(slug="news")
        article = Article(title=f"Release {self.random.random()}", summary="A summary.", release_type=news)
        return workflow.save_draft(article, by=self.by)

    def edition(self) -> Article:
        draft = workflow.open_new_edition(self.live(), by=self.by)
        draft.change_note = "Something was wrong."
        return workflow.save_draft(draft, by=self.by)

    def issue(self, article: Article, at: datetime | None = None) -> None:
        workflow.force_publish(article, by=self.by, reason="It must be.", at=at)

    def publish(self, at):
        self.issue(self.draft())

    def schedule(self, at):
        self.issue(self.draft(), at)

    def correct(self, at):
        self.issue(self.edition())

    def schedule_a_correction(self, at):
        self.issue(self.edition(), at)

    def reschedule(self, at):
        workflow.reschedule(self.any(public_at__gt=timezone.now()), by=self.by, at=at)

    def cancel(self, at):
        workflow.cancel_schedule(self.any(public_at__gt=timezone.now()), by=self.by)

    def withdraw(self, at):
        workflow.withdraw(self.live(state="published"), by=self.by, reason="It was wrong.")

    def reinstate(self, at):
        workflow.reinstate(self.any(state="withdrawn"), by=self.by)

    def unpublish(self, at):
        workflow.unpublish(self.live(), by=self.by, remark="It was wrong.")

    def refile(self, at):
        editions = Article.objects.filter(pk__in=[self.any().pk, self.any().pk])
        terms = list(Structure.objects.order_by("pk").values_list("pk", flat=True)[:6])
        self.random.shuffle(terms)
        bulk_filing.refile(editions, {"structure": terms[:2]}, {"structure": terms[2:]}, by=self.by)

    def undo_filing(self, at):
        batch = self.random.choice(list(FilingBatch.objects.filter(undone_at=None).order_by("pk")))
        bulk_filing.undo(batch, by=self.by)

    def bring_in(self, at):
        self.imports += 1
        path = self.folder / f"{self.imports}.txt"
        entries = [entry(f"Import {self.imports}, {number}", summary="Read.") for number in range(3)]
        path.write_text(HEADER + "".join(entries), encoding="utf-8")
        call_command("import_seeds", path, "--batch", path.stem, verbosity=0)

    def undo_import(self, at):
        undo.undo(self.random.choice(list(ImportBatch.objects.in_force().order_by("pk"))))

    def redo_import(self, at):
        undo.redo(self.random.choice(list(ImportBatch.objects.exclude(undone_at=None).order_by("pk"))))

    def rename(self, at):
        term = self.random.choice(list(Structure.objects.order_by("pk")))
        change = TermChange.of("structure", term, {"name"})
        self.terms.add((change.vocabulary, change.slug, change.kind))
        vocabulary.record_change([change])

    def restart(self, at):
        catalogue.forget()


pauses = st.one_of(st.integers(1, 60), st.integers(1, 60), st.integers(3_600, 200_000))
steps = st.lists(
    st.tuples(st.sampled_from([*STEPS, *OFTEN]), pauses, st.one_of(st.integers(1, 90), st.integers(3_600, 200_000)), st.booleans()),
    min_size=40,
    max_size=40,
)  # fmt: skip


@pytest.mark.django_db
def test_a_harvester_holds_what_readers_see_after_a_thousand_steps(client, terms, tmp_path, capsys):
    by = make_editor()
    made: Counter[str] = Counter()

    @settings(max_examples=25, derandomize=True)
    @given(steps, st.integers(1, 3), st.randoms(use_true_random=True))
    def play(steps, limit, random):
        with transaction.atomic(), time_machine.travel(START, tick=False) as clock:
            catalogue.forget()
            desk, harvester = Desk(by, tmp_path, random, made), Harvester(client, limit)
            harvester.catch_up()
            for step, pause, delay, is_read in steps:
                clock.shift(pause)
                desk.do(step, delay)
                if is_read:
                    harvester.read_a_page()
            harvester.catch_up()
            assert harvester.releases == facts_of(Article.objects.values_list("release", flat=True))
            assert desk.terms <= harvester.terms
            transaction.set_rollback(True)
        vocabulary.forget()
        catalogue.forget()

    play()

    assert set(made) == set(STEPS), "some steps were never made: the test says nothing about them"
