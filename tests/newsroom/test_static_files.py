"""Collected static files: the stylesheet says the same in fewer bytes."""

import io

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from newsroom.backends.static_files import StaticFilesStorage

CSS = """/* A comment,
   of two lines. */
a:hover, b > c { content: ", "; margin: calc(-1 * var(--s1)) 0 }

@media (min-width: 40rem) and print { d { color: red; } }
"""


def test_the_stylesheet_is_collected_without_comments_and_other_files_as_they_are(tmp_path):
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")

    for name in ("site/site.css", "desk/admin.css"):
        storage.save(name, File(io.BytesIO(CSS.encode())))

    assert (tmp_path / "desk" / "admin.css").read_text() == CSS
    assert (tmp_path / "site" / "site.css").read_text() == (
        'a:hover,b > c{content: ", ";margin: calc(-1 * var(--s1)) 0}'
        "@media (min-width: 40rem) and print{d{color: red;}}"
    )


def test_the_copy_whose_name_has_a_digest_is_of_the_shorter_stylesheet(tmp_path):
    storage = StaticFilesStorage(location=tmp_path / "collected", base_url="/static/")
    source = FileSystemStorage(location=tmp_path / "source")
    source.save("site/site.css", File(io.BytesIO(CSS.encode())))
    storage.save("site/site.css", File(io.BytesIO(CSS.encode())))

    made = [name for _, name, _ in storage.post_process({"site/site.css": (source, "site/site.css")})]

    assert "comment" not in (tmp_path / "collected" / made[0]).read_text()
