import numpy as np
import pytest

from queries.stats.monthly_series import before_pandemic, series


def test_five_years_on_each_side() -> None:
    """Months more than five years before the transition, or after it, are cut off."""
    when = np.datetime64("2000-01") + np.arange(240)
    cut = series(when, np.arange(240.0), 1.0, transition_from=when[100], after_from=when[103])
    assert (cut.months[0], cut.months[-1]) == (when[40], when[162])
    assert (cut.events[0], cut.exposure.shape) == (40, cut.months.shape)


@pytest.mark.parametrize(
    ("months", "transition", "after", "says"),
    [
        (["2019-01", "2019-03"], "2019-02", "2019-03", "gap"),
        (["2019-01", "2019-02", "2019-04"], "2019-02", "2019-02", "gap"),
        (["2019-01"], "2019-01", "2019-01", "gap"),
        (["2019-01", "2019-02"], "2019-03", "2019-02", "starts in 2019-03"),
    ],
)
def test_bad_series(months: list[str], transition: str, after: str, says: str) -> None:
    """Months with a gap and dates out of order are refused with the reason."""
    counts = np.ones(len(months))
    with pytest.raises(ValueError, match=says):
        series(months, counts, counts, transition_from=transition, after_from=after)


def test_a_count_for_each_month() -> None:
    """Three counts for two months are refused, and so are counts of two places."""
    for counts, shape in (([1, 2, 3], r"\(3,\)"), ([[1, 2], [3, 4]], r"\(2, 2\)")):
        with pytest.raises(ValueError, match=f"2 months, but counts of shape {shape}"):
            series(
                ["2019-01", "2019-02"], counts, 1.0, transition_from="2019-02", after_from="2019-02"
            )


def test_phases() -> None:
    """Transition months and months without exposure or count are not used, the others are."""
    when = np.datetime64("2019-01") + np.arange(8)
    events, exposure = [1, 1, 1, 1, 1, 1, np.nan, 1], [1, 0, 1, 1, 1, 1, 1, np.nan]
    monthly = series(when, events, exposure, transition_from=when[3], after_from=when[5])
    assert monthly.is_after.tolist() == [False] * 5 + [True] * 3
    assert monthly.is_used.tolist() == [True, False, True, False, False, True, False, False]


def test_before_pandemic() -> None:
    """The main series ends with February 2020, whatever came after."""
    when = np.datetime64("2019-01") + np.arange(30)
    monthly = before_pandemic(
        series(when, np.ones(30), 1.0, transition_from=when[6], after_from=when[6])
    )
    assert monthly.months[-1] == np.datetime64("2020-02")
    assert len(monthly.events) == len(monthly.exposure) == 14
