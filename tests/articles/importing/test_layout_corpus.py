"""Pages of other houses: read right or held for a person, and nothing that no page says is public."""

import pytest

from tests.articles.importing.layout_corpus import judge, pages

PAGES = list(pages())
LEAST_RIGHT_OR_HELD = 0.95
# Most are right, not only held: a queue of thousands is no help.
LEAST_RIGHT = 0.85


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.file}: {page.name}")
def test_nothing_that_is_read_wrongly_is_public(page):
    assert judge(page).inventions == []


def test_nearly_all_releases_are_right_or_held():
    verdicts = [judge(page) for page in PAGES]
    count = sum(verdict.count for verdict in verdicts)
    faults = [fault for verdict in verdicts for fault in verdict.faults]
    right = sum(verdict.right for verdict in verdicts)

    assert len(faults) <= (1 - LEAST_RIGHT_OR_HELD) * count, faults
    assert right >= LEAST_RIGHT * count
