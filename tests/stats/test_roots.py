"""Roots of monotone curves: known ones, in few steps, many at once."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.stats import Array
from queries.stats.roots import MOST_STEPS, root

FEW = 14
"""Steps that curves close to a line may take."""


class Counted:
    """A curve that counts how often it is asked and refuses points outside its bracket."""

    def __init__(self, curve: Callable[[Array], Array], low: Array, high: Array) -> None:
        """Hold the curve and its bracket."""
        self.curve = curve
        self.low, self.high = low, high
        self.calls = 0

    def __call__(self, points: Array) -> Array:
        """Return the curve at the points."""
        assert np.all((points >= self.low) & (points <= self.high))
        self.calls += 1
        return self.curve(points)


def solve(
    curve: Callable[[Array], Array], low: list[float], high: list[float]
) -> tuple[Array, int]:
    """Return the roots between low and high, and how many times the curve was asked."""
    counted = Counted(curve, np.array(low), np.array(high))
    roots = root(counted, counted.low, counted.high)
    return roots, counted.calls


def test_a_line_takes_one_step() -> None:
    """A line crosses zero where two points say: both ends and one step, rising or falling."""
    for slope in (2.0, -2.0):
        roots, calls = solve(lambda x, slope=slope: slope * (x - 3.0), [0.0], [10.0])
        assert roots == pytest.approx([3.0], abs=1e-12)
        assert calls == 3


BENT: list[tuple[Callable[[Array], Array], float, float, float]] = [
    (lambda x: x**3 - 2, 0.0, 2.0, 2 ** (1 / 3)),
    (lambda x: 2 - x**3, 0.0, 2.0, 2 ** (1 / 3)),
    (np.cos, 0.0, 3.0, np.pi / 2),
    (lambda x: np.exp(x) - 5, -2.0, 4.0, np.log(5)),
    (np.log, 0.1, 9.0, 1.0),
    (np.arctan, -3.0, 7.0, 0.0),
]
"""Curves, their brackets and their roots."""


@pytest.mark.parametrize(("curve", "low", "high", "expected"), BENT)
def test_known_roots_are_found_in_few_steps(
    curve: Callable[[Array], Array], low: float, high: float, expected: float
) -> None:
    """Each curve's root is known by hand; the method needs a dozen looks at the curve."""
    roots, calls = solve(curve, [low], [high])
    assert roots == pytest.approx([expected], abs=1e-10)
    assert calls <= FEW


def test_the_weight_of_the_end_that_stays_saves_looks() -> None:
    """The six curves take 59 looks; with half the end's value in every step they would take 62."""
    assert sum(solve(curve, [low], [high])[1] for curve, low, high, _ in BENT) <= 59


def test_many_curves_are_solved_at_once() -> None:
    """Ten roots of x² = 1 … 10 are found together, as exactly as one alone."""
    squares = np.arange(1.0, 11.0)
    roots, calls = solve(lambda x: x**2 - squares, [0.0] * 10, [10.0] * 10)
    assert roots == pytest.approx(np.sqrt(squares), abs=1e-10)
    assert calls <= MOST_STEPS


def test_a_root_at_an_end_is_that_end() -> None:
    """A curve that is zero at an end of the bracket has its root there."""
    roots, _ = solve(lambda x: x, [0.0, -4.0], [5.0, 0.0])
    assert roots == pytest.approx([0.0, 0.0], abs=1e-10)


def test_a_steep_curve_still_ends() -> None:
    """A curve that is flat on one side and steep on the other takes many steps, and finds it."""
    roots, calls = solve(lambda x: np.expm1(40 * (x - 0.9)), [0.0], [1.0])
    assert roots == pytest.approx([0.9], abs=1e-9)
    assert calls < 140


@pytest.mark.parametrize(
    ("curve", "low", "high", "expected"),
    [
        (lambda x: x**5 - 0.001, 0.0, 3.0, 0.001 ** (1 / 5)),
        (lambda x: 0.001 - x**5, 0.0, 3.0, 0.001 ** (1 / 5)),
        (lambda x: x**5 + 0.001, -3.0, 0.0, -(0.001 ** (1 / 5))),
        (lambda x: x**51 - 1e-6, 0.0, 30.0, 1e-6 ** (1 / 51)),
        (lambda x: np.expm1(600 * (x - 0.25)), 0.0, 1.0, 0.25),
        # infinite at an end, and a leap that is nowhere near zero
        (lambda x: 3 - 1 / x, 0.0, 9.0, 1 / 3),
        (lambda x: np.where(x < 0.7, -1.0, 2.0), 0.0, 1.0, 0.7),
        (lambda x: np.where(x < 7e5, -1.0, 2.0), 0.0, 1e6, 7e5),
        (lambda x: np.where(x < 7e-7, -1.0, 2.0), 0.0, 1e-6, 7e-7),
    ],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_strongly_bent_curves_are_solved_too(
    curve: Callable[[Array], Array], low: float, high: float, expected: float, is_turned: bool
) -> None:
    """Curves far from straight have the root known by hand, from either end of the bracket."""
    ends = (high, low) if is_turned else (low, high)
    with np.errstate(divide="ignore"):
        roots = root(curve, *(np.array([end]) for end in ends))
    assert roots == pytest.approx([expected], rel=1e-9)


def test_an_easy_root_waits_for_a_hard_one() -> None:
    """A root that is found early stays the same while another element takes many more steps."""
    powers = np.array([1.0, 51.0])
    roots, calls = solve(lambda x: x**powers - 1e-6, [0.0, 0.0], [30.0, 30.0])
    assert roots == pytest.approx(1e-6 ** (1 / powers), rel=1e-9)
    assert calls > FEW


@pytest.mark.filterwarnings("ignore:overflow")
def test_a_root_that_is_not_found_is_no_number() -> None:
    """x⁵ = .001 between 0 and 1e300 takes a thousand halvings: an error, and no wrong root."""
    with pytest.raises(ArithmeticError, match="no root after 200 steps in 1 of 2"):
        root(lambda x: x**5 - 0.001, np.zeros(2), np.array([1e300, 3.0]))


def test_a_curve_unknown_in_between_has_no_root() -> None:
    """Where the ends differ in sign but nothing is known between them, that is an error."""
    with pytest.raises(ArithmeticError, match="in 1 of 1"):
        root(lambda x: np.where(x % 1 > 0, np.nan, x - 0.5), np.zeros(1), np.ones(1))


def test_ends_of_one_sign_and_unknown_curves_hold_nothing_up() -> None:
    """Elements without a root between their ends are left to the caller, and the others solved."""
    offsets = np.array([-1.0, np.nan, 0.5])
    roots = root(lambda x: x - offsets, np.zeros(3), np.ones(3))
    assert roots[2] == pytest.approx(0.5, rel=1e-12)
    _, calls = solve(np.exp, [0.0], [1.0])
    assert calls == 3


@given(
    position=st.floats(-5, 5),
    stretch=st.floats(0.2, 5),
    margins=st.tuples(st.floats(0.01, 10), st.floats(0.01, 10)),
    is_falling=st.booleans(),
)
def test_the_root_is_where_the_curve_is_zero(
    position: float, stretch: float, margins: tuple[float, float], is_falling: bool
) -> None:
    """Wherever the bracket lies around it, a bent monotone curve's root is found."""
    sign = -1 if is_falling else 1
    roots, _ = solve(
        lambda x: sign * np.arcsinh(stretch * (x - position)),
        [position - margins[0]],
        [position + margins[1]],
    )
    assert roots == pytest.approx([position], abs=1e-8)
