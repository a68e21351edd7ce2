"""The interface over the published sample city, and without a count of requests."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.api import limits
from queries.rate_limits import RateLimit
from tests.conftest import at_home


@pytest.fixture(scope="module", autouse=True)
def _at_sample(sample_home: Path) -> Iterator[None]:
    with at_home(sample_home):
        yield


@pytest.fixture(autouse=True)
def _uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "requests", RateLimit(limits.MOST_A_MINUTE, limits.MINUTE_S))


@pytest.fixture(autouse=True)
def _nothing_in_the_making() -> Iterator[None]:
    """Leave no file that is still being made, which the next test would find half done."""
    yield
    for thread in threading.enumerate():
        if thread.name.startswith("making "):
            thread.join()
