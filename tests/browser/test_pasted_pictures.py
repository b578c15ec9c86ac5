"""Pictures among what is pasted or dropped into a text become pictures of the release, in their places."""

import base64

from articles.models import Article
from tests.browser.desk import body, page_of, save, saved
from tests.factories import picture_upload

PASTE = """([target, html, rtf, files, kind]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  if (rtf) data.setData("text/rtf", rtf);
  for (const [name, type, content] of files)
    data.items.add(new File([Uint8Array.from(atob(content), (char) => char.charCodeAt(0))], name, { type }));
  const element = document.querySelector(target);
  element.focus();
  const box = element.getBoundingClientRect();
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true, clientX: box.x + 20, clientY: box.y + 20 });
  element.dispatchEvent(event);
}"""
# As Word writes the path of a picture, which no page may read.
LOCAL = 'src="file:///C:/Users/x/AppData/Local/Temp/msohtmlclip1/01/clip_image00{}.jpg"'


def paste(page, html: str = "", rtf: str = "", files=(), kind: str = "paste") -> None:
    sent = [[one.name, one.content_type, base64.b64encode(one.read()).decode()] for one in files]
    page.evaluate(PASTE, [".field-body [contenteditable=true]", html, rtf, sent, kind])


def picture(name: str, content_type: str, **facts):
    upload = picture_upload(name, **facts)
    upload.content_type = content_type
    return upload


def status(page) -> str:
    return page.locator("#writing-status").inner_text()


def rtf_of(*contents: bytes) -> str:
    """What Word gives as RTF: each picture in the format of its file, and again as a metafile."""
    pictures = [
        r"{\*\shppict{\pict{\*\picprop\shplid1025{\sp{\sn shapeType}{\sv 75}}}\picscalex100\picw1\jpegblip\bliptag-12"
        r"{\*\blipuid 8d7f}" + content.hex("\n", 64) + r"}}{\nonshppict{\pict\picw1\wmetafile8\bliptag-12 "
        r"0100090000}}"
        for content in contents
    ]
    return r"{\rtf1\ansi One." + r"\par ".join(pictures) + "}"


def test_pictures_of_word_stand_where_they_stood_with_the_texts_they_had(page, desk, draft):
    first, second = (picture_upload(f"{name}.jpg").read() for name in ("first", "second"))
    html = (
        "<html><head><style>p.MsoTitle { mso-style-name: Title }</style></head><body>"
        f'<p class=MsoNormal>One.<img {LOCAL.format(1)} alt="A bridge"></p>'
        f'<p class=MsoNormal>Two.</p><p class=MsoNormal><img {LOCAL.format(2)} alt="A river&#10;&#10;Description '
        'automatically generated"></p><p class=MsoNormal>Three.</p></body></html>'
    )
    page.goto(page_of(desk, draft))
    body(page).fill("")

    paste(page, html, rtf_of(first, second))
    body(page).get_by_text("Three.").wait_for()

    assert status(page) == "2 pictures were added to the pictures of the release: describe them there."
    save(page)
    saved(page)
    stored = Article.objects.get(pk=draft.pk)
    assert stored.body == "<p>One.</p><p>[picture 1]</p><p>Two.</p><p>[picture 2]</p><p>Three.</p>"
    pictures = stored.pictures.order_by("number")
    assert [(one.number, one.alt, one.is_lead) for one in pictures] == [
        (1, "A bridge", False),
        (2, "A river", False),
    ]
    assert page.complaints == []


def test_what_cannot_be_read_is_said_and_what_can_is_taken(page, desk, draft):
    content = base64.b64encode(picture_upload("a.png").read()).decode()
    small = base64.b64encode(picture_upload("b.png", size=(20, 20)).read()).decode()
    html = (
        f'<p>One.<img src="data:image/png;base64,{content}"></p><p><img {LOCAL.format(1)}></p>'
        f'<p>Two.<img src="data:image/png;base64,{small}"></p>'
    )
    page.goto(page_of(desk, draft))
    body(page).fill("")

    paste(page, html)
    body(page).get_by_text("Two.").wait_for()

    told = status(page)
    assert told.startswith("1 picture was added to the pictures of the release: describe it there.")
    assert "“pasted-3.png” was not taken: it is 20 × 20 pixels" in told
    assert told.endswith("Left out: pictures (add them as pictures of the release).")
    assert page.locator(".paste-told").inner_text() == told
    assert body(page).locator("p").all_inner_texts() == ["One.", "[picture 1]", "Two."]


def test_a_picture_copied_alone_and_one_dropped_on_the_text_are_taken(page, desk, draft):
    page.goto(page_of(desk, draft))
    body(page).fill("")

    paste(page, files=[picture("image.png", "image/png")])
    body(page).get_by_text("[picture 1]").wait_for()
    # A browser that copies a picture of another page gives its address along.
    paste(page, '<img src="https://example.org/hall.png">', files=[picture("image.png", "image/png")])
    body(page).get_by_text("[picture 2]").wait_for()
    paste(page, files=[picture("hall.jpg", "image/jpeg")], kind="drop")
    body(page).get_by_text("[picture 3]").wait_for()

    paragraphs = [text for text in body(page).locator("p").all_inner_texts() if text.strip()]
    assert sorted(paragraphs) == ["[picture 1]", "[picture 2]", "[picture 3]"]
    save(page)
    saved(page)
    assert list(draft.pictures.order_by("number").values_list("number", "file__file_name")) == [
        (1, "image.png"),
        (2, "image.png"),
        (3, "hall.jpg"),
    ]
    assert page.complaints == []


def test_pictures_whose_number_nobody_knows_are_left_out(page, desk, draft):
    """Of two pictures Word wrote one as a metafile alone: the other may be either."""
    html = f"<p>One.<img {LOCAL.format(1)}></p><p>Two.<img {LOCAL.format(2)}></p>"
    page.goto(page_of(desk, draft))
    body(page).fill("")

    paste(page, html, rtf_of(picture_upload("a.jpg").read()))
    body(page).get_by_text("Two.").wait_for()

    assert status(page) == "Left out: pictures (add them as pictures of the release)."
    assert body(page).locator("p").all_inner_texts() == ["One.", "Two."]
