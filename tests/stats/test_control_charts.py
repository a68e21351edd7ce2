import numpy as np
import pytest

from queries.stats.constants import CHART_BASELINE, CHART_LEAST
from queries.stats.control_charts import control_chart

STEADY = [10.0, 11, 9, 10, 11, 9, 10, 11, 9, 10, 11, 9] * 2
"""Mean 10; moving ranges 1, 2, 1 over and over, of mean 31/23."""


@pytest.mark.parametrize("chart", ["xmr", "u"])
def test_rebased_at_the_policy(chart: str) -> None:
    """New limits start where the policy did; the old ones stay beside them, worked by hand."""
    events = np.array([[*STEADY, *(np.array(STEADY) - 5)]])
    table = control_chart(
        events, np.ones(events.shape), "down", [0, 24], [24, 24], chart=chart, is_share=False
    )
    assert (table["centre"][0, 23], table["centre"][0, 24]) == (10, 5)
    assert np.isnan(table["old_centre"][0, :24]).all()
    assert set(table["old_centre"][0, 24:]) == {10.0}
    reach = 2.66 * 31 / 23 if chart == "xmr" else 3 * np.sqrt(10)
    assert table["old_high"][0, 30] == pytest.approx(10 + reach)
    assert table["old_low"][0, 30] == pytest.approx(10 - reach)
    assert not table["is_signal"].any()


def test_the_month_judged_does_not_set_its_limits() -> None:
    """With 12 months before it, the thirteenth is held against those twelve alone."""
    events = np.array([[*STEADY[:12], 40.0]])
    table = control_chart(
        events, np.ones(events.shape), "down", [0], [12], chart="xmr", is_share=False
    )
    assert table["centre"][0, -1] == 10
    assert table["points"][0, -1] == 12
    assert table["rule"][0, -1] == "outside_high"
    assert table["icon"][0, -1] == "concern"


def test_too_few_points_have_no_limits() -> None:
    """With five points before it a month is not judged, with the sixth it is."""
    for count, is_judged in ((CHART_LEAST - 1, False), (CHART_LEAST, True)):
        events = np.array([[*STEADY[:count], 90.0]])
        table = control_chart(
            events, np.ones(events.shape), "down", [0], [count], chart="u", is_share=False
        )
        assert bool(table["is_signal"][0, -1]) is is_judged
        assert bool(np.isfinite(table["high"][0, -1])) is is_judged
        assert bool(table["is_trial"][0, -1]) is is_judged


def test_a_share_has_binomial_limits() -> None:
    """Half of 100 in every month: limits 0.5 ± 3 × 0.05, where Poisson's would be ± 3 × 0.0707."""
    events, exposure = np.full((1, 25), 50.0), np.full((1, 25), 100.0)
    table = control_chart(events, exposure, "up", [0], [CHART_BASELINE], chart="u", is_share=True)
    assert table["low"][0, -1] == pytest.approx(0.35)
    assert table["high"][0, -1] == pytest.approx(0.65)
    assert set(table["method"].ravel()) == {"p-chart (Laney)"}


def test_rates_are_of_the_exposure_there_is() -> None:
    """Eighteen events at an exposure of 2 are a rate of 9; without exposure there is no rate."""
    events, exposure = np.full((1, 25), 18.0), np.full((1, 25), 2.0)
    exposure[0, 4] = 0
    table = control_chart(events, exposure, "up", [0], [24], chart="xmr", is_share=False)
    assert table["rate"][0, :4].tolist() == [9] * 4
    assert np.isnan(table["rate"][0, 4])
    assert table["points"][0, 0] == 23
    # a single segment has none before it
    assert np.isnan(table["old_centre"]).all()


def test_old_limits_are_those_of_the_segment_before() -> None:
    """Old limits of the u-chart follow the exposure; a segment of one month leaves none."""
    events, exposure = np.full((1, 30), 9.0), np.ones((1, 30))
    events[0, 24:], exposure[0, 24:] = 36, 4
    table = control_chart(
        events, exposure, "up", [0, 24, 25], [24, 1, 5], chart="u", is_share=False
    )
    # four times the exposure halves the way from the centre to the limit, 9
    assert table["old_high"][0, 24] == pytest.approx(9 + 4.5)
    for chart in ("xmr", "u"):
        table = control_chart(
            events, exposure, "up", [0, 24, 25], [24, 1, 5], chart=chart, is_share=False
        )
        assert table["old_centre"][0, 24] == 9
        for name in ("old_centre", "old_low", "old_high"):
            assert np.isnan(table[name][0, 25:]).all()


def test_no_share_is_above_the_whole() -> None:
    """Shares of 0.9 and 1 in turn: the limits 0.95 ± 0.266 end at 1, the old ones too."""
    events, exposure = np.array([[90.0, 100] * 24]), np.full((1, 48), 100.0)
    table = control_chart(events, exposure, "up", [0, 24], [24, 24], chart="xmr", is_share=True)
    assert set(table["high"][0]) == {1.0}
    assert set(table["old_high"][0, 24:]) == {1.0}
    assert table["low"][0, 0] == pytest.approx(0.95 - 0.266)
    rates = control_chart(events, exposure / 100, "up", [0], [24], chart="xmr", is_share=False)
    assert rates["high"][0, 0] == pytest.approx(95 + 26.6)


def test_areas_have_their_own_number_of_points() -> None:
    """Of two areas the one with five known months has no limits, the other has."""
    events, exposure = np.full((2, 13), 10.0), np.ones((2, 13))
    exposure[1, 5:12] = np.nan
    table = control_chart(events, exposure, "up", [0], [12], chart="u", is_share=False)
    assert table["points"].tolist() == [[12] * 13, [5] * 13]
    assert np.isfinite(table["high"][0]).all()
    assert np.isnan(table["high"][1]).all()


def test_each_start_has_a_baseline() -> None:
    """Two starts with one baseline are refused."""
    events = np.array([STEADY])
    with pytest.raises(ValueError, match="shorter"):
        control_chart(
            events, np.ones(events.shape), "up", [0, 12], [12], chart="xmr", is_share=False
        )
