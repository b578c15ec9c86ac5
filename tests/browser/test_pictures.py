"""Pictures in a real browser: dropped, described, pointed at, and read, under the strict policy and at any width."""

from articles.models import Article
from tests.browser.accessibility import WIDTHS, assert_accessible, assert_no_wider_than
from tests.browser.desk import drop, open_row, photograph, save, saved
from tests.factories import document_upload, make_article, make_attachment, make_picture


def test_pictures_are_dropped_described_and_pointed_at(page, desk):
    draft = make_article(state="draft", title="A hall opens", body="<p>Text.</p><p>[picture 2]</p>")
    page.goto(f"{desk}/admin/articles/article/{draft.pk}/change/")

    drop(
        page,
        "#pictures-group .drop-zone",
        photograph(),
        document_upload("notes.txt"),
        photograph("stairs.jpg"),
    )
    page.get_by_text("2 files uploaded; save the release to keep them.").wait_for()
    assert "“notes.txt” was not taken" in page.locator(".drop-zone .errorlist").first.inner_text()
    page.locator("#id_pictures-0-alt").fill("A hall full of light")
    page.locator("#id_pictures-1-is_decorative").check()
    open_row(page, "pictures-0", "pictures-1")
    page.locator("#pictures-0 .focal img").click(position={"x": 45, "y": 60})
    page.locator("#id_pictures-1-focal_x").fill("75")
    box = page.locator("#pictures-0 .focal img").bounding_box()
    drop(page, "#attachments-group .drop-zone", document_upload("the_report.pdf"))
    page.get_by_text("1 file uploaded; save the release to keep it.").wait_for()
    save(page)
    saved(page)

    first, second = draft.pictures.all()
    assert (first.number, first.alt, first.is_lead) == (1, "A hall full of light", True)
    assert abs(first.focal_x - 45 / box["width"] * 100) <= 1
    assert abs(first.focal_y - 60 / box["height"] * 100) <= 1
    assert (second.number, second.is_decorative, second.focal_x) == (2, True, 75)
    assert first.file.renditions.filter(shape=first.crop, width=960).count() == 3
    assert draft.attachments.get().title == "the report"
    # The browser itself writes a line for the refusal.
    assert [text for text in page.complaints if "400" not in text] == []


def test_a_file_chosen_in_a_row_stands_there_and_an_error_elsewhere_loses_nothing(page, desk):
    draft = make_article(state="draft")
    page.goto(f"{desk}/admin/articles/article/{draft.pk}/change/")
    page.get_by_text("Add another Picture").click()

    upload = photograph()
    page.locator("#id_pictures-0-file").set_input_files(
        {"name": upload.name, "mimeType": "image/jpeg", "buffer": upload.read()}
    )
    page.locator("#pictures-0 .focal img").wait_for()
    open_row(page, "pictures-0")
    page.locator("#id_pictures-0-focal_x").fill("101")
    save(page)
    page.get_by_role("alert").get_by_text("less than or equal to 100").wait_for()
    assert (
        page.locator("#pictures-0 .focal img").evaluate("image => image.complete && image.naturalWidth") > 0
    )
    page.locator("#id_pictures-0-focal_x").fill("50")
    page.locator("#id_pictures-0-alt").fill("A hall")
    save(page)

    saved(page)
    assert draft.pictures.get().alt == "A hall"


def test_pictures_and_documents_that_were_not_saved_are_restored_and_saved(page, desk):
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{desk}/admin/articles/article/add/")
    page.locator("#id_title").fill("A hall opens")
    drop(page, "#pictures-group .drop-zone", photograph(), photograph("stairs.jpg"))
    page.get_by_text("2 files uploaded; save the release to keep them.").wait_for()
    page.locator("#id_pictures-0-alt").fill("A hall full of light")
    page.locator("#id_pictures-1-alt").fill("Stairs")
    drop(page, "#attachments-group .drop-zone", document_upload("the_report.pdf"))
    page.get_by_text("1 file uploaded; save the release to keep it.").wait_for()
    page.goto(f"{desk}/admin/")

    page.goto(f"{desk}/admin/articles/article/add/")
    page.get_by_role("button", name="Restore").click()

    pictures = page.locator("#pictures-group .inline-related:not(.empty-form) .focal img")
    assert pictures.count() == 2
    for picture in pictures.all():
        page.wait_for_function(
            "image => image.complete && image.naturalWidth > 0", arg=picture.element_handle()
        )
    assert page.locator("#attachments-0 .stored").is_visible()
    save(page)
    saved(page)
    article = Article.objects.get()
    assert [picture.alt for picture in article.pictures.all()] == ["A hall full of light", "Stairs"]
    assert article.attachments.get().title == "the report"
    assert page.complaints == []


def test_pictures_come_in_without_javascript_and_by_keyboard(browser, browser_context_args, page, desk):
    draft = make_article(state="draft")
    context = browser.new_context(
        **browser_context_args, java_script_enabled=False, storage_state=page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(f"{desk}/admin/articles/article/{draft.pk}/change/")
    plain.get_by_role("link", name="empty rows").click()

    upload = photograph()
    plain.locator("#id_pictures-0-file").set_input_files(
        {"name": upload.name, "mimeType": "image/jpeg", "buffer": upload.read()}
    )
    open_row(plain, "pictures-0")
    plain.get_by_label("Focal point from the left").first.fill("30")
    plain.get_by_label("Alternative text").first.fill("A hall")
    plain.get_by_label("Alternative text").first.press("Enter")

    plain.get_by_text("was changed successfully").wait_for()
    assert (draft.pictures.get().alt, draft.pictures.get().focal_x) == ("A hall", 30)
    context.close()


def illustrated(**facts) -> Article:
    article = make_article(
        title="A hall opens in Vienna",
        summary="The hall opens, with stairs.",
        body="<p>The hall is open.</p><p>[picture 2]</p><p>It has stairs.</p>",
        **facts,
    )
    words = {
        "caption": "The hall on its first day.",
        "credit": "OSCE/Micky Kroell",
        "rights": "Free for editorial use",
    }
    make_picture(article, photograph(size=(1700, 1300)), is_lead=True, alt="A hall full of light", **words)
    make_picture(article, photograph("stairs.jpg", (500, 700)), alt="Stairs", caption="The stairs.")
    make_picture(article, photograph("door.jpg", (900, 300)), is_decorative=True)
    make_attachment(article, title="Plan of the hall")
    make_attachment(article, document_upload("a.docx"), title="План зала", language="ru")
    return article


def test_axe_finds_nothing_where_pictures_are_edited_and_where_they_are_read(page, desk):
    public, draft = illustrated(), illustrated(state="draft")
    addresses = [
        f"/admin/articles/article/{draft.pk}/change/",
        f"/admin/articles/article/{public.pk}/change/",
        public.get_absolute_url(),
    ]

    for address in addresses:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(desk + address)  # anew: a window of another width asks for other pictures
            complaints = list(page.complaints)  # before axe, which styles what it looks at
            assert_accessible(page, address, widths=[width])
            for image in page.locator("figure img, .focal img[src], img.preview").all():
                image.scroll_into_view_if_needed()
                page.wait_for_function(
                    "image => image.complete && image.naturalWidth > 0", arg=image.element_handle()
                )
            assert complaints == [], address
            page.complaints.clear()


def test_a_figure_fits_into_320_pixels_and_its_space_is_kept_before_it_arrives(page, site):
    page.set_viewport_size({"width": 320, "height": 640})
    page.route("**/media/**", lambda route: route.abort())

    page.goto(site + illustrated().get_absolute_url())

    assert_no_wider_than(page, 320)
    sizes = page.locator("figure img").evaluate_all(
        "images => images.map((image) => image.clientHeight > 80)"
    )
    assert sizes == [True, True, True]


def test_in_a_narrow_window_nothing_of_the_forms_of_pictures_and_documents_is_cut_off(page, desk):
    page.set_viewport_size({"width": 360, "height": 800})
    draft = make_article(state="draft")
    make_picture(draft, photograph())
    make_attachment(draft)
    page.goto(f"{desk}/admin/articles/article/{draft.pk}/change/")

    rows = "#pictures-0, #attachments-0"
    cut = page.locator(rows).evaluate_all(
        """(rows) => rows.flatMap((row) => {
          const edge = row.getBoundingClientRect().right;
          const parts = [...row.querySelectorAll("input:not([type=hidden]), select, textarea, .help, img")];
          return parts.filter((part) => part.getBoundingClientRect().right > edge).map((part) => part.outerHTML);
        })"""
    )

    assert cut == []


def test_a_picture_of_the_library_is_used_again_with_its_texts(page, desk):
    stored = make_picture(make_article(title="A bridge opens"), alt="A bridge", credit="OSCE/Kroell")
    make_picture(make_article(), alt="A river")
    draft = make_article(state="draft", title="The bridge again")
    page.goto(f"{desk}/admin/articles/article/{draft.pk}/change/")

    page.get_by_text("Use a picture again").click()
    page.get_by_text("2 found.").wait_for()
    page.get_by_label("Words of its text").fill("kroell")
    page.get_by_text("1 found.").wait_for()
    page.get_by_role("button", name="A bridge").click()
    page.get_by_text("Taken from the library").wait_for()
    save(page)
    saved(page)

    picture = draft.pictures.get()
    assert (picture.file, picture.alt, picture.credit) == (stored.file, "A bridge", "OSCE/Kroell")
    assert page.complaints == []
    page.reload()
    page.get_by_text("Use a picture again").click()
    page.get_by_text("2 found.").wait_for()
    assert_accessible(page, "the library beside the text")


def test_the_library_is_accessible_and_fits_a_telephone(page, desk):
    picture = make_picture(make_article(title="A bridge opens"), alt="A bridge", rights="Free")

    for address in ("/admin/articles/picturefile/", f"/admin/articles/picturefile/{picture.file_id}/change/"):
        page.goto(desk + address)
        assert_accessible(page, address)
        assert_no_wider_than(page, 360)
