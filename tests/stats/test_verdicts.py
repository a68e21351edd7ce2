import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.stats.constants import ALPHA
from queries.stats.verdicts import verdicts

VERDICTS = {
    "not_comparable",
    "too_few_to_tell",
    "fell",
    "rose",
    "fell_a_little",
    "rose_a_little",
    "about_the_same",
    "varies_too_much",
    "no_clear_change",
}

MATTERS = 0.2
"""The smallest fall that matters here; the rise that undoes it is by a quarter."""

chances = st.one_of(st.floats(0, 1), st.just(np.nan))
limits = st.one_of(st.floats(0, 1e3), st.sampled_from([0.0, 0.8, 1.0, 1.25, np.inf, np.nan]))


@pytest.mark.parametrize(
    ("before", "after", "ratio", "low", "high", "q", "fall", "chance", "breaks", "verdict"),
    [
        (90, 40, 0.44, 0.30, 0.65, 0.01, 0.62, 0.62, False, "fell"),
        (40, 90, 2.25, 1.54, 3.33, 0.01, 0.47, 0.47, False, "rose"),
        # recording changed: nothing else counts
        (90, 40, 0.44, 0.30, 0.65, 0.01, 0.62, 0.62, True, "not_comparable"),
        (2, 1, 0.50, 0.01, 9.00, 0.90, np.nan, np.nan, True, "not_comparable"),
        # 19 in all, 20 in all but under 10 on neither or on both sides
        (10, 9, 0.90, 0.32, 2.43, 0.80, 0.14, 0.14, False, "too_few_to_tell"),
        (10, 10, 1.00, 0.41, 2.43, 1.00, 0.14, 0.14, False, "too_few_to_tell"),
        (9, 11, 1.22, 0.50, 3.04, 0.80, 0.11, 0.11, False, "too_few_to_tell"),
        # the count alone decides, even where more than half could have been seen
        (10, 9, 0.90, 0.32, 2.43, 0.80, 0.62, 0.62, False, "too_few_to_tell"),
        (10, 10, 1.00, 0.41, 2.43, 1.00, 0.62, 0.62, False, "no_clear_change"),
        (9, 9, 1.00, 0.39, 2.57, 1.00, 0.62, 0.62, False, "too_few_to_tell"),
        (30, 5, 0.80, 0.30, 1.90, 0.60, 0.62, 0.62, False, "no_clear_change"),
        (5, 30, 1.20, 0.50, 3.90, 0.60, 0.62, 0.62, False, "no_clear_change"),
        # few, but so one-sided that chance is no answer: 0 before, 13 after
        (0, 13, np.inf, 3.06, np.inf, 0.009, np.nan, np.nan, False, "rose"),
        (19, 0, 0.00, 0.00, 0.20, 0.01, 0.30, 0.30, False, "fell"),
        (9, 0, 0.00, 0.00, 0.40, 0.06, 0.10, 0.10, False, "too_few_to_tell"),
        # a fall by half could have been seen, or could not: by so few events, or by their scatter
        (46, 40, 0.87, 0.57, 1.33, 0.80, 0.50, 0.51, False, "varies_too_much"),
        (46, 40, 0.87, 0.57, 1.33, 0.80, 0.50, 0.50, False, "too_few_to_tell"),
        (47, 40, 0.85, 0.56, 1.30, 0.80, 0.51, 0.51, False, "no_clear_change"),
        (178, 193, 1.08, 0.60, 1.90, 0.80, np.nan, 0.72, False, "varies_too_much"),
        # the whole range is smaller than what matters, or its edge is
        (900, 910, 1.01, 0.92, 1.11, 0.90, 0.87, 0.87, False, "about_the_same"),
        (900, 820, 0.91, 0.80, 1.25, 0.20, 0.87, 0.87, False, "about_the_same"),
        (900, 820, 0.91, 0.79, 1.25, 0.20, 0.87, 0.87, False, "no_clear_change"),
        (900, 820, 0.91, 0.80, 1.26, 0.20, 0.87, 0.87, False, "no_clear_change"),
        # clear, but smaller than what matters; at the edge the change matters
        (100_000, 97_000, 0.97, 0.96, 0.98, 0.01, 0.99, 0.99, False, "fell_a_little"),
        (900_000, 920_000, 1.02, 1.01, 1.03, 0.01, 0.99, 0.99, False, "rose_a_little"),
        (1000, 800, 0.80, 0.73, 0.88, 0.01, 0.87, 0.87, False, "fell"),
        (1000, 801, 0.801, 0.73, 0.88, 0.01, 0.87, 0.87, False, "fell_a_little"),
        (800, 1000, 1.25, 1.14, 1.37, 0.01, 0.87, 0.87, False, "rose"),
        (800, 999, 1.249, 1.14, 1.37, 0.01, 0.87, 0.87, False, "rose_a_little"),
        # many areas were looked at, and among them this one is not clear
        (90, 60, 0.67, 0.48, 0.93, 0.20, 0.62, 0.62, False, "no_clear_change"),
        (90, 40, 0.44, 0.30, 0.65, 0.05, 0.62, 0.62, False, "fell"),
        (90, 40, 0.44, 0.30, 0.65, 0.051, 0.62, 0.62, False, "no_clear_change"),
        # a range that touches 1 is no change
        (90, 60, 0.67, 0.48, 1.00, 0.04, 0.62, 0.62, False, "no_clear_change"),
        (60, 90, 1.50, 1.00, 2.08, 0.04, 0.62, 0.62, False, "no_clear_change"),
        # no range, no verdict
        (50, 50, 1.00, np.nan, 0.65, 0.01, 0.62, 0.62, False, "too_few_to_tell"),
        (50, 50, 1.00, 1.54, np.nan, 0.01, 0.62, 0.62, False, "too_few_to_tell"),
        (50, 50, np.nan, np.nan, np.nan, np.nan, np.nan, np.nan, False, "too_few_to_tell"),
    ],
)
def test_table(
    before: float,
    after: float,
    ratio: float,
    low: float,
    high: float,
    q: float,
    fall: float,
    chance: float,
    breaks: bool,
    verdict: str,
) -> None:
    """Each line of the table of verdicts, and its edges, gives its word."""
    values = (before, after, ratio, low, high, q, fall, chance)
    numbers = (np.array([value], float) for value in values)
    words = verdicts(*numbers, matters=MATTERS, is_breaking=np.array([breaks]))
    assert words.tolist() == [verdict]


def test_each_area_has_its_own_smallest_change() -> None:
    """The same clear fall by 15 % matters in a whole city and is a little one in an area."""
    numbers = (np.array([value] * 2) for value in (1000, 850, 0.85, 0.78, 0.93, 0.01, 0.87, 0.9))
    words = verdicts(*numbers, matters=np.array([0.1, 0.2]), is_breaking=np.zeros(2, bool))
    assert words.tolist() == ["fell", "fell_a_little"]


@given(
    st.integers(0, 10**6), st.integers(0, 10**6), limits, limits, limits, chances, chances,
    chances, st.booleans(),
)  # fmt: skip
@pytest.mark.filterwarnings("error")
def test_never_contradicts(
    before: int,
    after: int,
    ratio: float,
    first: float,
    second: float,
    q: float,
    fall: float,
    chance: float,
    breaks: bool,
) -> None:
    """Whatever the numbers, the verdict never says what its own range excludes."""
    low, high = (first, second) if np.isnan(first + second) else sorted((first, second))
    values = (before, after, ratio, low, high, q, fall, chance)
    numbers = (np.array([value], float) for value in values)
    (verdict,) = verdicts(*numbers, matters=MATTERS, is_breaking=np.array([breaks])).tolist()
    assert verdict in VERDICTS
    assert (verdict == "not_comparable") == breaks
    if verdict.startswith("fell"):
        assert high < 1
    if verdict.startswith("rose"):
        assert low > 1
    if verdict in ("fell", "rose"):
        assert not 0.8 < ratio < 1.25
    if verdict.startswith(("fell", "rose")):
        assert q <= ALPHA
    if verdict == "about_the_same":
        assert 0.8 <= low <= high <= 1.25
    if before + after < 20 and not q <= ALPHA:
        assert verdict in ("not_comparable", "too_few_to_tell")
