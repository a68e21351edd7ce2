"""Funnel plots and shrunken changes of many areas at once."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from queries.change.compare import Comparison
from queries.change.many_areas import stand_out, steadied_changes
from queries.declared.measures import measures
from queries.grid.windows import Windows
from queries.stats.steadied import steadied_changes as steadied

DAY = dt.date(2019, 1, 1)


def comparison(rows: list[tuple[int, int]], incomparable: str | None = None) -> Comparison:
    """Return a comparison of force per calls: (before, after) events in areas of 10,000 calls."""
    before, after = np.array(rows, float).T + 0.5
    table_of_steadied = steadied(np.log(after / before), 1 / before + 1 / after)
    table = pl.DataFrame(
        {
            "area_id": [str(number) for number in range(len(rows))],
            "area": [f"area {number}" for number in range(len(rows))],
            "kind": ["area"] * len(rows),
            "before_events": [row[0] for row in rows],
            "after_events": [row[1] for row in rows],
            "before_exposure": [10_000.0] * len(rows),
            "after_exposure": [10_000.0] * len(rows),
            "before_rate": [row[0] / 10.0 for row in rows],
            "after_rate": [row[1] / 10.0 for row in rows],
            "ratio": [row[1] / row[0] if row[0] else None for row in rows],
            "dispersion": [1.0] * len(rows),
            "verdict": ["no_clear_change"] * len(rows),
            "incomparable": pl.Series([incomparable] * len(rows), dtype=pl.String),
            **{
                column: pl.Series(table_of_steadied[name], nan_to_null=True)
                for column, name in (
                    ("steadied", "ratio"),
                    ("steadied_low", "low"),
                    ("steadied_high", "high"),
                )
            },
        }
    )
    return Comparison(
        city="c",
        city_name={"en": "c", "es": "c"},
        vintage="v",
        measure=measures()["force_per_calls"],
        unit="force",
        layer="l",
        layer_name={"en": "beat", "es": "sector"},
        policy=None,
        windows=Windows(DAY, DAY, DAY, DAY),
        cautions=[],
        table=table,
        record=(DAY, DAY),
        correlation=0.0,
        dates=pl.DataFrame(schema={"on": pl.Date, "ratio": pl.Float64}),
        windows_apart=0,
        expected=None,
        latest=None,
        has_given_periods=False,
    )


def test_one_area_stands_out() -> None:
    """Of 30 areas the one with 60 events is outside the funnel; 1.5 would be by chance."""
    ranking = stand_out(comparison([(20, 20)] * 29 + [(20, 60)]), "after")
    categories = dict(zip(ranking.table["area_id"], ranking.table["category"], strict=True))
    # 29 × 20 + 60 = 640 over 30 areas of one size: 21.33 expected in each
    assert ranking.table["expected"].to_list() == pytest.approx([640 / 30] * 30)
    assert categories.pop("29") == "far_above"
    assert set(categories.values()) == {"within"}
    assert (ranking.outside, ranking.outside_outer) == (1, 1)
    assert ranking.by_chance == pytest.approx(1.5)
    assert ranking.target == pytest.approx(640 / 300_000 * 1000)


def test_the_lines_of_a_funnel_narrow(sample_lines: pl.DataFrame) -> None:
    """Limits approach 1 as the expected number grows; outer limits are beyond inner ones."""
    for line, rows in sample_lines.group_by("line"):
        far = (rows.sort("expected")["ratio"] - 1).abs().to_list()
        assert far == sorted(far, reverse=True), line
    wide = sample_lines.pivot(on="line", index="expected", values="ratio").drop_nulls()
    assert (wide["outer low"] <= wide["inner low"]).all()
    assert (wide["outer high"] >= wide["inner high"]).all()


@pytest.fixture
def sample_lines() -> pl.DataFrame:
    """The lines of a funnel over areas of very different counts."""
    return stand_out(comparison([(20, n) for n in (1, 5, 20, 60, 100)]), "after").lines


def test_changes_that_differ_by_chance_are_one_change() -> None:
    """Ratios that differ by chance only come close to one ratio, and the result says so."""
    changes = steadied_changes(comparison([(40, 20), (40, 22), (40, 18), (40, 20)]))
    assert changes.is_same
    assert changes.table["steadied"].to_list() == pytest.approx([changes.mean_ratio] * 4, abs=0.03)
    assert changes.mean_ratio == pytest.approx(0.5, abs=0.02)


def test_a_small_area_is_drawn_in_further() -> None:
    """Of two areas that doubled, the one with fewer events is shrunk further."""
    changes = steadied_changes(comparison([(400, 400)] * 6 + [(400, 800), (4, 8)]))
    steadied = dict(zip(changes.table["area_id"], changes.table["steadied"], strict=True))
    assert not changes.is_same
    assert 1.0 < steadied["7"] < steadied["6"] < 2.0


def test_what_cannot_be_compared_is_not_ranked() -> None:
    """Areas that are not comparable have no shrunken change."""
    assert steadied_changes(comparison([(40, 20)] * 3, "recording")).table.is_empty()
