"""Characters that no text holds: they mean nothing to readers, and XML or a database refuses them."""

import re

# Control characters but tabs and line ends, lone surrogates, and the 66 code points that Unicode calls
# noncharacters. XML 1.0 (section 2.2) forbids most of them, PostgreSQL NUL, UTF-8 surrogates.
_MEANINGLESS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Apart from the first plane: a set with characters of others is compared one by one, thirty times as slowly.
_BEYOND_FIRST_PLANE = re.compile("[\U00010000-\U0010ffff]")
_LAST_OF_PLANES = "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
_MEANINGLESS_BEYOND = re.compile(f"[{_LAST_OF_PLANES}]")


def without_controls(text: str) -> str:
    """`text` without the characters that no text holds."""
    text = _MEANINGLESS.sub("", text)
    return _MEANINGLESS_BEYOND.sub("", text) if _BEYOND_FIRST_PLANE.search(text) else text
