"""The webhook: signed, encrypted, tried again within limits, and not to a private machine."""

import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dashboard.standing import notify
from dashboard.standing.settings import Notify, Settings
from queries.errors import BadInput
from queries.vintage.opened import opened
from tests.conftest import at_home
from tests.following import CITY
from tests.standing.conftest import Reported

SECRET = "a secret of the test's own"  # noqa: S105 - no secret
CONTENT = '{"city": "sample", "name": "Peña"}'.encode()


@dataclass
class Receiver:
    """A server: the statuses that it answers with in turn, and what it was sent."""

    statuses: list[int]
    address: str = ""
    posts: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver(tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver on this machine; no attempt waits."""
    state = Receiver([200])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            state.posts.append((self.path, dict(self.headers.items()), content))
            status = state.statuses[min(len(state.posts), len(state.statuses)) - 1]
            self.send_response(status)
            self.send_header("Location", "https://localhost/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    state.address = f"https://localhost:{server.server_port}/signals?of=sample"
    monkeypatch.setattr(notify, "FIRST_WAIT_S", 0)
    monkeypatch.setenv(notify.SECRET, SECRET)
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def post(receiver: Receiver, *, is_private: bool = True) -> None:
    """Post the content to a receiver."""
    notify.post(Notify(receiver.address, is_private), CONTENT, "sample/20240101-000000")


def test_a_receiver_can_check_what_it_is_sent(receiver: Receiver) -> None:
    """The content arrives once, whole, with its HMAC-SHA256 and the name of the delivery."""
    post(receiver)
    ((path, headers, content),) = receiver.posts
    expected = hmac.new(SECRET.encode(), CONTENT, hashlib.sha256).hexdigest()
    assert (path, content) == ("/signals?of=sample", CONTENT)
    assert headers["Accord-Signature"] == f"sha256={expected}"
    assert headers["Accord-Delivery"] == "sample/20240101-000000"
    assert headers["Content-Type"] == "application/json"


def test_the_signature_is_that_of_a_published_case() -> None:
    """RFC 4231, test case 2."""
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert notify.signature(b"what do ya want for nothing?", "Jefe") == f"sha256={expected}"


@pytest.mark.parametrize(
    ("statuses", "posts", "is_taken"),
    [
        ([503, 429, 204], 3, True),
        ([500], notify.MOST_ATTEMPTS, False),
        ([404], 1, False),
        ([302], 1, False),
    ],
    ids=["passes", "never", "refused", "redirected"],
)
def test_what_may_pass_is_tried_again(
    receiver: Receiver, statuses: list[int], posts: int, is_taken: bool
) -> None:
    """Errors of the server are tried again, a few times; refusals and redirects end it."""
    receiver.statuses = statuses
    if is_taken:
        post(receiver)
    else:
        with pytest.raises(BadInput, match=f"status {statuses[-1]}"):
            post(receiver)
    assert len(receiver.posts) == posts


def test_a_private_machine_is_refused_before_anything_is_sent(receiver: Receiver) -> None:
    """An address inside the network is used only if the settings say that it is meant."""
    with pytest.raises(BadInput, match=r"(?s)private network.*is_private = true"):
        post(receiver, is_private=False)
    assert receiver.posts == []


def test_a_certificate_that_nobody_vouches_for_is_refused(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is sent to a server that cannot prove its name."""
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(BadInput, match="CERTIFICATE_VERIFY_FAILED"):
        post(receiver)
    assert receiver.posts == []


def test_without_a_secret_nothing_is_sent(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A short secret is none."""
    monkeypatch.setenv(notify.SECRET, "short")
    with pytest.raises(BadInput, match=notify.SECRET):
        post(receiver)
    assert receiver.posts == []


@pytest.mark.slow
def test_news_is_posted_once(receiver: Receiver, reports: tuple[Reported, Reported]) -> None:
    """A withdrawal is news: the document of the report arrives, signed, and not a second time."""
    settings = Settings(notify=Notify(receiver.address, is_private=True))
    with at_home(reports[1].home):
        vintage = opened(CITY)
        assert notify.notify_webhook(vintage, settings) == ("done", "0 new, 1 withdrawn")
        assert notify.notify_webhook(vintage, settings) == ("already_done", vintage.vintage)
    ((_, headers, content),) = receiver.posts
    document = json.loads(content)
    assert document == json.loads((reports[1].folder / "signals.json").read_text("utf-8"))
    assert [signal["id"] for signal in document["withdrawn"]] == ["force/city/2023-10"]
    assert headers["Accord-Signature"] == notify.signature(content, SECRET)
    assert headers["Accord-Delivery"] == f"{CITY}/{vintage.vintage}"


@pytest.mark.slow
def test_without_news_nothing_is_posted(receiver: Receiver, small_home: Path) -> None:
    """A first vintage whose latest month is quiet posts nothing, and a city may have no webhook."""
    with at_home(small_home):
        quiet = Settings(notify=Notify(receiver.address, is_private=True))
        assert notify.notify_webhook(opened(CITY), quiet)[0] == "nothing_to_do"
        assert notify.notify_webhook(opened(CITY), Settings())[0] == "nothing_to_do"
    assert receiver.posts == []
