"""What every page is held to: axe finds nothing against WCAG 2.2, A and AA, and nothing scrolls sideways."""

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    # Of what is right it describes one element a rule, not each: half of its time.
    "resultTypes": ["violations"],
}
# A desktop and a telephone.
WIDTHS = (1280, 360)
# Colours pass slowly from one scheme to the other; axe judges those that stay.
END_TRANSITIONS = "document.getAnimations().forEach(animation => animation.finish())"
LOAD = f"if (typeof axe === 'undefined') {{ {AXE_SCRIPT} }}"


def assert_accessible(
    page, address: str = "", *, widths: Sequence[int] = WIDTHS, schemes: Sequence[str] = ("light",)
) -> None:
    """Hold the page, as it stands now, to the rules at each of `widths` and in each of `schemes`."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        assert_no_wider_than(page, width, address)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            page.evaluate(LOAD)
            page.evaluate(END_TRANSITIONS)
            results = AxeResults(page.evaluate("options => axe.run(options)", OPTIONS))
            assert results.violations_count == 0, f"{address} {width} {scheme}\n{results.generate_report()}"


def assert_no_wider_than(page, width: int, address: str = "") -> None:
    """Fail when the page scrolls sideways in a window of this width."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{address} is {wide} pixels wide, the window {width}"
