"""Answers are made once per vintage, and go with it."""

import gc
import shutil
import threading
import weakref
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pytest

from data import build, publish
from queries import warehouse
from queries.errors import NoAnswer
from queries.vintage import opened as module
from queries.vintage.answers import Answers, once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.opened import opened
from tests.handmade import vintage as handmade


@dataclass
class Asked:
    """A subject that counts how often it is asked."""

    key: tuple[str, ...] = ()
    answers: Answers = field(default_factory=Answers)
    times: int = 0


@once_per_vintage
def total(subject: Asked, number: int, *, more: int = 0) -> int:
    """Return a sum, or no answer for a negative number."""
    subject.times += 1
    if number < 0:
        raise NoAnswer("in_gap", first=number, last=number)
    return number + more


def test_an_answer_is_made_once_for_each_question() -> None:
    """The same arguments are answered from memory, others are not."""
    subject = Asked()
    assert [total(subject, 1), total(subject, 1), total(subject, 1, more=2)] == [1, 1, 3]
    assert subject.times == 2


def test_a_refusal_is_remembered() -> None:
    """A question without an answer is not asked of the tables again."""
    subject = Asked()
    for _ in range(2):
        with pytest.raises(NoAnswer):
            total(subject, -1)
    assert subject.times == 1


def test_parts_of_one_vintage_do_not_answer_for_each_other() -> None:
    """Two parts share the answers of their vintage, and each has its own by its key."""
    first = Asked(("elm",))
    second = Asked(("oak",), first.answers)
    total(first, 1)
    total(second, 1)
    assert (first.times, second.times) == (1, 1)


def test_the_least_recently_used_answer_goes_first() -> None:
    """Beyond the limit an answer that nobody asks for any more is made anew."""
    subject = Asked(answers=Answers(2))
    for number in (1, 2, 1, 3, 1, 2):
        total(subject, number)
    assert subject.times == 4


def test_askers_of_one_question_wait_for_one_answer() -> None:
    """Eight threads that ask at once have the answer made once."""
    subject = Asked()
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        total(subject, 1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert subject.times == 1


@pytest.mark.slow
def test_a_replaced_vintage_is_closed_with_its_answers(
    home: Path, small_home: Path, small_raw: Path
) -> None:
    """After a publication the new vintage answers; the old one and its connection are gone."""
    shutil.copytree(small_home, home)
    earlier, later = warehouse.current("sample"), build.build("sample", small_raw)
    vintage = opened("sample")
    vintage.areas(vintage.layer().id)
    assert (vintage.vintage, opened("sample")) == (earlier, vintage)
    connection, replaced = vintage.reader.con, weakref.ref(vintage)
    publish.publish("sample", later)
    assert opened("sample").vintage == later
    del vintage
    gc.collect()
    assert replaced() is None
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("select 1")


def test_the_earlier_vintage_used_last_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit the earlier vintage that nobody reads any more is closed first."""
    openings: list[str] = []

    def open_handmade(city: str, name: str | None = None) -> Vintage:
        openings.append(str(name))
        return replace(handmade(), vintage=str(name))

    monkeypatch.setattr(warehouse, "current", lambda city: "9")
    monkeypatch.setattr(module, "open_city", open_handmade)
    monkeypatch.setattr(module, "MOST_EARLIER", 2)
    monkeypatch.setattr(module, "_earlier", OrderedDict())
    monkeypatch.setattr(module, "_published", {})
    for name in ("1", "2", "1", "3", "1", "2"):
        opened("handmade", name)
    assert openings == ["1", "2", "3", "2"]
    # the published vintage by its name is the published one, not an earlier one
    assert opened("handmade", "9") is opened("handmade")
