"""docs/nginx.conf as it is shipped, started before a server; only its paths, ports and name are those of the test.

`make test` sees to it that nginx and openssl are there (tests/ensure_package.sh).
"""

import gzip
import http.client
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks import slow_clients
from tests.newsroom.server.conftest import BIG, free_port, serving, started
from tests.places import ROOT

PATIENCE = 300
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
SESSION = {"Cookie": "sessionid=0123456789abcdef0123456789abcdef"}


@dataclass(frozen=True)
class Proxy:
    """A running nginx: where it takes HTTP and HTTPS, and its own files."""

    plain: int
    secure: int
    folder: Path
    static: Path

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str):
        """The answer to a request by HTTPS; its content is in `.content`."""
        trust = ssl._create_unverified_context()
        client = http.client.HTTPSConnection("localhost", self.secure, timeout=PATIENCE, context=trust)
        client.request(method, path, body, headers)
        answer = client.getresponse()
        answer.content = answer.read()
        client.close()
        return answer


@pytest.fixture(scope="module")
def proxy(instance) -> Iterator[Proxy]:
    assert NGINX, "nginx is not installed (Debian: apt-get install nginx)."
    hosts = "localhost,odihr.example.org"
    with serving(
        instance, HTTPS="1", BEHIND_PROXY="1", SITE_URL="https://localhost", ALLOWED_HOSTS=hosts
    ) as server:
        made = Proxy(free_port(), free_port(), instance.folder / "nginx", instance.folder / "static")
        made.folder.mkdir()
        make_certificate(made.folder)
        shipped = write_configuration(made, instance.folder, server)
        command = [NGINX, "-p", made.folder, "-c", shipped, "-g", "daemon off;"]
        checked = subprocess.run(
            [NGINX, "-t", "-p", made.folder, "-c", shipped], capture_output=True, text=True
        )
        assert checked.returncode == 0, checked.stderr
        assert "[warn]" not in checked.stderr.replace("ssl_stapling", ""), checked.stderr
        with started(command, dict(os.environ), made.folder / "output.log", lambda: answers(made.secure)):
            yield made


def write_configuration(made: Proxy, folder: Path, server: str) -> Path:
    """The shipped file with what every installation changes, and nothing else."""
    text = (ROOT / "docs" / "nginx.conf").read_text()
    changes = {
        "user www-data;": "user root;" if os.getuid() == 0 else "",
        "/run/nginx.pid": str(made.folder / "nginx.pid"),
        "/var/log/nginx": str(made.folder),
        "/etc/ssl/newsroom": str(made.folder),
        "/srv/newsroom/var/static": str(made.static),
        "127.0.0.1:8000": urlsplit(server).netloc,
        "listen 80 ": f"listen {made.plain} ",
        "listen 80;": f"listen {made.plain};",
        "listen 443 ": f"listen {made.secure} ",
        "newsroom.example.org": "localhost",
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    # Where nginx, which is not root here, may write what it buffers.
    for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        text = text.replace("http {", f"http {{\n    {name}_temp_path {folder / 'nginx' / name};", 1)
    path = made.folder / "nginx.conf"
    path.write_text(text)
    return path


def make_certificate(folder: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
    except OSError:
        return False
    return True


def collected(proxy: Proxy, pattern: str) -> str:
    """The address of a collected file."""
    file = sorted(proxy.static.rglob(pattern))[0]
    return f"/static/{file.relative_to(proxy.static)}"


def test_readers_get_pages_by_https_alone(proxy):
    client = http.client.HTTPConnection("localhost", proxy.plain, timeout=PATIENCE)
    client.request("GET", "/news/?q=a")
    plain = client.getresponse()
    client.close()
    page = proxy.ask("/news/")

    assert (plain.status, plain.headers["Location"]) == (308, "https://localhost/news/?q=a")
    assert page.status == 200
    assert "max-age" in page.headers["Strict-Transport-Security"]
    assert page.headers["Server"] == "nginx"


def test_plain_http_to_a_host_of_the_former_site_leads_to_the_right_place_at_once(proxy):
    led = []
    for host, path in (
        ("odihr.example.org", "/rss.xml"),
        ("odihr.example.org", "/static/x"),
        ("evil.example", "/"),
    ):
        client = http.client.HTTPConnection("localhost", proxy.plain, timeout=PATIENCE)
        client.request("GET", path, headers={"Host": host})
        answer = client.getresponse()
        led.append((answer.status, answer.headers["Location"]))
        client.close()

    body = "office-for-democratic-institutions-and-human-rights"
    assert led == [
        (301, f"https://localhost/news/feed.rss?structure={body}"),
        (301, "https://odihr.example.org/static/x"),
        (400, None),
    ]


def test_what_a_client_says_in_the_name_of_a_proxy_is_not_believed(proxy):
    page = proxy.ask("/news/", **{"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"})

    # Plain HTTP would be sent on to HTTPS; the host of a client's own invention appears nowhere.
    assert page.status == 200
    assert b"evil.example" not in page.content


def test_static_files_come_from_nginx_and_named_by_their_content_for_ever(proxy):
    named = proxy.ask(collected(proxy, "site/site.*.css"), **{"Accept-Encoding": "gzip"})
    plain = proxy.ask(collected(proxy, "site/site.css"))

    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert named.headers["Content-Type"] == "text/css"
    assert named.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(named.content)
    assert plain.headers["Cache-Control"] == "public, max-age=60"
    assert named.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/media/secret.txt", "/static/../media/secret.txt", "/static/..%2fmedia/secret.txt", "/static../media/secret.txt",
     "/static/%2e%2e/media/secret.txt", "/var/media/secret.txt"],
)  # fmt: skip
def test_no_file_of_the_media_folder_is_sent(proxy, instance, path):
    assert (instance.folder / "media" / "secret.txt").read_text() == "not public yet"

    answer = proxy.ask(path)

    assert answer.status in (400, 404)
    assert b"not public yet" not in answer.content


@pytest.mark.parametrize("path", ["/", "/news/", "/admin/login/", "/admin/articles/article/add/"])
def test_a_stranger_sends_no_more_than_a_small_form(proxy, path):
    answer = proxy.ask(path, "POST", b"a" * 200_000)

    assert answer.status == 413
    assert b"nginx" in answer.content  # it is not for the newsroom to answer


def test_the_desk_sends_files(proxy):
    answer = proxy.ask("/admin/articles/article/add/", "POST", b"a" * 200_000, **SESSION)

    assert answer.status == 413
    assert b"nginx" not in answer.content  # the newsroom has looked at the session, which is none


def test_who_guesses_passwords_has_to_wait(proxy):
    statuses = (proxy.ask("/admin/login/", "POST", b"username=a&password=b").status for _ in range(60))

    assert 429 in statuses
    assert proxy.ask("/admin/login/").status == 200


@pytest.mark.parametrize(
    ("clients", "how_many", "path"),
    [
        (slow_clients.slow_headers, 9, "/news/"),
        (slow_clients.slow_bodies, 9, "/"),
        (slow_clients.unread, 20, f"/static/{BIG}"),
        (slow_clients.silent, 500, "/"),
        (slow_clients.idle_clients, 2000, "/health/live"),
    ],
)
def test_readers_are_answered_beside_slow_clients(proxy, clients, how_many, path):
    with clients(f"https://localhost:{proxy.secure}{path}", how_many):
        for _ in range(20):
            assert proxy.ask("/news/").status == 200
