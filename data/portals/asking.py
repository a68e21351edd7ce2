"""Asking a portal: every request is watched, and what fails is asked again with back-off.

The library that talks to the portals sets no timeout for ArcGIS and CSV, goes on after an HTTP
error from ArcGIS, and swallows a failed look at a Socrata dataset's columns, after which it filters
years wrongly. So each call is watched from below, at the one method through which all its requests
go (`requests.Session.send`): a fault seen there counts, whether the library passed it on or not.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import requests

from data.errors import BadInput

ATTEMPTS = 5
"""How often a portal is asked the same question before the fetch gives up."""

FIRST_WAIT_S = 2.0
"""Seconds before the second attempt; each further wait is twice the one before."""

LONGEST_WAIT_S = 120.0
"""Seconds that are waited at most, also where a portal asks for more (Retry-After)."""

TIMEOUT_S = 90.0
"""Seconds without a byte after which a request has failed."""

RETRIED_STATUS = (408, 425, 429)
"""Client errors that pass by themselves; any other 4xx is final. Every 5xx is asked again."""

Answer = TypeVar("Answer")
OnRetry = Callable[[str], None]


class Fault(Exception):
    """What a portal did wrong; `wait_s` is how long it asks us to wait, `is_final` ends it."""

    def __init__(self, text: str, *, wait_s: float = 0, is_final: bool = False) -> None:
        """Hold the fault in words."""
        super().__init__(text)
        self.wait_s = wait_s
        self.is_final = is_final


class Aside(Exception):
    """Something that is no fault of the portal's: it passes at once, to whoever waits for it."""


class PortalFailed(BadInput):
    """A portal that did not deliver, after every attempt."""


def ask(subject: str, address: str, call: Callable[[], Answer], on_retry: OnRetry) -> Answer:
    """Return what `call` gets from a portal, with every request watched and retried.

    `what` names the thing asked for and `address` the place, for messages; `said` hears of each
    attempt that failed. Raises PortalFailed when the attempts are used up or the fault is final.
    """

    def watched_call() -> Answer:
        with _watched() as faults:
            try:
                answer = call()
            except Exception as error:
                if faults:
                    raise faults[0] from error
                raise
        if faults:  # the library swallowed it and went on with something else
            raise faults[0]
        return answer

    return retried(subject, address, watched_call, on_retry)


def retried(subject: str, address: str, call: Callable[[], Answer], on_retry: OnRetry) -> Answer:
    """Return what `call` returns, trying ATTEMPTS times with a wait that doubles.

    BadInput and Aside pass at once. Raises PortalFailed like `ask`.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return call()
        except (BadInput, Aside):
            raise
        except Exception as error:
            fault = in_words(error)
            if attempt == ATTEMPTS or (isinstance(error, Fault) and error.is_final):
                raise PortalFailed(
                    f"The portal did not deliver {subject}: {address}",
                    actual=fault,
                    expected=f"an answer that is whole, in at most {ATTEMPTS} attempts",
                    remedy="give the same command again later: finished years are kept; "
                    "if it fails again, compare [sources.portal] in city.toml with the portal",
                ) from error
            asked_for = error.wait_s if isinstance(error, Fault) else 0
            wait = min(max(FIRST_WAIT_S * 2 ** (attempt - 1), asked_for), LONGEST_WAIT_S)
            on_retry(f"{subject}: {fault}; attempt {attempt + 1} of {ATTEMPTS} in {wait:g} s")
            time.sleep(wait)
    raise AssertionError("unreachable: the last attempt returns or raises")


def in_words(error: Exception) -> str:
    """Return what went wrong as a person would say it, on one line."""
    if isinstance(error, requests.Timeout):
        return f"no answer within {TIMEOUT_S:g} s"
    if isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        return "the connection was refused or cut"
    text = " ".join(str(part) for part in error.args).split("\n")[0]
    return text if isinstance(error, Fault) else f"{type(error).__name__}: {text}"


@contextmanager
def _watched() -> Iterator[list[Exception]]:
    """Give every request inside the block a timeout, and list each fault, swallowed or not."""
    faults: list[Exception] = []
    send = requests.Session.send
    root = logging.getLogger()
    level = root.level

    def sent(
        session: requests.Session, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        try:
            response = send(session, request, **{**options, "timeout": TIMEOUT_S})
        except requests.RequestException as error:
            faults.append(error)
            raise
        fault = _fault(response, is_stream=bool(options.get("stream")))
        if fault is not None:
            response.close()
            faults.append(fault)
            raise fault
        return response

    requests.Session.send = sent  # type: ignore[method-assign, assignment]
    root.setLevel(logging.ERROR)  # sodapy warns of a missing app token at every single call
    try:
        yield faults
    finally:
        requests.Session.send = send  # type: ignore[method-assign]
        root.setLevel(level)


def _fault(response: requests.Response, *, is_stream: bool) -> Fault | None:
    """Return what is wrong with an answer; one that is not a stream of a file must be JSON."""
    status = response.status_code
    if status >= 400:
        is_final = status < 500 and status not in RETRIED_STATUS
        return Fault(
            f"status {status} {response.reason}", wait_s=_retry_after(response), is_final=is_final
        )
    if response.is_redirect:
        return None
    headers = response.headers
    if "html" in headers.get("Content-Type", "").lower():
        return Fault("an HTML page in place of data")
    if is_stream:
        is_framed = "Content-Length" in headers or "Transfer-Encoding" in headers
        return None if is_framed else Fault("a file sent without its length: a cut would not show")
    try:
        response.json()
    except ValueError:
        return Fault("an answer that is not the data: cut off, or another kind of page")
    return None


def _retry_after(response: requests.Response) -> float:
    """Return the seconds of a Retry-After header; a date in it is left to our own back-off."""
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdigit() else 0
