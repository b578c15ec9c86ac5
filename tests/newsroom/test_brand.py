"""The organisation's colour and files stand on every page, and the policy of contents lets no other style in."""

import base64
import hashlib
import re

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import brand, environment
from newsroom.requests import content_policy


@pytest.mark.parametrize(
    ("value", "complaint"),
    [("navy", "give red, green and blue"), ("#ffd500", "contrast of 1.4"), ("#12345", "give red, green")],
)
def test_a_colour_that_is_none_or_too_light_for_white_letters_is_refused(monkeypatch, value, complaint):
    monkeypatch.setenv("BRAND_COLOUR", value)

    with pytest.raises(ImproperlyConfigured, match=complaint):
        environment.colour("BRAND_COLOUR", "#17507f")


def test_a_folder_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setenv("BRAND_FOLDER", "/nowhere")

    with pytest.raises(ImproperlyConfigured, match="there is no such folder"):
        environment.folder("BRAND_FOLDER")


@pytest.fixture
def branded(settings, tmp_path):
    """A site with a colour of its own and a logo, and its policy."""
    (tmp_path / "logo.svg").write_text("<svg/>")
    css = brand.stylesheet("#7a1f3d")
    settings.BRAND_STYLE, settings.BRAND_FOLDER = css, str(tmp_path)
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    sources = [*policy["style-src"], brand.policy_source(css)]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, "style-src": sources}}
    settings.TEMPLATES = [*settings.TEMPLATES]  # so that they are made anew
    content_policy._usual_policy.cache_clear()
    yield
    content_policy._usual_policy.cache_clear()


def style_sources(response) -> str:
    """What the policy of a page says of styles."""
    return re.search("style-src[^;]*", response.headers["Content-Security-Policy"])[0]


def test_pages_have_the_colour_and_the_logo_and_the_policy_lets_that_style_alone_in(client, terms, branded):
    response = client.get("/nowhere/")

    html = response.content.decode()
    css = re.search("<style>(.*?)</style>", html)[1]
    assert css == ":root{--brand-light:#7a1f3d;--brand-dark:#491325}"
    assert '<img src="/static/site/logo.svg" alt=""' in html
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert style_sources(response) == f"style-src 'self' 'sha256-{digest}'"


def test_without_a_brand_no_page_has_a_style_of_its_own(client, terms):
    response = client.get("/nowhere/")

    assert "<style" not in response.content.decode()
    assert style_sources(response) == "style-src 'self'"
    assert "logo.svg" not in response.content.decode()
