"""Pages are made in turn: few at once, in order, and who waits hears how long."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.parts import turns as module
from dashboard.parts.turns import Turns
from dashboard.parts.waiting import waiting
from dashboard.words import load


class LeftError(Exception):
    """A visitor who left, or pressed again."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell who waits at once."""
    monkeypatch.setattr(module, "LOOK_S", 0.001)


def visit(turns: Turns, tell: Callable[[float], None], make: Callable[[], object]) -> None:
    """Make a page in its turn."""
    with turns.turn(tell):
        make()


def test_pages_are_made_in_the_order_in_which_they_were_asked_for() -> None:
    """Who came first is first, and who fails gives the turn on."""
    turns = Turns(1)
    made: list[int] = []

    def page(number: int) -> None:
        made.append(number)
        if number % 2:
            raise LeftError

    with ThreadPoolExecutor(max_workers=6) as pool, turns.turn(pytest.fail):
        for number in range(6):
            waits = threading.Event()
            pool.submit(visit, turns, lambda _, n=waits: n.set(), lambda n=number: page(n))  # type: ignore[misc]
            waits.wait()
        assert made == []
    assert made == list(range(6))
    with turns.turn(pytest.fail):
        pass  # the turn is free again


def test_no_more_pages_are_made_at_once_than_may_be() -> None:
    """Two have their turn, the third waits for one of them."""
    turns = Turns(2)
    waits, made = threading.Event(), threading.Event()
    with ThreadPoolExecutor(max_workers=1) as pool, turns.turn(pytest.fail):
        with turns.turn(pytest.fail):
            pool.submit(visit, turns, lambda _: waits.set(), made.set)
            waits.wait()
            assert not made.is_set()
        made.wait()


def test_who_waits_hears_how_long_and_may_leave() -> None:
    """The wait grows with the place in the queue; who leaves takes no turn from the others."""
    turns = Turns(1)
    turns._latest_s.extend([2.0, 6.0])
    told: list[float] = []

    def tell(seconds: float) -> None:
        told.append(seconds)
        raise LeftError

    with ThreadPoolExecutor(max_workers=1) as pool, turns.turn(pytest.fail):
        assert turns.expected_s() == 0
        left = pool.submit(visit, turns, tell, lambda: None)
        assert isinstance(left.exception(), LeftError)
    assert told == [4.0]
    with turns.turn(pytest.fail):
        pass


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (1.9, ""),
        (2.0, "in about 5 seconds"),
        (5.0, "in about 5 seconds"),
        (61.0, "in about 65 seconds"),
    ],
)
def test_a_wait_is_said_in_steps(seconds: float, expected: str) -> None:
    """A short wait is not spoken of, and a longer one is never said to be shorter."""
    text = waiting(seconds, lambda: None, load("en"))
    assert expected in text
    assert bool(text) == bool(expected)


def test_a_long_wait_comes_with_the_public_page() -> None:
    """From five seconds on the page's own public page is offered; without one there is no link."""
    words = load("es")
    address = '/public/"overview'
    assert "<a " not in waiting(4.9, lambda: address, words)
    text = waiting(5.0, lambda: address, words)
    assert 'href="/public/&#34;overview"' in text
    assert words.text("waiting.offer") in text
    assert "<a " not in waiting(5.0, lambda: None, words)


def test_a_page_that_waits_for_another_process_gives_its_turn_on() -> None:
    """Another page is made meanwhile, the first goes on after it, and the time is not its own."""
    turns, made = Turns(1), threading.Event()
    with ThreadPoolExecutor(max_workers=1) as pool, turns.turn(pytest.fail):
        with turns.aside():
            pool.submit(visit, turns, lambda _: None, made.set).result()
        assert made.is_set()
        waits, later = threading.Event(), threading.Event()
        pool.submit(visit, turns, lambda _: waits.set(), later.set)
        waits.wait()
        assert not later.is_set()
    with turns.aside():  # without a turn there is none to give
        pass
    with turns.turn(pytest.fail):
        pass
