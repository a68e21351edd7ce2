"""Whose page is made next: a few at a time, the others in the order in which they came.

Python makes pages one after the other anyway. Without turns all that are asked for share the
processor, so that on a busy day each waits for all. A visitor has one place in the queue however
often something is pressed: Streamlit makes one page at a time for each visit.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import fmean

AT_ONCE = 2
"""Pages that one process makes at once: while one waits for the database, another goes on."""

LOOK_S = 1.0
"""How often who waits is told how long it may still take."""

LATEST = 20
"""Pages whose time tells how long the next ones may take."""


class Turns:
    """A queue in which `most` have their turn at once."""

    def __init__(self, most: int = AT_ONCE) -> None:
        """Start with nobody."""
        self.most = most
        self._free = most
        self._queue: deque[threading.Event] = deque()
        self._lock = threading.Lock()
        self._latest_s: deque[float] = deque(maxlen=LATEST)
        self._own = threading.local()

    @contextmanager
    def turn(self, tell: Callable[[float], None]) -> Iterator[None]:
        """Run the block once its turn has come; `tell` is called with the seconds still to wait.

        What `tell` raises ends the waiting, and the place in the queue is lost.
        """
        self._take(tell)
        start = time.monotonic()
        outer, self._own.aside_s = getattr(self._own, "aside_s", None), 0.0
        try:
            yield
        finally:
            self._latest_s.append(time.monotonic() - start - self._own.aside_s)
            self._own.aside_s = outer
            with self._lock:
                self._give()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let another have this page's turn while the block waits for another process."""
        if getattr(self._own, "aside_s", None) is None:  # a page that is made without a turn
            yield
            return
        start = time.monotonic()
        with self._lock:
            self._give()
        try:
            yield
        finally:
            self._take(lambda _: None)
            self._own.aside_s += time.monotonic() - start

    def expected_s(self) -> float:
        """Return the seconds that a page asked for now may wait for its turn."""
        return self._until(len(self._queue) + 1) if self._queue else 0.0

    def _expected_s(self, mine: threading.Event) -> float:
        with self._lock:
            ahead = next((n for n, other in enumerate(self._queue) if other is mine), 0)
        return self._until(ahead + 1)

    def _until(self, place: int) -> float:
        pages_s = list(self._latest_s) or [0.0]
        return place * fmean(pages_s) / self.most

    def _take(self, tell: Callable[[float], None]) -> None:
        mine = threading.Event()
        with self._lock:
            if self._free:
                self._free -= 1
                mine.set()
            else:
                self._queue.append(mine)
        try:
            while not mine.wait(LOOK_S):
                tell(self._expected_s(mine))
        except BaseException:
            with self._lock:
                if mine.is_set():  # its turn has just come
                    self._give()
                else:
                    self._queue.remove(mine)
            raise

    def _give(self) -> None:
        """Give a turn on to who comes next; the lock is held."""
        if self._queue:
            self._queue.popleft().set()
        else:
            self._free += 1


turns = Turns()
"""The turns of this process."""
