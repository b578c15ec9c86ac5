"""Two people change the pictures and documents of one edition: nothing that either of them did is lost unasked."""

from html import unescape
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.media.file_store import store_attachment, store_picture
from articles.models import Article, Attachment
from tests.factories import (
    document_upload,
    make_article,
    make_attachment,
    make_editor,
    make_picture,
    picture_upload,
)

pytestmark = pytest.mark.usefixtures("terms")


class Form(HTMLParser):
    """What a browser without JavaScript sends of all forms of a page in which nobody has typed."""

    def __init__(self, html: str):
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.open = ""
        self.feed(html)

    def add(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)

    def handle_starttag(self, tag, attributes):
        facts = dict(attributes)
        match tag, facts.get("type"):
            case "input", "submit" | "file" | "button" | "search":
                pass
            case "input", "checkbox" | "radio" if "checked" not in facts:
                pass
            case "input", _ if facts.get("name"):
                self.add(facts["name"], facts.get("value", "on" if facts.get("type") == "checkbox" else ""))
            case "textarea", _:
                self.open = facts["name"]
                self.add(self.open, "")
            case "select", _:
                self.select = facts.get("name", "")
            case "option", _ if "selected" in facts and self.select:
                self.add(self.select, facts["value"])

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.open = ""

    def handle_data(self, text):
        if self.open:
            self.sent[self.open][-1] += text.removeprefix("\n")


class Person:
    """Somebody without JavaScript with the form of an edition open, who types into it and saves."""

    def __init__(self, name: str, article: Article):
        self.client = Client()
        self.client.force_login(make_editor(name))
        self.address = reverse("admin:articles_article_change", args=[article.pk]) + "?empty-rows=1"
        self.look(self.client.get(self.address))

    def look(self, response) -> None:
        self.sent = Form(response.content.decode()).sent

    def types(self, **changes) -> None:
        """Fill in fields; `pictures_0_caption` is the caption in the first row, None takes a tick away."""
        for name, value in changes.items():
            for rows in ("pictures", "attachments"):
                if name.startswith(rows):
                    name = name.replace("_", "-", 2)
            if value is None:
                self.sent.pop(name, None)
            else:
                self.sent[name] = [str(value)]

    def adds(self, rows: str, place: int, file, **facts) -> None:
        """Fill in a row after those that are there, with a file that was uploaded."""
        self.sent[f"{rows}-TOTAL_FORMS"] = [str(place + 1)]
        self.types(
            **{f"{rows}_{place}_{name}": value for name, value in ({"file-pk": file.pk} | facts).items()}
        )

    def saves(self, **choices):
        """Send the form; a page that asks becomes the form that is sent next."""
        choices = {f"take-{name.replace('_', '-')}": [value] for name, value in choices.items()}
        response = self.client.post(self.address, {**self.sent, **choices, "_continue": ""})
        if response.status_code == 200:
            self.look(response)
        return response


@pytest.fixture
def draft(db) -> Article:
    article = make_article(state="draft", title="A bridge", slug="a-bridge", structures=["secretariat"])
    make_picture(article, caption="The old bridge", alt="A bridge")
    make_picture(article, caption="The river", alt="A river")
    make_attachment(article, title="The contract")
    return article


@pytest.fixture
def anna(draft) -> Person:
    return Person("anna", draft)


@pytest.fixture
def ben(draft) -> Person:
    return Person("ben", draft)


def asked(response) -> dict[str, tuple[str, bool]]:
    """What the page of a conflict asks for, with what is chosen already, and whether both have changed it."""
    assert response.status_code == 200, "nothing was asked, it was saved"
    return {it.label: (it.choice, it.both) for it in response.context["differences"]}


def captions(article: Article) -> list[str]:
    return list(article.pictures.values_list("caption", flat=True))


def test_what_somebody_else_wrote_of_a_picture_is_not_overwritten_by_who_never_touched_it(anna, ben, draft):
    ben.types(pictures_0_caption="The new bridge")
    assert ben.saves().status_code == 302
    anna.types(title="A long bridge")

    response = anna.saves()

    assert asked(response) == {"Title": ("mine", False), "Picture 1": ("theirs", False)}
    assert "The new bridge" in response.content.decode()
    assert captions(draft) == ["The new bridge", "The river"]
    assert anna.saves().status_code == 302
    draft.refresh_from_db()
    assert (draft.title, captions(draft)) == ("A long bridge", ["The new bridge", "The river"])


@pytest.mark.parametrize(("choice", "caption"), [("mine", "Anna's"), ("theirs", "Ben's")])
def test_a_picture_that_both_have_changed_is_asked_about(anna, ben, draft, choice, caption):
    picture = draft.pictures.first()
    ben.types(pictures_0_caption="Ben's")
    ben.saves()
    anna.types(pictures_0_caption="Anna's", pictures_1_caption="The Danube")

    response = anna.saves()

    assert asked(response) == {"Picture 1": ("mine", True), "Picture 2": ("mine", False)}
    html = response.content.decode()
    assert all(text in html for text in ("Anna&#x27;s", "Ben&#x27;s", "The Danube", "The river"))
    assert "A bridge</dd>" not in html, "what is the same on both sides is not repeated"
    assert anna.saves(**{f"pictures_{picture.pk}": choice}).status_code == 302
    assert captions(draft) == [caption, "The Danube"]


@pytest.mark.parametrize(
    ("choice", "left"), [("mine", ["The river", "The bridge at night"]), ("theirs", ["The river"])]
)
def test_a_picture_that_the_other_took_out_can_be_kept_as_one_has_changed_it(anna, ben, draft, choice, left):
    gone = draft.pictures.first()
    ben.types(**{"pictures_0_DELETE": "on"})
    ben.saves()
    anna.types(pictures_0_caption="The bridge at night", pictures_0_number=3)

    assert asked(anna.saves()) == {"Picture 3": ("mine", True)}
    assert anna.saves(**{f"pictures_{gone.pk}": choice}).status_code == 302

    assert captions(draft) == left


@pytest.mark.parametrize(("choice", "left"), [("mine", ["The river"]), ("theirs", ["Ben's", "The river"])])
def test_a_picture_that_one_takes_out_while_the_other_describes_it_is_asked_about(
    anna, ben, draft, choice, left
):
    picture = draft.pictures.first()
    ben.types(pictures_0_caption="Ben's")
    ben.saves()
    anna.types(**{"pictures_0_DELETE": "on"})

    assert asked(anna.saves()) == {"Picture 1": ("mine", True)}
    assert anna.saves(**{f"pictures_{picture.pk}": choice}).status_code == 302

    assert captions(draft) == left


def test_pictures_that_both_have_added_are_both_kept(anna, ben, draft):
    ben.adds("pictures", 2, store_picture(picture_upload()), number=3, alt="Ben's", caption="Ben's")
    ben.saves()
    anna.adds("pictures", 2, store_picture(picture_upload()), number=4, alt="Anna's", caption="Anna's")

    assert asked(anna.saves()) == {"Picture 3": ("theirs", False), "Picture 4": ("mine", False)}
    assert anna.saves().status_code == 302

    assert captions(draft) == ["The old bridge", "The river", "Ben's", "Anna's"]


def test_two_added_pictures_of_one_number_are_told_of_and_both_stand_in_the_form(anna, ben, draft):
    ben.adds("pictures", 2, store_picture(picture_upload()), number=3, alt="Ben's")
    ben.saves()
    anna.adds("pictures", 2, store_picture(picture_upload()), number=3, alt="Anna's")
    anna.saves()

    response = anna.saves()

    assert "Two pictures have the number 3" in response.content.decode()
    anna.types(pictures_3_number=4)
    assert anna.saves().status_code == 302
    assert list(draft.pictures.values_list("alt", flat=True)) == ["A bridge", "A river", "Ben's", "Anna's"]


def test_what_the_other_added_can_be_left_out(anna, ben, draft):
    ben.adds("pictures", 2, store_picture(picture_upload()), number=3, alt="Ben's")
    ben.saves()
    anna.types(title="A long bridge")
    anna.saves()
    added = draft.pictures.last()

    assert anna.saves(**{f"pictures_{added.pk}": "mine"}).status_code == 302

    assert captions(draft) == ["The old bridge", "The river"]


def test_who_leads_can_change_in_two_forms_at_once(anna, ben, draft):
    ben.types(pictures_0_is_lead="on")
    ben.saves()
    anna.types(pictures_1_is_lead="on")
    first = draft.pictures.first()

    assert asked(anna.saves()) == {"Picture 1": ("theirs", False), "Picture 2": ("mine", False)}
    assert "A release has one lead picture" in anna.saves().content.decode()
    anna.types(pictures_0_is_lead=None)
    assert anna.saves().status_code == 302

    assert draft.pictures.get(is_lead=True) != first


def test_a_file_that_came_with_the_form_is_not_lost_to_the_question(anna, ben, draft):
    ben.types(title="A new bridge")
    ben.saves()
    anna.adds("pictures", 2, store_picture(picture_upload()), number=3, alt="Anna's")
    del anna.sent["pictures-2-file-pk"]
    upload = picture_upload()
    anna.sent["pictures-2-file"] = [upload]

    assert asked(anna.saves()) == {"Title": ("theirs", False), "Picture 3": ("mine", False)}
    assert anna.saves().status_code == 302

    upload.seek(0)
    assert draft.pictures.last().file == store_picture(upload)


def test_documents_are_asked_about_in_the_same_way(anna, ben, draft):
    ben.types(attachments_0_title="The treaty")
    ben.saves()
    anna.types(attachments_0_language="de")
    document = draft.attachments.get()

    assert asked(anna.saves()) == {"Document “The treaty”": ("mine", True)}
    assert anna.saves(**{f"attachments_{document.pk}": "theirs"}).status_code == 302

    document.refresh_from_db()
    assert (document.title, document.language) == ("The treaty", "en")


def test_a_document_that_comes_back_has_the_address_it_had(draft):
    first = make_article()
    published = make_attachment(first, number=5, stem="contract")
    second = make_article(release=first.release, edition=2, state="draft", slug="a-bridge")
    kept = make_attachment(second, file=published.file, number=5, stem="contract", title="The contract")
    ben, anna = Person("ben", second), Person("anna", second)
    ben.types(**{"attachments_0_DELETE": "on"})
    ben.saves()
    anna.types(attachments_0_title="The treaty")
    anna.saves()

    assert anna.saves().status_code == 302

    back = Attachment.objects.get(article=second)
    assert back.pk != kept.pk
    assert (back.number, back.stem, back.title) == (5, "contract", "The treaty")


def test_a_third_change_while_choosing_is_asked_about_and_keeps_the_choices(anna, ben, draft):
    first = draft.pictures.first()
    ben.types(pictures_0_caption="Ben's")
    ben.saves()
    anna.types(pictures_0_caption="Anna's")
    anna.saves()
    cora = Person("cora", draft)
    cora.types(pictures_1_caption="Cora's")
    cora.saves()

    response = anna.saves(**{f"pictures_{first.pk}": "theirs"})

    assert asked(response) == {"Picture 1": ("theirs", False), "Picture 2": ("theirs", False)}
    assert anna.saves().status_code == 302
    assert captions(draft) == ["Ben's", "Cora's"]


def test_one_can_go_on_editing_the_rows_that_were_chosen(anna, ben, draft):
    ben.types(pictures_0_caption="Ben's")
    ben.saves()
    anna.types(pictures_1_caption="Anna's")
    anna.saves()

    response = anna.client.post(anna.address, {**anna.sent, "_merge": ""})

    anna.look(response)
    assert (anna.sent["pictures-0-caption"], anna.sent["pictures-1-caption"]) == (["Ben's"], ["Anna's"])
    assert captions(draft) == ["Ben's", "The river"]
    assert anna.saves().status_code == 302
    assert captions(draft) == ["Ben's", "Anna's"]


def test_the_same_form_sent_twice_adds_its_picture_once(anna, draft):
    anna.adds("pictures", 2, store_picture(picture_upload()), number=3, alt="Anna's")
    anna.adds("attachments", 1, store_attachment(document_upload()), title="The treaty")

    assert [anna.saves().status_code, anna.saves().status_code] == [302, 302]

    assert (draft.pictures.count(), draft.attachments.count()) == (3, 2)


def test_who_only_changed_text_is_not_asked_about_pictures_that_nobody_touched(anna, ben, draft):
    ben.types(title="A new bridge")
    ben.saves()
    anna.types(title="A long bridge")

    assert asked(anna.saves()) == {"Title": ("mine", True)}
    assert anna.saves().status_code == 302
    assert captions(draft) == ["The old bridge", "The river"]


def test_rows_that_were_typed_are_shown_and_not_interpreted(anna, ben, draft):
    ben.types(pictures_0_caption="<script>alert(1)</script>")
    ben.saves()
    anna.types(pictures_0_caption="<b>bold</b>", pictures_0_alt='"><script>x')

    html = anna.saves().content.decode()

    assert "<script>alert" not in html
    assert "<b>bold" not in html
    assert '"><script>x' not in html


def test_once_it_is_published_the_form_is_shown_and_not_the_question(anna, ben, draft):
    ben.types(pictures_0_caption="Ben's")
    ben.saves()
    anna.types(pictures_0_caption="Anna's")
    Article.objects.filter(pk=draft.pk).update(
        state="published", publishing_date="2025-01-01", public_at=timezone.now(), position=9
    )

    response = anna.saves()

    assert "is not changed in place any more" in response.content.decode()
    assert "Anna's" in unescape(response.content.decode())
    assert captions(draft) == ["Ben's", "The river"]


def test_comparing_rows_asks_the_database_nothing_more_than_a_form_with_an_error():
    article = make_article(state="draft", slug="a-bridge")
    for _ in range(8):
        make_picture(article)
        make_attachment(article)
    ben, anna, cora = Person("ben", article), Person("anna", article), Person("cora", article)
    for place in range(8):
        for person in (ben, cora):
            person.types(**{f"pictures_{place}_caption": "Other", f"attachments_{place}_title": "Other"})
    cora.types(title="")
    with CaptureQueriesContext(connection) as with_error:
        cora.saves()
    ben.saves()

    with CaptureQueriesContext(connection) as with_question:
        response = anna.saves()

    assert len(response.context["differences"]) == 16
    # Comparing the fields, as they were and are, takes nine, since a form names its terms from memory; comparing rows
    # takes none.
    assert len(with_question) <= len(with_error) + 9
