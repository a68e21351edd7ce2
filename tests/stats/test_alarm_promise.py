"""The promise of few false signals, on a few drawn cities; benchmarks/alarms.py draws many."""

import math

import numpy as np
import pytest

from benchmarks.alarms import AREAS, Setting, drawn_city, read_a_year
from queries.stats.constants import FALSE_ALARMS_A_YEAR

CITIES = 5


@pytest.mark.parametrize(
    "setting",
    [Setting(2, 3, 36), Setting(10, 1, 120), Setting(10, 1.5, 60), Setting(100, 10, 60)],
    ids=str,
)
def test_a_city_without_change_keeps_the_promise(setting: Setting) -> None:
    """With season, scatter and correlation, signals are no more than promised, but for luck."""
    rng = np.random.default_rng(20_261_130)
    counts = [read_a_year(drawn_city(rng, setting)) for _ in range(CITIES)]
    signals, years = (sum(values) for values in zip(*counts, strict=True))
    promised = FALSE_ALARMS_A_YEAR * years
    assert signals <= promised + 2.5 * math.sqrt(promised)


def test_a_doubling_everywhere_is_seen_at_once() -> None:
    """A measure that doubles is a signal of the city in that month, and no other measure is."""
    since = 60
    judgement = drawn_city(np.random.default_rng(1), Setting(20, 1.5, since + 1), 2.0, since)
    sides = judgement.signals.side[:, since].reshape(-1, AREAS + 2)
    assert sides[0, 0] == 1
    assert not sides[1:, 0].any()


def test_a_signal_is_read_once_for_the_city_and_its_areas() -> None:
    """A measure that trebles everywhere is one signal, however many areas carry it."""
    since = 60
    judgement = drawn_city(np.random.default_rng(1), Setting(50, 1.5, since + 1), 3.0, since)
    raised = judgement.raised(since)
    assert (judgement.signals.side[: AREAS + 1, since] == 1).sum() > AREAS / 2
    assert sum(judgement.measure[rows[0]] == judgement.measure[0] for rows in raised) == 1
