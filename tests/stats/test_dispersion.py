import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from queries.stats.constants import MIN_MONTHS
from queries.stats.dispersion import MonthlyCounts, dispersion

ONES = [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("before", "after", "phi", "p"),
    [
        # by hand: (9 + 1 + 1 + 9) / 5 = 4 on 6 df; the tail is e⁻²(1 + 2 + 2²/2)
        ([2, 4, 6, 8], [5, 5, 5, 5], 1.0, 5 * math.exp(-2)),
        # (25 + 25 + 25 + 225) / 5 = 60 on 6 df: phi 10, the tail e⁻³⁰(1 + 30 + 30²/2)
        ([0, 0, 0, 20], [5, 5, 5, 5], 10.0, 481 * math.exp(-30)),
        # each side about its own mean: a change between them is no scatter
        ([1, 1, 1, 1], [90, 90, 90, 90], 1.0, 1.0),
        ([0, 0, 0, 0], [0, 0, 0, 0], 1.0, 1.0),
        # months of half an event each count too: (4·¼ + 3·¼ + 2¼) / ½ = 8 on 6 df
        ([0, 1, 0, 1], [0, 0, 0, 2], 4 / 3, math.exp(-4) * (1 + 4 + 8)),
    ],
)
def test_by_hand(before: list[int], after: list[int], phi: float, p: float) -> None:
    """The factor and its p are those worked out by hand."""
    table = dispersion(*(_months(side, ONES) for side in (before, after)))
    assert table["phi"][0] == pytest.approx(phi, rel=1e-12)
    assert table["p"][0] == pytest.approx(p, rel=1e-12)
    assert table["is_overdispersed"][0] == (p < 0.05)


def test_areas_and_months_are_their_own() -> None:
    """Two areas, two months before and four after: 4 df, each area about its own means.

    (1 + 1) / 2 + 0 = 1; (9 + 9) / 9 + (16 + 4 + 4 + 16) / 10 = 6: 6 / 4.
    """
    table = dispersion(
        (np.array([[1.0, 3], [6, 12]]), np.ones((2, 2))),
        (np.array([[5.0, 5, 5, 5], [6, 12, 8, 14]]), np.ones((2, 4))),
    )
    np.testing.assert_allclose(table["phi"], [1, 1.5], rtol=1e-12)
    np.testing.assert_allclose(table["p"], [math.exp(-0.5) * 1.5, math.exp(-3) * 4], rtol=1e-12)


@pytest.mark.parametrize("is_share", [False, True])
def test_is_the_models_chi_square(is_share: bool) -> None:
    """The factor is Pearson's chi-square over df of a model with one level per period."""
    rng = np.random.default_rng(0)
    exposure = rng.integers(40, 90, 24).astype(float)
    events = rng.binomial(exposure.astype(int), rng.beta(2, 6, 24)).astype(float)
    period = np.repeat([0.0, 1.0], 12)
    design = np.column_stack([np.ones(24), period])
    if is_share:
        pair = np.column_stack([events, exposure - events])
        fit = sm.GLM(pair, design, family=sm.families.Binomial()).fit(tol=1e-12)
    else:
        poisson = sm.families.Poisson()
        fit = sm.GLM(events, design, family=poisson, offset=np.log(exposure)).fit(tol=1e-12)
    table = dispersion(
        _months(events[:12], exposure[:12]), _months(events[12:], exposure[12:]), is_share=is_share
    )
    assert table["phi"][0] == pytest.approx(fit.pearson_chi2 / 22, rel=1e-9)


@pytest.mark.parametrize("missing", [0.0, np.nan])
@pytest.mark.filterwarnings("error")
def test_months_without_exposure(missing: float) -> None:
    """A month without exposure counts neither as a month nor with its events."""
    plain = dispersion(_months([2, 9, 4, 7], ONES), _months([5, 1], [1, 1]))
    gap = dispersion(
        _months([2, 9, 50, 4, 7], [1, 1, missing, 1, 1]), _months([5, 1, 3], [1, 1, missing])
    )
    for name in plain:
        assert gap[name].tolist() == plain[name].tolist()


def test_too_few_months() -> None:
    """Under four months together scatter is not judged; with four it is."""
    few = dispersion(_months([0, 50], [1, 1]), _months([5], [1]))
    assert (few["phi"][0], few["p"][0]) == (1.0, 1.0)
    enough = dispersion(_months([0, 50], [1, 1]), _months([5] * (MIN_MONTHS - 2), [1, 1]))
    assert enough["is_overdispersed"][0]


@given(st.lists(st.integers(0, 500), min_size=8, max_size=8), st.floats(0.01, 1e4))
def test_never_narrows(events: list[int], exposure: float) -> None:
    """The factor is at least 1 and does not depend on the unit of exposure."""
    plain = dispersion(_months(events[:4], ONES), _months(events[4:], ONES))
    rescaled = dispersion(*(_months(side, [exposure] * 4) for side in (events[:4], events[4:])))
    assert plain["phi"][0] >= 1
    assert rescaled["phi"][0] == pytest.approx(plain["phi"][0], rel=1e-9)


def _months(events: ArrayLike, exposure: ArrayLike) -> MonthlyCounts:
    """Return one area's months as a row."""
    return np.atleast_2d(np.asarray(events, float)), np.atleast_2d(np.asarray(exposure, float))
