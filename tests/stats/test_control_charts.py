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


def test_a_share_has_binomial_limits() -> None:
    """Half of 100 in every month: limits 0.5 ± 3 × 0.05, where Poisson's would be ± 3 × 0.0707."""
    events, exposure = np.full((1, 25), 50.0), np.full((1, 25), 100.0)
    table = control_chart(events, exposure, "up", [0], [CHART_BASELINE], chart="u", is_share=True)
    assert table["low"][0, -1] == pytest.approx(0.35)
    assert table["high"][0, -1] == pytest.approx(0.65)
    assert set(table["method"].ravel()) == {"p-chart (Laney)"}
