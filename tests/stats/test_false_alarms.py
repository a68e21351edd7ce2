import numpy as np
import pytest

from queries.stats.false_alarms import MEANS, false_alarm_chance


@pytest.mark.parametrize(
    ("events", "xmr", "u"), [(0.5, 0.53, 0.19), (2, 0.36, 0.10), (20, 0.25, 0.04)]
)
def test_chance_in_a_year(events: float, xmr: float, u: float) -> None:
    """In a year without change XmR alarms at least once with chance .53, .36, .25; u .19, .10, .04.

    Worked out apart from this code for 3-sigma limits; XmR is drawn 1,000 times and read between
    means. Laney's correction never narrows, so u may be a little lower.
    """
    assert false_alarm_chance(events, "xmr") == pytest.approx(xmr, abs=0.08)
    assert false_alarm_chance(events, "u") == pytest.approx(u, abs=0.025)


def test_many_charts() -> None:
    """Many means at once give what each gives alone; beyond the table the end of it."""
    means = [0.0, MEANS[0], 3.0, MEANS[-1], 1e6]
    together = false_alarm_chance(means, "u")
    assert together.tolist() == [float(false_alarm_chance(mean, "u")) for mean in means]
    assert together[0] == together[1]
    assert together[3] == together[4]
    assert np.isfinite(together).all()
