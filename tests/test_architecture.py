"""Imports run downwards only: newsroom, articles, taxonomy; and inside articles from pages to models."""

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Each layer of articles may import the layers after it, never one before it.
LAYERS = (
    ("articles.urls",),
    ("articles.review_page", "articles.admin", "articles.templatetags"),
    ("articles.previewing",),
    (
        "articles.views",
        "articles.release_views",
        "articles.media_views",
        "articles.feeds",
        "articles.sitemaps",
        "articles.management",
    ),
    ("articles.warming", "articles.redirecting"),
    ("articles.rendering", "articles.caching", "articles.json_feed"),
    ("articles.kept_pages", "articles.shared_pages"),
    ("articles.presenting", "articles.importing", "articles.figures", "articles.suggestions"),
    ("articles.filing_changes", "articles.reviews", "articles.redirect_lists"),
    ("articles.filters", "articles.moment", "articles.workflow"),
    ("articles.alterations",),
    (
        "articles.checkup",
        "articles.checks",
        "articles.comparison",
        "articles.rights",
        "articles.obstacles",
        "articles.presence",
    ),
    ("articles.publication", "articles.outbox"),
    ("articles.search", "articles.redirects"),
    ("articles.catalogue", "articles.ledger", "articles.body", "articles.media"),
    ("articles.filing", "articles.mentions", "articles.prepared", "articles.word_paste"),
    (
        "articles.query",
        "articles.positions",
        "articles.characters",
        "articles.local_time",
        "articles.remembered",
    ),
    ("articles.models",),
    ("articles.datelines",),
    ("articles.dates",),
    ("articles.languages",),
)
# The only stages of an import that may know models or the database.
STAGES_WITH_MODELS = {"load.py", "rehearsal.py", "rows.py", "run.py", "undo.py", "uploads.py"}


def imports(path: Path) -> set[str]:
    """The dotted names that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def modules(package: str) -> list[Path]:
    return [path for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts]


def layer_of(name: str) -> int | None:
    for depth, layer in enumerate(LAYERS):
        if any(name == module or name.startswith(module + ".") for module in layer):
            return depth
    return None


@pytest.mark.parametrize("path", modules("taxonomy"), ids=str)
def test_taxonomy_knows_no_articles(path):
    assert not {name for name in imports(path) if name.startswith(("articles", "newsroom"))}


@pytest.mark.parametrize("path", modules("articles"), ids=str)
def test_articles_do_not_know_the_wiring(path):
    assert not {name for name in imports(path) if name.startswith("newsroom")}


@pytest.mark.parametrize("path", modules("newsroom"), ids=str)
def test_the_wiring_knows_no_domain(path):
    assert not {name for name in imports(path) if name.startswith(("articles", "taxonomy"))}


@pytest.mark.parametrize("path", modules("articles"), ids=str)
def test_inside_articles_imports_run_downwards(path):
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    own = layer_of(module)
    if own is None:
        assert module in ("articles", "articles.apps")
        return

    upwards = {name for name in imports(path) if (layer := layer_of(name)) is not None and layer < own}

    assert not upwards


@pytest.mark.parametrize("path", modules("articles/importing"), ids=str)
def test_only_the_last_stages_of_an_import_know_models(path):
    if path.name in STAGES_WITH_MODELS:
        return

    assert not {
        name for name in imports(path) if name.startswith(("django.db", "articles.models", "taxonomy.models"))
    }
