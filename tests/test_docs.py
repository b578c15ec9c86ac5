"""The documents against the code: paths, class names, environment variables, commands and dates in them are true."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(
        path for path in sorted((ROOT / "docs").glob("*.md")) if path.name != "performance.md"
    ),  # it is generated
]
WINGS = [path.name for path in (ROOT / "articles").iterdir() if (path / "__init__.py").exists()]
PLACES = ("", "articles", "templates")  # what the paths in documents begin below
PATH = re.compile(
    rf"(?<![\w/])(?:articles|newsroom|taxonomy|benchmarks|templates|tests|seeds|{'|'.join(WINGS)})/[\w./-]*"
)
# Settings and the server read variables by these functions; Django finds its settings by the last name.
READERS = {
    "get",
    "words",
    "hosts",
    "megabytes",
    "whole_number",
    "colour",
    "day",
    "folder",
    "switch",
    "webhook_secrets",
    "address_of_contact",
    "web_addresses",
    "reference_template",
}
NOT_OURS = {"DJANGO_SETTINGS_MODULE"}


def quoted_in(document: Path) -> list[str]:
    """What stands between backticks: names of the code, commands, values."""
    return re.findall(r"`([^`\n]+)`", document.read_text(encoding="utf-8"))


def variables_read_in(path: Path) -> set[str]:
    """The environment variables that a module reads."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            function, name = node.func, node.args[0]
            reader = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            of_environment = not isinstance(function, ast.Attribute) or "environ" in ast.unparse(
                function.value
            )
        elif isinstance(node, ast.Subscript):
            reader, name, of_environment = "get", node.slice, ast.unparse(node.value) == "os.environ"
        else:
            continue
        if reader in READERS and of_environment and isinstance(name, ast.Constant):
            names.add(str(name.value))
    return {name for name in names - NOT_OURS if re.fullmatch(r"[A-Z][A-Z_]+", name)}


def section(document: Path, title: str) -> str:
    """The text of a section of the second level."""
    return document.read_text(encoding="utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_cells(text: str) -> list[str]:
    """The first cells of the tables in a text."""
    return re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_path_of_the_code_that_a_document_names_is_there(document):
    paths = [path.rstrip("/.") for text in quoted_in(document) for path in PATH.findall(text)]

    missing = [path for path in paths if not any((ROOT / place / path).exists() for place in PLACES)]

    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_file_that_a_document_links_to_is_there(document):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_program_that_a_document_names_is_there(document):
    text = document.read_text(encoding="utf-8")
    modules = re.findall(r"python -m ((?:articles|newsroom|taxonomy|benchmarks)[\w.]*)", text)
    commands = set(re.findall(r"manage\.py ([a-z_]+)", text))

    assert [name for name in modules if not (ROOT / name.replace(".", "/")).with_suffix(".py").exists()] == []
    assert commands - set(get_commands()) == set()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md"])
def test_each_class_that_a_document_names_is_in_the_code(name):
    sources = [path for part in ("articles", "newsroom", "taxonomy") for path in (ROOT / part).rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)

    named = {
        word
        for text in quoted_in(ROOT / name)
        for word in re.findall(r"\b[A-Z][a-z]+(?:[A-Z]+[a-z]+)+\b", text)
    }

    assert {word for word in named if not re.search(rf"\b{word}\b", code)} == set()


def test_the_environment_has_a_row_for_each_variable_that_is_read_and_for_no_other():
    modules = [
        ROOT / "newsroom" / "settings.py",
        *(path for part in ("server", "login") for path in (ROOT / "newsroom" / part).glob("*.py")),
    ]
    read = set().union(*map(variables_read_in, modules))

    cells = first_cells(section(ROOT / "docs" / "operations.md", "The environment"))

    assert {name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)} == read


def test_the_commands_have_a_row_for_each_of_ours():
    ours = {name for name, app in get_commands().items() if app in ("articles", "taxonomy")}

    cells = first_cells(section(ROOT / "docs" / "operations.md", "Commands"))

    assert ours - {word for cell in cells for word in re.findall(r"\w+", cell)} == set()


def test_each_problem_that_an_import_reports_has_a_row():
    modules = (ROOT / "articles" / "importing").rglob("*.py")
    calls = [
        call
        for path in modules
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
    ]
    codes = {
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", "") == "Problem" and call.args and isinstance(call.args[0], ast.Constant)
    }

    cells = first_cells(section(ROOT / "docs" / "importing.md", "Problem codes"))

    assert len(codes) > 20
    assert codes - {cell.strip("`") for cell in cells} == set()


def test_decisions_stand_newest_first():
    text = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    dates = re.findall(r"^\*\*(\d{4}-\d\d-\d\d)\. ", text, re.MULTILINE)

    assert dates == sorted(dates, reverse=True)
    assert len(dates) == text.count("\n**")
