"""Addresses in all the grammars of the former site: each in one hop at the right place, or an honest answer."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from articles import redirects
from articles.models import MissedAddress, OldTerm
from tests.factories import make_article, make_editor

ODIHR = "office-for-democratic-institutions-and-human-rights"
RELEASE = "/news/71/a-bridge-opens-in-osh/"

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def archive(db, settings):
    """One release, its old page 12345, what else the table of redirects has, and the old numbers of terms."""
    settings.SITE_URL = "https://news.example.org"
    settings.ALLOWED_HOSTS = ["news.example.org", "www.news.example.org", "odihr.example.org"]
    article = make_article(release=71, title="A bridge opens in Osh", slug="a-bridge-opens-in-osh")
    stored = [
        ("/node/12345", "71"),
        ("/odihr/guide", "/structures/"),
        ("/sites/default/files/bridge report.pdf", "71"),
        ("/item/4711.html", "71"),
    ]
    lines = redirects.store(stored, by=make_editor())
    assert not [line.problems for line in lines if line.problems]
    OldTerm.objects.bulk_create(
        OldTerm(vocabulary=facet, number=number, slug=slug)
        for facet, number, slug in [
            ("structure", 14, "secretariat"),
            ("field", 116, "elections"),
            ("field", 117, "border-management"),
            ("structure", 377, "chairpersonship"),
            ("type", 472, "press-release"),
        ]
    )
    return article


def ask(client, old: str):
    """Ask for a path at the site's own host, or for an address with another one."""
    if old.startswith("http"):
        host, _, path = old.partition("//")[2].partition("/")
        return client.get(f"/{path}", headers={"Host": host})
    begin = {"PATH_INFO": old} if old.startswith("//") else {}
    return client.get(old if not begin else "/", headers={"Host": "news.example.org"}, **begin)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # A page, by its number
        ("/node/12345", RELEASE),
        ("/node/12345/", RELEASE),
        ("/NODE/12345", RELEASE),
        ("/node//12345", RELEASE),
        ("//node/12345", RELEASE),
        ("/en/node/12345", RELEASE),
        ("/ru/node/12345", f"/ru{RELEASE}"),
        ("/node/12345/print", RELEASE),
        ("/print/12345", RELEASE),
        ("/printpdf/12345", RELEASE),
        ("/print/node/12345", RELEASE),
        ("/index.php?q=node/12345", RELEASE),
        ("/index.php?q=/node/12345&page=1", RELEASE),
        ("/?q=node/12345", RELEASE),
        ("/?q=en/node/12345", RELEASE),
        ("/ru/?q=node/12345", f"/ru{RELEASE}"),
        ("/index.php/node/12345", RELEASE),
        ("/odihr/12345?download=true", RELEASE),
        ("http://odihr.example.org/node/12345", f"https://news.example.org{RELEASE}"),
        ("http://www.news.example.org/odihr/12345", f"https://news.example.org{RELEASE}"),
        # A page, by its words
        ("/press-releases/a-bridge-opens-in-osh", RELEASE),
        ("/content/a-bridge-opens-in-osh", RELEASE),
        ("/en/odihr/news/A-Bridge-Opens-In-Osh/", RELEASE),
        ("/ODIHR/Guide", "/structures/"),
        ("/en/odihr/guide/", "/structures/"),
        ("/?q=odihr/guide", "/structures/"),
        ("/sites/default/files/bridge%20report.pdf", RELEASE),
        ("/item/4711.html?print=1", RELEASE),
        # A page of ours in another spelling
        ("/news/71", RELEASE),
        ("/news/71/", RELEASE),
        ("/NEWS/71", RELEASE),
        ("/news/71/another-title", RELEASE),
        ("/en/news/71/", RELEASE),
        ("/en/news/71/another-title", RELEASE),
        ("/ru/news/71", f"/ru{RELEASE}"),
        ("/en/news/?q=bridge&page=1", "/news/?q=bridge"),
        ("/en/news", "/news/"),
        ("/en/", "/"),
        ("/index.html", "/"),
        ("/home", "/"),
        # The page of a body
        ("/odihr", f"/structures/{ODIHR}/"),
        ("/ODIHR/", f"/structures/{ODIHR}/"),
        ("/ru/odihr", f"/ru/structures/{ODIHR}/"),
        ("/secretariat", "/structures/secretariat/"),
        ("/index.php", "/"),
        ("/news?rows=50&q=bridge", "/news/?q=bridge&rows=50"),
        ("/Structures/Secretariat", "/structures/secretariat/"),
        # Searches
        ("/search/site/bridge", "/news/?q=bridge"),
        ("/search/site/final%20report?page=2", "/news/?q=final+report&page=3"),
        ("/search/node/bridge%20type%3Anews", "/news/?q=bridge&type=news"),
        ("/search/node/bridge category:116", "/news/?q=bridge&field=elections"),
        ("/search/site/bridge?f[0]=im_taxonomy_vid_3:116&f[1]=im_field_body:14&solrsort=ds_created%20asc",
         "/news/?q=bridge&structure=secretariat&field=elections&sort=oldest"),
        ("/en/search/site/bridge", "/news/?q=bridge"),
        ("/?q=search/site/bridge", "/news/?q=bridge"),
        ("/?q=bridge", "/news/?q=bridge"),
        ("/search?keys=bridge", "/news/?q=bridge"),
        ("/search/node/final+report", "/news/?q=final+report"),
        ("/search/", "/news/"),
        # Lists and their feeds
        ("/node?page=0", "/news/"),
        ("/taxonomy/term/116", "/news/?field=elections"),
        ("/taxonomy/term/116/all?page=1", "/news/?field=elections&page=2"),
        ("/taxonomy/term/116+117", "/news/?field=border-management&field=elections"),
        ("/taxonomy/term/116,14", "/news/?structure=secretariat&field=elections"),
        ("/?q=taxonomy/term/116", "/news/?field=elections"),
        ("/taxonomy/term/116/feed", "/news/feed.rss?field=elections"),
        ("/taxonomy/term/14/0/feed", "/news/feed.rss?structure=secretariat"),
        ("/rss.xml", "/news/feed.rss"),
        ("/en/rss.xml", "/news/feed.rss"),
        ("/press-releases/feed", "/news/feed.rss"),
        ("/odihr/press-releases/rss.xml", f"/news/feed.rss?structure={ODIHR}"),
        ("http://odihr.example.org/rss.xml", f"https://news.example.org/news/feed.rss?structure={ODIHR}"),
        ("/?q=press-releases&page=1", "/news/?page=2"),
        ("/resources/press-releases?page=1", "/news/?page=2"),
        ("/press-releases/all?page=1", "/news/?page=2"),
        ("/press-releases/2016", "/news/?from=2016-01-01&to=2016-12-31"),
        ("/odihr/press-releases/2016/05", f"/news/?structure={ODIHR}&from=2016-05-01&to=2016-05-31"),
        ("/archive/201605", "/news/?from=2016-05-01&to=2016-05-31"),
        ("/press-releases?field_date_value[value][year]=2016", "/news/?from=2016-01-01&to=2016-12-31"),
        ("/press-releases?created[min]=2016-05-01&created[max]=2016-06", "/news/?from=2016-05-01&to=2016-06-30"),
        ("/press-releases?keys=bridge&sort_by=created&sort_order=ASC&items_per_page=50", "/news/?q=bridge&sort=oldest&rows=50"),
        ("/press-releases?tid=116&utm_source=letter", "/news/?field=elections"),
        ("/press-releases?year=2016&type=news", "/news/?type=news&year=2016"),
    ],
)  # fmt: skip
def test_an_address_of_any_grammar_leads_to_the_right_place_in_one_hop(client, archive, old, new):
    response = ask(client, old)

    assert (response.status_code, response.headers.get("Location")) == (301, new)
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    there = client.get(new.removeprefix("https://news.example.org"), headers={"Host": "news.example.org"})
    assert there.status_code == (404 if "page=" in new else 200)  # one release fills no second page


SITE = "https://news.example.org"
AT_ODIHR = "http://odihr.example.org"
IN_OTHER_WRITINGS = [
    # Copied out of a sentence, or without the question mark
    ("/node/12345).", RELEASE),
    ("/node/12345%3E", RELEASE),
    ("/odihr/elections/12345&page=1", RELEASE),
    ("/de/mc/12345/view", f"/de{RELEASE}"),
    ("/fr/index.php?q=node/12345", f"/fr{RELEASE}"),
    # Filters of Solr in its other writings
    ("/press-releases?filters=(im_taxonomy_vid_3:116)", "/news/?field=elections"),
    ("/press-releases?filters=im_taxonomy_vid_3:(116)%20AND%20im_taxonomy_vid_1:(14)", "/news/?structure=secretariat&field=elections"),
    ("/press-releases?filters=(im_taxonomy_vid_3:(116)%20%26%26%20im_taxonomy_vid_1:(14))&page=4", "/news/?structure=secretariat&field=elections&page=5"),
    ("/press-releases?filters[]=im_taxonomy_vid_3:(116)&filters[]=im_taxonomy_vid_22:(472)", "/news/?type=press-release&field=elections"),
    ("/press-releases?filters=ds_date:[2016-05-01T00:00:00Z%20TO%202016-05-31T23:59:59Z]", "/news/?from=2016-05-01&to=2016-05-31"),
    ("/press-releases?filters=%2Bds_created:[2016-05-01%20TO%20*]%20im_taxonomy_vid_3:(117)&solrsort=ds_date%20asc", "/news/?field=border-management&from=2016-05-01&sort=oldest"),
    ("/press-releases?filters=bundle:press_release&solrsort=score%20asc&rows=100&page=1", "/news/?type=press-release&rows=50&page=3"),
    # Parameters with several values, or names in other writings
    ("/press-releases?source=14,377", "/news/?structure=chairpersonship&structure=secretariat"),
    ("/press-releases?source=14%2B377", "/news/?structure=chairpersonship&structure=secretariat"),
    ("/press-releases?whoweare[14]=14&whoweare[377]=377&rows=25&page=3", "/news/?structure=chairpersonship&structure=secretariat&rows=50&page=2"),
    ("/press-releases?fields=border_management&institutions=All", "/news/?field=border-management"),
    ("/press-releases?institutions=odihr,secretariat&page=0", f"/news/?structure={ODIHR}&structure=secretariat"),
    ("/uk/press-releases?activities=Elections", "/news/?field=elections"),
    # Words and days behind the path of the list
    ("/press-releases/bridge+opens", "/news/?q=bridge+opens"),
    ("/press-releases/2016-05-12", "/news/?from=2016-05-12&to=2016-05-12"),
    ("/press-releases/2016/5/12", "/news/?from=2016-05-12&to=2016-05-12"),
    ("/archive/2016-05", "/news/?from=2016-05-01&to=2016-05-31"),
    # Lists in sections, and feeds
    ("/newsroom/press-releases?page=3", "/news/?page=4"),
    ("/media/press-releases/bridge", "/news/?q=bridge"),
    ("/press-releases.rss?activities=116", "/news/feed.rss?field=elections"),
    ("/press-releases.xml", "/news/feed.rss"),
    ("/odihr/rss.xml", f"/news/feed.rss?structure={ODIHR}"),
    ("/secretariat/news/feed", "/news/feed.rss?structure=secretariat"),
    ("/fr/taxonomy/term/117/all/feed", "/news/feed.rss?field=border-management"),
    # Hosts of bodies
    (f"{AT_ODIHR}/", f"{SITE}/structures/{ODIHR}/"),
    (f"{AT_ODIHR}/news/", f"{SITE}/news/?structure={ODIHR}"),
    (f"{AT_ODIHR}/fr/news/?q=bridge", f"{SITE}/fr/news/?q=bridge&structure={ODIHR}"),
    (f"{AT_ODIHR}/structures/secretariat/", f"{SITE}/structures/secretariat/"),
    (f"{AT_ODIHR}/news/71/", f"{SITE}{RELEASE}"),
    (f"{AT_ODIHR}/elections/12345", f"{SITE}{RELEASE}"),
    (f"{AT_ODIHR}/search/site/bridge?page=1", f"{SITE}/news/?q=bridge&structure={ODIHR}&page=2"),
    (f"{AT_ODIHR}/press-releases?filters=im_taxonomy_vid_3:(116)", f"{SITE}/news/?structure={ODIHR}&field=elections"),
    ("http://www.news.example.org/news/71/", f"{SITE}{RELEASE}"),
    ("http://www.news.example.org/odihr", f"{SITE}/structures/{ODIHR}/"),
    ("http://www.news.example.org/press-releases?activities=116", f"{SITE}/news/?field=elections"),
]  # fmt: skip


@pytest.mark.parametrize("https", [False, True], ids=["http allowed", "https alone"])
def test_forty_more_lead_to_the_right_place_in_one_hop(client, archive, settings, https):
    settings.SECURE_SSL_REDIRECT = https  # which no host of the former site adds a hop for

    led = [
        (old, response.status_code, response.headers.get("Location"))
        for old, _ in IN_OTHER_WRITINGS
        if old.startswith("http") or not https
        for response in [ask(client, old)]
    ]

    assert led == [(old, 301, new) for old, new in IN_OTHER_WRITINGS if old.startswith("http") or not https]


def test_nothing_is_sent_by_plain_http(client, archive, settings):
    settings.SECURE_SSL_REDIRECT = True

    asked = [f"{SITE}/node/12345", "http://www.news.example.org/news/", "http://www.news.example.org/nowhere"]
    led = [ask(client, old) for old in asked]

    assert [(answer.status_code, answer.headers["Location"], answer.content) for answer in led] == [
        (301, old.replace("http:", "https:"), b"") for old in asked
    ]
    posted = client.post("/admin/login/", {"username": "a"}, headers={"Host": "odihr.example.org"})
    assert posted.headers["Location"] == "https://odihr.example.org/admin/login/"


@pytest.mark.parametrize(
    ("old", "sent"),
    [
        ("/press-releases?filters=ds_date:[NOW-1YEAR%20TO%20NOW]", "NOW-1YEAR"),
        ("/blog/feed", "blog"),
        ("/taxonomy/term/99", "taxonomy/term/99"),
        ("/taxonomy/term/99/feed", "taxonomy/term/99"),
        ("/?q=taxonomy/term/99", "taxonomy/term/99"),
        ("/taxonomy/term/116,117", "taxonomy/term/117"),
        ("/search/node/bridge%20type:poem", "type:poem"),
        ("/search/site/bridge?f[0]=ss_mood:good", "ss_mood:good"),
        ("/press-releases?field_mood=good", "field_mood=good"),
        ("/news/?f[0]=ss_mood:good", "ss_mood:good"),
        ("/news/?f[0]=im_taxonomy_vid_3:998", "im_taxonomy_vid_3:998"),
        ("/news/?field_mood=good", "field_mood=good"),
        ("/press-releases?field_date_value[value][month]=5", "[month]=5"),
        ("/press-releases?created[min]=yesterday", "yesterday"),
        ("/press-releases?sort_by=title", "sort_by=title"),
        ("/press-releases?year=16", "16"),
        ("/news/?filters=im_taxonomy_vid_3:(116)&type=nothing", "nothing"),
    ],
)
def test_half_a_question_is_not_answered(client, archive, old, sent):
    response = ask(client, old)

    assertContains(response, sent, status_code=404)
    assertContains(response, "Not understood", status_code=404)
    assertNotContains(response, archive.title, status_code=404)


@pytest.mark.parametrize(
    "old",
    [
        "/node/1",
        "/?q=node/1",
        "/index.php?q=odihr/nowhere",
        "/press-releases/4711",
        "/search/user/ann",
        "/sites/default/files/other.pdf",
        "/en/structures/nowhere",
        "/structures/nowhere",
        "/news/72",
        "/en/news/72",
        "/content/no-such-bridge-opens",
        "/archive/201699x",
        "/user/login",
    ],
)
def test_what_nobody_knows_is_not_found_at_once(client, archive, old):
    assert ask(client, old).status_code == 404


def test_the_number_of_a_release_that_is_gone_says_so_without_its_slash(client, archive):
    make_article(release=80, state="unpublished")
    make_article(release=81, state="unpublished")
    redirects.store([("/news/81/", "71")], by=make_editor("records"))

    assert ask(client, "/news/80").status_code == 410
    assert ask(client, "/en/news/80").status_code == 410
    assert ask(client, "/news/81").headers["Location"] == RELEASE


def test_a_redirect_that_is_stored_comes_before_all_grammars(client, archive):
    stored = [("/taxonomy/term/116", "/structures/"), ("/en/news", "/countries/"), ("/rss.xml", "71")]
    redirects.store(stored, by=make_editor("records"))

    assert [ask(client, old).headers["Location"] for old, _ in stored] == [
        "/structures/",
        "/countries/",
        RELEASE,
    ]


def test_the_front_page_of_a_host_does_not_hide_what_its_query_names(client, archive):
    redirects.store([("odihr.example.org/", "/structures/")], by=make_editor("records"))

    assert ask(client, "http://odihr.example.org/?q=node/12345").headers["Location"].endswith(RELEASE)
    assert (
        ask(client, "http://odihr.example.org/?q=taxonomy/term/117")
        .headers["Location"]
        .endswith(f"/news/?structure={ODIHR}&field=border-management")
    )


@pytest.mark.parametrize(
    "asked", ["/?utm_source=letter", "/?source=newsletter", "/?q=", "/news/?utm_source=letter"]
)
def test_a_page_of_ours_with_marks_of_a_newsletter_is_that_page(client, archive, asked):
    assert ask(client, asked).status_code in (200, 301)
    assert "Location" not in ask(client, asked).headers or ask(client, asked).headers["Location"] == "/news/"


@pytest.mark.parametrize("old", ["/?q=node/4711", "/index.php?q=node/4711", "/?q=taxonomy/term/4711"])
def test_a_miss_is_counted_by_the_path_that_the_query_names(client, archive, old):
    ask(client, old)

    assert MissedAddress.objects.get().path == old.partition("q=")[2].join(["/", ""])


def test_the_page_of_a_miss_searches_for_the_words_that_the_query_names(client, archive):
    assertContains(ask(client, "/?q=content/the-bridge"), archive.title, status_code=404)
