"""Characters that no text of a release holds, whichever way it came in."""

# Control characters say nothing on a page; feeds and PostgreSQL refuse them. Tabs and line ends stay.
NO_CONTROLS = dict.fromkeys({*range(32), *range(127, 160)} - {ord(char) for char in "\t\n\r"})


def without_controls(text: str) -> str:
    """`text` without control characters."""
    return text.translate(NO_CONTROLS)
