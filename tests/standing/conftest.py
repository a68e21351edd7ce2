"""Settings of a city's standing report, and a certificate that this machine trusts."""

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from dashboard.standing.files import standing_folder
from dashboard.standing.settings import NAME

Write = Callable[[str], None]


@pytest.fixture
def write_settings(home: Path) -> Write:
    """What writes the settings of the sample city."""

    def write(text: str) -> None:
        path = standing_folder("sample") / NAME
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's side of encryption, by an authority that the client trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context
