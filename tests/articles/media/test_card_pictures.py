"""Pictures of cards: letters of any script that the font has, drawn once, and gone when they are old."""

import errno
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageChops

from articles.media import card_pictures, unused_files
from articles.media.card_pictures import CardTexts

ORGANISATION = "Organization for Security and Co-operation in Europe"


def title_of(texts: CardTexts) -> tuple[int, int, int, int] | None:
    """The part of the picture that differs from one without a title."""
    bare = CardTexts(texts.organisation, "", texts.kind)
    with_title, without = (
        Image.open(BytesIO(card_pictures.draw(one))).convert("RGB") for one in (texts, bare)
    )
    assert with_title.size == card_pictures.SIZE
    return ImageChops.difference(with_title, without).point(lambda value: 255 * (value > 40)).getbbox()


@pytest.mark.parametrize(
    ("title", "direction"),
    [
        ("A bridge opens", "ltr"),
        ("Мост открыт", "ltr"),
        ("Γέφυρα", "ltr"),
        ("Կամուրջ", "ltr"),
        ("ხიდი", "ltr"),
        ("افتتاح الجسر", "rtl"),
        ("word " * 200, "ltr"),
        ("W" * 400, "ltr"),
    ],
)
def test_a_title_stands_whole_inside_the_picture(title, direction):
    left, top, right, bottom = title_of(CardTexts(ORGANISATION, title, "News", direction))

    margin = card_pictures.MARGIN - 5
    assert left >= margin
    assert top >= margin
    assert right <= card_pictures.SIZE[0] - 20
    assert bottom <= card_pictures.SIZE[1] - margin


def test_what_runs_from_right_to_left_begins_at_the_right():
    left, _, right, _ = title_of(CardTexts(ORGANISATION, "الجسر", "News", "rtl"))

    assert card_pictures.SIZE[0] - right < left


def test_a_title_in_letters_that_the_font_lacks_is_left_out_rather_than_written_in_boxes():
    assert not card_pictures.can_write("欧安组织举办培训")
    assert title_of(CardTexts(ORGANISATION, "欧安组织举办培训", "News")) is None


class CountingFont:
    """A font whose letters are ten wide; `asked` is how often a width was asked for."""

    asked = 0

    def getlength(self, text: str) -> float:
        self.asked += 1
        return 10.0 * len(text)


def test_a_word_wider_than_the_picture_is_cut_with_few_looks_at_it(monkeypatch):
    font = CountingFont()
    monkeypatch.setattr(card_pictures, "_font", lambda size: font)

    lines = card_pictures._lines("x" * 500, 66, 1_005)

    assert [len(line) for line in lines] == [100] * 5
    assert font.asked < 60


def test_a_picture_is_drawn_once(monkeypatch):
    texts = CardTexts(ORGANISATION, "A bridge opens", "News")
    first = card_pictures.content_of(texts)

    monkeypatch.setattr(card_pictures, "draw", lambda texts: pytest.fail("drawn again"))

    assert card_pictures.content_of(texts) == first


def test_other_words_are_another_picture():
    digests = {
        CardTexts(*words).digest
        for words in (
            ("A", "B", "C"),
            ("A", "B", "D"),
            ("A", "C", "C"),
            ("B", "B", "C"),
            ("A", "B", "C", "rtl"),
        )
    }

    assert len(digests) == 5


def test_a_full_disk_takes_no_picture_from_anybody(monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)

    assert card_pictures.content_of(CardTexts(ORGANISATION, "A bridge opens")).startswith(b"\x89PNG")


def test_pictures_drawn_long_ago_are_removed_with_unused_files(db):
    card_pictures.content_of(CardTexts(ORGANISATION, "A bridge opens"))

    assert unused_files.remove(timezone.now() + timedelta(days=89)) == []
    [name] = unused_files.remove(timezone.now() + timedelta(days=91))
    assert name.startswith("cards/")
    assert not default_storage.exists(name)
