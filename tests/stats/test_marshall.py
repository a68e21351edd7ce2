import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.stats.marshall import shrunken_rates

# Sudden infant deaths and births by county, North Carolina 1974–78, in the order of the map's file:
# Cressie 1993, *Statistics for Spatial Data*, pp. 386–389
DEATHS = """
    1 0 5 1 9 7 0 0 4 1 2 16 4 4 4 18 3 4 1 1 1 0 1 2 10 23 13 6 4 16 8 0 10 6 0 2 16 2 4 1 0 8
    5 5 0 5 7 2 11 3 14 5 9 6 2 0 7 3 4 5 12 18 6 10 8 2 5 44 3 3 5 5 0 10 3 11 1 0 4 1 2 38 1 4
    15 7 0 4 4 0 13 8 29 31 5 8 4 15 12 5
"""
BIRTHS = """
    1091 487 3188 508 1421 1452 286 420 968 1612 1035 4449 1671 1556 2180 3608 1638 3146 1323
    484 751 781 1269 1399 11858 16184 4672 1324 3164 7970 4021 671 3657 3609 770 1549 14484 765
    4139 1207 1333 5509 3573 990 248 1946 4456 1646 3702 4606 5094 5754 7515 3999 2110 521 2692
    675 870 2252 2992 6638 3776 4866 2216 1143 2648 21588 4099 1258 2356 2574 415 3589 1173 9014
    533 797 3025 542 1027 20366 578 3915 1570 1494 338 2483 2756 284 5868 2255 11158 7889 2414
    1782 1228 3350 5526 2181
"""
SHRUNKEN = [0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349]
"""Ashe, Alleghany, Surry, Currituck, Northampton: R `spdep::EBest`."""

areas = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 10**5)), min_size=2, max_size=40)


def test_published() -> None:
    """The first five counties of North Carolina have the published shrunken rates."""
    deaths, births = (np.array(text.split(), float) for text in (DEATHS, BIRTHS))
    assert (len(deaths), deaths.sum(), births.sum()) == (100, 667, 329_962)
    rates = shrunken_rates(deaths, births)
    np.testing.assert_allclose(rates["rate"][:5], SHRUNKEN, atol=5e-8)
    assert set(rates["method"]) == {"Marshall"}


def test_by_hand() -> None:
    """Two areas of one size: m 3, scatter 1, noise m/n̄ .3, so A .7 and w .7 of the way."""
    rates = shrunken_rates([20, 40], [10, 10])
    np.testing.assert_allclose(rates["weight"], [0.7, 0.7], rtol=1e-12)
    np.testing.assert_allclose(rates["rate"], [2.3, 3.7], rtol=1e-12)


def test_never_below_zero() -> None:
    """Where areas differ less than chance all get the city's rate, and the method says so."""
    rates = shrunken_rates([4, 5, 6], [100, 100, 100], scale=1000)
    assert rates["weight"].tolist() == [0, 0, 0]
    np.testing.assert_allclose(rates["rate"], [50, 50, 50], rtol=1e-12)
    assert set(rates["method"]) == {"Marshall, areas differ no more than chance"}


@pytest.mark.filterwarnings("error")
def test_zeros() -> None:
    """An area without exposure is undefined and moves no other; without events rates are 0."""
    rates = shrunken_rates([20, 40, 9, 3], [10, 10, 0, np.nan])
    np.testing.assert_allclose(rates["rate"], [2.3, 3.7, np.nan, np.nan], rtol=1e-12)
    assert rates["method"].tolist()[2:] == ["undefined", "undefined"]
    assert shrunken_rates([0, 0], [5, 5])["rate"].tolist() == [0, 0]
    assert np.isnan(shrunken_rates([0, 0], [0, 0])["rate"]).all()


@given(areas, st.sampled_from([1.0, 1000.0]))
def test_between_own_and_city(pairs: list[tuple[int, int]], scale: float) -> None:
    """A shrunken rate lies between the area's own and the city's, and more exposure draws less."""
    x, n = np.array(pairs, float).T
    rates = shrunken_rates(x, n, scale)
    own, mean = x / n * scale, x.sum() / n.sum() * scale
    slack = 1e-9 * (own + mean)
    assert (rates["rate"] >= np.minimum(own, mean) - slack).all()
    assert (rates["rate"] <= np.maximum(own, mean) + slack).all()
    assert (np.diff(rates["weight"][np.argsort(n)]) >= -1e-12).all()
