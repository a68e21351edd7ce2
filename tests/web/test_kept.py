"""Whole tables are made once, kept beside their vintage and sent from the disk."""

import asyncio
import gzip
import hashlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest
from filelock import FileLock

from dashboard.api import files as sending
from dashboard.api import kept as module
from dashboard.api import limits
from dashboard.api.kept import Making, kept, making_of
from dashboard.beside import folder_of
from queries.rate_limits import RateLimit
from queries.records import extracts, files
from queries.vintage.catalog import Vintage, open_city
from queries.warehouse import FILES
from tests.api.asking import SITE
from tests.web.asking import Answer, ask

NAME = ("force", "csv")


@pytest.fixture(autouse=True)
def own_home(small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An ACCORD_HOME with the small sample city that a test may change."""
    home = tmp_path / "home"
    shutil.copytree(small_home, home, ignore=shutil.ignore_patterns(FILES))
    monkeypatch.setenv("ACCORD_HOME", str(home))
    monkeypatch.setattr(limits, "requests", RateLimit(limits.MOST_A_MINUTE, limits.MINUTE_S))
    yield home
    for thread in threading.enumerate():
        if thread.name.startswith("making "):
            thread.join()


def get(path: str = "latest/force.csv", method: str = "GET", **headers: str) -> Answer:
    """Return the answer to a request for a file."""
    return ask(f"/data/sample/{path}", method, SITE, **headers)


@pytest.fixture
def whole() -> bytes:
    """The content of a table that is kept."""
    assert get(method="HEAD").status == 200
    return kept(open_city("sample"))[NAME].path.read_bytes()


def folder() -> Path:
    """Return the folder of the files of the published vintage."""
    return folder_of(open_city("sample"), FILES)


def names() -> set[str]:
    """Return the names of files that are kept or being made."""
    return {path.name for path in folder().glob("*") if not path.name.endswith(".lock")}


def test_a_table_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first client gets it as it is made, the next ones from the disk, with length and sum."""
    first = get()
    assert "content-length" not in first.headers
    making = making_of(open_city("sample"), *NAME)
    assert making is None or making.is_over.wait(60)
    monkeypatch.setitem(files.MAKERS, "csv", lambda *_: iter([b"made again"]))
    again = get()
    assert again.content == first.content
    assert again.headers["content-length"] == str(len(first.content))
    total = hashlib.sha256(first.content).hexdigest()
    assert names() == {f"force.{total}.csv", f"force.{total}.csv.gz"}
    assert again.headers["etag"] == f'"{total[:32]}"'
    assert again.headers["repr-digest"].startswith("sha-256=:")


def test_a_length_is_waited_for(whole: bytes) -> None:
    """HEAD has the length of a file that nobody had asked for, and the headers of GET."""
    head, answer = get(method="HEAD"), get()
    assert head.content == b""
    counted = {"ratelimit-remaining"}
    assert {name: value for name, value in head.headers.items() if name not in counted} == {
        name: value for name, value in answer.headers.items() if name not in counted
    }


@pytest.mark.parametrize(
    ("header", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=5-", 206, slice(5, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=10-99999999999", 206, slice(10, None)),
        ("items=0-9", 200, slice(None)),
        ("bytes=" + "0-0," * 5_000, 200, slice(None)),
        ("bytes=99999999999-", 416, slice(0)),
        ("bytes=-0", 416, slice(0)),
        ("bytes=9-0", 400, None),
        ("bytes=a-b", 400, None),
        ("bytes=" + "9" * 5_000 + "-", 400, None),
        ("bytes=٣-٤".encode().decode("latin-1"), 400, None),
        ("bytes", 200, slice(None)),
    ],
)
def test_a_part_can_be_had(header: str, status: int, part: slice | None, whole: bytes) -> None:
    """A range gives those bytes alone; what is no range is refused, or ignored as HTTP says."""
    answer = get(range=header)
    assert answer.status == status
    if part is not None:
        assert answer.content == whole[part]
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{len(whole)}"


def test_several_parts_can_be_had(whole: bytes) -> None:
    """Several ranges come in one answer, each with its place."""
    answer = get(range="bytes=0-3,-4")
    assert answer.status == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges")
    assert b"bytes 0-3/" in answer.content
    assert whole[:4] in answer.content


def test_parts_of_two_files_are_not_mixed(whole: bytes) -> None:
    """Who has begun with another file, by its tag or date, gets the whole of this one."""
    known = get(method="HEAD").headers
    for name in ("etag", "last-modified"):
        assert get(range="bytes=3-", if_range=known[name]).status == 206
    for other in ('"another"', "Mon, 01 Jan 2024 00:00:00 GMT", f"W/{known['etag']}"):
        answer = get(range="bytes=3-", if_range=other)
        assert (answer.status, answer.content) == (200, whole)


def test_what_a_client_has_is_not_sent_again(whole: bytes) -> None:
    """Its tag or its date is enough; another date is not, be it later, and a tag comes first."""
    headers = get(method="HEAD").headers
    tag, date = headers["etag"], headers["last-modified"]
    assert get(if_none_match=tag).status == 304
    assert get(if_modified_since=date).status == 304
    assert get(if_modified_since="Mon, 01 Jan 2125 00:00:00 GMT").status == 200
    assert get(if_none_match='"another"', if_modified_since=date).status == 200


def test_a_text_is_kept_compressed(whole: bytes) -> None:
    """Who takes gzip gets it, under a tag of its own and by ranges of what is sent."""
    packed = get(accept_encoding="br, gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.content) == whole
    assert packed.headers["content-length"] == str(len(packed.content))
    assert packed.headers["etag"] == get().headers["etag"].removesuffix('"') + '-gzip"'
    part = get(accept_encoding="gzip", range="bytes=2-5")
    assert (part.content, part.headers["content-encoding"]) == (packed.content[2:6], "gzip")
    assert get(accept_encoding="gzip;q=0").content == whole
    assert get("latest/force.parquet", "HEAD", accept_encoding="gzip").status == 200
    parquet = get("latest/force.parquet", accept_encoding="gzip")
    assert "content-encoding" not in parquet.headers
    assert pl.read_parquet(parquet.content).height == len(whole.splitlines()) - 1


def test_a_filtered_file_is_not_kept() -> None:
    """Filters are without number; no file of one stays on the disk."""
    assert get("latest/force.csv?to=2017-01-01").status == 200
    assert names() == set()


def no_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the folder of files lie below a file, where nothing can be written."""
    (home / "file").touch()
    monkeypatch.setattr(module, "folder_of", lambda *_: home / "file" / "folder")


def full_disk(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let more of the disk have to stay free than there is."""
    monkeypatch.setattr(module, "LEAST_FREE", 1.1)


def other_process(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let another process make the file."""
    folder().mkdir(parents=True)
    lock = FileLock(folder() / ".force.csv.lock")
    lock.acquire()
    monkeypatch.setattr(module, "_held", lock, raising=False)  # until the end of the test


def newer_program(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program on the disk be another than the one that runs."""
    monkeypatch.setattr(module, "release_on_disk", lambda: "newer")


@pytest.mark.parametrize("hinder", [no_folder, full_disk, other_process, newer_program])
def test_what_cannot_be_kept_is_sent_all_the_same(
    hinder: Callable[[Path, pytest.MonkeyPatch], None],
    own_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same file comes as a stream, nothing is left on the disk, and no place is lost."""
    sample = open_city("sample")
    expected = b"".join(files.csv(sample, extracts.whole(sample, "force")))
    hinder(own_home, monkeypatch)
    assert get().content == expected
    assert get(method="HEAD").status == 200
    monkeypatch.undo()
    monkeypatch.setenv("ACCORD_HOME", str(own_home))
    assert names() == set()
    assert sending.makers.taken == 0


def test_a_file_that_cannot_be_made_whole_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever follows it gets no end of it, nothing is kept, and the place is free again."""

    def broken(_vintage: Vintage, _selection: object) -> Iterator[bytes]:
        yield b"first,"
        raise OSError("no space left")

    monkeypatch.setitem(files.MAKERS, "csv", broken)
    with pytest.raises(OSError, match="no space left"):
        get()
    making = making_of(open_city("sample"), *NAME)
    assert making is None or making.is_over.wait(60)
    assert names() == set()
    assert sending.makers.taken == 0


def test_several_clients_follow_one_making(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks while a file is made gets all of it, and it is made once."""
    is_begun, is_asked, makings = threading.Event(), threading.Event(), []
    pieces_of = Making.pieces

    def slow(_vintage: Vintage, _selection: object) -> Iterator[bytes]:
        makings.append(1)
        is_begun.set()
        yield b"first,"
        assert is_asked.wait(60)
        yield b"last\n"

    def followed(making: Making, file: object) -> object:
        followers.append(file)
        if len(followers) == 3:
            is_asked.set()
        return pieces_of(making, file)  # type: ignore[arg-type]

    followers: list[object] = []
    monkeypatch.setitem(files.MAKERS, "csv", slow)
    monkeypatch.setattr(Making, "pieces", followed)
    with ThreadPoolExecutor(3) as pool:
        requests = [pool.submit(get)]
        assert is_begun.wait(60)
        requests += [pool.submit(get), pool.submit(get)]
        contents = {request.result().content for request in requests}
    assert contents == {b"first,last\n"}
    assert len(makings) == 1


def test_a_killed_process_leaves_nothing_in_the_way() -> None:
    """A part that nobody writes any more is begun anew."""
    folder().mkdir(parents=True)
    (folder() / ".force.csv").write_bytes(b"half")
    assert get(method="HEAD").headers["content-length"] == str(len(get().content))
    assert ".force.csv" not in names()


@pytest.mark.slow
def test_a_server_that_stops_waits_for_no_file(own_home: Path) -> None:
    """A process ends while it makes a file without end, and leaves nothing of it."""
    program = (
        "from itertools import repeat; from dashboard.api.kept import begin;"
        "from queries.vintage.catalog import open_city;"
        "assert begin(open_city('sample'), 'force', 'csv', lambda: repeat(b'x'), lambda: None)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=600)
    assert names() == set()


def test_another_release_makes_its_own(whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one release keeps, another does not send: it may let less leave."""
    for place in (
        "dashboard.beside.release",
        "dashboard.api.kept.release",
        "dashboard.api.kept.release_on_disk",
    ):
        monkeypatch.setattr(place, lambda: "next")
    monkeypatch.setitem(files.MAKERS, "csv", lambda *_: iter([b"less\n"]))
    assert get().content == b"less\n"
    assert names() > set()


def test_a_file_is_sent_whole_when_it_is_removed_meanwhile(whole: bytes) -> None:
    """A file that is open stays what it was, though its vintage and its files are removed."""

    async def read() -> bytes:
        content = b""

        async def send(message: dict[str, object]) -> None:
            nonlocal content
            if message["type"] == "http.response.body":
                content += message["body"]  # type: ignore[operator]
                shutil.rmtree(folder(), ignore_errors=True)

        async def receive() -> dict[str, str]:
            await asyncio.Event().wait()
            return {}

        scope = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": "/data/sample/latest/force.csv",
            "query_string": b"",
            "headers": [],
        }
        await SITE(scope, receive, send)  # type: ignore[arg-type]
        return content

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asyncio.run, read()).result() == whole
