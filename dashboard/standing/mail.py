"""The mails of the standing report: the question whether an address wants them, and the report.

They are plain text: no picture, nothing that tells the sender that a mail was read. The only link
made for one person is the one that ends the mails.
"""

import hashlib
import hmac
import os
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from dashboard.catalogue.described import published_at
from dashboard.standing.chain import ALREADY_DONE, DONE, NOTHING_TO_DO, Outcome
from dashboard.standing.files import OWN, report_folder, write_over
from dashboard.standing.report import Report, report_entry, report_of
from dashboard.standing.settings import Mail, Settings
from dashboard.standing.subscribers import KEY, Purpose, Subscriber, link_token, subscribers
from dashboard.words import load
from dashboard.words.languages import folders
from queries.errors import BadInput
from queries.texts import Texts
from queries.vintage.catalog import Vintage

PASSWORD = "ACCORD_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
SENT = "mail.sent"
TIMEOUT_S = 30
LONGEST_ADDRESS = 254
"""Letters of an address (RFC 5321, section 4.5.3.1.3)."""


def subscriber(address: str, language: str) -> Subscriber:
    """Return who is meant by an address; raise BadInput for one that no mail can be sent to."""
    try:
        parsed = Address(addr_spec=address)
        is_usable = "." in parsed.domain and address.isascii() and len(address) <= LONGEST_ADDRESS
    except (MessageError, ValueError, IndexError):
        is_usable = False
    if not is_usable or language not in folders():
        raise BadInput(
            "No mail can be sent to this address.",
            actual=f"{address}, {language}",
            expected=f"an address such as name@example.org, and one of {', '.join(folders())}",
            remedy="correct it",
        )
    return Subscriber(address, language)


def ask_to_confirm(city: str, name: Texts, to: Subscriber, settings: Mail) -> None:
    """Send an address the link by which its owner confirms; nothing is stored until then."""
    words = load(to.language)
    values = {"city": words.say(name), "link": _link(city, "join", to, settings)}
    message = _message(words.text("mail.confirm_title", **values), to, settings)
    message.set_content(words.text("mail.confirm", **values))
    with _connection(settings) as server:
        server.send_message(message)


def send_report(vintage: Vintage, settings: Settings) -> Outcome:
    """Send the news of a published vintage to all subscribers, unless that was done.

    Raises BadInput where the server does not take mail.
    """
    mail = settings.mail
    if mail is None:
        return NOTHING_TO_DO, "no mail is set"
    report = report_of(vintage)
    if not report.has_news:
        return NOTHING_TO_DO, "no signal is new or withdrawn"
    return deliver(
        subscribers(vintage.city_id),
        lambda reader: report_mail(report, reader, settings.site, mail),
        report_folder(vintage.city_id, vintage.vintage) / SENT,
        mail,
    )


def deliver(
    readers: Sequence[Subscriber],
    message: Callable[[Subscriber], EmailMessage],
    mark: Path,
    settings: Mail,
) -> Outcome:
    """Send each reader a message, unless the file `mark` says that they got it.

    It is noted there at once, as a sum that tells no address, so that a run that is stopped goes on
    where it was. An address that the server refuses is not tried again.
    """
    sent = set(mark.read_text(encoding="utf-8").split()) if mark.is_file() else set()
    waiting = [reader for reader in readers if _sum(reader.address) not in sent]
    if not waiting:
        return ALREADY_DONE, f"{len(sent)} mails"
    refused = 0
    with _connection(settings) as server:
        for reader in waiting:
            try:
                server.send_message(message(reader))
            except smtplib.SMTPRecipientsRefused:
                refused += 1
            sent.add(_sum(reader.address))
            write_over(mark, "\n".join(sorted(sent)).encode(), OWN)
    return DONE, f"{len(waiting) - refused} mails, {refused} refused by the server"


def report_mail(report: Report, to: Subscriber, site: str, settings: Mail) -> EmailMessage:
    """Return the report as a mail, with the headers by which a mail program ends it (RFC 8058)."""
    words = load(to.language)
    city = report.vintage.city_id
    entry = report_entry(report, words)
    leave = _link(city, "leave", to, settings)
    message = _message(entry.title, to, settings)
    message["Date"] = format_datetime(published_at(report.vintage))
    message["List-Id"] = f"<{city}.{urlsplit(settings.links).hostname}>"
    message["List-Unsubscribe"] = f"<{leave}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    page = [words.text("mail.page", link=site + entry.link)] if site else []
    lines = [*entry.lines, *page, words.text("mail.leave", link=leave)]
    message.set_content("\n\n".join(lines) + "\n")
    return message


def _message(title: str, to: Subscriber, settings: Mail) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = title
    message["From"] = settings.sender
    message["To"] = to.address
    message["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2].rstrip(">"))
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = to.language
    return message


def _link(city: str, purpose: Purpose, to: Subscriber, settings: Mail) -> str:
    token = link_token(city, purpose, to)
    return f"{settings.links.rstrip('/')}/mail/{city}/{purpose}?{urlencode({'token': token})}"


@contextmanager
def _connection(settings: Mail) -> Iterator[smtplib.SMTP]:
    """Open an encrypted connection to the server of the settings, by name and password."""
    password = os.environ.get(PASSWORD, "")
    if not password:
        raise BadInput(
            "The mail server wants a password.",
            actual=f"{PASSWORD} is not set",
            remedy=f"set {PASSWORD}; a password stands in no file of Accord's",
        )
    try:
        with smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_S) as server:
            server.starttls(context=ssl.create_default_context())
            server.login(settings.user, password)
            yield server
    except (OSError, smtplib.SMTPException) as error:
        raise BadInput(
            "The mail server did not take a mail.",
            actual=f"{settings.host}:{settings.port}: {error}",
            expected="a server that encrypts by STARTTLS, and takes this user and password",
            remedy="correct [mail] in the settings; the next run goes on with who has no mail yet",
        ) from error


def _sum(address: str) -> str:
    """Return what tells an address from others to who has the key, and to nobody else."""
    key = os.environ.get(KEY, "").encode()
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()
