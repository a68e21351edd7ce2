"""How much is answered: at once for all, and in a minute for one address."""

from collections.abc import Iterator
from contextlib import contextmanager

from dashboard.api.problems import Problem
from queries.rate_limits import NoPlace, Places, RateLimit, TooManyRequests

MOST_AT_ONCE = 4
"""Requests that are answered at once, so that threads are left for the pages."""

MOST_OF_ONE = 2
"""Of these, requests of one client address."""

MOST_A_MINUTE = 120
"""Requests of one client address in a minute."""

MINUTE_S = 60
BUSY_S = 5
"""When to ask again while others are being answered."""

requests = RateLimit(MOST_A_MINUTE, MINUTE_S)
places = Places(MOST_AT_ONCE, MOST_OF_ONE)


@contextmanager
def place(client: str) -> Iterator[None]:
    """Hold one of the places for requests; raise Problem if none is free for this client."""
    try:
        give_back = places.take(client)
    except NoPlace:
        detail = f"{MOST_AT_ONCE} requests are being answered now, or {MOST_OF_ONE} for you."
        raise Problem(503, detail, "busy", retry_after_s=BUSY_S) from None
    try:
        yield
    finally:
        give_back()


def count(client: str) -> int:
    """Count a request of a client address and return how many are left in its minute.

    Raises Problem if none is left.
    """
    return counted(requests, client, f"One address may ask {MOST_A_MINUTE} times in a minute.")


def counted(limit: RateLimit, client: str, detail: str) -> int:
    """Count a request within a limit and return how many are left; raise Problem with `detail`."""
    try:
        return limit.count(client)
    except TooManyRequests as refusal:
        wait = refusal.wait_s
        raise Problem(429, detail, "too_many_requests", retry_after_s=wait) from None
