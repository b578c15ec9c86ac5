"""Terms and tags suggested to whoever writes: those that the text names, and those of releases like it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from taxonomy import vocabulary
from taxonomy.models import FieldOfWork
from tests.factories import make_article, make_editor, make_member, make_user

pytestmark = pytest.mark.usefixtures("terms")
State = Article.State


def address(article: Article) -> str:
    return reverse("admin:articles_article_suggestions", args=[article.pk])


def suggested(client, article: Article) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in client.get(address(article)).json()["suggestions"]:
        found.setdefault(one["field"], []).append(one["label"])
    return found


def make_draft(**facts) -> Article:
    return make_article(**{"state": State.DRAFT, "title": "A course ends", "summary": ""} | facts)


def test_terms_that_the_text_names_are_suggested_by_any_name_they_had(client, editor):
    draft = make_draft(
        body="<p>The OSCE Centre in Astana taught border management to officers from Albania.</p>"
    )

    found = suggested(client, draft)

    assert found["fields_of_work"] == ["Border management"]
    assert found["countries"] == ["Albania"]
    assert "Albania" not in found.get("structures", [])


def test_what_it_is_filed_under_already_is_not_suggested(client, editor):
    draft = make_draft(body="<p>Border management in Albania.</p>", countries=["albania"])

    assert suggested(client, draft) == {"fields_of_work": ["Border management"]}


def test_a_body_that_was_closed_on_the_day_is_not_suggested(client, editor):
    text = "<p>The Mission to Georgia reported.</p>"
    then, now = (make_draft(body=text, publishing_date=day) for day in (date(2005, 5, 5), date(2020, 5, 5)))

    assert "structures" not in suggested(client, now)
    assert any("Georgia" in label for label in suggested(client, then)["structures"])


def test_what_releases_with_such_a_title_are_filed_under_is_suggested(client, editor):
    for number in range(4):
        make_article(title=f"Foresters fly drones over field {number}", fields_of_work=["climate-change"])
    for number in range(60):
        make_article(title=f"Something else {number}", fields_of_work=["elections"])
    draft = make_draft(title="Foresters and their drones")

    response = client.get(address(draft)).json()["suggestions"]

    assert [(one["field"], one["label"]) for one in response] == [("fields_of_work", "Climate change")]
    assert response[0]["reason"] == "4 of 4 releases that share rare words of the title are filed under it."


def test_a_few_questions_are_asked_whatever_the_archive_holds(client, editor, django_assert_max_num_queries):
    for number in range(30):
        tags = (f"badgers{number}", "drones")
        make_article(title=f"Foresters fly drones {number}", fields_of_work=["climate-change"], tags=tags)
    draft = make_draft(title="Foresters, drones " + " ".join(f"badgers{number}" for number in range(30)))
    client.get(address(make_draft()))

    # One a word, of six words at most, and six besides.
    with django_assert_max_num_queries(12):
        client.get(address(draft))


def test_suggestions_are_for_whoever_may_change_the_edition_now(client):
    writer = make_member("writer", "Writer")
    own, foreign = make_draft(created_by=writer), make_draft(created_by=make_user("author"))
    submitted = make_draft(created_by=writer, state=State.SUBMITTED)
    reader = make_user("reader", "view_article")

    client.force_login(writer)
    assert [client.get(address(one)).status_code for one in (own, foreign, submitted)] == [200, 403, 403]
    client.force_login(reader)
    assert client.get(address(own)).status_code == 403
    client.force_login(make_editor("editor"))
    assert [client.get(address(one)).status_code for one in (own, foreign, submitted)] == [200, 200, 200]
    assert client.get(address(make_article())).status_code == 403
    client.logout()
    assert client.get(address(own)).status_code == 302


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("Border management in Albania’s north.", "countries", ["Albania"]),
        ("A course in Georgia ended.", "countries", ["Georgia"]),
        ("Talks between Israel and Jordan ended.", "countries", ["Israel", "Jordan"]),
        ("In Georgia President Mikheil spoke.", "countries", []),
        ("Georgia Tolley and Michael Jordan spoke. Jordan smiled.", "countries", []),
        ("The airport of Northern Ireland opened.", "countries", []),
        ("They raised a turkey and a chad.", "countries", []),
        ("Turkey joined.", "countries", ["Türkiye"]),
        ("The Netherlands joined; the Netherlands paid.", "countries", ["Netherlands"]),
        ("Tell us more.", "countries", []),
        ("JOIN US IN ALBANIA", "countries", ["Albania"]),
        ("The US and BiH agreed.", "countries", ["United States of America", "Bosnia and Herzegovina"]),
        ("New comms equipment came.", "structures", []),
        ("COMMS writes, and ODIHR’s experts read.", "structures",
         ["Communication and Media Relations Section", "Office for Democratic Institutions and Human Rights"]),
        ("The secretariat of the parliament met.", "structures", []),
        ("Institutions were reformed.", "structures", []),
        ("They held a media conference at the summit.", "meetings", []),
        ("The Annual Security Review Conference met.", "meetings", ["Security Review Conferences"]),
        ("The ministers of Serbia and Montenegro met.", "countries", ["Serbia", "Montenegro"]),
        ("Courses for policing and youth.", "fields_of_work", ["Policing", "Youth"]),
    ],
)  # fmt: skip
def test_a_name_counts_only_as_it_is_written_of_a_term(client, editor, text, field, expected):
    found = suggested(client, make_draft(title="A day", body=f"<p>{text}</p>"))

    labels = [label.removeprefix("The ") for label in found.get(field, [])]
    assert labels == expected


def test_a_name_in_use_on_the_day_counts_before_the_shorter_ones_in_it(client, editor):
    draft = make_draft(body="<p>In Serbia and Montenegro it rained.</p>", publishing_date=date(2004, 5, 5))

    assert suggested(client, draft) == {"countries": ["Serbia"]}


def test_names_do_not_run_over_from_the_title_into_the_text(client, editor):
    draft = make_draft(
        title="They were good and united: United", summary="States met, being Holy", body="<p>See.</p>"
    )

    assert suggested(client, draft) == {}


def test_terms_that_nobody_has_reviewed_are_not_suggested(client, editor):
    term = FieldOfWork.objects.get(slug="climate-change")
    FieldOfWork.objects.filter(pk=term.pk).update(reviewed=False)
    vocabulary.record_change()

    assert "fields_of_work" not in suggested(client, make_draft(body="<p>Climate change.</p>"))


def test_a_body_that_was_not_there_yet_on_the_day_is_not_suggested(client, editor):
    text = "<p>The Mission to Serbia reported.</p>"
    before, after = (
        make_draft(body=text, publishing_date=day) for day in (date(1999, 5, 5), date(2005, 5, 5))
    )

    assert "structures" not in suggested(client, before)
    assert suggested(client, after)["structures"] == ["Mission to Serbia"]


def test_a_term_above_what_it_is_filed_under_is_not_suggested(client, editor):
    draft = make_draft(body="<p>Environmental activities.</p>", fields_of_work=["climate-change"])

    assert suggested(client, draft) == {}


def test_a_term_above_another_suggested_one_takes_no_place(client, editor):
    names = "Environmental activities, climate change, elections, education, migration, policing"
    draft = make_draft(body=f"<p>{names}, youth.</p>")

    assert suggested(client, draft)["fields_of_work"] == [
        "Climate change", "Elections", "Education", "Migration", "Policing"
    ]  # fmt: skip


def test_a_suggestion_says_with_which_choices_it_is_needless(client, editor):
    draft = make_draft(body="<p>Environmental activities.</p>")

    (found,) = client.get(address(draft)).json()["suggestions"]

    slugs = ("environmental-activities", "climate-change", "water-management")
    terms = FieldOfWork.objects.filter(slug__in=slugs).values_list("pk", flat=True)
    assert sorted(found["needless_with"]) == sorted(map(str, terms))


def test_what_is_not_public_is_not_counted(client, editor):
    later = timezone.now() + timedelta(days=1)
    facts = {"fields_of_work": ["climate-change"], "tags": ("forests",)}
    for number in range(2):
        make_article(title=f"Foresters fly drones over field {number}", **facts)
    for hidden in (
        {"state": State.DRAFT}, {"state": State.APPROVED, "embargo_until": later}, {"public_at": later},
        {"state": State.WITHDRAWN}, {"state": State.UNPUBLISHED},
    ):  # fmt: skip
        make_article(title="Foresters fly drones unseen", **facts, **hidden)
    for number in range(60):
        make_article(title=f"Something else {number}", fields_of_work=["elections"])
    draft = make_draft(title="Foresters and their drones in forests")

    assert suggested(client, draft) == {}
    make_article(title="Foresters fly drones over field 3", **facts)
    answer = client.get(address(draft)).json()["suggestions"]
    assert {one["label"] for one in answer} == {"Climate change", "forests"}
    assert answer[0]["reason"] == "3 of 3 releases that share rare words of the title are filed under it."


def test_the_edition_before_is_not_a_release_like_it(client, editor):
    for number in range(3):
        live = make_article(
            title=f"Foresters fly drones over field {number}", fields_of_work=["climate-change"]
        )
    for number in range(60):
        make_article(title=f"Something else {number}", fields_of_work=["elections"])

    assert suggested(client, make_draft(title=live.title, release=live.release, edition=2)) == {}


def make_tagged(*tags: str, how_many: int = 3, **facts) -> None:
    for _ in range(how_many):
        make_article(tags=tags, **facts)


def test_tags_of_the_archive_that_stand_in_the_text_are_suggested(client, editor):
    make_tagged(
        "forest fires", "drones", "Co-operation", "SMM", "women’s rights", "Şırnak", "C, D", "fires", "us"
    )
    make_tagged("rare", how_many=2)
    make_tagged("hidden", state=State.DRAFT)
    draft = make_draft(
        title="Forest fires",
        summary="Drones and cooperation with the SMM; women's rights in Sirnak. Rare, hidden, and for us C, D.",
        tags=("drones",),
    )

    found = client.get(address(draft)).json()["suggestions"]

    assert [(one["field"], one["value"]) for one in found] == [
        ("tags", name) for name in ("forest fires", "Co-operation", "SMM", "women’s rights", "Şırnak")
    ]
    assert found[0]["reason"] == "3 releases carry it, and it stands in the text."


def test_a_tag_within_one_that_it_carries_is_not_suggested(client, editor):
    make_tagged("forest fires", "fires")

    assert suggested(client, make_draft(title="Forest fires", tags=("forest fires",))) == {}


def test_tags_of_releases_with_such_a_title_are_suggested(client, editor):
    for number in range(4):
        make_article(title=f"Foresters fly their drones {number}", tags=("woodland",))
    for number in range(60):
        make_article(title=f"Something else {number}", tags=("votes",))

    found = client.get(address(make_draft(title="Foresters and drones"))).json()["suggestions"]

    assert [(one["field"], one["value"]) for one in found] == [("tags", "woodland")]
    assert found[0]["reason"] == "4 of 4 releases that share rare words of the title carry it."


def test_a_tag_that_cannot_be_typed_is_not_suggested(client, editor):
    make_tagged('the "best" drones')

    assert suggested(client, make_draft(title='The "best" drones')) == {}
