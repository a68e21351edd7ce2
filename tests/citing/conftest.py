"""A home of its own with the sample city, in which citations are kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.api import limits
from dashboard.citing import store
from queries.rate_limits import RateLimit
from tests.conftest import at_home


@pytest.fixture(scope="module")
def citing_home(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An ACCORD_HOME that has the sample city's files by links, and citations of its own."""
    home = tmp_path_factory.mktemp("citing")
    (home / "warehouse").symlink_to(small_home / "warehouse")
    with at_home(home):
        yield home


@pytest.fixture(autouse=True)
def _uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "requests", RateLimit(limits.MOST_A_MINUTE, limits.MINUTE_S))
    monkeypatch.setattr(store, "by_client", RateLimit(store.MOST_A_DAY_OF_ONE, store.DAY_S))
