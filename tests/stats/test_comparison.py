from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from queries.stats import Array, Table, ratios, shares
from queries.stats.comparison import compare_periods, compared
from queries.stats.rates import poisson_rate, share
from queries.stats.verdicts import verdicts

STEADY = [[40, 41, 39, 40]]
BURSTS = [[0, 0, 0, 160]]
LOWER = [[30, 31, 29, 30]]

months = st.lists(st.integers(0, 60), min_size=6, max_size=6)


@pytest.mark.parametrize(
    ("kind", "before", "dispersion", "method"),
    [
        ("rate", STEADY, 1.0, "mid-P"),
        ("count", STEADY, 1.0, "mid-P"),
        ("share", STEADY, 1.0, "Koopman score"),
        # by hand: (3·40² + 120²) / 40 = 480 and (1 + 1) / 30, on 6 df
        ("rate", BURSTS, (480 + 2 / 30) / 6, "exact, counts / dispersion"),
        # likewise, over 1 − 40/200 and 1 − 30/200: the binomial variance
        ("share", BURSTS, (480 / 0.8 + 2 / 30 / 0.85) / 6, "Koopman score, counts / dispersion"),
        ("rate", [[0, 0, 0, 0]], 1.0, "mid-P"),
    ],
)
def test_gate(kind: str, before: list[list[int]], dispersion: float, method: str) -> None:
    """Where months scatter more than chance the limits are those of the counts divided by it."""
    comparison = _compared(before, LOWER, kind=kind, exposure=200)
    assert comparison["dispersion"][0] == pytest.approx(dispersion, rel=1e-12)
    assert comparison["method"][0] == method
    events = sum(before[0]) / dispersion, sum(LOWER[0]) / dispersion
    totals = (800 / dispersion, 800 / dispersion)
    test = shares.score if kind == "share" else ratios.exact if dispersion > 1 else ratios.mid_p
    expected = test(events[0], totals[0], events[1], totals[1])
    limits = [comparison[name] for name in ("ratio_low", "ratio_high", "p")]
    np.testing.assert_allclose(limits, expected, rtol=1e-9)


@pytest.mark.parametrize(("kind", "rate_of"), [("rate", poisson_rate), ("share", share)])
def test_rates_of_each_side(kind: str, rate_of: Callable[..., Table]) -> None:
    """The rates and ranges of both sides are those of the kind of measure, to its scale."""
    comparison = _compared(STEADY, LOWER, kind=kind, exposure=200, scale=1000)
    for side, events in (("before", STEADY), ("after", LOWER)):
        expected = rate_of([sum(events[0])], [800], 1000)
        for name in ("rate", "low", "high"):
            assert comparison[f"{side}_{name}"][0] == expected[name][0]
    assert comparison["ratio"][0] == pytest.approx(120 / 160)


@pytest.mark.parametrize(("kind", "rate_of"), [("rate", poisson_rate), ("share", share)])
def test_rates_of_scattered_months(kind: str, rate_of: Callable[..., Table]) -> None:
    """Where months scatter more than chance each side's range is that of the counts it is worth."""
    comparison = _compared(BURSTS, LOWER, kind=kind, exposure=200, scale=1000)
    phi = comparison["dispersion"][0]
    assert phi > 10
    for side, events in (("before", 160), ("after", 120)):
        expected = rate_of([events / phi], [800 / phi], 1000)
        for name in ("rate", "low", "high"):
            assert comparison[f"{side}_{name}"][0] == pytest.approx(expected[name][0], rel=1e-12)
        assert comparison[f"{side}_rate"][0] == pytest.approx(events / 800 * 1000, rel=1e-12)


def test_smallest_change_of_a_share() -> None:
    """Counts that are most of their total vary less, so a smaller change of a share is seen."""
    comparison, rate = (
        _compared(STEADY, LOWER, kind=kind, exposure=50) for kind in ("share", "rate")
    )
    assert comparison["detectable_fall"][0] > rate["detectable_fall"][0] + 0.1
    # by hand: 120 of 400 are left, so (1 − 2.8016·√(.3 · 2 / (4 · 160)))²
    assert comparison["detectable_fall"][0] == pytest.approx(0.8358, abs=5e-5)


def test_a_known_inflation_is_taken_off_the_counts() -> None:
    """Variance inflated by a half leaves two thirds of the counts, and mid-P limits of these.

    240 events in 24 months are worth 160: 25 % would be seen after 24 / (4·160·(1 − √.75)² / 7.849
    − 1) = 51.8 months, 50 % after 24 / (4·160·(1 − √.5)² / 7.849 − 1) = 4.0: in 40 and in 0 more
    than 12.
    """
    events, years = np.array([240.0, 240.0]), np.ones(2)
    table = compared(
        (events, years, events / 3, years / 2), np.array([1.5, 1.0]), (24, 12), kind="rate"
    )
    assert table["method"].tolist() == ["mid-P, counts / dispersion", "mid-P"]
    limits = [table[name][:1] for name in ("ratio_low", "ratio_high", "p")]
    np.testing.assert_allclose(limits, ratios.mid_p(160, 1.0, 160 / 3, 0.5), rtol=1e-9)
    assert table["dispersion"].tolist() == [1.5, 1.0]
    assert [table[f"months_to_{fall}"][0] for fall in (10, 25, 50)] == [np.inf, 40, 0]


@pytest.mark.filterwarnings("error")
def test_smallest_change_of_a_share_of_all() -> None:
    """8 of 8 twice, taken for 15.5 of 16: not every fall from a whole could have been seen.

    By hand (1 − 2.8016·√(1/32 · 2/32))² = .7677, and (1 + .12381)² = 1.2629. A fall by a
    tenth would never be seen: 4·8·(1 − √.9)²·32 / 7.849 − 1 < 0. One by a quarter is seen after
    4 / (4·8·(1 − √.75)²·32 / 7.849 − 1) = 2.98 months, and there are 4.
    """
    comparison = _compared([[2, 2, 2, 2]], [[2, 2, 2, 2]], kind="share", exposure=2)
    assert comparison["detectable_fall"][0] == pytest.approx(0.7677, abs=5e-5)
    assert comparison["detectable_by_chance"][0] == comparison["detectable_fall"][0]
    assert comparison["detectable_rise"][0] == pytest.approx(1.2629, abs=1e-4)
    assert [comparison[f"months_to_{fall}"][0] for fall in (10, 25)] == [np.inf, 0]


def test_areas_do_not_touch() -> None:
    """Many areas at once, steady and bursting mixed, give what each gives alone."""
    before = STEADY + BURSTS + [[0, 0, 0, 0]] + BURSTS + STEADY
    after = LOWER + LOWER + [[0, 0, 0, 0]] + STEADY + BURSTS
    for kind in ("rate", "share"):
        together = _compared(before, after, kind=kind, exposure=200)
        for row, pair in enumerate(zip(before, after, strict=True)):
            alone = _compared([pair[0]], [pair[1]], kind=kind, exposure=200)
            for name, column in together.items():
                if name == "method":
                    assert column[row] == alone[name][0]
                else:
                    np.testing.assert_allclose(column[row], alone[name][0], rtol=1e-10)


@pytest.mark.parametrize(
    ("mean", "scatter", "alone"), [(3, 0.0, 0.96), (3, 0.5, 0.80), (10, 0.3, 0.66), (40, 0.2, 0.49)]
)
def test_gate_keeps_coverage(mean: float, scatter: float, alone: float) -> None:
    """In 4,000 areas that did not change, ranges hold 1 about 95 times in 100 at any scatter.

    `scatter` is the squared coefficient of variation between months. Without the gate the same
    ranges hold 1 in the share `alone`.
    """
    rng = np.random.default_rng(7)
    shape = (2, 4000, 12)
    level = mean * (rng.gamma(1 / scatter, scatter, shape) if scatter else np.ones(shape))
    before, after = rng.poisson(level)
    gated = _compared(before, after, kind="rate", exposure=1)
    plain = ratios.mid_p(before.sum(axis=1), 1, after.sum(axis=1), 1)
    is_covered = (gated["ratio_low"] <= 1) & (gated["ratio_high"] >= 1)
    assert 0.93 <= is_covered.mean() <= 0.98
    assert ((plain[0] <= 1) & (plain[1] >= 1)).mean() == pytest.approx(alone, abs=0.02)


@pytest.mark.parametrize("kind", ["rate", "share"])
@pytest.mark.filterwarnings("error")
def test_zeros(kind: str) -> None:
    """5 to 0 is a fall to 0 with a range, 0 to 0 and no exposure undefined; nothing warns."""
    down = _compared([[1, 2, 2]], [[0, 0, 0]], kind=kind, exposure=9)
    assert (down["ratio"][0], down["ratio_low"][0]) == (0, 0)
    assert 0 < down["ratio_high"][0] < 1
    for exposure in (9, 0, np.nan):
        undefined = _compared([[0, 0, 0]], [[0, 0, 0]], kind=kind, exposure=exposure)
        assert undefined["method"][0] == "undefined"
        assert all(
            np.isnan(undefined[name][0]) for name in ("ratio", "ratio_low", "ratio_high", "p")
        )


@given(months, months, st.sampled_from(["rate", "share"]))
def test_swapping_turns_the_verdict(before: list[int], after: list[int], kind: str) -> None:
    """Before and after swapped, the range turns over and fell becomes rose."""
    assume(sum(before) + sum(after) > 0)
    comparison = _compared([before], [after], kind=kind, exposure=100)
    reverse = _compared([after], [before], kind=kind, exposure=100)
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(reverse["ratio_low"], 1 / comparison["ratio_high"], rtol=1e-9)
    np.testing.assert_allclose(reverse["p"], comparison["p"], rtol=1e-7)
    assume(abs(comparison["p"][0] - 0.05) > 1e-8)
    turned = {
        "fell": "rose",
        "rose": "fell",
        "fell_a_little": "rose_a_little",
        "rose_a_little": "fell_a_little",
    }
    word, swapped = _verdict(before, after, comparison), _verdict(after, before, reverse)
    assert turned.get(word) == (swapped if swapped in turned else None)


@given(months, months, st.sampled_from([1e-3, 7.0, 1e4]))
def test_scaling_exposure(before: list[int], after: list[int], by: float) -> None:
    """Exposure in other units scales the rates and leaves the ratio, its range and p alone."""
    assume(sum(before) + sum(after) > 0)
    comparison = _compared([before], [after], kind="rate", exposure=100)
    rescaled = _compared([before], [after], kind="rate", exposure=100 * by)
    for name, column in comparison.items():
        if name != "method":
            factor = 1 / by if name.startswith(("before_", "after_")) else 1
            np.testing.assert_allclose(rescaled[name], column * factor, rtol=1e-9)


@given(months, months, months)
def test_identical_months(before: list[int], after: list[int], same: list[int]) -> None:
    """The same months added to both sides never turn a fall into a rise, at equal exposure.

    With unequal exposure they can: that is Simpson's paradox, and no fault of the method.
    """
    for kind in ("rate", "share"):
        plain = _compared([before], [after], kind=kind, exposure=100)
        more = _compared([before + same], [after + same], kind=kind, exposure=100)
        words = _verdict(before, after, plain), _verdict(before + same, after + same, more)
        assert set(words) != {"fell", "rose"}


def _compared(
    before: ArrayLike, after: ArrayLike, *, kind: str, exposure: float, scale: float = 1
) -> Table:
    """Compare areas × months with the same exposure every month."""
    sides: list[Array] = [np.asarray(side, float) for side in (before, after)]
    risks = [np.full(side.shape, float(exposure)) for side in sides]
    return compare_periods(
        *(values.sum(axis=1) for pair in zip(sides, risks, strict=True) for values in pair),
        *zip(sides, risks, strict=True),
        kind=kind,
        scale=scale,
    )


def _verdict(before: list[int], after: list[int], comparison: Table) -> str:
    """Return the verdict of the one area in a comparison, its p standing for q."""
    totals = (np.array([float(sum(side))]) for side in (before, after))
    names = ("ratio", "ratio_low", "ratio_high", "p", "detectable_fall", "detectable_by_chance")
    numbers = (comparison[name].astype(float) for name in names)
    return str(verdicts(*totals, *numbers, matters=0.2, is_breaking=np.array([False]))[0])


def test_what_it_would_take_to_know_is_at_the_dispersion_there_was() -> None:
    """Ten a month for two years, then 24 months: by hand from the power formula, in whole months.

    4·240·(1 − √.75)² / 2.8016² − 1 = 1.1953: 24 / 1.1953 = 20.1 months after, so 0 more than 24.
    For a tenth, 4·240·(1 − √.9)² / 7.849 − 1 = −.678: no number of months would show it.
    """
    counts = np.full((1, 24), 10.0)
    total, years = counts.sum(axis=1), np.ones(1)
    comparison = compare_periods(
        total, years, total, years, (counts, counts), (counts, counts), kind="count"
    )
    assert [comparison[f"months_to_{fall}"][0] for fall in (10, 25, 50)] == [np.inf, 0, 0]
