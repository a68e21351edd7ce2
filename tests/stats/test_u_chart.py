import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.stats.u_chart import quarters, u_chart


def test_by_hand() -> None:
    """Mean 4 at exposure 1, months 4 ± 1 in turn: z ± ½, ranges of 1, so σ_z is 1 and no less."""
    chart = u_chart([[3.0, 5] * 12 + [11]], [[1.0] * 25], "down")
    assert chart["centre"][0, 0] == 4
    assert chart["sigma_z"][0, 0] == 1
    assert chart["high"][0, 0] == 10
    assert chart["low"][0, 0] == 0
    assert chart["is_outside"][0].tolist() == [False] * 24 + [True]
    assert chart["icon"][0, -1] == "concern"


def test_laney_widens() -> None:
    """Mean 100, months ± 30 in turn: z ± 3, ranges of 6, σ_z 6/1.128 times the Poisson limits."""
    chart = u_chart([[70.0, 130] * 12], [[1.0] * 24], "down")
    assert chart["sigma_z"][0, 0] == pytest.approx(6 / 1.128)
    assert chart["high"][0, 0] == pytest.approx(100 + 30 * 6 / 1.128)
    assert not chart["is_outside"].any()


def test_limits_follow_exposure() -> None:
    """Four times the exposure halves the way from the centre to the limit."""
    chart = u_chart([[9.0] * 24 + [36]], [[1.0] * 24 + [4]], "up")
    assert chart["high"][0, 0] - 9 == pytest.approx(9)
    assert chart["high"][0, -1] - 9 == pytest.approx(4.5)


@pytest.mark.filterwarnings("error")
def test_zeros() -> None:
    """Months without exposure are undefined, months without events are no signal."""
    chart = u_chart([[0.0] * 30, [2.0] * 30], [[1.0] * 30, [1.0] * 29 + [np.nan]], "down")
    assert not chart["is_outside"].any()
    assert chart["method"][1, -1] == "undefined"
    assert np.isnan(chart["rate"][1, -1])
    empty = u_chart([[3.0] * 13], [[0.0] * 13], "down")
    assert set(empty["method"].ravel()) == {"undefined"}


def test_first_event_ever() -> None:
    """An area without any event in the baseline has no limits to judge its first one by."""
    chart = u_chart([[0.0] * 24 + [1]], [[1.0] * 25], "down")
    assert np.isnan(chart["high"]).all()
    assert not chart["is_outside"].any()
    assert set(chart["method"].ravel()) == {"undefined"}


def test_trial() -> None:
    """Under twelve months of baseline the limits are trial limits."""
    chart = u_chart(np.full((1, 11), 5.0), np.ones((1, 11)), "down")
    assert set(chart["method"].ravel()) == {"u-chart (Laney), trial limits"}


def test_twelve_months_are_no_trial() -> None:
    """From twelve months of baseline on the limits are full ones."""
    chart = u_chart(np.full((1, 12), 5.0), np.ones((1, 12)), "down")
    assert set(chart["method"].ravel()) == {"u-chart (Laney)"}
    assert not chart["is_trial"].any()


def test_a_point_on_a_limit_is_inside() -> None:
    """Mean 16, months 16 ± 2 in turn: limits 4 and 28, which themselves are no signal."""
    events = [14.0, 18] * 12 + [4, 28, 3.9, 28.1]
    chart = u_chart([events], [[1.0] * 28], "down")
    assert chart["is_outside"][0, -4:].tolist() == [False, False, True, True]
    assert chart["rule"][0, -2:].tolist() == ["outside_low", "outside_high"]
    # twice the events at twice the exposure are the same rate
    double = u_chart([[2 * count for count in events]], [[2.0] * 28], "down")
    assert double["rate"][0] == pytest.approx(events)


def test_shares_by_hand() -> None:
    """20 and 30 of 100 in turn: error √(¼·¾/100), z ± 1.155, σ_z of 2.309/1.128, as a p-chart."""
    chart = u_chart([[20.0, 30] * 12], [[100.0] * 24], "down", is_share=True)
    error = np.sqrt(0.25 * 0.75 / 100)
    sigma_z = 0.1 / error / 1.128
    assert chart["centre"][0, 0] == 0.25
    assert chart["sigma_z"][0, 0] == pytest.approx(sigma_z)
    assert chart["high"][0, 0] == pytest.approx(0.25 + 3 * sigma_z * error)
    assert set(chart["method"].ravel()) == {"p-chart (Laney)"}


def test_no_share_is_above_the_whole() -> None:
    """Nine of ten with an error of 0.095: the upper limit is the whole, not more."""
    chart = u_chart([[9.0] * 24], [[10.0] * 24], "down", is_share=True)
    assert chart["high"][0, 0] == 1
    assert chart["low"][0, 0] == pytest.approx(0.9 - 3 * np.sqrt(0.9 * 0.1 / 10))


def test_missing_months_have_no_part_in_the_scatter() -> None:
    """Ranges next to a missing month are left out; one range of two months is a scatter."""
    for events in ([70.0, 130] * 11 + [np.nan] * 2, [70.0, 130] + [np.nan] * 22):
        chart = u_chart([events], [[1.0] * 24], "down")
        assert chart["centre"][0, 0] == 100
        assert chart["sigma_z"][0, 0] == pytest.approx(6 / 1.128)
    # a month whose exposure is not known has no part in the centre either
    chart = u_chart([[70.0, 130] * 11 + [999, 999]], [[1.0] * 22 + [np.nan] * 2], "down")
    assert chart["centre"][0, 0] == 100


def test_quarters() -> None:
    """Three months make a quarter; an unfinished one is left out."""
    events, exposure = quarters([[1, 2, 3, 4, 5, 6, 7]], np.ones((1, 7)))
    assert events.tolist() == [[6, 15]]
    assert exposure.tolist() == [[3, 3]]


@given(st.lists(st.lists(st.integers(0, 90), min_size=26, max_size=26), min_size=2, max_size=6))
def test_areas_do_not_touch(months: list[list[int]]) -> None:
    """Many areas at once give what each gives alone."""
    x = np.array(months, float)
    together = u_chart(x, np.full(x.shape, 3.0), "down")
    for row in range(len(x)):
        alone = u_chart(x[[row]], np.full((1, 26), 3.0), "down")
        for name, column in together.items():
            np.testing.assert_array_equal(column[row], alone[name][0])


def test_months_of_one_rate_do_not_scatter() -> None:
    """Four at an exposure of 1 and sixteen at 4 are the same rate: σ_z is 1."""
    chart = u_chart([[4.0, 16] * 12], [[1.0, 4] * 12], "down")
    assert chart["sigma_z"][0, 0] == 1
