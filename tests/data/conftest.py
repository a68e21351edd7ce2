"""What tests of packs share: folders of packs of their own."""

import shutil
from pathlib import Path

import pytest

from queries.paths import PACKS, SQL


@pytest.fixture
def own_packs(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packs of the test's own, and an empty ACCORD_HOME."""
    monkeypatch.setenv("ACCORD_PACKS", str(tmp_path / "mine"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "mine"


@pytest.fixture
def own_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of own packs with a copy of the sample city; returns the copy."""
    folder = tmp_path / "own"
    shutil.copytree(PACKS / "sample", folder / "data" / "cities" / "sample")
    shutil.copytree(SQL / "staging" / "sample", folder / "sql" / "staging" / "sample")
    monkeypatch.setenv("ACCORD_PACKS", str(folder))
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    return folder / "data" / "cities" / "sample"
