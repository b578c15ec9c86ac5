"""Pages in the words of schema.org, for search engines: a function for each type of thing.

What they need of each type: https://developers.google.com/search/docs/appearance/structured-data.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from django.conf import settings
from django.templatetags.static import static

from articles.models.event import Event
from articles.site.metadata.release_facts import ReleaseFacts, name_outside, to_second
from articles.site.pages.breadcrumb import Crumb
from articles.site.pages.editions import TermLink
from taxonomy.interface import path_of
from taxonomy.vocabulary import TermEntry

Node = dict[str, object]

LOGO = "site/icon-512.png"
LOGO_SIZE = "512 px"  # a Distance of schema.org: a number and a unit


def document(thing: Node) -> Node:
    """Return a thing as a document of its own, which names the vocabulary."""
    return {"@context": "https://schema.org"} | thing


def organisation(site_url: str) -> Node:
    """Return the organisation that the newsroom belongs to, with its logo."""
    logo = _node("ImageObject", url=_whole(site_url, _logo()), width=LOGO_SIZE, height=LOGO_SIZE)
    return _node(
        "Organization",
        name=settings.ORGANISATION,
        alternateName=settings.ORGANISATION_ABBREVIATION,
        url=site_url + path_of("home"),
        logo=logo,
    )


def website(site_url: str) -> Node:
    """Return the newsroom as a whole, with the address of its search."""
    search = _node(
        "SearchAction",
        target=_node("EntryPoint", urlTemplate=f"{site_url}{path_of('news')}?q={{words}}"),
        **{"query-input": "required name=words"},
    )
    return _node(
        "WebSite",
        name=settings.SITE_NAME,
        url=site_url + path_of("home"),
        publisher=organisation(site_url),
        potentialAction=search,
    )


def breadcrumb_list(site_url: str, trail: Iterable[Crumb], title: str, address: str) -> Node:
    """Return the way to a page: the pages above it, and the page itself by its title and address."""
    steps = [*((crumb.name, site_url + crumb.url) for crumb in trail), (title, address)]
    return _node(
        "BreadcrumbList",
        itemListElement=[
            _node("ListItem", position=position, name=name, item=item)
            for position, (name, item) in enumerate(steps, start=1)
        ],
    )


def collection_page(  # noqa: PLR0913  each is a fact of the page
    site_url: str, path: str, name: str, paths: Sequence[str], *, first: int = 1, about: Node | None = None
) -> Node:
    """Return a page that lists others, by their `paths` in order; `first` is the place of the first one."""
    # Without _node: an index of terms has a hundred of them.
    items = [
        {"@type": "ListItem", "position": position, "url": site_url + listed}
        for position, listed in enumerate(paths, start=first)
    ]
    return _node(
        "CollectionPage",
        name=name,
        url=site_url + path,
        isPartOf=_node("WebSite", name=settings.SITE_NAME, url=site_url + path_of("home")),
        about=about,
        mainEntity=_node("ItemList", numberOfItems=len(items), itemListElement=items),
    )


def dataset(site_url: str, path: str, name: str, description: str, files: Sequence[str]) -> Node:
    """Return a page of figures, with the paths of its tables as CSV."""
    return _node(
        "Dataset",
        name=name,
        description=description,
        url=site_url + path,
        creator=organisation(site_url),
        isAccessibleForFree=True,
        distribution=[
            _node("DataDownload", contentUrl=site_url + file, encodingFormat="text/csv") for file in files
        ],
    )


def web_page(address: str, name: str, about: str) -> Node:
    """Return a page about another one, by the address of both."""
    return _node("WebPage", name=name, url=address, about=_node("NewsArticle", url=about))


def web_page_of_organisation(site_url: str, path: str, name: str) -> Node:
    """Return a page that the organisation writes about itself."""
    return _node("WebPage", name=name, url=site_url + path, about=organisation(site_url))


def news_article(facts: ReleaseFacts, image: str) -> Node:
    """Return an edition of a release; `image` is the address of its picture."""
    spatial = [_node("Country", name=link.name, url=_url(facts, link)) for link in facts.links["country"]]
    about = [
        _node("Thing", name=link.name, url=_url(facts, link))
        for facet, links in facts.links.items()
        if facet not in ("structure", "country")
        for link in links
    ]
    authors = [
        _node("Organization", name=name_outside(link.name), url=_url(facts, link))
        for link in facts.links["structure"]
    ]
    return _node(
        "NewsArticle",
        headline=facts.title,
        description=facts.description,
        inLanguage=facts.language,
        url=facts.own_address,
        mainEntityOfPage=facts.own_address,
        datePublished=to_second(facts.first_public),
        dateModified=to_second(facts.last_updated),
        author=authors or [organisation(facts.site_url)],
        publisher=organisation(facts.site_url),
        articleSection=facts.type,
        about=[*([event(facts, facts.event)] if facts.event else []), *about],
        spatialCoverage=spatial,
        contentLocation=_node("Place", name=facts.place) if facts.place else None,
        keywords=list(facts.keywords),
        image=[image],
        version=str(facts.edition),
        identifier=facts.reference,
        isBasedOn=facts.replaced_address,
        correction=facts.change_note,
        creativeWorkStatus="Withdrawn" if facts.is_withdrawn else None,
        isAccessibleForFree=True,
    )


def event(facts: ReleaseFacts, held: Event) -> Node:
    """Return the event that a release is about, under the title of the release."""
    place = _node("Place", name=held.place, address=held.place) if held.place else None
    if held.is_whole_day:
        starts, ends = held.first_day.isoformat(), held.last_day.isoformat()
    else:
        starts, ends = to_second(held.start), to_second(held.end) if held.end else ""
    return _node(
        "Event",
        name=facts.title,
        startDate=starts,
        endDate=ends,
        location=place,
        url=facts.address,
        organizer=organisation(facts.site_url),
    )


def structure(entry: TermEntry, site_url: str, *, above: TermEntry | None, host: TermEntry | None) -> Node:
    """Return a body of the organisation, with its former names; `above` is the body that it belongs to."""
    parent = _node("Organization", name=above.name, url=site_url + above.url) if above else None
    return _node(
        "Organization",
        name=entry.name,
        description=entry.description,
        url=site_url + entry.url,
        alternateName=_other_names(entry),
        parentOrganization=parent or organisation(site_url),
        foundingDate=entry.opened.isoformat() if entry.opened else None,
        dissolutionDate=entry.closed.isoformat() if entry.closed else None,
        location=country(host, site_url) if host else None,
    )


def country(entry: TermEntry, site_url: str) -> Node:
    """Return a country, with its ISO 3166 code and former names."""
    return _node(
        "Country",
        name=entry.name,
        identifier=entry.iso,
        url=site_url + entry.url,
        alternateName=_other_names(entry),
    )


def subject(entry: TermEntry, site_url: str) -> Node:
    """Return what releases are about, with former names."""
    return _node(
        "Thing",
        name=entry.name,
        description=entry.description,
        url=site_url + entry.url,
        alternateName=_other_names(entry),
    )


def _other_names(entry: TermEntry) -> list[str]:
    names = [name.text for name in entry.former_names] + entry.abbreviations
    return [name for name in dict.fromkeys(names) if name != entry.name]


def _url(facts: ReleaseFacts, link: TermLink) -> str:
    return facts.site_url + link.url


@cache
def _logo() -> str:
    """Return the address of the logo, whose name tells its content: every page names it."""
    return static(LOGO)


def _whole(site_url: str, path: str) -> str:
    """Return a whole address; STATIC_URL may be on another host already."""
    return path if "//" in path else site_url + path


def _node(type: str, **members: object) -> Node:
    """Return a thing without the members that have no value."""
    return {"@type": type} | {
        name: value for name, value in members.items() if value not in (None, "", [], ())
    }
