"""The webhook: the signals of a report, posted to an address of the operator with a signature.

The address is the operator's own word, so the rules are against slips: the connection is encrypted
and its certificate checked, no redirect is followed, and an address inside a private network is
refused unless the settings allow it. What is checked is the machine that was reached, not a name
that could mean another one a moment later.
"""

import hashlib
import hmac
import http.client
import ipaddress
import os
import ssl
import time
from urllib.parse import urlsplit

import msgspec

from dashboard.standing.chain import ALREADY_DONE, DONE, NOTHING_TO_DO, Outcome
from dashboard.standing.files import report_folder, write_over
from dashboard.standing.report import as_json, report_of
from dashboard.standing.settings import Notify, Settings
from queries.errors import BadInput
from queries.vintage.catalog import Vintage

SECRET = "ACCORD_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable
SIGNATURE, DELIVERY = "Accord-Signature", "Accord-Delivery"
"""The headers with the HMAC-SHA256 of the content, and with what makes a repetition known."""

SENT = "webhook.sent"
TIMEOUT_S = 10.0
MOST_ATTEMPTS = 4
FIRST_WAIT_S = 2.0
"""The wait after the first attempt; each further wait is twice as long."""

LEAST_SECRET_LETTERS = 16
TOO_MANY, SERVER_ERROR = 429, 500


def notify_webhook(vintage: Vintage, settings: Settings) -> Outcome:
    """Post the news of a published vintage to the webhook, unless that was done.

    A run that is stopped between the answer and the mark posts again: the receiver knows it by the
    header DELIVERY. Raises BadInput for a webhook that cannot be used or does not answer.
    """
    if settings.notify is None:
        return NOTHING_TO_DO, "no webhook is set"
    mark = report_folder(vintage.city_id, vintage.vintage) / SENT
    if mark.is_file():
        return ALREADY_DONE, vintage.vintage
    report = report_of(vintage)
    if not report.has_news:
        return NOTHING_TO_DO, "no signal is new or withdrawn"
    content = msgspec.json.encode(as_json(report))
    post(settings.notify, content, f"{vintage.city_id}/{vintage.vintage}")
    write_over(mark, b"")
    return DONE, f"{len(report.new)} new, {len(report.withdrawn)} withdrawn"


def signature(content: bytes, secret: str) -> str:
    """Return the signature of a content: HMAC-SHA256 (RFC 2104) by the secret, in hex digits."""
    return f"sha256={hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()}"


def post(settings: Notify, content: bytes, delivery: str) -> None:
    """Post a content until it is taken, at most MOST_ATTEMPTS times.

    Answers of 5xx and 429, and connections that fail, are tried again. Raises BadInput.
    """
    secret = os.environ.get(SECRET, "")
    if len(secret) < LEAST_SECRET_LETTERS:
        raise BadInput(
            "The webhook has no secret to sign with.",
            actual=f"{len(secret)} letters in {SECRET}",
            expected=f"{LEAST_SECRET_LETTERS} letters or more, which the receiver knows too",
            remedy=f"set {SECRET}, as by `openssl rand -hex 32`",
        )
    headers = {
        "Content-Type": "application/json",
        SIGNATURE: signature(content, secret),
        DELIVERY: delivery,
    }
    for attempt in range(1, MOST_ATTEMPTS + 1):
        try:
            _attempt(settings, content, headers)
            return
        except _Failed as failure:
            if not failure.may_pass or attempt == MOST_ATTEMPTS:
                raise BadInput(
                    "The webhook did not take the signals.",
                    actual=str(failure),
                    expected="an answer from 200 to 299",
                    remedy="look at the receiver; the next `accord update` posts again",
                ) from failure
        time.sleep(FIRST_WAIT_S * 2 ** (attempt - 1))


class _Failed(Exception):
    """An attempt without success; `may_pass` says whether another one makes sense."""

    def __init__(self, problem: str, *, may_pass: bool) -> None:
        super().__init__(problem)
        self.may_pass = may_pass


def _attempt(settings: Notify, content: bytes, headers: dict[str, str]) -> None:
    parts = urlsplit(settings.webhook)
    target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    connection = http.client.HTTPSConnection(
        str(parts.hostname),
        parts.port or http.client.HTTPS_PORT,
        timeout=TIMEOUT_S,
        context=ssl.create_default_context(),
    )
    try:
        connection.connect()
        _refuse_private(connection.sock.getpeername()[0], settings)
        connection.request("POST", target, content, headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise _Failed(f"{type(error).__name__}: {error}", may_pass=True) from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise _Failed(f"status {status}", may_pass=status == TOO_MANY or status >= SERVER_ERROR)


def _refuse_private(machine: str, settings: Notify) -> None:
    """Raise BadInput for a machine that the internet does not reach, unless that is allowed."""
    address = ipaddress.ip_address(machine.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if not (address.is_global or settings.is_private):
        raise BadInput(
            "The webhook leads to a machine inside a private network.",
            actual=f"{settings.webhook} is {machine}",
            expected="a machine on the internet",
            remedy="correct the address, or write is_private = true under [notify] if it is meant",
        )
