import numpy as np
import pytest
from statsmodels.datasets import macrodata
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.diagnostic import acorr_ljungbox

from queries.stats.autocorrelation import ljung_box, newey_west


@pytest.mark.parametrize(("months", "lag"), [(36, 7), (60, 12), (120, 12)])
def test_ljung_box_is_the_tested_one(months: int, lag: int) -> None:
    """Q and p are those of statsmodels at lag 12, or a fifth of the series where that is less."""
    values = np.random.default_rng(months).normal(size=months).cumsum() * 0.3
    made_lag, q, p = ljung_box(values)
    expected = acorr_ljungbox(values, lags=[lag])
    assert made_lag == lag
    assert q == pytest.approx(float(expected["lb_stat"].iloc[0]), rel=1e-10)
    assert p == pytest.approx(float(expected["lb_pvalue"].iloc[0]), rel=1e-8)


def test_gap_joins_no_neighbours() -> None:
    """By hand: 1, −1, gap, 1, −1 has lag-1 pairs −1 and −1 only, not the pair over the gap."""
    values = np.array([1.0, -1, np.nan, 1, -1] * 2)
    lag, q, _ = ljung_box(values)
    # pairs: 1·−1 four times, and −1·1 once where the second half follows the first
    assert lag == 1
    assert q == pytest.approx(8 * 10 * (-5 / 8) ** 2 / 7, rel=1e-12)


@pytest.mark.filterwarnings("error")
def test_nothing_left() -> None:
    """Residuals that are all nothing, or too few, show no dependence and do not warn."""
    assert ljung_box(np.zeros(24)) == (4, 0.0, 1.0)
    assert ljung_box(np.array([1.0, 2, 3, 4]))[2] == 1.0


PUBLISHED = {
    4: (1.385551290884014, -0.3133096102522685, -0.0597207976835705,
        0.1081011690351306, 0.000389440793564339, 0.0862118527405036),
    10: (1.257386180080192, -0.2871560199899846, -0.03958300024627573,
         0.1049107028987101, 0.0003896205316866944, 0.0985539340694839),
}  # fmt: skip
"""By lag, the upper triangle of the covariance that R's sandwich::NeweyWest gives without
prewhitening, as recorded in statsmodels' own tests (test_diagnostic.py).
"""


@pytest.mark.parametrize("lags", [4, 10])
def test_published_newey_west(lags: int) -> None:
    """Growth of US investment on growth of GDP and the real interest rate, 1959 to 2009.

    At the published lags the covariance is R's to twelve digits; theirs is without n / (n − k).
    """
    data = macrodata.load_pandas().data
    growth = [400 * np.diff(np.log(data[name].to_numpy())) for name in ("realinv", "realgdp")]
    design = np.column_stack([np.ones(202), growth[1], data["realint"].to_numpy()[:-1]])
    bread = np.linalg.inv(design.T @ design)
    residuals = growth[0] - design @ bread @ design.T @ growth[0]
    covariance = newey_west(residuals[:, None] * design, bread, lags) * (202 - 3) / 202
    np.testing.assert_allclose(covariance[np.triu_indices(3)], PUBLISHED[lags], rtol=1e-8)


def test_newey_west_is_the_tested_one() -> None:
    """The covariance at lag 3 is that of statsmodels with its correction for few months."""
    rng = np.random.default_rng(6)
    design = np.column_stack([np.ones(60), np.arange(60) / 60, np.arange(60) >= 36])
    events = rng.poisson(40 * rng.gamma(5, 0.2, 60)).astype(float)
    model = GLM(events, design, family=Poisson())
    expected = model.fit(cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}, tol=1e-12)
    plain = model.fit(tol=1e-12)
    covariance = newey_west(plain.resid_response[:, None] * design, plain.normalized_cov_params)
    np.testing.assert_allclose(covariance, expected.cov_params(), rtol=1e-7)


def test_newey_west_leaves_a_gap_open() -> None:
    """By hand: 1, 2, gap, 4 has squares 21 and pairs 2, 8, 4 of weights ¾, ½, ¼, each twice.

    21 + 3 + 8 + 2 are 34, times 3 / (3 − 1) months. A month with one value missing is a gap too.
    """
    scores = np.array([[1.0], [2.0], [np.nan], [4.0]])
    assert newey_west(scores, np.eye(1)).tolist() == [[51.0]]
    months = np.random.default_rng(2).normal(size=(9, 2))
    half, whole = months.copy(), months.copy()
    half[4, 1] = whole[4] = np.nan
    np.testing.assert_array_equal(newey_west(half, np.eye(2)), newey_west(whole, np.eye(2)))
    assert np.isfinite(newey_west(half, np.eye(2))).all()
