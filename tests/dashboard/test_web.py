"""What the real server answers besides the pages, and the headers of every response."""

import base64
import datetime as dt
import gzip
import hashlib
import json
import shutil
import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.requests import Request

from dashboard.app import fail
from dashboard.contact import CONTACT, security_contact
from dashboard.parts.language import language_script
from dashboard.web.addresses import STREAM
from dashboard.web.headers import HEADERS, POLICY
from dashboard.web.routes import VALID_DAYS
from dashboard.words.languages import folders
from queries.errors import BadInput
from tests.browsing import served
from tests.dashboard.test_cli import accord

pytestmark = pytest.mark.slow
CONTACT_HERE = "mailto:security@example.org"


@pytest.fixture(scope="module")
def home(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ACCORD_HOME with the sample city, and a second city whose manifest is destroyed."""
    home = tmp_path_factory.mktemp("web") / "home"
    shutil.copytree(small_home / "warehouse", home / "warehouse")
    broken = home / "warehouse" / "broken"
    shutil.copytree(home / "warehouse" / "sample", broken)
    for manifest in broken.glob("*/manifest.json"):
        manifest.chmod(0o644)
        manifest.write_text("{", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    """The address of a site over both cities, with a contact for reports of weaknesses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CONTACT, CONTACT_HERE)
        with served(home) as address:
            yield address


def get(
    site: str, path: str, method: str = "GET", **headers: str
) -> tuple[int, HTTPMessage, bytes]:
    """Return status, headers and body of one request; nothing is followed."""
    connection = HTTPConnection(urlsplit(site).netloc, timeout=60)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    body = b"" if response.status == 101 else response.read()
    connection.close()
    return response.status, response.headers, body


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/what-changed", 200),
        ("/what-changed/", 301),
        ("/favicon.png", 200),
        ("/icon", 200),
        ("/accessibility", 200),
        ("/preview.png", 200),
        ("/preview.png?page=none", 404),
        ("/_stcore/health", 200),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/robots.txt", 200),
        ("/.well-known/security.txt", 200),
        ("/media/none.csv", 404),
        ("/_stcore/metrics", 404),
        ("/nothing/here", 404),
    ],
)
def test_every_response_has_the_headers(site: str, path: str, status: int) -> None:
    """A page, a file, a service, a redirect and a missing address all carry them, once each."""
    answered, headers, _ = get(site, path)
    assert answered == status
    assert {name: headers.get_all(name) for name in HEADERS} == {
        name: [value] for name, value in HEADERS.items()
    }


def test_a_failure_has_the_headers() -> None:
    """An address that fails answers with an apology, no traceback, and the same headers."""
    response = fail(Request({"type": "http"}), RuntimeError("secret"))
    assert response.status_code == 500
    assert b"secret" not in bytes(response.body)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


def test_the_policy_names_no_other_host() -> None:
    """No directive lets a foreign host in, no script is run from text but those of known digest."""
    sources = [source for sources in POLICY.values() for source in sources]
    assert all(source.startswith("'") or source in {"blob:", "data:"} for source in sources)
    assert "'unsafe-eval'" not in sources
    assert "'unsafe-inline'" not in POLICY["script-src"]
    assert POLICY["default-src"] == POLICY["frame-ancestors"] == ["'none'"]
    for language in folders():
        digest = hashlib.sha256(language_script(language).encode()).digest()
        assert f"'sha256-{base64.b64encode(digest).decode()}'" in POLICY["script-src"]


def test_ready_names_the_damaged_city_and_nothing_more(site: str) -> None:
    """One damaged city does not make the site unready, and no path of the machine is told."""
    status, headers, body = get(site, "/readyz")
    assert status == 200
    assert headers["Cache-Control"] == "no-store"
    assert json.loads(body) == {"ready": True, "served": ["sample"], "damaged": ["broken"]}


def test_not_ready_without_a_city_to_serve(tmp_path: Path, home: Path) -> None:
    """A site whose only city is damaged lives, and is not ready."""
    shutil.copytree(home / "warehouse" / "broken", tmp_path / "warehouse" / "broken")
    with served(tmp_path) as address:
        assert get(address, "/healthz")[0] == 200
        status, _, body = get(address, "/readyz")
    assert status == 503
    assert json.loads(body) == {"ready": False, "served": [], "damaged": ["broken"]}


def test_security_txt_has_the_contact_and_an_end(site: str) -> None:
    """RFC 9116 wants a contact and a time of expiry less than a year away."""
    _, headers, body = get(site, "/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in body.decode().splitlines())
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == CONTACT_HERE
    expires = dt.datetime.fromisoformat(fields["Expires"])
    until = expires - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=VALID_DAYS - 2) < until <= dt.timedelta(days=VALID_DAYS)


def test_a_contact_that_is_no_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """The site does not start with one, and says what to write; none at all is allowed."""
    monkeypatch.delenv(CONTACT, raising=False)
    assert security_contact() is None
    monkeypatch.setenv(CONTACT, "security@example.org")
    with pytest.raises(BadInput, match="mailto:"):
        security_contact()
    result = accord(home, "serve")
    assert result.exit_code == 2
    assert "Write mailto: before an e-mail address" in result.stderr


def test_a_host_of_another_machine_is_refused(home: Path) -> None:
    """The command ends with a message about the host, not with a traceback."""
    result = accord(home, "serve", "--host", "203.0.113.7")
    assert result.exit_code == 2
    assert "--host 203.0.113.7" in result.stderr


def test_only_this_machine_reaches_the_site(site: str) -> None:
    """Without --host the site listens on 127.0.0.1 and on no other address."""
    port = urlsplit(site).port or 0
    with socket.create_connection(("127.0.0.1", port), timeout=60):
        pass
    with pytest.raises(OSError):  # noqa: PT011 - refused or unreachable, by system
        socket.create_connection(("127.0.0.2", port), timeout=5)


def test_a_foreign_page_opens_no_websocket(site: str) -> None:
    """The server refuses the handshake of a page of another host."""
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(bytes(16)).decode(),
    }
    own = get(site, STREAM, **handshake, Origin=site)
    foreign = get(site, STREAM, **handshake, Origin="https://evil.example.org")
    assert (own[0], foreign[0]) == (101, 403)


def test_a_page_is_sent_whole_compressed_or_not(site: str) -> None:
    """Its length is right in both forms, for HEAD too, and an unchanged page is not sent again."""
    path = "/what-changed?city=sample"
    _, headers, plain = get(site, path)
    assert int(headers["Content-Length"]) == len(plain)
    _, packed_headers, packed = get(site, path, **{"Accept-Encoding": "gzip"})
    assert packed_headers["Content-Encoding"] == "gzip"
    assert int(packed_headers["Content-Length"]) == len(packed) < len(plain)
    assert gzip.decompress(packed) == plain
    assert packed_headers["Vary"] == "Accept-Language, Accept-Encoding"
    assert get(site, path, **{"If-None-Match": headers["ETag"]})[0] == 304
    status, head_headers, body = get(site, path, "HEAD")
    assert (status, head_headers["Content-Length"], body) == (200, str(len(plain)), b"")


def test_a_proxy_on_this_machine_says_which_scheme_the_visitor_has(site: str) -> None:
    """Absolute addresses have the host of the request and the scheme that the proxy passes on."""
    forwarded = {"Host": "accord.example.org", "X-Forwarded-Proto": "https"}
    text = get(site, "/what-changed", **forwarded)[2].decode()
    assert 'property="og:url" content="https://accord.example.org/what-changed"' in text
    text = get(site, "/what-changed", Host="accord.example.org")[2].decode()
    assert 'property="og:url" content="http://accord.example.org/what-changed"' in text
