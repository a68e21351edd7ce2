"""How much is answered: at once for all, and in a minute for one address."""

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from dashboard.api.problems import Problem

MOST_AT_ONCE = 4
"""Requests that are answered at once, so that threads are left for the pages."""

MOST_OF_ONE = 2
"""Of these, requests of one client address."""

MOST_A_MINUTE = 120
"""Requests of one client address in a minute."""

MINUTE_S = 60
BUSY_S = 5
"""When to ask again while others are being answered."""

MOST_CLIENTS = 10_000
"""Client addresses whose requests are counted; they are forgotten after a minute."""

_answering: Counter[str] = Counter()
"""Requests that are being answered, by client address."""
_counts: OrderedDict[str, tuple[float, int]] = OrderedDict()
_lock = threading.Lock()


@contextmanager
def place(client: str) -> Iterator[None]:
    """Hold one of the places for requests; raise Problem if none is free for this client."""
    with _lock:
        if _answering.total() >= MOST_AT_ONCE or _answering[client] >= MOST_OF_ONE:
            raise Problem(
                503,
                f"{MOST_AT_ONCE} requests are being answered now, or {MOST_OF_ONE} for you.",
                "busy",
                retry_after_s=BUSY_S,
            )
        _answering[client] += 1
    try:
        yield
    finally:
        with _lock:
            _answering[client] -= 1
            if not _answering[client]:
                del _answering[client]


def count(client: str) -> int:
    """Count a request of a client address and return how many are left in its minute.

    Raises Problem if none is left. Addresses are kept for their minute, in memory alone.
    """
    now = time.monotonic()
    with _lock:
        while _counts and now - next(iter(_counts.values()))[0] >= MINUTE_S:
            _counts.popitem(last=False)
        while len(_counts) > MOST_CLIENTS:
            _counts.popitem(last=False)
        began, n = _counts.get(client, (now, 0))
        if n >= MOST_A_MINUTE:
            wait = max(1, round(MINUTE_S - (now - began)))
            raise Problem(
                429,
                f"One address may ask {MOST_A_MINUTE} times in a minute.",
                "too_many_requests",
                retry_after_s=wait,
            )
        _counts[client] = (began, n + 1)
        return MOST_A_MINUTE - n - 1
