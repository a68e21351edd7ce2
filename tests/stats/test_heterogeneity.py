"""The variance between areas, held to a published meta-analysis."""

import numpy as np
import pytest

from queries.stats.heterogeneity import between_variance, dersimonian_laird

BCG = np.array(
    [
        (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13_536, 248, 12_619),
        (33, 5_036, 47, 5_761), (180, 1_361, 372, 1_079), (8, 2_537, 10, 619),
        (505, 87_886, 499, 87_892), (29, 7_470, 45, 7_232), (17, 1_699, 65, 1_600),
        (186, 50_448, 141, 27_197), (5, 2_493, 3, 2_338), (27, 16_886, 29, 17_825),
    ],
    float,
)  # fmt: skip
"""Thirteen trials of the BCG vaccine: ill and well with it, ill and well without it (Colditz et al.
1994, *JAMA* 271:698).
"""


def test_published_bcg() -> None:
    """The BCG trials have the published Q 152.2330, τ² .3088 and common log ratio −.7141.

    Viechtbauer 2010, *Journal of Statistical Software* 36(3), R package metafor, method "DL": log
    risk ratios with variance 1/a − 1/n₁ + 1/c − 1/n₀.
    """
    a, b, c, d = BCG.T
    y = np.log(a / (a + b)) - np.log(c / (c + d))
    common, q, tau2 = dersimonian_laird(y, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    assert q == pytest.approx(152.2330, abs=5e-5)
    assert tau2 == pytest.approx(0.3088, abs=5e-5)
    assert common == pytest.approx(-0.7141, abs=5e-5)


def test_between_variance_by_hand() -> None:
    """Q 8 on 2 df of weights 1, 2 and 3: 6 too much over 6 − 14/6, so 18/11.

    Two areas are enough: Q 1.5 on 1 df of weights 1 and 1 is half too much over 2 − 2/2.
    """
    assert between_variance(8.0, np.array([1.0, 2, 3])) == pytest.approx(18 / 11, rel=1e-12)
    assert between_variance(1.5, np.ones(2)) == pytest.approx(0.5, rel=1e-12)


@pytest.mark.parametrize(("q", "areas"), [(2.0, 3), (0.5, 3), (9.0, 1), (0.0, 0)])
def test_no_variance_between_areas(q: float, areas: int) -> None:
    """A Q of no more than its degrees of freedom shows no differences, nor does one area alone."""
    assert between_variance(q, np.ones(areas)) == 0


def test_one_area_and_none() -> None:
    """One area is itself the common value; without an area there is none."""
    assert dersimonian_laird(np.array([0.3]), np.array([0.2])) == (pytest.approx(0.3), 0, 0)
    common, q, tau2 = dersimonian_laird(np.empty(0), np.empty(0))
    assert np.isnan(common)
    assert (q, tau2) == (0, 0)
