"""What readers' browsers load, on a slow line: `python -m benchmarks.page_weights https://newsroom.example.org /news/71/`.

It asks a running site, so that what its proxy compresses counts as it is sent. Of each page it prints the kilobytes of
HTML, styles and scripts together, of fonts and of pictures; what a browser has to have before it paints; and how far
the layout shifted while fonts and pictures came in. It ends with 1 if a page is heavier than its goal.
"""

import shutil
import sys

from playwright.sync_api import Browser, sync_playwright

# In kilobytes, without fonts and pictures; any page that is not named is a release.
GOALS = {"/": 30, "/news/": 20}
RELEASE_GOAL = 45
MOST_FONTS, MOST_BLOCKING, MOST_SHIFT = 60, 2, 0.01
# 1.6 Mbit/s and 150 ms, as Lighthouse has a telephone on a bad line.
SLOW_LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 90_000,
}
SHIFTS = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(shift => { sum += shift.value; }))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 500);
})"""
BLOCKING = """() => performance.getEntriesByType("resource").filter(one => one.renderBlockingStatus === "blocking").length"""


def weigh(browser: Browser, site: str, path: str) -> bool:
    """Load a page as somebody does who was never here, print what it takes; return whether it meets its goals."""
    page = browser.new_page(viewport={"width": 390, "height": 800})
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    kinds: dict[str, str] = {}
    bytes_of: dict[str, int] = {}
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))

    def count(event: dict) -> None:
        kind = kinds.get(event["requestId"], "Other")
        bytes_of[kind] = bytes_of.get(kind, 0) + int(event["encodedDataLength"])

    session.on("Network.loadingFinished", count)
    page.goto(site + path, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    fonts, pictures = bytes_of.get("Font", 0) / 1000, bytes_of.get("Image", 0) / 1000
    text = sum(bytes_of.get(kind, 0) for kind in ("Document", "Stylesheet", "Script")) / 1000
    blocking, shift, goal = 1 + page.evaluate(BLOCKING), page.evaluate(SHIFTS), GOALS.get(path, RELEASE_GOAL)
    page.close()
    print(
        f"{path}: {text:.1f} KB (goal {goal}), fonts {fonts:.1f} KB, pictures {pictures:.1f} KB, "
        f"{blocking} requests before the first paint, layout shift {shift:.4f}"
    )
    return text <= goal and fonts <= MOST_FONTS and blocking <= MOST_BLOCKING and shift < MOST_SHIFT


if __name__ == "__main__":
    with sync_playwright() as playwright:
        path_of_browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
        chromium = playwright.chromium.launch(executable_path=path_of_browser, args=["--no-sandbox"])
        results = [weigh(chromium, sys.argv[1], path) for path in (*GOALS, *sys.argv[2:])]
    sys.exit(not all(results))
