"""The pictures of releases in lists: which one stands for a release, and where browsers find it."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection

from articles.models import Picture, Rendition
from articles.models.filing import among
from taxonomy.interface import path_of

# In SQL: a picture has a dozen renditions, of which model objects take ten times as long. A card is kept
# until its edition changes, so that a picture whose rights will end stands on none.
_RENDITIONS = (
    "SELECT picture.article_id, picture.id, picture.is_lead, picture.focal_x, picture.focal_y, made.shape, "
    f"made.format, made.width, made.height FROM {Picture._meta.db_table} picture "
    f"JOIN {Rendition._meta.db_table} made ON made.file_id = picture.file_id "
    "WHERE picture.article_id {among} AND picture.rights_until IS NULL "
    "ORDER BY picture.article_id, picture.is_lead DESC, picture.number, made.width"
)
_picture_of = itemgetter(slice(0, 5))


class Thumbnail(NamedTuple):
    """A picture in a list: its addresses in all widths as AVIF and as JPEG, and the size of one JPEG."""

    avif: str
    jpeg: str
    src: str
    width: int
    height: int


def thumbnails_of(listed: Sequence[int]) -> dict[int, Thumbnail]:
    """Return by id the lead picture, or else the first one, of editions that a list shows now; one query."""
    if not listed:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_RENDITIONS.format(among=among(listed)))
        rows = cursor.fetchall()
    thumbnails: dict[int, Thumbnail] = {}
    for (article_id, pk, is_lead, *focal_point), made in groupby(rows, _picture_of):
        if article_id not in thumbnails:
            picture = Picture(pk=pk, is_lead=bool(is_lead), focal_x=focal_point[0], focal_y=focal_point[1])
            thumbnails[article_id] = _thumbnail(picture, made)
    return thumbnails


def _thumbnail(picture: Picture, rows: Iterable[Any]) -> Thumbnail:
    """Return the thumbnail of a picture from the rows of its renditions, the narrow ones first."""
    made = [row[-4:] for row in rows]
    cut = [one for one in made if picture.is_lead and one[0] == picture.crop]
    name = "lead" if cut else Rendition.WHOLE
    shown = cut or [one for one in made if one[0] == Rendition.WHOLE]
    srcsets: dict[str, list[str]] = {}
    for _, format, width, _ in shown:
        srcset = srcsets.setdefault(format, [])
        srcset.append(f"{path_of('picture', picture.pk, name, width, format)} {width}w")
    jpegs = srcsets[Rendition.Format.JPEG]
    *_, width, height = shown[0]
    return Thumbnail(
        avif=", ".join(srcsets[Rendition.Format.AVIF]),
        jpeg=", ".join(jpegs),
        src=jpegs[0].partition(" ")[0],
        width=width,
        height=height,
    )
