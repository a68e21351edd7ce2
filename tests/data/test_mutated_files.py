"""Spoiled files end in equal counts, in rows that are accounted for, or in one clear message.

The cases are those of `make mutations`, which tries hundreds. Each mutation is here once, by seed.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.mutations import (
    ACCOUNTED,
    CHECKED,
    EQUAL,
    MUTATIONS,
    REFUSED,
    Sound,
    run,
    sound,
    thin,
)

pytestmark = pytest.mark.slow

ALWAYS_REFUSED = {
    "copy_file",
    "cut_ids",
    "empty",
    "other_dates",
    "other_delimiter",
    "paste_rows",
    "shift_values",
    "spoil_counts",
    "spoil_map",
    "swap_days",
    "truncate",
}
ALWAYS_EQUAL = {"end_lines", "pad_ids", "reorder_columns", "reorder_rows"}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, small_raw: Path) -> Iterator[Sound]:
    """The sound files of a small city, and a home where they are published."""
    folder = tmp_path_factory.mktemp("mutations")
    thin(small_raw, folder / "sound")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACCORD_HOME", str(folder))
        yield sound(folder / "sound", folder / "published")


@pytest.mark.parametrize(("seed", "name"), list(enumerate(sorted(MUTATIONS), start=1)))
def test_no_record_is_lost_in_silence(seed: int, name: str, base: Sound, tmp_path: Path) -> None:
    """A spoiled file is published with every record accounted for, or refused in words."""
    case = run(seed, base, tmp_path, name)
    allowed = {EQUAL, ACCOUNTED, REFUSED, CHECKED}
    if name in ALWAYS_REFUSED:
        allowed = {REFUSED, CHECKED}
    if name in ALWAYS_EQUAL:
        allowed = {EQUAL}
    assert case.outcome in allowed, case
    if case.outcome == REFUSED:
        assert "what to do: " in case.words
        assert "Traceback" not in case.words
        assert len(case.words) < 1_500
