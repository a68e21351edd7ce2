"""Design-based ranges of survey values and of their change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.stats import Table
from queries.stats.surveys import change, ranges

NAN = np.nan


def value_range(
    value: float,
    *,
    is_share: bool = True,
    scale: tuple[float, float] = (0, 1),
    n: float = NAN,
    spread: float = NAN,
    effect: float = NAN,
    margin: float = NAN,
    alpha: float = 0.05,
) -> tuple[float, float, str]:
    """Return low, high and reason of one value."""
    columns = ([value], [is_share], ([scale[0]], [scale[1]]), [n], [spread], [effect], [margin])
    table = ranges(*columns, alpha=alpha)
    return float(table["low"][0]), float(table["high"][0]), str(table["reason"][0])


def side(*rows: tuple[float, float, float]) -> Table:
    """Return periods as value, low and high."""
    value, low, high = np.array(rows, float).reshape(-1, 3).T
    return {"value": value, "low": low, "high": high}


def test_a_share_has_wilsons_range_at_the_effective_number() -> None:
    """81 of 263 has 0.2553 to 0.3662 (Newcombe 1998, Stat. Med. 17:857), as has twice n, deff 2."""
    expected = (0.2553, 0.3662, "")
    for n, effect in ((263, 1), (526, 2)):
        low, high, reason = value_range(81 / 263, n=n, effect=effect)
        assert (round(low, 4), round(high, 4), reason) == expected


def test_a_mean_has_its_standard_error() -> None:
    """Mean 60, standard deviation 20, 200 people at a design effect of 2: 60 ± 1.96 · 20 / 10."""
    low, high, reason = value_range(60, is_share=False, scale=(0, 100), n=200, spread=20, effect=2)
    assert (low, high, reason) == (
        pytest.approx(56.080, abs=1e-3),
        pytest.approx(63.920, abs=1e-3),
        "",
    )


def test_the_margin_of_the_source_comes_first() -> None:
    """A margin of 3 points gives 52 ± 3, and more at a stricter level; n then changes nothing."""
    assert value_range(52, scale=(0, 100), margin=3, n=10, effect=1) == (49, 55, "")
    low, high, _ = value_range(52, scale=(0, 100), margin=3, alpha=0.01)
    assert high - low == pytest.approx(2 * 3 * 2.5758 / 1.9600, abs=1e-3)


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({}, "no_n"),
        ({"effect": 1.5}, "no_n"),
        ({"n": 500}, "no_weights"),
        ({"n": 500, "effect": 1.5, "is_share": False}, "no_spread"),
    ],
)
def test_without_its_numbers_a_value_has_no_range(known: dict[str, float], reason: str) -> None:
    """A number that the source does not give is never made up: no range, and why."""
    low, high, given_reason = value_range(0.5, **known)  # type: ignore[arg-type]
    assert np.isnan([low, high]).all()
    assert given_reason == reason


def test_two_shares_differ_as_newcombe_says() -> None:
    """56 of 70 against 48 of 80: 0.2 (0.0524, 0.3339), method 10 of Newcombe 1998 (17:873)."""
    after, before = (
        (x / n, *value_range(x / n, n=n, effect=1)[:2]) for x, n in ((56, 70), (48, 80))
    )
    found = change(side(before), side(after))
    assert [round(number, 4) for number in (found.difference, found.low, found.high)] == [
        0.2, 0.0524, 0.3339,
    ]  # fmt: skip
    assert found.verdict == "higher"


def test_periods_that_scatter_widen_the_range() -> None:
    """Values of -4 and 4 with a standard error of 1 scatter by Q = 32 at 1 degree of freedom.

    So the range of the change is √32 times as wide as sampling alone would have it.
    """
    reach = 1.959964
    before = side((-4, -4 - reach, -4 + reach), (4, 4 - reach, 4 + reach))
    after = side((0, -reach, reach))
    found = change(before, after)
    sampling = reach * np.sqrt(1 / 2 + 1)
    assert found.high == pytest.approx(np.sqrt(32) * sampling, rel=1e-5)
    assert found.verdict == "no_clear_change"


def test_one_period_without_a_range_leaves_the_change_without_one() -> None:
    """The difference is told, without a range and without a verdict."""
    found = change(side((50, NAN, NAN), (52, 50, 54)), side((60, 58, 62)))
    assert (found.before, found.after, found.difference, found.verdict) == (51, 60, 9, "")
    assert np.isnan([found.low, found.high]).all()
    assert np.isnan(change(side(), side((60, 58, 62))).difference)


shares = st.floats(0, 1)
people = st.integers(1, 5_000)
effects = st.floats(1, 10)


@given(shares, people, effects)
def test_a_range_holds_its_value_and_stays_on_the_scale(
    value: float, n: int, effect: float
) -> None:
    """Whatever the share, its range holds it; more weight variation never narrows it."""
    low, high, _ = value_range(value, n=n, effect=effect)
    assert 0 <= low <= value + 1e-12
    assert value - 1e-12 <= high <= 1
    wider_low, wider_high, _ = value_range(value, n=n, effect=effect * 2)
    assert high - low <= wider_high - wider_low + 1e-12


@given(st.lists(st.tuples(shares, people), min_size=1, max_size=4), shares, people)
def test_a_change_turned_round_is_its_mirror_image(
    before: list[tuple[float, int]], value: float, n: int
) -> None:
    """After and before exchanged, difference and range have the other sign."""
    first = side(*((v, *value_range(v, n=m, effect=1.3)[:2]) for v, m in before))
    second = side((value, *value_range(value, n=n, effect=1.3)[:2]))
    there, back = change(first, second), change(second, first)
    assert (back.difference, back.low, back.high) == pytest.approx(
        (-there.difference, -there.high, -there.low), abs=1e-12
    )


def test_ranges_cover_as_they_say() -> None:
    """Of 4,000 pairs of weighted samples without a change, 3 to 7 % find one at the 5 % level."""
    rng = np.random.default_rng(7)
    found = 0
    for _ in range(4_000):
        sides = []
        for _ in range(2):
            weights = rng.lognormal(0, 0.5, 300)
            answers = rng.random(300) < 0.55
            value = float(np.average(answers, weights=weights))
            effect = 300 * float(np.sum(weights**2)) / float(np.sum(weights)) ** 2
            sides.append(side((value, *value_range(value, n=300, effect=effect)[:2])))
        found += change(*sides).verdict != "no_clear_change"
    assert 0.03 < found / 4_000 < 0.07
