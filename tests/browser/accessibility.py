"""What every page is held to: axe finds nothing against WCAG 2.2, A and AA, and nothing scrolls sideways."""

from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def assert_accessible_at_both_widths(page) -> None:
    """As it stands now, on a desktop and on a telephone."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        results = Axe().run(page, options=RULES)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
