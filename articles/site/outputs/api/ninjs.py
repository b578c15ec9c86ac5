"""Releases as IPTC ninjs 3.1, the JSON of news agencies: https://iptc.org/standards/ninjs/."""

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from articles.index.request_snapshot import RequestSnapshot
from articles.media.figures import Document, Figure
from articles.media.recordings import ShownRecording
from articles.models.filing import TagName
from articles.site.metadata.release_facts import name_outside
from articles.site.outputs.api.answers import Json, answer
from articles.site.outputs.api.releases import NotAnswered, asked_page, asked_release, with_next
from articles.site.outputs.release_json import in_utc
from articles.site.outputs.representation import PublicBoilerplate, PublicRelease, public_releases
from articles.site.site_request import SiteRequest
from taxonomy.interface import path_of
from taxonomy.vocabulary import NamedTerm

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}
# The member of ninjs for the terms of a facet; those of all others are subjects.
MEMBERS = {"type": "genres", "structure": "organisations", "country": "places", "meeting": "events"}


def ninjs_of_query(request: SiteRequest, snapshot: RequestSnapshot) -> HttpResponse:
    """A page of the releases that a query finds, as one package: at most ten queries."""
    try:
        asked = asked_page(request, snapshot)
    except NotAnswered as refusal:
        return refusal.response
    found = list(public_releases(asked.page.ids, snapshot, request.site_url))
    items = [
        {"name": f"release-{release.release}", "rel": "item", **item(release, request.site_url)}
        for release in found
    ]
    package = {
        "standard": STANDARD,
        "uri": request.site_url + request.get_full_path(),
        "type": "composite",
        "title": settings.SITE_NAME,
        "associations": items,
    }
    return with_next(answer(package), asked, request, found[-1].release if found else 0)


def ninjs_of_release(request: SiteRequest, snapshot: RequestSnapshot, number: int) -> HttpResponse:
    """One release; of a withdrawn one the notice alone: at most nine queries."""
    try:
        release = asked_release(request, snapshot, number)
    except NotAnswered as refusal:
        return refusal.response
    return answer({"standard": STANDARD, **item(release, request.site_url)})


def item(release: PublicRelease, site_url: str) -> Json:
    """Return a release as a news object; its `uri` is the same for all editions."""
    files = [
        *(_picture(figure, release.title) for figure in release.pictures),
        *(_document(document) for document in release.documents),
        *(_recording(recording) for recording in release.recordings),
    ]
    members: Json = {
        "uri": site_url + path_of("release-by-number", release.release),
        "type": "text",
        "representationType": "full",
        "version": str(release.edition),
        "firstCreated": in_utc(release.first_public_at),
        "versionCreated": in_utc(release.public_at),
        "pubStatus": "canceled" if release.is_withdrawn else "usable",
        "copyrightHolder": settings.ORGANISATION,
        "edNote": release.withdrawal_reason or release.change_note,
        "language": release.language,
        "title": release.title,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": release.title}],
        "descriptions": _text(release.summary, "summary", "text/plain"),
        "bodies": [
            *_text(release.body, "main", "text/html"),
            *(_boilerplate(one) for one in release.boilerplates),
        ],
        "located": release.place,
        "altIds": [
            {"role": "release", "value": str(release.release)},
            {"role": "reference", "value": release.reference},
        ],
        "infoSources": [
            {"name": settings.ORGANISATION},
            *({"name": one.name, **({"uri": one.url} if one.url else {})} for one in release.partners),
        ],
        "renditions": [{"name": "web", "href": release.url, "contentType": "text/html"}],
        **_filed_under(release, site_url),
        "associations": files,
    }
    return {name: value for name, value in members.items() if value not in ("", [])}


def _text(text: str, role: str, media_type: str) -> list[Json]:
    return [{"role": role, "contentType": media_type, "value": str(text)}] if text else []


def _boilerplate(boilerplate: PublicBoilerplate) -> Json:
    text = format_html("<h2>{}</h2>{}", boilerplate.title, boilerplate.body)
    return {"role": "boilerplate", "contentType": "text/html", "value": str(text)}


def _filed_under(release: PublicRelease, site_url: str) -> dict[str, list[Json]]:
    """Return the terms of a release, each with the address of the releases under it, and its tags."""
    found: dict[str, list[Json]] = defaultdict(list)
    listing = site_url + reverse("news")
    by_facet: dict[str, Sequence[NamedTerm | TagName]] = {**release.terms, "tag": release.tags}
    for facet, filed in by_facet.items():
        for one in filed:
            address = f"{listing}?{urlencode({facet: one.slug})}"
            name = name_outside(one.name) if facet == "structure" else one.name
            found[MEMBERS.get(facet, "subjects")].append({"name": name, "uri": address})
    return dict(found)


def _picture(figure: Figure, title: str) -> Json:
    members: Json = {
        "name": f"picture-{figure.number}",
        "rel": "main-picture" if figure.is_lead else "picture",
        "uri": figure.biggest,
        "type": "picture",
        "title": figure.caption or figure.alt or title,
        "by": figure.credit,
        "usageTerms": figure.rights,
        "descriptions": _text(figure.alt, "alt", "text/plain")
        + _text(figure.caption, "caption", "text/plain"),
        "renditions": [
            {
                "name": "biggest",
                "href": figure.biggest,
                "width": figure.biggest_width,
                "height": figure.biggest_height,
            }
        ],
    }
    return {name: value for name, value in members.items() if value not in ("", [])}


def _document(document: Document) -> Json:
    rendition = {
        "name": "original",
        "href": document.url,
        "title": document.title,
        "sizeInBytes": document.size,
    }
    return {
        "name": document.title,
        "rel": "document",
        "uri": document.url,
        "type": "component",
        "title": document.title,
        "renditions": [rendition],
    }


def _recording(recording: ShownRecording[Figure]) -> Json:
    members: Json = {
        "name": recording.title,
        "rel": "recording",
        "uri": recording.url,
        "type": "video",
        "title": recording.title,
        "language": recording.language,
        "bodies": _text(recording.transcript, "transcript", "text/plain"),
        "renditions": [{"name": "web", "href": recording.url}],
    }
    return {name: value for name, value in members.items() if value not in ("", [])}
