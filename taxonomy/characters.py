"""Characters that no text holds: they mean nothing to readers, and XML or a database refuses them."""

import re

# Control characters but tabs and line ends, lone surrogates, and the 66 code points that Unicode calls
# noncharacters. XML 1.0 (section 2.2) forbids most of them, PostgreSQL NUL, UTF-8 surrogates.
_LAST_OF_PLANES = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_MEANINGLESS = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_PLANES}]")


def without_controls(text: str) -> str:
    """`text` without the characters that no text holds."""
    return _MEANINGLESS.sub("", text)
