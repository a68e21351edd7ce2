"""The completion of recent months: planted delays come back, and nothing is made of too little."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from queries.dates import add_months
from queries.review.completion import LEAST_MONTHS, from_counts
from queries.stats.completion import completed

PROVISIONAL = 3
SEEN = (0.55, 0.8, 0.92)
"""The planted share of a month's records that are known once 0, 1 and 2 months have followed."""


def vintages(
    rng: np.random.Generator, count: int, mean: float = 60.0
) -> tuple[pl.DataFrame, dict[dt.date, int]]:
    """Return counts known at the end of each of `count` months, and what each month comes to."""
    first = dt.date(2020, 1, 1)
    final: dict[dt.date, int] = {}
    rows = []
    for number in range(count + PROVISIONAL):
        month = add_months(first, number)
        records = int(rng.poisson(mean))
        final[month] = records
        # each record comes with the month in which it is first known
        late = rng.choice(len(SEEN) + 1, size=records, p=np.diff([0, *SEEN, 1]))
        for age in range(count + PROVISIONAL - number):
            day = add_months(month, age + 1) - dt.timedelta(days=1)
            rows.append((day, month, int((late <= age).sum())))
    counts = pl.DataFrame(rows, schema=["reached_on", "month", "records"], orient="row")
    return counts.filter(pl.col("reached_on") >= add_months(first, PROVISIONAL)), final


@pytest.mark.slow
def test_planted_delays_lie_inside_the_range_nine_times_in_ten() -> None:
    """Of months whose later records were planted, about nine in ten come to a number inside."""
    rng = np.random.default_rng(17)
    covered = []
    for _ in range(60):
        counts, final = vintages(rng, 16)
        table = from_counts(counts, PROVISIONAL).table
        assert len(table) == PROVISIONAL
        covered += [row["low"] <= final[row["month"]] <= row["high"] for row in table.to_dicts()]
    assert 0.85 <= np.mean(covered) <= 0.98


def test_the_likely_number_is_the_count_over_the_share_seen() -> None:
    """31 of which four fifths are usually known by then come to about 38 or 39."""
    likely, low, high = completed(31, [80] * 10, [100] * 10)
    assert likely == pytest.approx(31 / 0.8, abs=1)
    assert 31 <= low < likely < high


def test_months_that_fill_up_unlike_each_other_widen_the_range() -> None:
    """The same share in all, but from .6 to 1 by month, tells less than .8 in every month."""
    _, low, high = completed(31, [80] * 10, [100] * 10)
    _, lower, higher = completed(31, [60, 100] * 5, [100] * 10)
    assert lower < low < high < higher


def test_a_month_that_is_complete_has_no_range() -> None:
    """Where nothing ever came late, the range is the count itself, but for one record or so."""
    likely, low, high = completed(31, [100] * 20, [100] * 20)
    assert (likely, low) == (31, 31)
    assert high <= 32


def test_too_few_vintages_estimate_nothing() -> None:
    """With one month too few that was seen as young nothing is estimated, with one more it is."""
    rng = np.random.default_rng(3)
    for more, count in ((0, 0), (1, 1)):
        counts, _ = vintages(rng, LEAST_MONTHS - 1 + more + PROVISIONAL)
        newest = from_counts(counts, PROVISIONAL).table.filter(so_far=pl.col("so_far"))
        last = counts["month"].max()
        assert len(newest.filter(month=last)) == count


@pytest.mark.slow
def test_past_estimates_are_scored_with_what_was_known_then() -> None:
    """Vintages after the first few are scored, and about nine in ten of their ranges held."""
    rng = np.random.default_rng(5)
    counts, _ = vintages(rng, 60)
    result = from_counts(counts, PROVISIONAL)
    assert result.scored > 100
    assert 0.85 <= result.held / result.scored <= 0.99
    assert result.vintages == 60


def test_nothing_known_is_nothing_estimated() -> None:
    """Without a count there is neither an estimate nor a score."""
    nothing = pl.DataFrame(schema={"reached_on": pl.Date, "month": pl.Date, "records": pl.Int64})
    result = from_counts(nothing, PROVISIONAL)
    assert (len(result.table), result.vintages, result.scored) == (0, 0, 0)
