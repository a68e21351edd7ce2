import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from queries.stats.constants import FUNNEL_MIN_AREAS, FUNNEL_TAILS
from queries.stats.funnel import CATEGORIES, categories, funnel, limits

PHE = {
    "Low (0.001)": "far_below",
    "Low (0.025)": "below",
    "Not significant": "within",
    "High (0.025)": "above",
    "High (0.001)": "far_above",
}
"""The categories of PHEindicatormethods in our words."""


@pytest.mark.parametrize(
    ("observed", "expected", "tail", "side"),
    [
        # PHEindicatormethods, testdata_funnel_ratio_outputs: the expected events at which a count
        # lies on a limit, for the counts that it treats exactly
        (1, 5.571644, 0.025, 0),
        (2, 7.224688, 0.025, 0),
        (4, 10.241587, 0.025, 0),
        (3, 13.062245, 0.001, 0),
        (1, 0.025318, 0.025, 1),
        (4, 1.089866, 0.025, 1),
        (3, 0.190533, 0.001, 1),
        # by hand: no event at all has chance .025 at −ln(.025)
        (0, -np.log(0.025), 0.025, 0),
    ],
)
def test_published_limits(observed: int, expected: float, tail: float, side: int) -> None:
    """At the published expected count the limit is the observed count, to six figures."""
    limit = float(limits([expected * (1 + 1e-12)], tail)[side][0])
    assert limit * expected == pytest.approx(observed, abs=2e-5)


def test_limits_of_the_file(oracles: Path) -> None:
    """At every expected count of the file the limit's ratio agrees to 1e-5 (theirs is Byar's)."""
    rows = _rows(oracles / "phe" / "testdata_funnel_ratio_outputs.csv")
    for sign, side in (("lower", 0), ("upper", 1)):
        for width, tail in zip(("2s", "3s"), FUNNEL_TAILS, strict=True):
            expected, ratio = (
                np.array([float(row[f"{sign}_{width}_{name}"]) for row in rows])
                for name in ("exp_events", "isr")
            )
            np.testing.assert_allclose(limits(expected, tail)[side] * 100, ratio, rtol=1e-5)


@pytest.mark.parametrize(
    ("file", "observed", "size", "areas"),
    [("ratio", "obs", "expected", 300), ("prop", "numerator", "denominator", 303)],
)
def test_categories_of_the_file(
    oracles: Path, file: str, observed: str, size: str, areas: int
) -> None:
    """Every area of the files, of ratios and of shares, falls into the published category."""
    rows = _rows(oracles / "phe" / f"testdata_funnel_{file}_inputs.csv")
    events, at_risk = (
        np.array([float(row[column]) for row in rows]) for column in (observed, size)
    )
    total = at_risk if file == "prop" else None
    expected = at_risk * events.sum() / at_risk.sum() if file == "prop" else at_risk
    inner, outer = (limits(expected, tail, total=total) for tail in FUNNEL_TAILS)
    words = categories(events / expected, inner, outer)
    assert words.tolist() == [PHE[row["significance"]] for row in rows]
    assert len(rows) == areas


def test_beyond_a_limit_is_as_rare_as_it_says() -> None:
    """Counts beyond a limit have at most the limit's chance, summed exactly, even at few events.

    The interval of the expected count, taken for a count, would call 0 where 1 is expected "below".
    """
    counts = np.arange(0, 400)
    for tail in FUNNEL_TAILS:
        for mean in (0.3, 1, 2, 3.7, 5, 12, 40, 150):
            low, high = (float(limit[0]) * mean for limit in limits([mean], tail))
            chance = stats.poisson.pmf(counts, mean)
            assert chance[counts <= low].sum() <= tail
            assert chance[counts >= high].sum() <= tail
    assert np.isnan(limits([1.0], 0.025)[0][0])


@pytest.mark.parametrize("share", [0.02, 0.5, 0.8])
def test_beyond_a_limit_of_shares(share: float) -> None:
    """Likewise for shares, where the counts are binomial, at either end."""
    for total in (1, 3, 8, 30, 400):
        counts = np.arange(total + 1)
        chance = stats.binom.pmf(counts, total, share)
        for tail in FUNNEL_TAILS:
            low, high = (
                float(limit[0]) * share * total
                for limit in limits([share * total], tail, 0, [total])
            )
            below, above = (
                stats.binom.cdf(counts, total, share),
                stats.binom.sf(counts - 1, total, share),
            )
            assert (counts <= low).tolist() == (below <= tail).tolist()
            assert (counts >= high).tolist() == (above <= tail).tolist()
            assert chance[counts <= low].sum() <= tail


def test_by_hand() -> None:
    """Thirty equal areas but one: expected is the mean, z by hand, only the one stands out."""
    events = np.array([100.0] * 29 + [160.0])
    fitted = funnel(events, np.full(30, 50.0))
    assert fitted.target == pytest.approx(3060 / 1500)
    np.testing.assert_allclose(fitted.table["expected"], 102, rtol=1e-12)
    np.testing.assert_allclose(fitted.table["z"][-1], 2 * (160**0.5 - 102**0.5), rtol=1e-12)
    assert (fitted.tau2, fitted.is_adjusted) == (0, False)
    assert fitted.table["category"].tolist() == ["within"] * 29 + ["far_above"]
    assert set(fitted.table["method"]) == {"exact Poisson"}


def test_shares() -> None:
    """Shares of large totals lie within the funnel more narrowly than as many Poisson events."""
    events, total = np.array([800.0] * 29 + [840]), np.full(30, 1000.0)
    share, rate = funnel(events, total, is_share=True), funnel(events, total)
    assert share.table["category"][-1] == "far_above"
    assert rate.table["category"][-1] == "within"
    assert set(share.table["method"]) == {"exact binomial"}
    rng = np.random.default_rng(1)
    wild = rng.binomial(500, rng.beta(8, 4, 40)).astype(float)
    fitted = funnel(wild, np.full(40, 500.0), is_share=True)
    assert fitted.is_adjusted
    assert (fitted.table["category"] == "within").mean() > 0.7
    everything = funnel([5.0, 9], [5.0, 9], is_share=True)
    assert set(everything.table["category"]) == {"undefined"}


def test_widened() -> None:
    """Areas that truly differ widen the limits, by the variance put into them."""
    rng = np.random.default_rng(5)
    expected = rng.uniform(50, 400, 400)
    events = rng.poisson(expected * rng.normal(1, 0.2, 400) ** 2)
    fitted = funnel(events, expected)
    assert fitted.is_adjusted
    assert set(fitted.table["method"]) == {"exact Poisson, widened for differences between areas"}
    # winsorising a normal spread at its tenths leaves about two thirds of .2², by intent
    assert fitted.tau2 == pytest.approx(0.66 * 0.04, abs=0.006)
    beyond = fitted.table["category"] != "within"
    assert 0.05 < beyond.mean() < 0.15
    low, high = limits(fitted.table["expected"], FUNNEL_TAILS[0])
    naive = (fitted.table["ratio"] <= low) | (fitted.table["ratio"] >= high)
    assert naive.mean() > 0.4


def test_a_ratio_on_a_limit_is_beyond() -> None:
    """A ratio that equals a limit is beyond it, at each of the four limits."""
    ratio = np.array([0.5, 0.8, 1.0, 1.2, 2.0, np.nan])
    inner, outer = ((np.full(6, low), np.full(6, high)) for low, high in ((0.8, 1.2), (0.5, 2)))
    assert categories(ratio, inner, outer).tolist() == [*CATEGORIES, "undefined"]


@pytest.mark.filterwarnings("error")
def test_without_expected_events_there_are_no_limits() -> None:
    """No expected events, or none that is known, have no limits, and nothing warns."""
    for limit in limits([0.0, np.nan, np.inf], 0.025):
        assert np.isnan(limit).all()


def test_widened_limits_by_hand() -> None:
    """Variance .01 between areas widens 100 expected by 1.96·√(1/400 + .01) around the root of 1.

    For shares of 400 by 1.96·√(1/1600 + .0025) around the angle: π/6 for a quarter, π/3 for three.
    """
    z = stats.norm.ppf(0.975)
    low, high = limits([100.0], 0.025, 0.01)
    reach = z * np.sqrt(0.0125)
    assert (low[0], high[0]) == pytest.approx(((1 - reach) ** 2, (1 + reach) ** 2), rel=1e-12)
    reach = z * np.sqrt(0.003125)
    low, high = limits([100.0, 300.0], 0.025, 0.0025, [400.0, 400.0])
    angle, share = np.array([np.pi / 6, np.pi / 3]), np.array([0.25, 0.75])
    np.testing.assert_allclose(low, np.sin(angle - reach) ** 2 / share, rtol=1e-12)
    np.testing.assert_allclose(high, np.sin(angle + reach) ** 2 / share, rtol=1e-12)
    # beyond none and all there is no limit
    low, high = limits([4.0, 396.0], 0.025, 0.04, [400.0, 400.0])
    assert np.isnan([low[0], high[1]]).all()
    assert np.isfinite([high[0], low[1]]).all()
    assert np.isnan(limits([100.0], 0.025, 1.0)[0]).all()


def test_limits_of_a_single_trial() -> None:
    """Between none and one of one the limit follows the beta form of the binomial tail."""
    low, high = limits([0.99, 0.01], 0.025, 0, [1.0, 1.0])
    assert special.betainc(low[0] * 0.99 + 1, 1 - low[0] * 0.99, 0.99) == pytest.approx(0.975)
    assert special.betainc(high[1] * 0.01, 2 - high[1] * 0.01, 0.01) == pytest.approx(0.025)


def test_dispersion_by_hand() -> None:
    """Twenty areas of 10 and 90 at one exposure: z² and the variance between areas by hand.

    z is 2(√10 − √50) and 2(√90 − √50), each ten times; with weights 4·50 the variance is
    (20 · mean z² − 19) / (20 · 200 − 200).
    """
    fitted = funnel(np.tile([10.0, 90.0], 10), np.ones(20))
    z = 2 * (np.sqrt([10, 90]) - np.sqrt(50))
    assert fitted.phi == pytest.approx((z**2).mean(), rel=1e-12)
    assert fitted.tau2 == pytest.approx((20 * (z**2).mean() - 19) / 3800, rel=1e-12)


def test_z_of_shares_by_hand() -> None:
    """Two areas of 30 and 50 in 100: angles against that of 0.4, winsorised at their tenths."""
    fitted = funnel([30, 50], [100, 100], is_share=True)
    z = 20 * (np.arcsin(np.sqrt([0.3, 0.5])) - np.arcsin(np.sqrt(0.4)))
    np.testing.assert_allclose(fitted.table["z"], z, rtol=1e-9)
    inward = (z[1] - z[0]) / 10
    assert fitted.phi == pytest.approx(((z + np.array([inward, -inward])) ** 2).mean(), rel=1e-9)
    # more events than their total count as all of them
    z = funnel([12, 5], [10, 10], is_share=True).table["z"]
    assert z[0] == pytest.approx(2 * np.sqrt(10) * (np.pi / 2 - np.arcsin(np.sqrt(0.85))))


def test_too_few_areas() -> None:
    """Under twenty areas nothing is widened, and the method says so."""
    wild = np.tile([10.0, 90.0], 10)
    few, enough = (
        funnel(wild[:count], np.full(count, 1.0))
        for count in (FUNNEL_MIN_AREAS - 1, FUNNEL_MIN_AREAS)
    )
    assert (few.is_too_few, few.is_adjusted, few.tau2) == (True, False, 0)
    assert set(few.table["method"]) == {"exact Poisson, too few areas to judge dispersion"}
    assert (enough.is_too_few, enough.is_adjusted) == (False, True)


@pytest.mark.filterwarnings("error")
def test_zeros() -> None:
    """No exposure is undefined, a city without events has no funnel, and nothing warns."""
    fitted = funnel([5, 7, 3], [1, 0, np.nan])
    assert fitted.table["category"].tolist() == ["within", "undefined", "undefined"]
    nowhere = funnel([5], [0])
    assert np.isnan(nowhere.target)
    assert nowhere.table["category"].tolist() == ["undefined"]
    empty = funnel([0, 0], [4, 4])
    assert empty.table["category"].tolist() == ["undefined"] * 2
    assert empty.table["method"].tolist() == ["undefined"] * 2


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 50)), min_size=2, max_size=60),
    st.booleans(),
)
@pytest.mark.filterwarnings("error")
def test_never_contradicts(areas: list[tuple[int, int]], is_share: bool) -> None:
    """A category is what the ratio and its printed limits say; outer limits lie outside inner."""
    events, exposure = np.array(areas, float).T
    events = np.minimum(events, exposure) if is_share else events
    table = funnel(events, exposure, is_share=is_share).table
    for name, column in table.items():
        assert len(column) == len(areas), name
    for row in range(len(areas)):
        ratio, word = table["ratio"][row], table["category"][row]
        if np.isnan(ratio):
            assert word == "undefined"
            continue
        assert word in CATEGORIES
        assert (word in ("below", "far_below")) == bool(ratio <= table["low"][row])
        assert (word in ("above", "far_above")) == bool(ratio >= table["high"][row])
        assert not table["outer_low"][row] > table["low"][row]
        assert not table["outer_high"][row] < table["high"][row]
        assert not table["high"][row] <= 1


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *body = csv.reader(file)
    return [dict(zip((name.strip() for name in head), row, strict=True)) for row in body]
