"""Mail by a real server on this machine: confirmed, encrypted, ended by one click."""

import email
import re
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography.fernet import Fernet

from dashboard.standing import subscribers
from dashboard.standing.files import standing_folder
from dashboard.standing.links import app
from dashboard.standing.mail import PASSWORD, ask_to_confirm, deliver, send_report, subscriber
from dashboard.standing.settings import Mail, settings
from dashboard.standing.subscribers import KEY, Subscriber
from queries.errors import BadInput
from queries.vintage.opened import opened
from tests.browsing import free_port
from tests.conftest import at_home
from tests.standing.conftest import Reported, Write
from tests.web.asking import Answer, ask

READER = Subscriber("reader@example.org", "es")
NAME = {"en": "Riverton", "es": "Riverton"}
LINKS = "https://accord.example.org"


class Mailbox:
    """What a mail server was given; it knows one user and one password."""

    def __init__(self) -> None:
        """Begin with an empty box."""
        self.messages: list[EmailMessage] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _: Any, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        """Take a recipient, or refuse."""
        if address in self.refused:
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message that came encrypted, from who gave the password."""
        assert session.ssl is not None
        assert session.authenticated
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"


def authenticate(_: Any, __: Any, ___: Any, ____: Any, given: LoginPassword) -> AuthResult:
    """Return whether the password is right."""
    is_right = (given.login, given.password) == (b"accord", b"right")
    return AuthResult(success=is_right, handled=False)  # the server answers, not this


@pytest.fixture
def mailbox(
    tls: ssl.SSLContext, write_settings: Write, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Mailbox]:
    """A server that takes mail by STARTTLS only, and the settings to use it."""
    box = Mailbox()
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=tls,
        require_starttls=True,
        auth_required=True,
        authenticator=authenticate,
    )
    controller.start()
    write_settings(
        f'site = "{LINKS}"\n[mail]\nhost = "localhost"\nport = {controller.port}\nuser = "accord"\n'
        f'sender = "Accord <accord@example.org>"\nlinks = "{LINKS}"\n'
    )
    monkeypatch.setenv(PASSWORD, "right")
    monkeypatch.setenv(KEY, Fernet.generate_key().decode())
    yield box
    controller.stop()


def mail_settings() -> Mail:
    """Return the settings of the account."""
    found = settings("sample").mail
    assert found is not None
    return found


def link_in(message: EmailMessage) -> str:
    """Return the one link to this city's pages in a mail, without the host."""
    body = message.get_content()
    (link,) = [word for word in body.split() if word.startswith(f"{LINKS}/mail/")]
    return link.removeprefix(LINKS)


def visit(link: str, method: str = "GET") -> Answer:
    """Return the answer of the pages behind the links."""
    return ask(link, method, app=app("sample", NAME))


def test_an_address_joins_by_the_button_behind_its_link(mailbox: Mailbox) -> None:
    """Nothing is stored when it is named, nor when a program opens the link; then it is."""
    ask_to_confirm("sample", NAME, READER, mail_settings())
    assert not (standing_folder("sample") / subscribers.FILE).exists()
    (message,) = mailbox.messages
    assert message["To"] == READER.address
    assert message["Subject"] == "Riverton: confirme su dirección"
    link = link_in(message)
    assert READER.address not in link
    page = visit(link)
    assert (page.status, subscribers.subscribers("sample")) == (200, [])
    assert READER.address in page.text
    assert '<form method="post"><button>' in page.text
    assert '<html lang="es">' in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert visit(link, "POST").status == 200
    assert subscribers.subscribers("sample") == [READER]
    assert visit(link, "POST").status == 200
    assert subscribers.subscribers("sample") == [READER], "no address is there twice"


def test_addresses_are_encrypted_for_their_owner_alone(mailbox: Mailbox) -> None:
    """The file holds no address, nobody else may read it, and another key opens nothing."""
    subscribers.add("sample", READER)
    path = standing_folder("sample") / subscribers.FILE
    assert b"example.org" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY, Fernet.generate_key().decode())
        with pytest.raises(BadInput, match="cannot be read with this key"):
            subscribers.subscribers("sample")
        patch.delenv(KEY)
        with pytest.raises(BadInput, match="no key to encrypt"):
            subscribers.subscribers("sample")


def test_a_mail_is_ended_by_one_click(mailbox: Mailbox) -> None:
    """The header of RFC 8058 leads to a page whose POST forgets the address."""
    subscribers.add("sample", READER)
    ending = subscribers.link_token("sample", "leave", READER)
    link = f"/mail/sample/leave?token={ending}"
    assert visit(link).status == 200
    assert subscribers.subscribers("sample") == [READER]
    assert visit(link, "POST").status == 200
    assert subscribers.subscribers("sample") == []
    assert visit(link, "POST").status == 200, "who left has left"


def test_a_full_list_is_said_to_who_comes_last(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page asks to try again later, and the list stays as it is."""
    monkeypatch.setattr(subscribers, "MOST_SUBSCRIBERS", 1)
    subscribers.add("sample", Subscriber("other@example.org", "en"))
    token = subscribers.link_token("sample", "join", READER)
    assert visit(f"/mail/sample/join?token={token}", "POST").status == 503
    assert [reader.address for reader in subscribers.subscribers("sample")] == ["other@example.org"]


@pytest.mark.parametrize("purpose", ["join", "leave"])
def test_a_link_is_good_for_one_city_and_one_use(mailbox: Mailbox, purpose: str) -> None:
    """A changed link, one of another use, city or key, and one too old change nothing."""
    subscribers.add("sample", Subscriber("other@example.org", "en"))
    others = {
        "changed": subscribers.link_token("sample", "join", READER)[:-9] + "A" * 9,
        "other use": subscribers.link_token(
            "sample", "leave" if purpose == "join" else "join", READER
        ),
        "other city": subscribers.link_token("chicago", "join", READER),
        "other key": Fernet(Fernet.generate_key()).encrypt(b"{}").decode(),
        "none": "",
    }
    for name, token in others.items():
        assert visit(f"/mail/sample/{purpose}?token={token}", "POST").status == 404, name
    assert [reader.address for reader in subscribers.subscribers("sample")] == ["other@example.org"]


def test_a_link_to_join_ends_and_a_link_to_leave_does_not(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two days after the mail nobody joins by it, but everyone can leave for good."""
    tokens = {
        purpose: subscribers.link_token("sample", purpose, READER) for purpose in ("join", "leave")
    }
    monkeypatch.setattr(subscribers, "CONFIRMED_WITHIN_S", -1)
    assert subscribers.of_token("sample", "join", tokens["join"]) is None
    assert subscribers.of_token("sample", "leave", tokens["leave"]) == READER


@pytest.mark.parametrize(
    "address",
    [
        "nobody",
        "a@b",
        "a@example.org\nBcc: b@example.org",
        "a@example.org, b@example.org",
        "ñ@example.org",
        f"{'a' * 250}@example.org",
        "",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """Nothing that is not one address of one mailbox becomes a header."""
    with pytest.raises(BadInput, match="No mail can be sent"):
        subscriber(address, "en")


def test_a_server_that_refuses_is_named(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong password ends in words, and so does none."""
    monkeypatch.setenv(PASSWORD, "wrong")
    with pytest.raises(BadInput, match="did not take a mail"):
        ask_to_confirm("sample", NAME, READER, mail_settings())
    monkeypatch.delenv(PASSWORD)
    with pytest.raises(BadInput, match=PASSWORD):
        ask_to_confirm("sample", NAME, READER, mail_settings())
    assert mailbox.messages == []


def test_a_server_without_encryption_gets_no_password(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the server offers no STARTTLS nothing is sent."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    monkeypatch.setenv(PASSWORD, "right")
    monkeypatch.setenv(KEY, Fernet.generate_key().decode())
    plain = Mail("localhost", "accord", "accord@example.org", LINKS, controller.port)
    try:
        with pytest.raises(BadInput, match="STARTTLS"):
            ask_to_confirm("sample", NAME, READER, plain)
    finally:
        controller.stop()
    assert box.messages == []


def test_who_has_a_mail_gets_no_second_one(mailbox: Mailbox, tmp_path: Path) -> None:
    """A run that was stopped goes on with the others; a box that is gone stops nobody's mail."""
    readers = [Subscriber(f"reader{n}@example.org", "en") for n in range(4)]
    mailbox.refused = {readers[2].address}
    mark = tmp_path / "mail.sent"

    def stopping_at(last: Subscriber) -> Callable[[Subscriber], EmailMessage]:
        def message(reader: Subscriber) -> EmailMessage:
            if reader == last:
                raise KeyboardInterrupt
            content = EmailMessage()
            content["From"], content["To"] = "accord@example.org", reader.address
            return content

        return message

    with pytest.raises(KeyboardInterrupt):
        deliver(readers, stopping_at(readers[1]), mark, mail_settings())
    done = deliver(readers, stopping_at(READER), mark, mail_settings())
    again = deliver(readers, stopping_at(READER), mark, mail_settings())
    assert done == ("done", "2 mails, 1 refused by the server")
    assert again == ("already_done", "4 mails")
    received = [message["To"] for message in mailbox.messages]
    assert received == [readers[n].address for n in (0, 1, 3)]
    assert "example" not in mark.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_report_is_a_plain_mail_that_can_be_ended(
    mailbox: Mailbox, reports: tuple[Reported, Reported]
) -> None:
    """Each reader gets it once and in their language; it has no picture and no other link."""
    words = {"en": "Withdrawn", "es": "Retirada"}
    account = settings("sample")
    with at_home(reports[1].home):
        for language in words:
            subscribers.add("sample", Subscriber(f"{language}@example.org", language))
        assert send_report(opened("sample"), account)[0] == "done"
        assert send_report(opened("sample"), account)[0] == "already_done"
        for (language, word), message in zip(words.items(), mailbox.messages, strict=True):
            assert message["To"] == f"{language}@example.org"
            assert message.get_content_type() == "text/plain"
            body = message.get_content()
            assert word in body
            links = re.findall(r"https?://\S+", body)
            assert [link for link in links if "/mail/" not in link] == [
                f"{LINKS}/monthly-review?city=sample&month=2023-11&lang={language}"
            ]
            assert message["List-Unsubscribe"] == f"<{LINKS}{link_in(message)}>"
            assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            assert visit(link_in(message), "POST").status == 200
        assert subscribers.subscribers("sample") == []
