"""The sum of a release tells apart what its rules let leave."""

import shutil
from pathlib import Path

import pytest

from dashboard import sums
from dashboard.sums import FOLDERS, release_on_disk
from queries.paths import ROOT

RULES = ("data/sensitive.toml", "data/fields.toml", "sql/extracts/calls.sql")


@pytest.mark.parametrize("rule", RULES)
def test_another_rule_of_what_leaves_is_another_release(
    rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word added to a rule changes the sum, which tags and kept files have in them."""
    for folder in FOLDERS:
        (tmp_path / folder).mkdir()
    for path in RULES:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    monkeypatch.setattr(sums, "ROOT", tmp_path)
    before = release_on_disk()
    assert release_on_disk() == before
    with (tmp_path / rule).open("a", encoding="utf-8") as file:
        file.write("\n# one word more\n")
    assert release_on_disk() != before
