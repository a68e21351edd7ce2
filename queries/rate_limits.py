"""How much one client may ask: in a period, and at once. Clients are known in memory alone."""

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable

MOST_CLIENTS = 10_000
"""Clients whose requests are counted; beyond it the longest known is forgotten."""


class TooManyRequests(Exception):
    """A client has asked as often as it may in its period, which ends after `wait_s` seconds."""

    def __init__(self, wait_s: int) -> None:
        """Keep when to ask again."""
        super().__init__(f"ask again in {wait_s} s")
        self.wait_s = wait_s


class NoPlace(Exception):
    """No place is free; `is_own` says that the client itself has all that one may have."""

    def __init__(self, *, is_own: bool) -> None:
        """Keep whose places are taken."""
        super().__init__("of this client" if is_own else "of all")
        self.is_own = is_own


class RateLimit:
    """At most `most` requests of a client in `seconds`, which begin with its first request."""

    def __init__(self, most: int, seconds: int) -> None:
        """Begin with no client."""
        self.most = most
        self.seconds = seconds
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, client: str) -> int:
        """Count a request and return how many are left to the client; raise TooManyRequests."""
        now = time.monotonic()
        with self._lock:
            self._forget(now)
            began, n = self._counts.get(client, (now, 0))
            if n >= self.most:
                raise TooManyRequests(max(1, round(self.seconds - (now - began))))
            self._counts[client] = (began, n + 1)
            return self.most - n - 1

    def _forget(self, now: float) -> None:
        """Forget clients whose period is over, and the longest known where there are too many."""
        counts = self._counts
        while counts and now - next(iter(counts.values()))[0] >= self.seconds:
            counts.popitem(last=False)
        while len(counts) > MOST_CLIENTS:
            counts.popitem(last=False)


class Places:
    """At most `most` requests that are answered at once, of which `most_of_one` of a client."""

    def __init__(self, most: int, most_of_one: int) -> None:
        """Begin with all places free."""
        self.most = most
        self.most_of_one = most_of_one
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return self._taken.total()

    def take(self, client: str) -> Callable[[], None]:
        """Take a place and return what gives it back, to be called once; raise NoPlace."""
        with self._lock:
            if self._taken[client] >= self.most_of_one:
                raise NoPlace(is_own=True)
            if self._taken.total() >= self.most:
                raise NoPlace(is_own=False)
            self._taken[client] += 1

        def give_back() -> None:
            with self._lock:
                self._taken[client] -= 1
                self._taken += Counter()  # which drops clients without a place

        return give_back
