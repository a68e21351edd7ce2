"""What is published at an address: fetched once, held against its sums, and served as it was."""

import json
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from dashboard.commands.address import cache
from data.seal import seal, unlock
from queries import warehouse
from queries.stored.mirror import mirror
from queries.vintage.catalog import open_city
from tests.conftest import at_home

COUNTS = "select event, sum(n) from daily_counts group by event order by event"

BUCKET = "/accord"
"""What an object store's client puts before a path; the server of these tests takes it off."""

Answer = Callable[[bytes], tuple[int, bytes]]


class Site:
    """A web server of a folder; `faults` has another answer by the end of a path."""

    def __init__(self, folder: Path) -> None:
        """Serve a folder at a free port of this machine."""
        self.folder = folder
        self.faults: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path: str) -> tuple[int, bytes]:
        """Return the status and the content of a path."""
        self.asked.append(path)
        file = self.folder / path.removeprefix(BUCKET).lstrip("/")
        status, content = (200, file.read_bytes()) if file.is_file() else (404, b"")
        faults = [fault for end, fault in self.faults.items() if path.endswith(end)]
        return faults[0](content) if faults else (status, content)


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, site: Site, *arguments: object) -> None:
        self.site = site
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        status, content = self.site.answer(self.path)
        if part := re.match(r"bytes=(\d+)-(\d+)", self.headers.get("Range", "")):
            status, content = 206, content[int(part[1]) : int(part[2]) + 1]
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        if status == 302:
            self.send_header("Location", content.decode())
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path, small_home: Path) -> Iterator[Site]:
    """A web server of the small sample city, with one published vintage."""
    shutil.copytree(small_home / "warehouse", tmp_path / "site" / "warehouse")
    site = Site(tmp_path / "site")
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture
def bring(site: Site, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """What brings the city here, and returns what stood in the way; ACCORD_HOME is the folder."""
    with at_home(tmp_path / "here"):

        def run() -> str:
            faults = mirror(
                site.address, tmp_path / "here", ["sample", "chicago"], warehouse.FORMAT
            )
            return "\n".join(fault.reason for fault in faults)

        yield run


def publish_again(site: Site, name: str) -> None:
    """Put a second vintage, of the same content under another name, in the place of the first."""
    city = site.folder / "warehouse" / "sample"
    before = (city / "current").read_text(encoding="utf-8").strip()
    shutil.copytree(city / before, city / name)
    unlock(city / name)
    manifest = json.loads((city / name / "manifest.json").read_text(encoding="utf-8"))
    text = json.dumps({**manifest, "vintage": name})
    (city / name / "manifest.json").write_text(text, encoding="utf-8")
    (city / name / "seal.json").unlink()
    seal(city / name, manifest["number"] + 1)
    (city / "current").write_text(name, encoding="utf-8")


def test_a_vintage_is_fetched_once_and_served(site: Site, bring: Callable[[], str]) -> None:
    """What comes is whole and opens as at its origin; the next time nothing of it is asked."""
    assert bring() == ""
    name = warehouse.current("sample")
    assert name
    assert warehouse.verify("sample", name) == []
    with at_home(site.folder):
        expected = open_city("sample").reader.rows(COUNTS)
    assert open_city("sample").reader.rows(COUNTS) == expected
    assert warehouse.published_cities() == ["sample"]
    site.asked.clear()
    assert bring() == ""
    assert {path.rsplit("/", maxsplit=1)[1] for path in site.asked} == {"current", "seal.json"}


@pytest.mark.parametrize(
    ("end", "fault", "reason"),
    [
        ("calls.parquet", lambda content: (200, content[:-1]), "should have"),
        ("calls.parquet", lambda content: (200, content + b"x"), "should have"),
        ("calls.parquet", lambda content: (200, b"x" + content[1:]), "is not what was built"),
        ("calls.parquet", lambda _: (404, b""), "there is no such file"),
        ("calls.parquet", lambda _: (500, b""), "the server answers 500"),
        ("calls.parquet", lambda _: (302, b"/elsewhere"), "the server answers 302"),
        ("seal.json", lambda _: (404, b""), "there is no such file"),
        ("seal.json", lambda content: (200, content[:-9]), "Input data was truncated"),
        ("seal.json", lambda _: (200, b" " * 2_000_000), "it has more than"),
        (
            "seal.json",
            lambda content: (200, content.replace(b"calls.parquet", b"../../x.parquet")),
            "a file that is none of a vintage",
        ),
        ("current", lambda _: (200, b"../chicago"), "names no vintage"),
        ("current", lambda _: (200, b"20200101-000000"), "there is no such file"),
        ("current", lambda _: (503, b""), "the server answers 503"),
    ],
)
def test_what_is_not_as_built_is_never_served(
    site: Site, bring: Callable[[], str], end: str, fault: Answer, reason: str
) -> None:
    """The city stays as it was, the reason is told, and only what is missing is fetched again."""
    assert bring() == ""
    first = warehouse.current("sample")
    publish_again(site, "29990101-000000")
    site.faults[end] = fault
    assert reason in bring()
    assert warehouse.current("sample") == first
    assert warehouse.vintages("sample") == [first]
    site.faults.clear()
    site.asked.clear()
    assert bring() == ""
    assert warehouse.current("sample") == "29990101-000000"
    assert warehouse.verify("sample", "29990101-000000") == []
    if end == "calls.parquet":  # those before it in the order of names are here already
        assert not any(path.endswith("areas.parquet") for path in site.asked)


def test_an_object_store_is_read_too(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By s3:// the same vintage comes; a file that is not as built is refused there too."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "any")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    host = site.address.removeprefix("http://")
    store = f"s3://accord?scheme=http&region=us-east-1&endpoint_override={host}"
    site.faults["calls.parquet"] = lambda content: (200, b"x" + content[1:])
    faults = mirror(store, tmp_path / "here", ["sample"], warehouse.FORMAT)
    assert [str(fault.path) for fault in faults] == [str(tmp_path / "here/warehouse/sample")]
    assert faults[0].reason.endswith("calls.parquet is not what was built")
    site.faults.clear()
    assert mirror(store, tmp_path / "here", ["sample", "chicago"], warehouse.FORMAT) == []
    with at_home(tmp_path / "here"):
        name = warehouse.current("sample")
        assert name
        assert warehouse.verify("sample", name) == []


def test_a_secret_in_an_address_is_not_told(tmp_path: Path) -> None:
    """The name and key of an address stand in no message."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]  # nobody listens there
        address = f"http://name:secret@127.0.0.1:{port}"
        [fault] = mirror(address, tmp_path, ["sample"], warehouse.FORMAT)
    assert f"127.0.0.1:{port}" in fault.reason
    assert "secret" not in fault.reason


def test_a_vintage_of_another_city_or_name_is_refused(site: Site, bring: Callable[[], str]) -> None:
    """A whole vintage under a name that its manifest does not give is not served."""
    city = site.folder / "warehouse" / "sample"
    name = (city / "current").read_text(encoding="utf-8").strip()
    shutil.copytree(city / name, city / "29990101-000000")
    (city / "current").write_text("29990101-000000", encoding="utf-8")
    assert f"the vintage is sample {name}, not 29990101-000000" in bring()
    assert warehouse.current("sample") is None


def test_the_published_vintage_and_the_one_before_stay(
    site: Site, bring: Callable[[], str]
) -> None:
    """Each new vintage takes the place of the last but one."""
    assert bring() == ""
    for name in ("29990101-000000", "29990102-000000"):
        publish_again(site, name)
        assert bring() == ""
    assert warehouse.vintages("sample") == ["29990101-000000", "29990102-000000"]


def test_what_is_withdrawn_or_damaged_here_follows(
    site: Site, bring: Callable[[], str], tmp_path: Path
) -> None:
    """A file cut here is fetched again; a city whose pointer is gone is no longer published."""
    assert bring() == ""
    name = warehouse.current("sample")
    assert name
    table = tmp_path / "here" / "warehouse" / "sample" / name / "calls.parquet"
    table.write_bytes(table.read_bytes()[:100])
    assert warehouse.lost_tables("sample", name)
    assert bring() == ""
    assert warehouse.verify("sample", name) == []
    (site.folder / "warehouse" / "sample" / "current").unlink()
    assert bring() == ""
    assert warehouse.current("sample") is None


def test_commands_read_from_an_address_and_write_to_none(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`accord status` lists what is published there; `accord build` is refused with what to do."""
    monkeypatch.setenv("ACCORD_HOME", site.address)
    monkeypatch.setenv("ACCORD_CACHE", str(tmp_path / "cache"))
    status = CliRunner().invoke(app, ["status", "sample"])
    assert status.exit_code == 0, status.output
    assert "published" in status.stdout
    assert (cache(site.address) / "warehouse" / "sample" / "current").is_file()
    for command in (["build", "sample"], ["publish", "sample"], ["prune", "sample"], ["sample"]):
        monkeypatch.setenv("ACCORD_HOME", site.address)
        refused = CliRunner().invoke(app, command)
        assert refused.exit_code == 2
        assert "is an address, which is only read" in refused.stderr
        assert "what to do" in refused.stderr
    site.server.shutdown()
    site.server.server_close()
    monkeypatch.setenv("ACCORD_HOME", site.address)
    without = CliRunner().invoke(app, ["status", "sample"])
    assert "not brought" in without.stderr
    assert "published" in without.stdout
