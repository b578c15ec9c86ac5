"""The metadata of a release that scholars' tools read: Google Scholar's names, and Dublin Core's.

https://scholar.google.com/intl/en/scholar/inclusion.html#indexing, https://www.dublincore.org/specifications/dublin-core/dcq-html/
"""

from django.conf import settings

from articles.site.metadata.release_facts import ReleaseFacts, to_second

# What the prefixes of the names below stand for.
SCHEMAS = (("DC", "http://purl.org/dc/elements/1.1/"), ("DCTERMS", "http://purl.org/dc/terms/"))


def scholarly(facts: ReleaseFacts) -> list[tuple[str, str]]:
    """Return the names and contents of an edition's <meta>, those without content left out."""
    return [(name, content) for name, content in (*_citation(facts), *_dublin_core(facts)) if content]


def _citation(facts: ReleaseFacts) -> list[tuple[str, str]]:
    return [
        ("citation_title", facts.title),
        *(("citation_author", author) for author in facts.authors),
        # The day that is printed, and the one on which the site had it.
        ("citation_publication_date", f"{facts.day:%Y/%m/%d}"),
        ("citation_online_date", to_second(facts.first_public)[:10].replace("-", "/")),
        ("citation_publisher", settings.ORGANISATION),
        ("citation_technical_report_institution", settings.ORGANISATION),
        ("citation_technical_report_number", facts.reference),
        ("citation_language", facts.language),
        ("citation_abstract", facts.description),
        ("citation_public_url", facts.address),
        ("citation_fulltext_html_url", facts.own_address),
    ]


def _dublin_core(facts: ReleaseFacts) -> list[tuple[str, str]]:
    return [
        ("DC.title", facts.title),
        *(("DC.creator", author) for author in facts.authors),
        ("DC.publisher", settings.ORGANISATION),
        ("DC.description", facts.description),
        ("DC.date", facts.day.isoformat()),
        ("DCTERMS.issued", facts.day.isoformat()),
        ("DCTERMS.available", to_second(facts.first_public)),
        ("DCTERMS.modified", to_second(facts.last_updated)),
        ("DC.type", "Text"),
        ("DC.format", "text/html"),
        ("DC.language", facts.language),
        ("DC.identifier", facts.reference),
        ("DC.identifier", facts.short_address),
        *(("DC.subject", keyword) for keyword in facts.keywords),
        *(("DC.coverage", link.name) for link in facts.links["country"]),
        ("DCTERMS.replaces", facts.replaced_address),
        ("DCTERMS.bibliographicCitation", citation(facts)),
    ]


def citation(facts: ReleaseFacts) -> str:
    """Return an edition as a list of sources has it."""
    authors = ", ".join(facts.authors)
    return f"{authors}: “{facts.title}”, {facts.day.isoformat()} ({facts.reference}), {facts.short_address}"
