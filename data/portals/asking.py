"""Requests to a portal: every request is checked, and failed requests are repeated with back-off.

The library openpolicedata sets no timeout for ArcGIS and CSV, and it continues after an HTTP error
from ArcGIS. It also ignores a failed request for a Socrata dataset's columns, and then filters
years wrongly. Therefore each call is checked at `requests.Session.send`, the method that sends all
its requests. A fault there counts even if the library ignores it.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import requests

from queries.errors import BadInput

ATTEMPTS = 5
"""Number of attempts for each request before the fetch fails."""

FIRST_WAIT_S = 2.0
"""Seconds before the second attempt; each further wait is twice as long."""

LONGEST_WAIT_S = 120.0
"""Longest wait in seconds, even if a portal requests more (Retry-After)."""

TIMEOUT_S = 90.0
"""Seconds without a byte after which a request has failed."""

RETRIED_STATUS = (408, 425, 429)
"""Client errors that are retried; any other 4xx is final. Every 5xx is retried."""

Answer = TypeVar("Answer")
OnRetry = Callable[[str], None]


class Fault(Exception):
    """A fault of a portal. `wait_s` is the wait it requests; a final fault is not retried."""

    def __init__(self, text: str, *, wait_s: float = 0, is_final: bool = False) -> None:
        """Set the message, the wait and whether the fault is final."""
        super().__init__(text)
        self.wait_s = wait_s
        self.is_final = is_final


class Aside(Exception):
    """A condition that is no fault of the portal: it is raised at once, without a retry."""


class PortalFailed(BadInput):
    """A portal failed after all attempts."""


def ask(subject: str, address: str, call: Callable[[], Answer], on_retry: OnRetry) -> Answer:
    """Return the result of `call` to a portal, with every request checked and retried.

    Messages name the `subject` of the request and its `address`. `on_retry` is called with a
    message after each failed attempt. Raises PortalFailed after the last attempt, or if the fault
    is final.
    """

    def watched_call() -> Answer:
        with _watched() as faults:
            try:
                answer = call()
            except Exception as error:
                if faults:
                    raise faults[0] from error
                raise
        if faults:  # the library ignored the fault
            raise faults[0]
        return answer

    return retried(subject, address, watched_call, on_retry)


def retried(subject: str, address: str, call: Callable[[], Answer], on_retry: OnRetry) -> Answer:
    """Return the result of `call`, with ATTEMPTS attempts and a wait that doubles.

    BadInput and Aside are raised at once. Raises PortalFailed like `ask`.
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
                    expected=f"a complete answer, in at most {ATTEMPTS} attempts",
                    remedy="give the same command again later: finished years are kept; "
                    "if it fails again, compare [sources.portal] in city.toml with the portal",
                ) from error
            asked_for = error.wait_s if isinstance(error, Fault) else 0
            wait = min(max(FIRST_WAIT_S * 2 ** (attempt - 1), asked_for), LONGEST_WAIT_S)
            on_retry(f"{subject}: {fault}; attempt {attempt + 1} of {ATTEMPTS} in {wait:g} s")
            time.sleep(wait)
    raise AssertionError("unreachable: the last attempt returns or raises")


def in_words(error: Exception) -> str:
    """Return an error as one plain line for operators."""
    if isinstance(error, requests.Timeout):
        return f"no answer within {TIMEOUT_S:g} s"
    if isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        return "the connection was refused or cut"
    text = " ".join(str(part) for part in error.args).split("\n")[0]
    return text if isinstance(error, Fault) else f"{type(error).__name__}: {text}"


@contextmanager
def _watched() -> Iterator[list[Exception]]:
    """Set a timeout for every request inside the block, and yield the list of faults."""
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
    root.setLevel(logging.ERROR)  # sodapy warns of a missing app token at every call
    try:
        yield faults
    finally:
        requests.Session.send = send  # type: ignore[method-assign]
        root.setLevel(level)


def _fault(response: requests.Response, *, is_stream: bool) -> Fault | None:
    """Return the fault of a response, if any; unless it is a streamed file, it must be JSON."""
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
    """Return the seconds of a Retry-After header, or 0 for a date (then the back-off applies)."""
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdigit() else 0
