"""The cache of answers: each is computed once per vintage and dropped with the vintage."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from queries.errors import NoAnswer

MOST_ANSWERS = 4096
"""Most answers of one vintage; each is a table of at most a few hundred rows."""


@dataclass
class _Entry:
    """One answer or refusal; the lock is held while it is computed."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    is_computed: bool = False
    answer: Any = None
    refusal: NoAnswer | None = None


class Answers:
    """Answers by key; beyond `most` the least recently used answer is dropped."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        """Start with an empty cache."""
        self.most = most
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return the answer of `key`, computed by `make` the first time; a NoAnswer is cached too.

        Threads that ask for the same key wait for each other; different keys do not block each
        other. Answers are shared: do not change them.
        """
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            while len(self._entries) > self.most:
                self._entries.popitem(last=False)
        with entry.lock:
            if not entry.is_computed:
                try:
                    entry.answer = make()
                except NoAnswer as reason:
                    entry.refusal = reason
                entry.is_computed = True
        if entry.refusal is not None:
            raise entry.refusal.with_traceback(None)
        return entry.answer


class Subject(Protocol):
    """The subject of a question: a vintage, or a part of one."""

    @property
    def answers(self) -> Answers:
        """The answers of the vintage."""

    @property
    def key(self) -> tuple[Hashable, ...]:
        """The values that identify this subject within its vintage."""


S = TypeVar("S", bound=Subject)
P = ParamSpec("P")
R = TypeVar("R")


def once_per_vintage(
    question: Callable[Concatenate[S, P], R],
) -> Callable[Concatenate[S, P], R]:
    """Return the question with a cache of its answers in the vintage of its first argument.

    All other arguments must be hashable. The same value by position and by keyword makes two keys.
    A NoAnswer is kept, another exception is not. Answers are shared: do not change them.
    """
    name = (question.__module__, question.__qualname__)

    @wraps(question)
    def answered(subject: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (name, subject.key, args, tuple(sorted(kwargs.items())))
        answer: R = subject.answers.once(key, lambda: question(subject, *args, **kwargs))
        return answer

    return answered
