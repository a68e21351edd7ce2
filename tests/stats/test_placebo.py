import csv
from pathlib import Path

import numpy as np
import pytest

from queries.stats.constants import PLACEBO_GROUPS, SERIES_MIN_AFTER, SERIES_MIN_BEFORE
from queries.stats.monthly_series import series
from queries.stats.placebo import placebo_dates, placebo_groups, placebo_rank


def test_dates_stay_before_the_transition() -> None:
    """Placebo dates need a year before and half a year after, all of it before the transition."""
    months = np.datetime64("2015-01") + np.arange(60)
    events = np.where(np.arange(60) < 33, np.tile([39.0, 41.0], 30), 4000.0)
    table = placebo_dates(
        series(months, events, 1.0, transition_from=months[33], after_from=months[36])
    )
    assert table["month"].tolist() == months[SERIES_MIN_BEFORE : 33 - SERIES_MIN_AFTER + 1].tolist()
    # the hundredfold months of transition and after are never seen
    np.testing.assert_allclose(table["ratio"], 1, atol=0.05)
    assert {len(column) for column in table.values()} == {16}


def test_not_fitted_says_why() -> None:
    """A placebo date whose model may not be fitted is nan with the reason as its method."""
    months = np.datetime64("2015-01") + np.arange(40)
    table = placebo_dates(
        series(months, np.full(40, 2.0), 1.0, transition_from=months[24], after_from=months[24])
    )
    assert np.isnan(table["ratio"]).all()
    assert set(table["method"]) == {"few_events"}


def test_sicily(oracles: Path) -> None:
    """No date before the ban in Sicily shows a change as large as the ban's 0.885."""
    with (oracles / "sicily" / "sicily.csv").open() as file:
        rows = list(csv.DictReader(file))
    months = np.datetime64("2002-01") + np.arange(len(rows))
    events, exposure = ([float(row[name]) for row in rows] for name in ("aces", "stdpop"))
    table = placebo_dates(
        series(months, events, exposure, transition_from="2005-01", after_from="2005-01")
    )
    assert len(table["ratio"]) == 19
    assert placebo_rank(0.885, table["ratio"]) == (1, 20, 0.05)


@pytest.mark.parametrize(
    ("ratio", "placebos", "rank", "number"),
    [
        (0.5, [0.9, 1.1, 1.2], 1, 4),
        # a doubling is as large as a halving, and a tie counts against
        (0.5, [2.0, 1.1, np.nan], 2, 3),
        (1.0, [0.9, 1.1], 3, 3),
        (0.0, [0.1, np.inf], 2, 3),
        (0.7, [], 1, 1),
    ],
)
@pytest.mark.filterwarnings("error")
def test_rank_by_hand(ratio: float, placebos: list[float], rank: int, number: int) -> None:
    """Rank by size of change in either direction, p = rank ÷ number."""
    assert placebo_rank(ratio, placebos) == (rank, number, rank / number)


def test_groups_by_hand() -> None:
    """Of three places each stands alone once against the two others; a half is the most.

    (20/10) / (30/30) = 2; (10/10) / (40/30) = 3/4; (20/20) / (30/20) = 2/3.
    """
    before, after, ones = np.array([10.0, 10, 20]), np.array([20.0, 10, 20]), np.ones(3)
    np.testing.assert_allclose(placebo_groups(before, ones, after, ones, 2), [2, 3 / 4, 2 / 3])
    # exposure that grows as the events do leaves nothing
    np.testing.assert_allclose(placebo_groups(before, before, after, after, 1), 1)
    assert placebo_groups(before[:1], ones[:1], after[:1], ones[:1], 1).size == 0


def test_many_groups_are_drawn_alike_each_time() -> None:
    """Where there are too many groups a fixed number is drawn, the same ones every time."""
    events = np.arange(1.0, 21)
    ones = np.ones(20)
    ratios = placebo_groups(events, ones, events[::-1], ones, 10)
    assert ratios.shape == (PLACEBO_GROUPS,)
    np.testing.assert_array_equal(ratios, placebo_groups(events, ones, events[::-1], ones, 10))


def test_a_drawn_group_has_its_size() -> None:
    """Each group drawn of twenty places has ten different ones.

    Places have one event on each side and a power of two as exposure after, so that the ratio is
    what the others have of all powers ÷ what the group has; this is a sum of ten powers.
    """
    ones, powers = np.ones(20), 2.0 ** np.arange(20)
    ratios = placebo_groups(ones, ones, ones, powers, 10)
    own = powers.sum() / (1 + ratios)
    np.testing.assert_allclose(own, np.round(own), atol=1e-6)
    assert {round(number).bit_count() for number in own} == {10}


def test_as_many_groups_as_may_be_are_all_used() -> None:
    """199 places that stand alone are 199 groups, each one once; two of four places are six."""
    ones, after = np.ones(PLACEBO_GROUPS), np.arange(1.0, PLACEBO_GROUPS + 1)
    ratios = placebo_groups(ones, ones, after, ones, 1)
    np.testing.assert_allclose(ratios, 198 * after / (after.sum() - after))
    four = np.array([1.0, 2, 4, 8])
    pairs = placebo_groups(np.ones(4), np.ones(4), four, np.ones(4), 2)
    np.testing.assert_allclose(pairs, [3 / 12, 5 / 10, 9 / 6, 6 / 9, 10 / 5, 12 / 3])
