import numpy as np
import pytest

from queries.stats.false_alarms import BASELINES, MEANS, false_alarm_chance, one_look_chance


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


def test_chance_of_one_look() -> None:
    """A twelfth root of a year's chance: of .04 a year .0034 a month, at limits from 24 points."""
    assert one_look_chance(20, 24, "u") == pytest.approx(1 - 0.96 ** (1 / 12), abs=0.002)


def test_points_are_rounded_down_to_a_baseline() -> None:
    """Limits from 3, 7, 23 or 60 points are judged as from 6, 6, 18 and 24; fewer alarm more."""
    points = [3, 6, 7, 8, 12, 18, 23, 24, 60]
    expected = [6, 6, 6, 8, 12, 18, 18, 24, 24]
    chances = one_look_chance(20.0, points, "u")
    assert chances.tolist() == one_look_chance([20.0] * len(points), expected, "u").tolist()
    assert chances[0] > chances[-1] > 0
    assert len(set(chances.tolist())) == len(BASELINES)


def test_the_first_and_the_last_mean_have_chances_of_their_own() -> None:
    """Means are held between the first and the last that is simulated, not the next ones."""
    first, second, last_but_one, last = false_alarm_chance(MEANS[[0, 1, -2, -1]], "u")
    assert first != second
    assert last_but_one != last
