"""Forty addresses of the former site, each in one hop at the right place, or with an honest answer."""

import pytest
from django.core.management import CommandError, call_command
from pytest_django.asserts import assertContains, assertNotContains

from articles import redirects
from articles.models import OldTerm
from articles.redirects import former_site
from tests.factories import make_article, make_editor

ODIHR = "office-for-democratic-institutions-and-human-rights"
# As the former site numbered them: 24 is a body and a subject.
NUMBERS = [
    ("structure", 14, "secretariat"),
    ("structure", 24, ODIHR),
    ("structure", 377, "chairpersonship"),
    ("field", 24, "policing"),
    ("field", 116, "elections"),
    ("field", 117, "border-management"),
    ("country", 500, "albania"),
    ("type", 472, "press-release"),
    ("type", 473, "news"),
    ("meeting", 600, "summit-meetings"),
]

pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def old_terms(db):
    """The table of old term numbers."""
    return OldTerm.objects.bulk_create(
        OldTerm(vocabulary=facet, number=number, slug=slug) for facet, number, slug in NUMBERS
    )


LED_ON = [
    # Lists, with their page counted from 0
    ("/press-releases", "/news/"),
    ("/press-releases/", "/news/"),
    ("/press-Releases?page=1500", "/news/?page=1501"),
    ("/en/press-releases?page=0", "/news/"),
    ("/press-releases?page=0&filters=&solrsort=score%20desc&rows=50", "/news/?rows=50"),
    ("/press-releases?page=251&rows=50&solrsort=ds_date+desc", "/news/?rows=50&page=252"),
    ("/press-releases?page=5&rows=30&solrsort=ds_date+asc", "/news/?sort=oldest&rows=50&page=4"),
    ("/press-releases?compar=All&activities=All&source=All", "/news/"),
    # Words behind the path of the list
    ("/press-releases/federal?page=413", "/news/?q=federal&page=414"),
    ("/press-releases/5%20%2B%202%20international?page=252", "/news/?q=5+%2B+2+international&page=253"),
    (
        "/press-releases/%22Final%20Report%22?solrsort=ds_date%20desc",
        "/news/?q=%22Final+Report%22&sort=newest",
    ),
    ("/press-releases/osce-visits-no-such-town", "/news/?q=osce+visits+no+such+town"),
    ("/press-releases/a-bridge-opens", "/news/1/a-bridge-opens/"),
    ("/press-releases/A-Bridge-Opens/", "/news/1/a-bridge-opens/"),
    # Filters of Solr
    ("/press-releases?filters=+im_taxonomy_vid_3:(116)", "/news/?field=elections"),
    (
        "/press-releases?filters=+im_taxonomy_vid_3%3A%28117%29&page=196",
        "/news/?field=border-management&page=197",
    ),
    ("/press-releases?filters=im_taxonomy_vid_1:(377)&page=41", "/news/?structure=chairpersonship&page=42"),
    (
        "/press-releases?filters=+im_taxonomy_vid_1:(14)+im_taxonomy_vid_3:(116)&rows=10",
        "/news/?structure=secretariat&field=elections&rows=10",
    ),
    ("/press-releases?filters=%2Bim_taxonomy_vid_22:(472)", "/news/?type=press-release"),
    (
        "/press-releases?filters=+im_taxonomy_vid_1:(14 OR 377)",
        "/news/?structure=chairpersonship&structure=secretariat",
    ),
    ("/press-releases?filters=+im_taxonomy_vid_3:(24)", "/news/?field=policing"),
    ("/press-releases?filters=+im_taxonomy_vid_1:(24)", f"/news/?structure={ODIHR}"),
    ("/press-releases?filters=+im_taxonomy_vid_7:(500)", "/news/?country=albania"),
    ("/press-releases?filters=tid:600", "/news/?meeting=summit-meetings"),
    ("/press-releases?filters=+sm_translations:(ru)", "/news/?language=ru"),
    (
        "/resources/documents/?filters=+im_taxonomy_vid_1:%2814%29&solrsort=score%20desc",
        "/news/?structure=secretariat",
    ),
    ("/press-releases/federal?filters=+im_taxonomy_vid_3:(116)", "/news/?q=federal&field=elections"),
    # Parameters of its later forms
    ("/press-releases?activities=116&page=743", "/news/?field=elections&page=744"),
    ("/press-releases?page=707&source=14", "/news/?structure=secretariat&page=708"),
    ("/newsroom?institutions=24", f"/news/?structure={ODIHR}"),
    ("/press-releases?whoweare=377&fields=117", "/news/?structure=chairpersonship&field=border-management"),
    ("/press-releases?source=ODIHR", f"/news/?structure={ODIHR}"),
    ("/press-releases?activities[]=116&activities[]=117", "/news/?field=border-management&field=elections"),
    # Links in capitals, or copied out of HTML as they stood there
    ("/Press-Releases?Filters=+im_taxonomy_vid_3:(116)&ROWS=10", "/news/?field=elections&rows=10"),
    ("/press-releases?ACTIVITIES=116", "/news/?field=elections"),
    ("/press-releases?page=0&amp;rows=10&amp;activities=116", "/news/?field=elections&rows=10"),
    # One body's list
    ("/odihr/press-releases?page=2", f"/news/?structure={ODIHR}&page=3"),
    # What a list of ours is asked in the former site's way
    ("/news/?filters=+im_taxonomy_vid_3:(116)&page=0", "/news/?field=elections"),
    ("/news?source=14", "/news/?structure=secretariat"),
    ("/?filters=+im_taxonomy_vid_3:(116)", "/news/?field=elections"),
    # Rows of the table of redirects, with what was asked of them
    ("/resources/all?filters=+im_taxonomy_vid_3:(116)", "/news/?type=news&field=elections"),
    ("/secretariat/news?fields=117&page=1", "/news/?structure=secretariat&field=border-management&page=2"),
    ("/resources/all?page=3", "/news/?type=news"),
    ("/old/bridge?filters=+im_taxonomy_vid_3:(99)", "/news/1/a-bridge-opens/"),
]


@pytest.mark.parametrize(("old", "new"), LED_ON)
def test_an_old_address_leads_to_the_right_place_in_one_hop(client, old_terms, old, new):
    make_article(release=1, title="A bridge opens", slug="a-bridge-opens")
    by = make_editor()
    stored = [
        ("/resources/all", "/news/?type=news"),
        ("/secretariat/news", "/structures/secretariat/"),
        ("/old/bridge", "1"),
    ]
    assert not [line.problems for line in redirects.store(stored, by=by) if line.problems]

    response = client.get(old)

    assert (response.status_code, response.headers["Location"]) == (301, new)
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    there = client.get(new)
    assert there.status_code == (404 if "page=" in new else 200)  # one release fills no second page


@pytest.mark.parametrize(
    ("old", "sent", "reason"),
    [
        ("/press-releases?filters=+im_taxonomy_vid_3:(99)", "im_taxonomy_vid_3:(99)", "Number 99 of the former site has no term"),
        ("/news/?filters=+im_taxonomy_vid_3:(99)", "im_taxonomy_vid_3:(99)", "Number 99 of the former site has no term"),
        ("/?filters=+im_taxonomy_vid_3:(99)", "im_taxonomy_vid_3:(99)", "Number 99 of the former site has no term"),
        ("/press-releases?filters=+im_taxonomy_vid_3:(116 OR 99)", "(116 OR 99)", "Number 99 of the former site has no term"),
        ("/press-releases?filters=+im_taxonomy_vid_3:(116 OR 14)", "(116 OR 14)", "of different kinds"),
        ("/press-releases?filters=+im_taxonomy_vid_8:(24)", "im_taxonomy_vid_8:(24)", "stands for several terms"),
        ("/press-releases?filters=im_taxonomy_vid_3:(116)+im_taxonomy_vid_3:(117)", "(117)", "cannot both be required"),
        ("/press-releases?filters=-im_taxonomy_vid_3:(116)", "-im_taxonomy_vid_3:(116)", "can exclude a term"),
        ("/press-releases?filters=ss_mood:(good)", "ss_mood:(good)", "has no such filter"),
        ("/press-releases?filters=rubbish((", "rubbish((", "cannot be read as a filter"),
        ("/press-releases?filters=" + "x" * 2_000, "xxx …", "too long"),
        ("/press-releases?filters=sm_translations:(xx)", "xx", "No language here has this code"),
        ("/press-releases?solrsort=title+asc", "title asc", "sorted by date"),
        ("/press-releases?page=two", "two", "Expected a number"),
        ("/press-releases?fields=14", "fields=14", "Number 14 of the former site has no term"),  # a body, not a subject
        ("/press-releases?fields=" + "9" * 5_000, "999", "Nothing here is called"),
        ("/press-releases?source=nobody", "source=nobody", "Nothing here is called “nobody”"),
        ("/nobody/press-releases", "nobody", "Nothing here is called “nobody”"),
        ("/resources/documents?filters=im_taxonomy_vid_3:(116)&category=Decisions", "category=Decisions", "has no such filter"),
    ],
)  # fmt: skip
def test_what_cannot_be_translated_is_named_and_lists_nothing(client, old_terms, old, sent, reason):
    article = make_article(title="A bridge opens")

    response = client.get(old)

    assertContains(response, sent, status_code=404)
    assert reason in response.content.decode()
    assertNotContains(response, article.title, status_code=404)
    assert "Location" not in response.headers


def test_the_part_that_is_understood_is_offered_as_a_link(client, old_terms):
    response = client.get(
        "/press-releases/bridge?filters=im_taxonomy_vid_3:(116)+im_taxonomy_vid_1:(99)&page=4"
    )

    assertContains(response, 'href="/news/?q=bridge&amp;field=elections"', status_code=404)


@pytest.mark.parametrize(
    "old", ["/somewhere?source=newsletter", "/somewhere?page=2", "/somewhere/press-releases-2024"]
)
@pytest.mark.django_db
def test_what_only_looks_like_the_former_site_is_not_found(client, old):
    assertContains(client.get(old), "There is no such page", status_code=404)


@pytest.mark.parametrize("filters", [1, 40])
def test_an_old_list_takes_the_same_number_of_queries_however_much_it_asks(
    client, old_terms, django_assert_num_queries, filters
):
    asked = " OR ".join(["116", *map(str, range(1_000, 1_000 + filters))])
    client.get("/news/")

    with django_assert_num_queries(4):  # redirects, the numbers of the archive, old terms, the miss
        client.get("/press-releases", {"filters": f"im_taxonomy_vid_3:({asked})"})


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/node/12345", 12345),
        ("/odihr/elections/serbia/563502", 563502),
        ("/secretariat/1/", 1),
        ("/12345", None),
        ("/odihr/12345/more", None),
        ("/odihr/" + "9" * 40, None),
    ],
)
def test_the_number_of_a_page_is_the_end_of_its_path(path, number):
    assert former_site.page_number(path) == number


# Loading the numbers


@pytest.fixture
def load(tmp_path, capsys):
    """Load a list of old term numbers from a file; returns what the command printed."""

    def run(text: str | bytes) -> str:
        file = tmp_path / "terms.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        call_command("load_old_terms", str(file))
        return capsys.readouterr().out

    return run


def stored() -> set:
    return set(OldTerm.objects.values_list("vocabulary", "number", "slug"))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_list_is_loaded_once_and_a_second_time_without_effect(load, separator):
    text = "vocabulary,number,slug\nstructure,14,secretariat\nField,116,elections\n\ntype,14,news\n".replace(
        ",", separator
    )

    assert "3 new, 0 changed, 0 the same" in load(text)
    assert stored() == {("structure", 14, "secretariat"), ("field", 116, "elections"), ("type", 14, "news")}
    assert "0 new, 0 changed, 3 the same" in load("\ufeff" + text)


def test_a_number_gets_the_term_of_the_last_list_and_others_stay(load):
    load("structure,14,secretariat\nfield,116,elections\n")

    assert "1 new, 1 changed, 0 the same" in load("field,116,policing\nfield,117,elections\n")

    assert ("structure", 14, "secretariat") in stored()
    assert ("field", 116, "policing") in stored()


def test_everything_wrong_is_told_by_its_line_and_nothing_is_stored(load):
    text = (
        "vocabulary,number,slug\nstructure,14,secretariat\nplanet,1,mars\nfield,x,elections\n"
        "field,116\nfield,117,no-such-field\nstructure,14,chairpersonship\n"
    )

    with pytest.raises(CommandError) as error:
        load(text)

    told = str(error.value)
    for line in (
        "line 3: “planet” is no vocabulary",
        "line 4: “x” is no number",
        "line 5: 2 columns instead of three",
        "line 6: No field has the slug “no-such-field”",
        "line 7: structure 14 stands in line 2 already",
    ):
        assert line in told
    assert "Nothing was changed" in told
    assert stored() == set()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The list is empty"),
        (b"vocabulary,number,slug\n", "The list is empty"),
        (b"field,116,elections\nfield,117,caf\xe9\n", "Line 2 is not UTF-8"),
        (b"x" * 1_000_001, "split it"),
    ],
)
def test_a_file_without_a_list_is_refused(load, content, reason):
    with pytest.raises(CommandError, match=reason):
        load(content)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv cannot be read: No such file"):
        call_command("load_old_terms", str(tmp_path / "nowhere.csv"))


# The desk


def test_numbers_are_kept_at_the_desk(client, editor):
    add = "/admin/articles/oldterm/add/"
    refused = client.post(add, {"vocabulary": "field", "number": "116", "slug": "no-such-field"})
    assertContains(refused, "No field has the slug “no-such-field”.")

    client.post(add, {"vocabulary": "field", "number": "116", "slug": "elections"})
    again = client.post(add, {"vocabulary": "field", "number": "116", "slug": "policing"})

    assert stored() == {("field", 116, "elections")}
    assertContains(again, "This number of this vocabulary has a term already.")
    for words in ("elec", "116"):
        assert len(client.get("/admin/articles/oldterm/", {"q": words}).context["cl"].result_list) == 1


@pytest.mark.parametrize("how_many", [2, 40])
def test_the_list_of_numbers_asks_as_often_for_any_number(
    client, editor, django_assert_num_queries, how_many
):
    OldTerm.objects.bulk_create(
        OldTerm(vocabulary="field", number=n, slug="elections") for n in range(how_many)
    )
    OldTerm.objects.create(vocabulary="field", number=99, slug="abolished")
    client.get("/admin/")

    with django_assert_num_queries(4):
        response = client.get("/admin/articles/oldterm/")

    assertContains(response, "abolished: there is no such term")
    assert (
        len(client.get("/admin/articles/oldterm/?vocabulary=field").context["cl"].result_list) == how_many + 1
    )
    assert not client.get("/admin/articles/oldterm/?vocabulary=type").context["cl"].result_list
