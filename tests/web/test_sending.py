"""A real server sends files to those who take them, and is not held up by those who do not."""

import gzip
import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from filelock import FileLock

from dashboard.api.files import MOST_OF_ONE
from dashboard.beside import folder_of
from data import build, sample
from queries import warehouse
from queries.vintage.catalog import open_city
from queries.warehouse import FILES
from tests.browsing import served
from tests.conftest import at_home

pytestmark = pytest.mark.slow

SLOW_CLIENTS = 100
FILE = "/data/sample/latest/calls.csv"
WITHIN_S = 60
SLOW = "127.0.0.2"
"""The address of slow clients, also this machine."""


@pytest.fixture(scope="module")
def home(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ACCORD_HOME with the small sample city and a later vintage of it, not published."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(small_home, home)
    with at_home(home):
        sample.generate(home / "later", calls=4_000)
        build.build("sample", home / "later")
    return home


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    """The address of a site of one process."""
    with served(home) as address:
        yield address


def get(address: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and content of what an address answers."""
    request = Request(address, method=method, headers=headers)  # noqa: S310 - our own server
    try:
        with urlopen(request, timeout=WITHIN_S) as answer:  # noqa: S310
            return answer.status, dict(answer.headers), answer.read()
    except HTTPError as error:
        return error.code, dict(error.headers), error.read()


def connected(site: str, head: bytes, client: str = "127.0.0.1") -> socket.socket:
    """Return a connection on which a request was sent, and which takes little at once."""
    parts = urlsplit(site)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    connection.settimeout(WITHIN_S)
    connection.bind((client, 0))
    connection.connect(("127.0.0.1", parts.port))
    connection.sendall(head)
    return connection


def asked(path: str, *headers: bytes) -> bytes:
    """Return the head of a request."""
    return b"\r\n".join(
        [b"GET " + path.encode() + b" HTTP/1.1", b"Host: localhost", *headers, b"", b""]
    )


def test_slow_clients_keep_nobody_waiting(site: str) -> None:
    """While a hundred clients take nothing of their files, pages, answers and files still come."""
    size = int(get(site + FILE, "HEAD")[1]["content-length"])
    filtered = f"{FILE}?to=2022-01-01"
    with ExitStack() as stack:
        slow = [
            stack.enter_context(connected(site, asked(path), SLOW))
            for path in [FILE, filtered] * (SLOW_CLIENTS // 2)
        ]
        statuses = Counter(connection.recv(12) for connection in slow)
        # a client has so many places for files that a database makes, and the others are told
        made = SLOW_CLIENTS // 2 + MOST_OF_ONE
        assert statuses == {b"HTTP/1.1 200": made, b"HTTP/1.1 503": SLOW_CLIENTS - made}
        assert get(site + "/healthz")[0] == 200
        assert get(site + "/")[0] == 200
        assert get(site + "/api/v1/cities")[0] == 200
        assert len(get(site + FILE)[2]) == size
        assert get(site + filtered)[0] == 200


def test_what_is_sent_is_not_compressed_anew(home: Path, site: str) -> None:
    """A file that is kept compressed comes with its length; Parquet comes as it is."""
    get(site + FILE)
    # the server holds the lock until it keeps the file that was asked for
    with at_home(home), FileLock(folder_of(open_city("sample"), FILES) / ".calls.csv.lock"):
        pass
    _, headers, packed = get(site + FILE, **{"Accept-Encoding": "gzip"})
    assert headers["content-length"] == str(len(packed))
    assert gzip.decompress(packed) == get(site + FILE)[2]
    _, headers, _ = get(
        site + FILE.replace("csv", "parquet"), "HEAD", **{"Accept-Encoding": "gzip"}
    )
    assert "content-encoding" not in headers
    assert "set-cookie" not in headers
    assert "content-security-policy" in headers


@pytest.mark.parametrize(
    "head",
    [
        *(
            asked(FILE, b"Range: " + value)
            for value in (b"bytes=" + b"0-1," * 9_000, b"\xff=\xfe-", b"bytes=1e9-")
        ),
        asked(FILE, b"If-Range: \xff\xfe", b"Range: bytes=0-1"),
        asked(FILE, b"If-None-Match: " + b'"a", ' * 5_000),
        asked(FILE, b"If-Modified-Since: yesterday"),
        asked(FILE, b"Accept-Encoding: gzip;q=x, \xff"),
        asked("/data/sample/latest/..%2f..%2fcurrent"),
        asked("/data/sample/latest/force.csv%00.parquet"),
        asked("/data/%ff/latest/force.csv"),
        asked("/data//sample/latest/force.csv"),
        asked("/data/sample/latest/force.csv?from=%00&column=%ff&where.%27=%22"),
        asked("/data/sample/latest/force.csv?layer=" + "a" * 10_000),
        asked("/data/sample/%E2%80%AElatest/", b"Accept: text/html" + b", */*" * 1_000),
    ],
)
def test_hostile_requests_break_nothing(head: bytes, site: str) -> None:
    """Whatever a header or an address holds, the answer is one of HTTP, and no fault."""
    with connected(site, head) as connection:
        status = int(connection.recv(12).split()[1])
    assert 200 <= status < 500


def test_a_vintage_that_is_published_meanwhile_is_not_mixed(home: Path, site: str) -> None:
    """A download ends with the vintage that it began with, and the next has the new one."""
    before = get(site + FILE)[2]
    with connected(site, asked(FILE, b"Connection: close")) as connection:
        content = connection.recv(1_000)
        with at_home(home):
            later = warehouse.vintages("sample")[-1]
            (warehouse.city_folder("sample") / "current").write_text(later)
        assert get(site + FILE)[1]["accord-vintage"] == later
        while piece := connection.recv(1 << 20):
            content += piece
    assert content.partition(b"\r\n\r\n")[2] == before
    assert len(get(site + FILE)[2]) != len(before)
