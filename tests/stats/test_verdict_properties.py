"""What must hold of verdicts whatever the city's counts are, from months to words."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.stats import Array, Table
from queries.stats.comparison import compare_periods
from queries.stats.constants import ALPHA, MIN_EVENTS
from queries.stats.multiplicity import q_values
from queries.stats.verdicts import verdicts

pytestmark = pytest.mark.slow

EDGE = 1e-7
"""So near .05 a p and a limit found by search may fall on either side of it."""

MATTERS = 0.2
"""The smallest fall that matters here."""


@dataclass(frozen=True)
class City:
    """Events and exposure, areas × months, on both sides, and the kind of measure."""

    x0: Array
    n0: Array
    x1: Array
    n1: Array
    kind: str


@st.composite
def cities(draw: st.DrawFn) -> City:
    """Draw a city: quiet, busy and empty areas, steady and bursting, each exposure its own."""
    areas, before, after = (draw(st.integers(1, top)) for top in (6, 30, 30))
    kind = draw(st.sampled_from(["rate", "share"]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    level = rng.choice(
        draw(st.lists(st.sampled_from([0.0, 0.1, 1.0, 8.0, 90.0]), min_size=1)), areas
    )
    change = rng.choice([1.0, 1.0, 0.7, 0.3, 0.0, 1.5, 4.0], areas)
    scatter = draw(st.sampled_from([0.0, 0.1, 1.0]))
    sides = []
    for months, ratio in ((before, np.ones(areas)), (after, change)):
        exposure = rng.integers(1, 400, (areas, months)).astype(float)
        if draw(st.booleans()):
            exposure[rng.random(exposure.shape) < 0.2] = 0
        mean = (level * ratio)[:, None] * exposure / 200
        if scatter:
            mean = mean * rng.gamma(1 / scatter, scatter, mean.shape)
        events = rng.poisson(mean).astype(float)
        sides += [np.minimum(events, exposure) if kind == "share" else events, exposure]
    return City(*sides, kind=kind)


@given(cities())
@settings(max_examples=300)
@pytest.mark.filterwarnings("error")
def test_never_contradicts_its_range(city: City) -> None:
    """A verdict never says what its own range excludes, and never says much on few events."""
    comparison, words = _judged(city)
    low, high = comparison["ratio_low"], comparison["ratio_high"]
    assert (high[np.char.startswith(words, "fell")] < 1).all()
    assert (low[np.char.startswith(words, "rose")] > 1).all()
    same = words == "about_the_same"
    assert ((low[same] >= 1 - MATTERS) & (high[same] <= 1 / (1 - MATTERS))).all()
    few = city.x0.sum(axis=1) + city.x1.sum(axis=1) < MIN_EVENTS
    is_clear = np.char.startswith(words, "fell") | np.char.startswith(words, "rose")
    assert (words[(few & ~is_clear) | np.isnan(low)] == "too_few_to_tell").all()
    # the ratio itself lies in its range, so that a sentence may print both
    is_known = np.isfinite(low)
    assert (low[is_known] <= comparison["ratio"][is_known] * (1 + 1e-9)).all()
    assert (high[is_known] >= comparison["ratio"][is_known] * (1 - 1e-9)).all()


@given(cities())
@settings(max_examples=300)
def test_p_agrees_with_the_range(city: City) -> None:
    """p is under .05 exactly when the 95 % range excludes 1, for every kind, gate and exposure."""
    comparison, _ = _judged(city)
    clear = np.isfinite(comparison["p"]) & (np.abs(comparison["p"] - ALPHA) > EDGE)
    excludes = (comparison["ratio_low"] > 1) | (comparison["ratio_high"] < 1)
    assert ((comparison["p"] < ALPHA) == excludes)[clear].all()


@given(cities())
@settings(max_examples=300)
def test_swapping_the_periods(city: City) -> None:
    """Before and after exchanged, fell and rose change places and the same stays the same."""
    comparison, words = _judged(city)
    _, reverse_words = _judged(City(city.x1, city.n1, city.x0, city.n0, city.kind))
    edges = np.isfinite(comparison["p"]) & (np.abs(q_values(comparison["p"]) - ALPHA) < EDGE)
    turned = {
        "fell": "rose",
        "rose": "fell",
        "fell_a_little": "rose_a_little",
        "rose_a_little": "fell_a_little",
        "about_the_same": "about_the_same",
    }
    for word, swapped in zip(words[~edges], reverse_words[~edges], strict=True):
        assert turned.get(word) == (swapped if swapped in turned else None)


@given(cities(), st.sampled_from([1e-3, 12.0, 1e5]))
@settings(max_examples=200)
def test_exposure_in_other_units(city: City, by: float) -> None:
    """Rates per other units move the rates only: ratio, range, p, q and words stay."""
    rates = replace(city, kind="rate")
    comparison, words = _judged(rates)
    rescaled, same_words = _judged(replace(rates, n0=city.n0 * by, n1=city.n1 * by))
    for name, column in comparison.items():
        if name != "method":
            factor = by if name.startswith(("before_", "after_")) else 1
            np.testing.assert_allclose(rescaled[name] * factor, column, rtol=1e-8)
    edges = np.isfinite(comparison["p"]) & (np.abs(q_values(comparison["p"]) - ALPHA) < EDGE)
    assert (words == same_words)[~edges].all()


@given(cities(), cities(), st.integers(1, 30))
@settings(max_examples=200)
def test_identical_months(city: City, more: City, months: int) -> None:
    """The same months added to both sides never turn a fall into a rise.

    Both sides have the same exposure here. Where they do not, months of a far other rate can do it
    (Simpson's paradox), and that is no fault of the method.
    """
    areas = min(len(city.x0), len(more.x0))
    width = min(city.n0.shape[1], city.n1.shape[1])
    add = slice(0, areas), slice(0, min(months, more.n0.shape[1]))
    n = np.full((areas, width), 400.0)
    plain = City(city.x0[:areas, :width], n, city.x1[:areas, :width], n, city.kind)
    extra, at_risk = more.x0[add], np.full(more.n0[add].shape, 400.0)
    longer = City(
        *(
            np.hstack(pair)
            for pair in ((plain.x0, extra), (n, at_risk), (plain.x1, extra), (n, at_risk))
        ),
        kind=city.kind,
    )
    for first, second in zip(_judged(plain)[1], _judged(longer)[1], strict=True):
        assert {first, second} != {"fell", "rose"}


def _judged(city: City) -> tuple[Table, Array]:
    """Return the comparison and its verdicts, q over all areas."""
    totals = [counts.sum(axis=1) for counts in (city.x0, city.n0, city.x1, city.n1)]
    comparison = compare_periods(*totals, (city.x0, city.n0), (city.x1, city.n1), kind=city.kind)
    words = verdicts(
        totals[0],
        totals[2],
        comparison["ratio"],
        comparison["ratio_low"],
        comparison["ratio_high"],
        q_values(comparison["p"]),
        comparison["detectable_fall"],
        comparison["detectable_by_chance"],
        matters=MATTERS,
        is_breaking=np.zeros(len(totals[0]), bool),
    )
    return comparison, words
