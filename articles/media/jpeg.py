"""The number of scans in a JPEG, counted before anything is decoded.

A progressive JPEG paints the whole picture anew in each scan. The format knows no limit, and a scan of a few
bytes takes as long as a big one:
https://libjpeg-turbo.org/pmwiki/uploads/About/TwoIssueswiththeJPEGStandard.pdf shows files of thousands, and
that no application needs more than a hundred.
"""

import re

MOST_SCANS = 100
START_OF_SCAN, END_OF_IMAGE, ALONE = 0xDA, 0xD9, 0x01
# In the coded pixels 0xFF stands before nought, or before a restart marker; anything else is the next marker.
NEXT_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")


def has_too_many_scans(content: bytes) -> bool:
    """Return whether the first picture in a JPEG has more than MOST_SCANS scans, counted up to a break."""
    scans, place = 0, 2
    while marker := NEXT_MARKER.search(content, place):
        kind, place = marker[1][0], marker.end()
        if kind == END_OF_IMAGE:
            return False
        if kind == START_OF_SCAN:
            scans += 1
            if scans > MOST_SCANS:
                return True
        # The content of a marker may look like markers (a preview in Exif); ALONE has no content or length.
        if kind != ALONE:
            place += max(2, int.from_bytes(content[place : place + 2]))
    return False
