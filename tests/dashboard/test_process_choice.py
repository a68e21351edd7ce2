"""Which process of several gets a request, by the head of the request."""

import pytest

from dashboard.processes.choice import Turns, process_of

PAGE = b"GET /what-changed?city=sample HTTP/1.1\r\nHost: a.example"
STREAM = b"GET /_stcore/stream HTTP/1.1\r\nHost: a.example"
FILE = b"GET /media/abc.png HTTP/1.1\r\nHost: a.example"
ORIGIN = b"\r\nOrigin: https://a.example"
READY = [0, 1, 2]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"Cookie: accord_process=2", 2),
        (b"cookie: _streamlit_xsrf=x; accord_process=1; a=0", 1),
        (b"Cookie: accord_process=7", 0),  # not there, or not ready
        (b"Cookie: not_accord_process=2", 0),
        (b"Cookie: accord_process=" + b"9" * 5_000, 0),
        (b"Referer: https://a.example/?accord_process=2", 0),
    ],
)
def test_a_cookie_names_the_process(header: bytes, expected: int) -> None:
    """A visit stays where its cookie says, and takes a turn if nobody is there."""
    for request in (PAGE, STREAM):
        assert process_of(request + b"\r\n" + header, "::1", READY, Turns()) == expected


def test_new_visits_take_turns_each_with_its_stream() -> None:
    """As many pages as streams reach each process, though visits ask for them alternately."""
    turns = Turns()
    visits = [
        tuple(process_of(request, "::1", READY, turns) for request in (PAGE, STREAM))
        for _ in range(6)
    ]
    assert visits == [(0, 0), (1, 1), (2, 2), (0, 0), (1, 1), (2, 2)]


def test_a_browser_without_cookies_is_known_by_its_address() -> None:
    """Its stream and its files come to one process, and not all addresses to the same one."""
    homes = set()
    for number in range(20):
        peer = f"192.0.2.{number}"
        forwarded = f"\r\nX-Forwarded-For: {peer}, 198.51.100.1".encode()
        processes = {
            process_of(STREAM + ORIGIN, peer, READY, Turns()),
            process_of(FILE, peer, READY, Turns()),
            process_of(FILE + forwarded, "127.0.0.1", READY, Turns()),
        }
        assert len(processes) == 1
        homes |= processes
    assert homes == set(READY)
