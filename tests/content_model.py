"""What HTML allows to stand in what, for the elements of bodies: https://html.spec.whatwg.org/multipage/."""

from html.parser import HTMLParser

TEXT = "text"
PHRASING = {"strong", "em", "b", "i", "sub", "sup", "br", "a", TEXT}
FLOW = PHRASING | {"p", "h2", "h3", "h4", "ul", "ol", "blockquote", "table", "hr"}
MODELS = {
    "body": FLOW, "p": PHRASING, "h2": PHRASING, "h3": PHRASING, "h4": PHRASING, "strong": PHRASING,
    "em": PHRASING, "b": PHRASING, "i": PHRASING, "sub": PHRASING, "sup": PHRASING, "ul": {"li"}, "ol": {"li"},
    "li": FLOW, "blockquote": FLOW, "td": FLOW, "th": FLOW, "caption": FLOW, "thead": {"tr"}, "tbody": {"tr"},
    "table": {"caption", "thead", "tbody", "tr"}, "tr": {"td", "th"},
}  # fmt: skip
NOWHERE_IN = {"a": {"a"}, "th": {"h2", "h3", "h4"}, "caption": {"table"}}


def violations(html: str) -> list[str]:
    """What stands in `html`, which is well-formed, where it may not, in words."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open = ["body"]
        self.children: list[list[str]] = [[]]

    def handle_starttag(self, tag, attrs) -> None:
        self._check(tag)
        self.found += [f"{tag} in {outer}" for outer in self.open if tag in NOWHERE_IN.get(outer, ())]
        if tag not in ("br", "hr"):
            self.open.append(tag)
            self.children.append([])

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag, "not well-formed"
        children = self.children.pop()
        if tag in ("tr", "table") and not children:
            self.found.append(f"empty {tag}")
        if tag == "table" and children != sorted(children, key=["caption", "thead", "tbody", "tr"].index):
            self.found.append("table out of order")
        if tag == "table" and max(children.count("caption"), children.count("thead")) > 1:
            self.found.append("two captions or heads")

    def handle_data(self, data) -> None:
        if data.strip():
            self._check(TEXT)

    def _check(self, kind: str) -> None:
        holder = next(tag for tag in reversed(self.open) if tag != "a")
        self.children[-1].append(kind)
        if kind not in MODELS[holder]:
            self.found.append(f"{kind} in {holder}")
