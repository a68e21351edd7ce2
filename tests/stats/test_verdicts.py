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
    "about_the_same",
    "no_clear_change",
}

chances = st.one_of(st.floats(0, 1), st.just(np.nan))
limits = st.one_of(st.floats(0, 1e3), st.sampled_from([0.0, 0.8, 1.0, 1.25, np.inf, np.nan]))


@pytest.mark.parametrize(
    ("before", "after", "low", "high", "p", "q", "fall", "breaks", "verdict"),
    [
        (90, 40, 0.30, 0.65, 0.001, 0.01, 0.62, False, "fell"),
        (40, 90, 1.54, 3.33, 0.001, 0.01, 0.47, False, "rose"),
        # recording changed: nothing else counts
        (90, 40, 0.30, 0.65, 0.001, 0.01, 0.62, True, "not_comparable"),
        (2, 1, 0.01, 9.00, 0.700, 0.90, np.nan, True, "not_comparable"),
        # 19 in all, 20 in all but under 10 on neither or on both sides
        (19, 0, 0.00, 0.20, 0.001, 0.01, 0.30, False, "too_few_to_tell"),
        (20, 0, 0.00, 0.19, 0.001, 0.01, 0.31, False, "fell"),
        (10, 10, 0.41, 2.43, 1.000, 1.00, 0.14, False, "too_few_to_tell"),
        (9, 11, 0.50, 3.04, 0.660, 0.80, 0.11, False, "too_few_to_tell"),
        (0, 20, 5.21, np.inf, 0.001, 0.01, np.nan, False, "rose"),
        # not significant where only a halving could have been seen, and just above that
        (46, 40, 0.57, 1.33, 0.520, 0.80, 0.50, False, "too_few_to_tell"),
        (47, 40, 0.56, 1.30, 0.450, 0.80, 0.51, False, "no_clear_change"),
        (900, 910, 0.92, 1.11, 0.810, 0.90, 0.87, False, "about_the_same"),
        (900, 820, 0.80, 1.25, 0.060, 0.20, 0.87, False, "about_the_same"),
        (900, 820, 0.79, 1.25, 0.060, 0.20, 0.87, False, "no_clear_change"),
        # clear beats small
        (9e5, 9.2e5, 1.01, 1.03, 0.001, 0.01, 0.99, False, "rose"),
        # clear alone, but not among all the areas looked at
        (90, 60, 0.48, 0.93, 0.015, 0.20, 0.62, False, "no_clear_change"),
        (90, 40, 0.30, 0.65, 0.001, 0.05, 0.62, False, "fell"),
        # a range that ends at 1 does not exclude it
        (90, 60, 0.48, 1.00, 0.040, 0.04, 0.62, False, "no_clear_change"),
        (60, 90, 1.00, 2.08, 0.040, 0.04, 0.62, False, "no_clear_change"),
        # a chance of exactly ALPHA is not significant
        (46, 40, 0.57, 1.33, 0.050, 0.80, 0.50, False, "too_few_to_tell"),
        (46, 40, 0.57, 1.33, 0.049, 0.80, 0.50, False, "no_clear_change"),
        # undefined is never a change, whichever end is
        (50, 50, np.nan, 0.65, 0.001, 0.01, 0.62, False, "too_few_to_tell"),
        (50, 50, 1.54, np.nan, 0.001, 0.01, 0.62, False, "too_few_to_tell"),
        (50, 50, np.nan, np.nan, np.nan, np.nan, np.nan, False, "too_few_to_tell"),
    ],
)
def test_table(
    before: float,
    after: float,
    low: float,
    high: float,
    p: float,
    q: float,
    fall: float,
    breaks: bool,
    verdict: str,
) -> None:
    """Each line of the table of verdicts, and its edges, gives its word."""
    numbers = (np.array([value], float) for value in (before, after, low, high, p, q, fall))
    words = verdicts(*numbers, is_breaking=np.array([breaks]))
    assert words.tolist() == [verdict]


@given(
    st.integers(0, 10**6), st.integers(0, 10**6), limits, limits, chances, chances, chances,
    st.booleans(),
)  # fmt: skip
@pytest.mark.filterwarnings("error")
def test_never_contradicts(
    before: int,
    after: int,
    first: float,
    second: float,
    p: float,
    q: float,
    fall: float,
    breaks: bool,
) -> None:
    """Whatever the numbers, the verdict never says what its own range excludes."""
    low, high = (first, second) if np.isnan(first + second) else sorted((first, second))
    numbers = (np.array([value], float) for value in (before, after, low, high, p, q, fall))
    (verdict,) = verdicts(*numbers, is_breaking=np.array([breaks])).tolist()
    assert verdict in VERDICTS
    assert (verdict == "not_comparable") == breaks
    if verdict == "fell":
        assert high < 1
    if verdict == "rose":
        assert low > 1
    if verdict in ("fell", "rose"):
        assert q <= ALPHA
    if verdict == "about_the_same":
        assert 0.8 <= low <= high <= 1.25
    if before + after < 20:
        assert verdict in ("not_comparable", "too_few_to_tell")
