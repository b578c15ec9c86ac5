"""Characters that mean something to every text: those that none holds, and those that end a sentence."""

# Control characters say nothing on a page; feeds and PostgreSQL refuse them. Tabs and line ends stay.
NO_CONTROLS = dict.fromkeys({*range(32), *range(127, 160)} - {ord(char) for char in "\t\n\r"})

ENDS_OF_A_SENTENCE = tuple(".!?…:;»”\")’'")


def without_controls(text: str) -> str:
    """`text` without control characters."""
    return text.translate(NO_CONTROLS)
