"""Every address of the desk and who may open it: an address without a row here fails."""

import re
from datetime import date

import pytest
from axes.models import AccessFailureLog
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from taggit.models import Tag

from articles.editing.site_pages import publish_page
from articles.importing import queue
from articles.models import (
    Article,
    Boilerplate,
    FilingBatch,
    FrontPageRelease,
    ImportBatch,
    ImportRecord,
    MissedAddress,
    OldTerm,
    Partner,
    PressContact,
    Redirect,
    ReleaseTemplate,
    SitePage,
)
from tests.addresses import routes
from tests.factories import (
    make_article,
    make_attachment,
    make_editor,
    make_member,
    make_message,
    make_pair,
    make_picture,
)

ROLES = {
    "W": ("Writer",),
    "E": ("Editor",),
    "P": ("Publisher",),
    "R": ("Records",),
    "A": ("Administrator",),
    "S": (),  # a member of staff without a role
}
STAFF = "WEPRASU"  # and U, a superuser
READERS = "WEPRAU"
# For each kind of page of a model, by the model, who may open it: list, add, history, delete, change.
MODELS = {
    "articles/article": (READERS, "WEAU", READERS, "EAU", READERS),
    "articles/boilerplate": (READERS, "EPAU", READERS, "EPAU", READERS),
    "articles/filingbatch": ("EPAU", "", "EPAU", "", "EPAU"),
    "articles/importbatch": ("RAU", "", "RAU", "", "RAU"),
    "articles/importrecord": ("RAU", "", "RAU", "", "RAU"),
    "articles/importupload": ("RAU", "RAU", "RAU", "", "RAU"),
    "articles/missedaddress": ("RAU", "", "RAU", "RAU", "RAU"),
    "articles/oldterm": ("RAU", "RAU", "RAU", "RAU", "RAU"),
    "articles/outboxmessage": ("AU", "", "AU", "", "AU"),
    "articles/frontpagerelease": ("EPRAU", "EPAU", "EPRAU", "EPAU", "EPRAU"),
    "articles/partner": (READERS, "EPAU", READERS, "EPAU", READERS),
    "articles/presscontact": (READERS, "EPAU", READERS, "EPAU", READERS),
    "articles/releasetemplate": ("WERAU", "EAU", "WERAU", "EAU", "WERAU"),
    "articles/sitepage": ("PRAU", "PAU", "PRAU", "", "PRAU"),
    "articles/releasepair": ("RAU", "", "RAU", "", "RAU"),
    "articles/picturefile": (READERS, "", READERS, "", READERS),
    "articles/redirect": ("RAU", "RAU", "RAU", "RAU", "RAU"),
    "taxonomy/releasetype": (READERS, "AU", READERS, "AU", READERS),
    "taxonomy/fieldofwork": (READERS, "AU", READERS, "AU", READERS),
    "taxonomy/structure": (READERS, "AU", READERS, "AU", READERS),
    "taxonomy/country": (READERS, "AU", READERS, "AU", READERS),
    "taxonomy/meeting": (READERS, "AU", READERS, "AU", READERS),
    "auth/group": ("AU", "AU", "AU", "AU", "AU"),
    "auth/user": ("AU", "AU", "AU", "AU", "AU"),
    "axes/accessfailurelog": ("AU", "", "AU", "", "AU"),
}
TABLE = {
    "": STAFF,
    "login/": STAFF,
    "logout/": "",  # by POST only
    "password_change/": STAFF,
    "password_change/done/": STAFF,
    "autocomplete/": READERS,
    "jsi18n/": STAFF,
    "r/<path:content_type_id>/<path:object_id>/": READERS,
    "articles/article/<int:pk>/<slug:verb>/move/": "EPAU",  # of one move; test_roles has them all
    "articles/article/<int:pk>/preview/": READERS,
    "articles/article/<int:pk>/preview/frames/": READERS,
    "articles/article/<int:pk>/preview/pictures/<int:picture>/<slug:shape>-<int:width>.<slug:format>": READERS,
    "articles/article/<int:pk>/preview/attachments/<int:number>/<str:name>": READERS,
    "articles/article/<int:pk>/reviews/": "EPAU",
    "articles/article/views/save/": "",  # these two by POST only
    "articles/article/views/<int:pk>/delete/": "",
    "articles/boilerplate/<int:pk>/versions/": READERS,
    "articles/filingbatch/<int:pk>/undo/": "EPAU",
    "articles/redirect/import/": "RAU",
    "articles/picturefile/find/": READERS,
    "articles/importbatch/<int:pk>/undo/": "RAU",
    "articles/importbatch/<int:pk>/redo/": "RAU",
    "articles/importrecord/waiting/": "RAU",
    "articles/importrecord/waiting/publish/": "RAU",
    "articles/importrecord/waiting/dismiss/": "RAU",
    "articles/importrecord/<int:pk>/reading/": "RAU",
    "articles/importrecord/<int:pk>/dealt-with/": "",  # by POST only
    "articles/importupload/<int:pk>/<slug:step>/step/": "",  # these three by POST only
    "articles/importupload/begin/": "",
    "articles/importupload/<int:pk>/report.<slug:ending>": "RAU",
    "articles/importupload/<int:pk>/pieces/<int:number>/": "",
    "articles/article/<int:pk>/presence/": READERS,
    "articles/article/<int:pk>/suggestions/": "EAU",  # of what was submitted: who may change it now
    "articles/article/<int:pk>/compare/<int:number>/": READERS,
    "articles/article/history/<int:release>/": READERS,
    "articles/article/pictures/upload/": "",  # these two by POST only
    "articles/article/attachments/upload/": "",
    "articles/article/paste/": "",  # by POST only
    "articles/article/pictures/<int:pk>/file/": READERS,
    "articles/article/attachments/<int:pk>/file/": READERS,
    "articles/article/title/": READERS,
    "articles/article/originals/": READERS,
    "articles/article/notices/": READERS,
    "articles/article/notices/count/": READERS,
    "articles/article/office/": READERS,
    "articles/article/translations/": READERS,
    "articles/article/planning/": READERS,
    "articles/article/planning/new/": "WEAU",
    "articles/article/activity/": READERS,
    "articles/article/activity.csv": READERS,
    "articles/article/tags/": "EPAU",
    "articles/article/tags/suggest/": READERS,
    "articles/article/tags/<int:tag>/": "EPAU",
    "articles/article/unsaved/": "WEAU",
    "articles/article/<int:pk>/unsaved/": "EAU",  # of what was submitted: who may change it now
    "articles/article/unsaved/<slug:draft>/drop/": "",  # by POST only
    "articles/article/deleted/": READERS,
    "articles/article/from-word/": "WEAU",
    "articles/article/deleted/<int:pk>/bring-back/": "",  # by POST only
    "auth/user/<id>/password/": "AU",
    r"^(?P<app_label>axes|articles|auth|taxonomy)/$": READERS,
    "(?P<url>.*)$": "",
}
for place, (listing, add, history, delete, change) in MODELS.items():
    TABLE |= {
        f"{place}/": listing,
        f"{place}/add/": add,
        f"{place}/<path:object_id>/history/": history,
        f"{place}/<path:object_id>/delete/": delete,
        f"{place}/<path:object_id>/change/": change,
        f"{place}/<path:object_id>/": STAFF,  # leads to the page of the object
    }

pytestmark = pytest.mark.usefixtures("terms")


def address_of(route: str) -> str:
    """An address of the route, of something that is there."""
    if "/" in route and route.partition("/<path:object_id>")[0] in MODELS:
        place = route.partition("/<path:object_id>")[0]
        route = route.replace("<path:object_id>", str(something(place).pk))
    if "app_label" in route:
        return "/admin/articles/"
    if route.startswith("("):
        return "/admin/nowhere"
    if route == "autocomplete/":
        return "/admin/autocomplete/?app_label=articles&model_name=article&field_name=structures&term=a"
    if "/preview/pictures/" in route:
        picture = make_picture(something("articles/article"))
        return f"/admin/articles/article/{picture.article_id}/preview/pictures/{picture.pk}/whole-320.webp"
    if "/preview/attachments/" in route:
        attachment = make_attachment(something("articles/article"))
        place = f"/admin/articles/article/{attachment.article_id}/preview/attachments/{attachment.number}"
        return f"{place}/{attachment.file_name}"
    if "/<int:pk>" in route and not route.startswith("articles/article/"):
        route = route.replace("<int:pk>", str(something(route.partition("/<int:pk>")[0]).pk))
    if "/pictures/<int:pk>" in route:
        route = route.replace("<int:pk>", str(make_picture(make_article()).file_id))
    if "/attachments/<int:pk>" in route:
        route = route.replace("<int:pk>", str(make_attachment(make_article()).file_id))
    if "/compare/" in route:
        first = make_article()
        second = make_article(release=first.release, edition=2, state=Article.State.DRAFT)
        route = route.replace("<int:pk>", str(second.pk)).replace("<int:number>", "1")
    values = {
        "<int:release>": lambda: make_article().release,
        "<int:pk>": lambda: something("articles/article").pk,
        "<slug:verb>": lambda: "return",
        "<slug:step>": lambda: "start",
        "<slug:draft>": lambda: "0" * 32,
        "<int:number>": lambda: 0,
        "<int:tag>": lambda: Tag.objects.create(name="A tag").pk,
        "<slug:ending>": lambda: "json",
        "<id>": lambda: something("auth/user").pk,
        "<path:content_type_id>": lambda: ContentType.objects.get_for_model(Article).pk,
        "<path:object_id>": lambda: something("articles/article").pk,
    }
    for part, value in values.items():
        if part in route:
            route = route.replace(part, str(value()))
    assert not re.search(r"[<(]", route), f"Say how an address of {route} is made."
    return f"/admin/{route}"


def something(place: str):
    """An object of the model at this place of the desk, which may be deleted."""
    match place:
        case "articles/article":
            return make_article(state=Article.State.SUBMITTED)
        case "articles/filingbatch":
            by = get_user_model().objects.create_user("filer")
            return FilingBatch.objects.create(by=by, description="Filed under Secretariat", editions=0)
        case "articles/importbatch":
            return ImportBatch.objects.create(name="A batch")
        case "articles/importrecord":
            batch = ImportBatch.objects.create(name="A batch")
            return ImportRecord.objects.create(batch=batch, source="a.txt", line=1, outcome="created")
        case "articles/importupload":
            upload = queue.add("a.txt", b"", by=make_editor("uploader"))
            upload.account = {"counts": {}}  # there is a report once it was tried
            upload.save(update_fields=["account"])
            return upload
        case "articles/missedaddress":
            facts = {"path": "/home/1", "referrer": "www.example.org", "count": 1}
            return MissedAddress.objects.create(place=1, last_seen=date(2025, 1, 1), **facts)
        case "articles/oldterm":
            return OldTerm.objects.create(vocabulary="field", number=116, slug="elections")
        case "articles/outboxmessage":
            return make_message(tries=1)
        case "articles/picturefile":
            return make_picture(make_article()).file
        case "articles/redirect":
            return Redirect.objects.create(old="/home/1", path="/news/", by=make_editor("keeper"))
        case "articles/frontpagerelease":
            facts = {"place": 1, "release": make_article().release, "until": date(2030, 1, 1)}
            return FrontPageRelease.objects.create(by=make_editor("front"), **facts)
        case "articles/sitepage":
            return publish_page(
                SitePage(kind="about", title="About us", body="<p>We.</p>"), by=make_editor("web")
            )
        case "articles/boilerplate":
            return Boilerplate.objects.create(name="About us")
        case "articles/partner":
            return Partner.objects.create(name="Children's Fund")
        case "articles/presscontact":
            return PressContact.objects.create(name="Maria Rossi", email="maria@example.org")
        case "articles/releasetemplate":
            return ReleaseTemplate.objects.create(name="Daily report")
        case "articles/releasepair":
            return make_pair()
        case "auth/group":
            return Group.objects.create(name="A group")
        case "axes/accessfailurelog":
            return AccessFailureLog.objects.create(username="somebody", ip_address="192.0.2.1")
        case "auth/user":
            return get_user_model().objects.create_user("somebody")
    facts = {"iso": "XX"} if place == "taxonomy/country" else {}
    return apps.get_model(place.replace("/", ".")).objects.create(name="Test term", slug="test-term", **facts)


def test_every_address_of_the_desk_has_a_row():
    assert sorted(routes(admin.site.urls[0])) == sorted(TABLE)


@pytest.mark.parametrize("route", TABLE)
def test_the_desk_opens_to_whom_it_should(client, route):
    address = address_of(route)
    opened = ""

    for letter in STAFF:
        user = make_editor() if letter == "U" else make_member(f"user {letter}", *ROLES[letter])
        client.force_login(user)
        response = client.get(address)
        assert response.status_code in (200, 301, 302, 403, 404, 405), letter
        if response.status_code in (200, 301, 302):
            assert "/admin/login/" not in response.get("Location", "")
            opened += letter

    assert opened == TABLE[route]


@pytest.mark.parametrize("route", [route for route in TABLE if route not in ("login/", "logout/", "jsi18n/")])
def test_without_an_account_the_desk_opens_to_nobody(client, route):
    response = client.get(address_of(route))

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/login/")
