"""The documented form of production: the unit's own command, behind a proxy with TLS."""

import asyncio
import configparser
import http.client
import json
import os
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPSConnection
from pathlib import Path

import pytest
import trustme
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from dashboard.web.headers import HEADERS
from queries.paths import ROOT
from tests.browsing import wait_until_healthy
from tests.visitor import PROTOCOL, Visitor

FORMS = ROOT / "docs" / "production"
UNIT = FORMS / "accord.service"
HOST = "accord.example.org"
SHOWN = ("get-the-data", "calls", "what-changed")
ACCORD = [sys.executable, "-c", "from dashboard.cli import app; app()"]
NOBODY = 65534
AS_NOBODY = [
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    *("--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"),
]
READ_ONLY = """
set -e
mount --make-rprivate /
mount --bind "$1" /mnt
for place in /mnt /tmp /; do
    mountpoint --quiet "$place" && mount -o remount,bind,ro "$place"
done
shift
exec "$@"
"""
"""The home of the site at /mnt, and no place where anyone could write."""


def unit() -> configparser.ConfigParser:
    """Return the sections of the unit; a key that is given several times has several lines."""

    class Several(dict[str, object]):
        def __setitem__(self, key: str, value: object) -> None:
            if isinstance(value, list) and key in self:
                value = [*self[key], *value]  # type: ignore[misc]
            super().__setitem__(key, value)

    parser = configparser.ConfigParser(
        interpolation=None, strict=False, dict_type=Several, delimiters="="
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser


@pytest.fixture(scope="module")
def port(small_home: Path) -> Iterator[int]:
    """The port of the unit's command, run by nobody in a file system that cannot be written."""
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("setpriv"):
        pytest.skip("only root can run the site as another user in a file system of its own")
    confined = ["unshare", "--mount", "bash", "-c", READ_ONLY, "bash", str(small_home)]
    probe = [*confined, *AS_NOBODY, sys.executable, "-c", "import dashboard.cli"]
    if subprocess.run(probe, check=False, cwd=ROOT, capture_output=True).returncode:
        pytest.skip("another user cannot read this checkout, or no mount is allowed here")
    service = unit()["Service"]
    program, *options = shlex.split(service["ExecStart"])
    assert Path(program).name == "accord"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    options[options.index("--port") + 1] = str(number)
    starts = "import subprocess, sys; subprocess.run([sys.executable, '-c', ''], check=True)"
    start = [*AS_NOBODY, sys.executable, "-c", starts]
    if subprocess.run(start, check=False, cwd=ROOT, capture_output=True).returncode:
        options += ["--workers", "1"]  # a Python that only root may start again, in root's home
    environment = dict(line.split("=", 1) for line in service["Environment"].splitlines())
    environment |= {"ACCORD_HOME": "/mnt", "PATH": os.environ["PATH"], "HOME": "/"}
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(
            [*confined, *AS_NOBODY, *ACCORD, *options],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=log,
        ) as server,
    ):
        try:
            wait_until_healthy(f"http://127.0.0.1:{number}", server, log)
            owner = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
            assert f"Uid:\t{NOBODY}\t{NOBODY}" in owner
            yield number
        finally:
            server.terminate()


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass bytes on until one side closes."""
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except (ConnectionError, ssl.SSLError):
        pass
    finally:
        writer.close()


async def behind_tls(port: int) -> None:
    """Read pages, health, headers and a page's websocket through a proxy that ends the TLS."""
    authority = trustme.CA()
    mine, theirs = ssl.create_default_context(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.configure_trust(mine)
    authority.issue_cert(HOST, "127.0.0.1").configure_cert(theirs)

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        site_reader, site_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pass_on(reader, site_writer), pass_on(site_reader, writer))

    def get(path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = HTTPSConnection("127.0.0.1", outside, context=mine, timeout=60)
        connection.request("GET", path, headers={"Host": HOST, "Connection": "close"})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, response.headers, body

    async with await asyncio.start_server(proxy, "127.0.0.1", 0, ssl=theirs) as server:
        outside = server.sockets[0].getsockname()[1]
        answers = {
            path: await asyncio.to_thread(get, path)
            for path in ("/", "/what-changed", "/healthz", "/readyz", "/nothing")
        }
        assert {path: status for path, (status, _, _) in answers.items()} == {
            "/": 200,
            "/what-changed": 200,
            "/healthz": 200,
            "/readyz": 200,
            "/nothing": 404,
        }
        for _, headers, _ in answers.values():
            assert {name: headers[name] for name in HEADERS} == HEADERS
        assert json.loads(answers["/readyz"][2])["served"] == ["sample"]
        stream = f"wss://{HOST}/_stcore/stream"
        place = {"host": "127.0.0.1", "port": outside, "ssl": mine}
        async with connect(
            stream, origin=f"https://{HOST}", subprotocols=[PROTOCOL], max_size=None, **place
        ) as connection:
            visitor = Visitor(connection, "city=sample")
            for page in SHOWN:
                await visitor.change(page)
            await visitor.take(next(key for key in visitor.files if key.startswith("png_")))
        with pytest.raises(InvalidStatus, match="403"):
            await connect(stream, origin="https://evil.example.org", **place)


@pytest.mark.slow
def test_the_unit_serves_behind_a_proxy(port: int) -> None:
    """As nobody, with nothing to write to: pages run, and a chart is drawn as a picture."""
    # in a thread of its own: where browser tests ran, this one has a running loop already
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(asyncio.run, behind_tls(port)).result()


def test_the_unit_is_hardened() -> None:
    """The service has a user of its own, no privileges, nothing to write to and nobody to ask."""
    expected = {
        "DynamicUser": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "NoNewPrivileges": "yes",
        "CapabilityBoundingSet": "",
        "IPAddressDeny": "any",
        "IPAddressAllow": "localhost",
    }
    service = unit()["Service"]
    assert {key: service[key] for key in expected} == expected
    assert not any(key.startswith("ReadWrite") for key in service)


def test_systemd_reads_the_unit(tmp_path: Path) -> None:
    """systemd finds no unknown setting in the unit."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not on this machine")
    # the one line that cannot hold here: the command is where the page says to install it
    copy = tmp_path / UNIT.name
    text = UNIT.read_text(encoding="utf-8").replace("/opt/accord/bin/accord", sys.executable)
    copy.write_text(text, encoding="utf-8")
    result = subprocess.run(
        ["systemd-analyze", "verify", str(copy)], check=False, capture_output=True, text=True
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_the_proxies_lead_to_the_unit() -> None:
    """Both proxies ask where the unit listens, and nginx passes the host and the websocket on."""
    options = shlex.split(unit()["Service"]["ExecStart"])
    place = ":".join(options[options.index(name) + 1] for name in ("--host", "--port"))
    caddy, nginx = (
        (FORMS / name).read_text(encoding="utf-8") for name in ("Caddyfile", "nginx.conf")
    )
    assert f"reverse_proxy {place}\n" in caddy
    assert f"proxy_pass http://{place};" in nginx
    assert "proxy_set_header Host $http_host;" in nginx
    assert "proxy_set_header Upgrade $http_upgrade;" in nginx
