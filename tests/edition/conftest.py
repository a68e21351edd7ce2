"""The public edition of the small sample city, exported once for all its tests."""

from pathlib import Path

import pytest
from filelock import FileLock

from dashboard.edition.export import export
from queries.vintage.catalog import open_city
from tests.conftest import at_home


@pytest.fixture(scope="session")
def edition(shared_tmp: Path, small_home: Path) -> Path:
    """The folder of the small sample city's edition, with links to a live site. Read only."""
    folder = shared_tmp / "edition"
    with FileLock(shared_tmp / "edition.lock"), at_home(small_home):
        if not folder.is_dir():
            export(open_city("sample"), folder, ["en", "es"], "https://live.example.org")
    return folder
