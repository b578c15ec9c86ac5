"""BibTeX, for LaTeX: https://ctan.org/pkg/bibtex. Entries are in UTF-8."""

from django.conf import settings

from articles.site.outputs.exports.bibliography import facts
from articles.site.outputs.representation import PublicRelease

MEDIA_TYPE = "application/x-bibtex"
# The months as BibTeX knows them in every style.
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# What TeX would take for a command. A brace becomes one, so that those around a value are the only ones.
ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)


def entry(release: PublicRelease) -> str:
    """Return a release as an entry of the kind that every style knows.

    Values stand in two pairs of braces where a style would change capitals or take a name apart.
    """
    members = {
        "author": " and ".join(f"{{{_escaped(author)}}}" for author in facts.authors_of(release)),
        "title": f"{{{_escaped(release.title)}}}",
        "howpublished": _escaped(facts.type_of(release)),
        "number": _escaped(release.reference),
        "publisher": _escaped(settings.ORGANISATION),
        "year": str(release.day.year),
        "day": str(release.day.day),
        "language": release.language,
        "url": release.url,
        "abstract": _escaped(release.summary),
        "keywords": ", ".join(_escaped(keyword) for keyword in facts.keywords_of(release)),
        "note": _escaped(facts.note_of(release)),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in members.items() if value]
    lines.append(f"  month = {MONTHS[release.day.month - 1]},\n")
    return f"@misc{{release-{release.release},\n{''.join(lines)}}}\n"


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(ESCAPES)
