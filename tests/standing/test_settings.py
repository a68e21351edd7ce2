"""The operator's settings are read whole, or refused in words."""

import pytest

from dashboard.standing.settings import Mail, Notify, Settings, settings
from queries.errors import BadInput
from queries.paths import ROOT
from tests.standing.conftest import Write

DOCUMENTED = (ROOT / "docs" / "standing_report.md").read_text(encoding="utf-8")


def test_without_a_file_nothing_is_sent(write_settings: Write) -> None:
    """A city needs no settings."""
    assert settings("sample") == Settings()


def test_the_documented_settings_can_be_used(write_settings: Write) -> None:
    """The example in docs/standing_report.md has every key."""
    write_settings(DOCUMENTED.partition("```toml\n")[2].partition("```")[0])
    assert settings("sample") == Settings(
        "https://accord.example.org",
        Notify("https://hooks.example.org/accord"),
        Mail(
            "smtp.example.org",
            "accord",
            "Accord <accord@example.org>",
            "https://accord.example.org",
        ),
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('sight = "https://example.org"', "sight"),
        ("[notify]", "webhook"),
        ('[notify]\nwebhook = "http://example.org"', "notify.webhook"),
        ('[notify]\nwebhook = "https://"', "notify.webhook"),
        ('site = "ftp://example.org"', "site"),
        ('[mail]\nhost = "h"\nuser = "u"\nsender = "s"\nlinks = "example.org"', "mail.links"),
        ('[mail]\nhost = "h"\nuser = "u"\nsender = "s"\nlinks = ""', "mail.links"),
        ('[mail]\nhost = "h"\nuser = "u"\nsender = "s"\nlinks = "https://a.b"\nport = 0', "port"),
        ("[mail", "TOML"),
    ],
)
def test_what_cannot_be_used_is_named(write_settings: Write, text: str, named: str) -> None:
    """An unknown key, a missing one, and an address that is not encrypted end in words."""
    write_settings(text)
    with pytest.raises(BadInput, match=named):
        settings("sample")
