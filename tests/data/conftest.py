"""What tests of drafted packs share."""

from pathlib import Path

import pytest


@pytest.fixture
def own_packs(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packs of the test's own, and an empty ACCORD_HOME."""
    monkeypatch.setenv("ACCORD_PACKS", str(tmp_path / "mine"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "mine"
