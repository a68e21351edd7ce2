"""The helper that starts a server for the browser tests waits for it, or says why it ended."""

import socket
import subprocess
import sys
import tempfile

import pytest

from tests.browsing import NoServerError, wait_until_healthy

ANSWERS_LATE = """
import http.server, sys
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
sys.stdin.readline()
http.server.HTTPServer(("localhost", int(sys.argv[1])), Health).handle_request()
"""


def test_a_server_that_ends_is_reported_at_once_with_its_log() -> None:
    """The error carries the exit code and what the server wrote."""
    with (
        tempfile.TemporaryFile() as log_file,
        subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.exit('the port is in use')"], stderr=log_file
        ) as server,
        pytest.raises(NoServerError, match=r"code 1:\nthe port is in use"),
    ):
        wait_until_healthy("http://localhost:1", server, log_file)


def test_a_server_that_starts_slowly_is_awaited() -> None:
    """A port that refuses at first is asked again until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (
        tempfile.TemporaryFile() as log_file,
        subprocess.Popen(
            [sys.executable, "-c", ANSWERS_LATE, str(port)],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as server,
    ):
        assert server.stdin is not None
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("localhost", port))
        server.stdin.write(b"answer\n")
        server.stdin.close()
        wait_until_healthy(f"http://localhost:{port}", server, log_file)
    assert server.returncode == 0
