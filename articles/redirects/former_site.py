"""Addresses of the former site, read: what its lists were asked for. Knows no rows and no terms of ours.

The forms are those of links to it that others still have: `/press-releases/<words>`, `/taxonomy/term/117`,
`/search/site/<words>`, and after any path `filters=+im_taxonomy_vid_3:(117)` with `solrsort`, `rows` and
`page`, or `activities=115` and the like. `former_paths` reads the path, `former_parameters` the rest.
"""

import re
from collections.abc import Collection

from articles.redirects import former_parameters, former_paths
from articles.redirects.former_question import FormerQuestion
from articles.redirects.spelling import Parameters

_PAGE = re.compile(r"(?:/[^/]+)+/(?P<number>[0-9]{1,18})(?:/(?:view|print|pdf))?/?", re.IGNORECASE)


def read(
    path: str, parameters: Parameters, *, is_list: bool = False, ours: Collection[str] = ()
) -> FormerQuestion | None:
    """Return what an address asked of the former site; None when it is no address of one of its lists.

    `path` is decoded and plainly spelled, `parameters` are all values by name. `is_list` says that a list of
    ours is at the path; `ours` are names of parameters that a list of ours reads itself.
    """
    former = former_paths.read_path(path)
    asked = former_parameters.known(parameters)
    is_list = is_list or former is not None
    names_fields = is_list and former_parameters.name_fields(parameters)
    is_asked = names_fields or former_parameters.are_of_the_former_site(asked, is_list=is_list)
    if not (former or is_asked):
        return None
    found = former or former_paths.FormerPath()
    parts = former_parameters.Parts(filters=list(found.filters), days=list(found.days))
    parts.read_all({**asked, "filters": [*asked.get("filters", ()), *found.among_words]})
    if former is not None or names_fields:
        parts.refuse_others(parameters, ours)
    return FormerQuestion(
        is_list=is_list,
        is_feed=found.is_feed,
        words=found.words or parts.words,
        filters=tuple(parts.filters),
        languages=tuple(parts.languages),
        days=tuple(parts.days),
        sort=parts.sort,
        rows=parts.rows,
        page=parts.page,
        untranslated=tuple(parts.untranslated),
    )


def page_number(path: str) -> int | None:
    """Return the number of a page of the former site: `/node/<n>`, or `/<body>/<n>` of the same page.

    >>> page_number("/odihr/elections/serbia/563502")
    563502
    """
    match = _PAGE.fullmatch(path)
    return int(match["number"]) if match else None
