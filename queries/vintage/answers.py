"""Answers kept with the vintage they were read from: made once, dropped with it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from queries.errors import NoAnswer

MOST_ANSWERS = 4096
"""Answers that one vintage has at most; each is a table of at most some hundred rows."""


@dataclass
class _Entry:
    """One answer, or the reason why there is none; the lock is held while it is made."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    is_made: bool = False
    answer: Any = None
    refusal: NoAnswer | None = None


class Answers:
    """Answers by their key; beyond `most` the least recently used are dropped."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        """Begin without any answer."""
        self.most = most
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return the answer under `key`, made by `make` the first time; a NoAnswer is kept too.

        Askers of one key wait for each other, askers of different keys do not. Answers are shared:
        do not change them.
        """
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            while len(self._entries) > self.most:
                self._entries.popitem(last=False)
        with entry.lock:
            if not entry.is_made:
                try:
                    entry.answer = make()
                except NoAnswer as reason:
                    entry.refusal = reason
                entry.is_made = True
        if entry.refusal is not None:
            raise entry.refusal.with_traceback(None)
        return entry.answer


class Subject(Protocol):
    """What a question is asked of: a vintage, or a part of one."""

    @property
    def answers(self) -> Answers:
        """The answers of the vintage."""

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells this subject from others of the same vintage."""


S = TypeVar("S", bound=Subject)
P = ParamSpec("P")
R = TypeVar("R")


def once_per_vintage(
    question: Callable[Concatenate[S, P], R],
) -> Callable[Concatenate[S, P], R]:
    """Return a question whose answers are kept with the vintage that is asked first.

    All further arguments must be hashable. The answer is shared by all who ask: do not change it.
    """
    name = (question.__module__, question.__qualname__)

    @wraps(question)
    def answered(subject: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (name, subject.key, args, tuple(sorted(kwargs.items())))
        answer: R = subject.answers.once(key, lambda: question(subject, *args, **kwargs))
        return answer

    return answered
