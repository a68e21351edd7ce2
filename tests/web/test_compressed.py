"""Streamlit's scripts come compressed, whole, and under a name that changes with them."""

import gzip

import brotli
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard.web.compressed import FOLDER, SMALL, CompressedStatic, accepted
from tests.web.asking import Answer, ask

SCRIPT = max((FOLDER / "js").glob("index.*.js"), key=lambda path: path.stat().st_size)
ADDRESS = f"/static/js/{SCRIPT.name}"
INNER = Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse("Streamlit's own"))])


def asked(address: str, encodings: str, method: str = "GET") -> Answer:
    """Return the answer of the site's middleware over an application that says who answered."""
    return ask(address, method, CompressedStatic(INNER), accept_encoding=encodings)


@pytest.mark.parametrize(
    ("encodings", "encoding", "decode"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
    ],
)
def test_a_script_is_the_same_once_it_is_unpacked(
    encodings: str, encoding: str, decode: object
) -> None:
    """What a browser unpacks is the file, and it may keep it for a year."""
    answer = asked(ADDRESS, encodings)
    assert answer.headers["content-encoding"] == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert decode(answer.content) == SCRIPT.read_bytes()  # type: ignore[operator]
    assert len(answer.content) < SCRIPT.stat().st_size / 2


def test_a_head_tells_the_length_without_the_content() -> None:
    """HEAD has the headers of GET and no body."""
    whole, head = asked(ADDRESS, "br"), asked(ADDRESS, "br", "HEAD")
    assert head.content == b""
    assert dict(head.headers) == dict(whole.headers)


@pytest.mark.parametrize(
    ("address", "encodings"),
    [
        (ADDRESS, ""),
        (ADDRESS, "identity, br;q=0"),
        ("/static/js/../../index.html", "br"),
        ("/static/js/none.js", "br"),
        ("/what-changed", "br"),
    ],
)
def test_all_else_is_left_to_streamlit(address: str, encodings: str) -> None:
    """A browser without our encodings, a path out of the folder and other addresses pass on."""
    assert asked(address, encodings).text == "Streamlit's own"


def test_small_files_and_pictures_are_left_as_they_are() -> None:
    """Fonts are compressed already, and a short file would not get shorter."""
    font = next((FOLDER / "media").glob("*.woff2"))
    small = next(path for path in (FOLDER / "js").glob("*.js") if path.stat().st_size < SMALL)
    for path in (font, small):
        address = f"/static/{path.relative_to(FOLDER).as_posix()}"
        assert asked(address, "br").text == "Streamlit's own"


def test_an_encoding_with_a_weight_of_nothing_is_refused() -> None:
    """Weights and spaces are read as RFC 9110 writes them."""
    assert accepted("br ; q=0.0, gzip") == "gzip"
    assert accepted("BR") == "br"
    assert accepted("deflate") is None
