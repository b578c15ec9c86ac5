"""The partners of editions as readers see them, each with its logo and where that is."""

import base64
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from django.core.files.storage import default_storage

from articles.models import Article, Partner
from articles.models.filing import Filing
from taxonomy.interface import path_of

Address = Callable[[Partner], str]


class ShownPartner(NamedTuple):
    """A partner on a page and in outputs; `logo` is the address of its picture, "" without one."""

    name: str
    url: str
    logo: str
    alt: str
    width: int
    height: int


def partners_of(
    editions: Sequence[Article], filings: Mapping[int, Filing], address: Address
) -> dict[int, tuple[ShownPartner, ...]]:
    """The partners of each of these editions that has any, by name. One query, none where no edition has."""
    ids = {pk for edition in editions for pk in filings[edition.pk].entries["partners"]}
    if not ids:
        return {}
    shown = {
        partner.pk: ShownPartner(
            name=partner.name,
            url=partner.url,
            logo=address(partner) if partner.logo_name else "",
            alt=partner.alt,
            width=partner.logo_width or 0,
            height=partner.logo_height or 0,
        )
        for partner in Partner.objects.with_logo().filter(pk__in=ids).order_by("name")
    }
    return {
        edition.pk: tuple(one for pk, one in shown.items() if pk in named)
        for edition in editions
        if (named := filings[edition.pk].entries["partners"])
    }


def public_address(site_url: str = "") -> Address:
    """Return what gives the address of a logo, which begins with `site_url`.

    It answers as long as a public release names the partner.
    """
    return lambda partner: site_url + path_of("partner-logo", partner.pk, partner.logo_width or 0)


def inline(partner: Partner) -> str:
    """The logo itself as an address, for previews: readers cannot ask for it before the release is public."""
    try:
        with default_storage.open(partner.logo_name or "") as stored:
            content = base64.b64encode(stored.read()).decode()
    except FileNotFoundError:
        return ""
    return f"data:{Partner.LOGO_FORMAT.label};base64,{content}"
