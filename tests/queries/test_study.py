"""The simulation study as the page shows it."""

import polars as pl
import pytest

from queries.declared.study import AIM, FALSE_ALARMS, RANGES, coverage, false_alarms, study, summary


def test_every_setting_of_every_range_is_told() -> None:
    """Each interval has all its settings, and each setting is counted once."""
    cells = study().cells
    expected = sum(len(cells.filter(pl.col("what") == setting)) for setting, _ in RANGES.values())
    assert len(coverage()) == expected == summary()["settings"].sum()
    assert coverage()["covered"].null_count() == 0


def test_summary_by_hand() -> None:
    """The summary of the ratio of shares has the lowest and highest coverage of the file."""
    row = summary().row(by_predicate=pl.col("range") == "ratio_of_shares", named=True)
    cells = study().cells.filter(pl.col("what") == "share").sort("ratio_covered")
    assert row["lowest"] == cells["ratio_covered"][0] == 0.9056
    assert row["highest"] == cells["ratio_covered"][-1]
    assert (row["lowest_events"], row["lowest_dispersion"]) == (0.2, 1.5)
    assert row["narrow"] == 8
    assert row["wide"] == 0


def test_places_follow_the_aim() -> None:
    """A setting below the aim is too narrow, above it wider than needed, else within."""
    for row in coverage().to_dicts():
        low, high = AIM
        place = "narrow" if row["covered"] < low else "wide" if row["covered"] > high else "within"
        assert row["place"] == place


def test_false_alarms_of_verdicts_stay_under_the_limit() -> None:
    """Less than 5 % of looks at unchanged areas give a verdict, at every setting."""
    verdicts = false_alarms().filter("has_verdict")
    assert set(verdicts["what"]) == {"rate", "share"}
    assert verdicts["highest"].max() < FALSE_ALARMS  # type: ignore[operator]
    panel = false_alarms().row(by_predicate=pl.col("what") == "panel", named=True)
    assert panel["luck"] == pytest.approx(2 * (0.05 * 0.95 / 1000) ** 0.5)
