"""What every page is held to: axe finds nothing against WCAG 2.2, A and AA, and nothing scrolls sideways.

Public pages are held to the best practices that axe knows as well.
"""

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
BEST_PRACTICES = (*RULES, "best-practice")
# A desktop and a telephone.
WIDTHS = (1280, 360)
# Colours pass slowly from one scheme to the other; axe judges those that stay.
END_TRANSITIONS = "document.getAnimations().forEach(animation => animation.finish())"
LOAD = f"if (typeof axe === 'undefined') {{ {AXE_SCRIPT} }}"


def assert_accessible(
    page,
    address: str = "",
    *,
    widths: Sequence[int] = WIDTHS,
    schemes: Sequence[str] = ("light",),
    rules: Sequence[str] = RULES,
) -> None:
    """Hold the page, as it stands now, to the rules at each of `widths` and in each of `schemes`."""
    # Of what is right axe describes one element a rule, not each: half of its time.
    options = {"runOnly": list(rules), "resultTypes": ["violations"]}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        assert_no_wider_than(page, width, address)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            page.evaluate(LOAD)
            page.evaluate(END_TRANSITIONS)
            results = AxeResults(page.evaluate("options => axe.run(options)", options))
            assert results.violations_count == 0, f"{address} {width} {scheme}\n{results.generate_report()}"


def assert_no_wider_than(page, width: int, address: str = "") -> None:
    """Fail when the page scrolls sideways in a window of this width."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{address} is {wide} pixels wide, the window {width}"
