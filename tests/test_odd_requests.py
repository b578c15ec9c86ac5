"""What nobody types and scanners send: no address of the desk or of the site answers it with an error of the server."""

import itertools
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlencode

import pytest
from django.contrib import admin
from django.db import transaction
from django.db.models import Model
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import (
    Article,
    Boilerplate,
    FilingBatch,
    ImportBatch,
    ImportRecord,
    PressContact,
    ReleaseTemplate,
)
from tests.factories import make_article, make_message

ODD = (
    "", " ", "0", "-1", "1", "abc", "None", "True", "é", "\0", "a\0b", "%", "%00", "'", '"', "\\", "(", "[", "*", "\ufffe",
    "\ud7ff", "\U0010ffff", "9" * 10, "9" * 19, "9" * 20, "9" * 400, "9" * 5_000, "-" + "9" * 20, "1e400", "nan", "1.5", "٣", "²", "1,2",
    "0001", "0001-01-01", "9999-12-31", "10000-01-01", "2024-02-30", "0000-00-00", "2024-13-01", "0001-01-01 00:00:00",
    "9999-12-31T23:59:59+00:00", "a" * 300, "a b " * 100, "../../etc/passwd", "<script>", "{{7*7}}", "\u202e", "ß" * 200,
)  # fmt: skip
# A percent sign begins what is no UTF-8, is cut off, or is decoded twice.
RAW = (
    "%FF",
    "%C0%80",
    "%ED%A0%80",
    "%",
    "%0",
    "%zz",
    "a=%FF&a=%FF",
    "=",
    "&&&",
    "&".join(["a=1"] * 50),
    "q[]=1",
    "%00=1",
)
ODD_NAMES = (
    "q", "p", "o", "e", "all", "_popup", "_to_field", "_changelist_filters", "_facets", "page", "next", "term",
    "app_label", "nothing", "nothing__regex", "pk", "id", "id__in", "id__range", "pk__regex", "a__b__c", "__", "p__gt", "\0",
)  # fmt: skip
LOOKUPS = ("exact", "regex", "year__gt", "range")
# The parameters of this site's own.
OF_READERS = (
    "q", "type", "structure", "field", "country", "meeting", "tag", "language", "year", "from", "to", "sort", "page",
    "rows", "utm_source",
)  # fmt: skip


@pytest.fixture
def at_the_desk(client, terms, editor):
    """Somebody who may open every page of the desk, where there is something to see; errors are answers."""
    article = make_article(title="Bridge", tags=("water",), structures=["secretariat"])
    make_article(title="Draft", state=Article.State.DRAFT)
    make_message(article)
    client.raise_request_exception = False
    return client


def failures_of(client, addresses: Iterable[str]) -> list[str]:
    """Those of these addresses that answer with an error of the server; each in a transaction of its own."""
    failed = []
    for address in addresses:
        with transaction.atomic():
            status = client.get(address).status_code
            transaction.set_rollback(True)
        if status >= 500:
            failed.append(address)
    return failed


def lists() -> list[type[Model]]:
    return sorted(admin.site._registry, key=lambda model: model._meta.label)


def address_of(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def asked_of_list(model: type[Model]) -> Iterator[str]:
    """Addresses of a list with every parameter it knows and many that it does not, each with some odd values."""
    model_admin, address, values = (
        admin.site._registry[model],
        address_of(model, "changelist"),
        itertools.cycle(ODD),
    )
    offered = sorted(model_admin._offered(RequestFactory().get("/")))
    pairs = [(name, value) for name in offered for value in ODD]
    fields = [field.name for field in model._meta.get_fields()]
    for name in (*ODD_NAMES, *fields, *(f"{field}__{lookup}" for field in fields for lookup in LOOKUPS)):
        pairs.append((name, next(values)))
    for name, value in pairs:
        yield f"{address}?{urlencode({name: value})}"
    for name in offered:
        yield f"{address}?{urlencode([(name, '1'), (name, 'x')])}"
    for raw in RAW:
        yield f"{address}?{raw}"


@pytest.mark.parametrize("model", lists(), ids=lambda model: model._meta.label_lower)
def test_no_list_of_the_desk_fails_whatever_it_is_asked_for(at_the_desk, model):
    assert not failures_of(at_the_desk, asked_of_list(model))


@pytest.mark.parametrize(
    "model", [Article, FilingBatch, ImportBatch, ImportRecord], ids=lambda model: model._meta.label_lower
)
def test_no_page_of_the_desk_fails_whatever_it_is_to_show(at_the_desk, model):
    pages = [
        address_of(model, page, value) for page in ("change", "delete", "history") for value in ODD if value
    ]
    fields = [
        *(field.name for field in model._meta.get_fields()),
        "_changelist_filters",
        "_to_field",
        "_popup",
    ]
    values = itertools.cycle(ODD)
    new = [
        f"{address_of(model, 'add')}?{urlencode({field: next(values)})}" for field in fields for _ in range(6)
    ]

    assert not failures_of(at_the_desk, [*pages, *new])


def test_no_new_edition_fails_whatever_its_address_gives_it_to_begin_with(at_the_desk):
    names = (
        "embargo_until",
        "embargo_until_0",
        "publishing_date",
        "translates",
        "structures",
        "tags",
        "release_type",
    )
    asked = [f"{address_of(Article, 'add')}?{urlencode({name: value})}" for name in names for value in ODD]

    assert not failures_of(at_the_desk, asked)


@pytest.mark.parametrize(
    "place", ["move", "compare", "release_history", "suggestions", "title", "translations", "other"]
)
def test_no_page_of_a_release_fails_whatever_it_is_asked_for(at_the_desk, place):
    number = Article.objects.get(title="Draft").pk
    of_page = {
        "move": [f"{number}/{verb}/move/" for verb in ("submit", "publish", "nothing", "0", "9" * 30)]
        + [
            f"{pk}/submit/move/?version={value}"
            for pk in (number, 0, "9" * 30, "9" * 5_000)
            for value in ("x", "9" * 30)
        ],
        "compare": [
            f"{a}/compare/{b}/" for a in (number, "9" * 19, "9" * 30) for b in (0, 1, "9" * 19, "9" * 30)
        ],
        "release_history": [
            f"history/{a}/?page={b}"
            for a in (number, 0, "9" * 19, "9" * 30)
            for b in ("x", "9" * 30, "-1", "%00")
        ],
        "suggestions": [f"{a}/suggestions/" for a in (number, 0, "9" * 19, "9" * 30, "9" * 5_000)]
        + [f"{a}/presence/" for a in (number, 0, "9" * 19, "9" * 30)],
        "title": [f"title/?{urlencode({name: value})}" for name in ("title", "release") for value in ODD],
        "translations": [
            f"{page}/?{urlencode({name: value})}"
            for page, names in (
                ("originals", ("term", "release")),
                ("translations", ("language", "structure")),
                ("planning", ("week", "structure", "type", "office")),
                ("planning/new", ("day",)),
            )
            for name in names
            for value in ODD
        ],
        "other": [f"deleted/?page={value}" for value in ("x", "9" * 30, "%00")]
        + [
            f"{number}/{page}/{query}"
            for page in ("preview", "frames", "reviews", "history")
            for query in ("", "?x=%00", "?page=x")
        ],
    }[place]

    assert not failures_of(at_the_desk, [address_of(Article, "changelist") + rest for rest in of_page])


def test_no_suggestion_of_terms_fails_whatever_is_typed(at_the_desk):
    usual = {"app_label": "articles", "model_name": "article", "field_name": "structures", "term": "vienna"}
    asked = [usual | {name: value} for name in (*usual, "page") for value in ODD]
    asked += [
        {"app_label": "auth", "model_name": "user", "field_name": name}
        for name in ("groups", "user_permissions", "logentry")
    ]
    address = reverse("admin:autocomplete")

    assert not failures_of(at_the_desk, [f"{address}?{urlencode(one)}" for one in asked])


@pytest.mark.parametrize("place", ["/news/", "/news/feed.atom", "/news/feed.json"])
def test_no_list_of_the_site_fails_whatever_it_is_asked_for(at_the_desk, place):
    asked = [f"{place}?{urlencode({name: value})}" for name in OF_READERS for value in ODD]
    asked += [f"{place}?{raw}" for raw in RAW]
    asked += [f"{place}?{urlencode([(name, '1'), (name, 'x')])}" for name in OF_READERS]

    assert not failures_of(at_the_desk, asked)


def test_no_other_page_of_the_site_fails_whatever_its_address(at_the_desk):
    places = (
        "/news/{}/", "/news/{}/bridge/", "/news/1/bridge/editions/{}/", "/news/1/bridge/editions/1/compare/{}/", "/archive/{}/",
        "/archive/{}/1/", "/archive/2025/{}/", "/structures/{}/", "/media/pictures/{}/whole-1.jpg", "/media/pictures/1/whole-{}.jpg",
        "/media/attachments/{}/1/a.pdf", "/media/attachments/1/{}/a.pdf", "/media/attachments/1/1/{}", "/review/{}/", "/{}",
        "/sitemap-{}.xml", "/sitemap-{}-{}.xml", "/timegate/{}/", "/timemap/{}/", "/media/cards/{}/{}.png", "/sitemap-news.xml?p={}", "/home/{}?page={}",
    )  # fmt: skip
    asked = [place.format(*[quote(value, safe="")] * 2) for place in places for value in ODD]

    assert not failures_of(at_the_desk, asked)


ADDRESSES = [
    *("/news/", "/news/feed.rss", "/sitemap-2025-1.xml"),
    *(address_of(model, "changelist") for model in lists()),
]


@given(
    address=st.sampled_from(ADDRESSES),
    asked=st.lists(
        st.tuples(st.sampled_from((*ODD_NAMES, *OF_READERS)), st.text(max_size=20) | st.sampled_from(ODD)),
        max_size=4,
    ),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_list_fails_for_several_parameters_at_once(at_the_desk, address, asked):
    pairs = [
        (name.encode(errors="surrogatepass"), value.encode(errors="surrogatepass")) for name, value in asked
    ]

    assert not failures_of(at_the_desk, [f"{address}?{urlencode(pairs)}"])


def test_texts_in_another_encoding_are_refused(at_the_desk):
    response = at_the_desk.get("/news/?q=%5Cud800", CONTENT_TYPE="text/plain; charset=unicode_escape")

    assert response.status_code == 400


@pytest.mark.parametrize("chosen", ["abc", "9" * 30, "\0", "-1"])
def test_actions_pass_over_rows_that_cannot_be(at_the_desk, chosen):
    with transaction.atomic():
        response = at_the_desk.post(
            address_of(Article, "changelist"),
            {"action": "file_under", "_selected_action": [chosen], "index": "0"},
        )
        transaction.set_rollback(True)

    assert response.status_code < 500


@pytest.mark.parametrize(
    "model", [Article, Boilerplate, PressContact, ReleaseTemplate], ids=lambda model: model._meta.label_lower
)
@pytest.mark.parametrize("chosen", ["x", "\0", "9" * 20, "-1", "٣"])
def test_a_form_shows_again_what_cannot_be_an_entry(at_the_desk, model, chosen):
    names = [
        name
        for name in ("offices", "release_types", "structures", "partners")
        if name in {f.name for f in model._meta.many_to_many}
    ]

    response = at_the_desk.post(address_of(model, "add"), {name: [chosen] for name in names})

    assert (bool(names), response.status_code) == (True, 200)
