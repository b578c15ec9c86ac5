"""CSL JSON, which citation processors read: https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html."""

import json

from django.conf import settings

from articles.site.outputs.exports.bibliography import facts
from articles.site.outputs.representation import PublicRelease

MEDIA_TYPE = "application/vnd.citationstyles.csl+json"


def entry(release: PublicRelease) -> str:
    """Return a release as an item; a list of them is a bibliography."""
    day = release.day
    members = {
        "id": f"release-{release.release}",
        "type": "webpage",
        "title": release.title,
        "genre": facts.type_of(release),
        "author": [{"literal": author} for author in facts.authors_of(release)],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "number": release.reference,
        "publisher": settings.ORGANISATION,
        "publisher-place": release.place,
        "language": release.language,
        "abstract": release.summary,
        "keyword": ", ".join(facts.keywords_of(release)),
        "note": facts.note_of(release),
        "URL": release.url,
    }
    return json.dumps({name: value for name, value in members.items() if value}, ensure_ascii=False)
