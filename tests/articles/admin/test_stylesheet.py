"""The stylesheet of the desk: its colours are those of the public site, by day and by night."""

import re

from tests.places import ROOT

# Names of Django's stylesheet, and the site's for the same colour.
SHARED = {
    "--body-bg": "--paper", "--darkened-bg": "--panel", "--body-fg": "--ink", "--body-quiet-color": "--muted",
    "--border-color": "--line", "--field-border": "--strong-line", "--link-fg": "--accent",
    "--link-hover-color": "--accent-strong", "--selected-bg": "--tint", "--message-warning-bg": "--notice",
    "--message-error-bg": "--status-tint", "--error-fg": "--status", "--message-success-bg": "--added",
}  # fmt: skip


def colours(path: str) -> dict[str, dict[str, str]]:
    """The custom properties of a stylesheet by the selector of their rule; "dark" is the reader's own choice."""
    text = (ROOT / "articles/static" / path).read_text()
    rules = re.findall(r"(@media \(prefers-color-scheme: dark\) \{\s*)?([^{}]+)\{([^{}]*--[^{}]*)\}", text)
    found: dict[str, dict[str, str]] = {}
    for dark, selector, body in rules:
        name = "dark" if dark else selector.split("*/")[-1].strip()
        found[name] = dict(re.findall(r"(--[\w-]+): (#\w+)", body)) | found.get(name, {})  # paper comes last
    return found


def test_the_desk_has_the_colours_of_the_site():
    site, desk = colours("site/site.css"), colours("desk/admin.css")
    light = next(name for name in desk if name.startswith(":root"))

    for of_desk, of_site in ((light, ":root"), ("dark", "dark")):
        expected = {name: site[of_site][token] for name, token in SHARED.items()}
        assert {name: desk[of_desk][name] for name in SHARED} == expected


def test_the_dark_desk_is_one_whoever_chooses_it():
    desk = colours("desk/admin.css")

    assert desk["dark"] == desk['html[data-theme="dark"]']
