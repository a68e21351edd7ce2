"""Which days are compared: whole years on both sides, the transition on neither."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from queries.errors import NoAnswer
from queries.grid import exposure, windows
from queries.vintage.catalog import Policy


def policy(**dates: str) -> Policy:
    """Return a policy with these dates and nothing else of interest."""
    days = {name: dt.date.fromisoformat(day) for name, day in dates.items()}
    return Policy(id="p", title={}, recording="unchanged", source="s", **days)  # type: ignore[arg-type]


SPAN = (dt.date(2014, 1, 1), dt.date(2021, 12, 31))


@pytest.mark.parametrize(
    ("dates", "before", "after"),
    [
        # announced, trained, in force: the transition runs from the first to the last of them
        (
            {
                "announced_on": "2018-12-03",
                "training_from": "2019-01-01",
                "training_to": "2019-03-31",
                "effective_on": "2019-04-01",
            },
            ("2016-12-03", "2018-12-02"),
            ("2019-04-01", "2021-03-31"),
        ),
        # training that goes on after the policy is in force prolongs the transition
        (
            {"effective_on": "2018-01-01", "training_to": "2018-02-28"},
            ("2016-01-01", "2017-12-31"),
            ("2018-03-01", "2020-02-29"),
        ),
        # no other date: the windows touch
        (
            {"effective_on": "2017-10-16"},
            ("2015-10-16", "2017-10-15"),
            ("2017-10-16", "2019-10-15"),
        ),
        # only one whole year lies after
        (
            {"effective_on": "2020-06-01"},
            ("2019-06-01", "2020-05-31"),
            ("2020-06-01", "2021-05-31"),
        ),
    ],
)
def test_windows_around_a_policy(
    dates: dict[str, str], before: tuple[str, str], after: tuple[str, str]
) -> None:
    """Both windows hold the same calendar months, as many whole years as there are data."""
    made = windows.around_policy(policy(**dates), SPAN)
    assert [tuple(day.isoformat() for day in period) for period in made.periods] == [before, after]


def test_too_little_data_is_said() -> None:
    """With less than a year on one side there is no window, and the reason has its dates."""
    with pytest.raises(NoAnswer, match="too_short"):
        windows.around_policy(policy(effective_on="2021-03-01"), SPAN)


def test_months_that_are_no_years_are_refused() -> None:
    """Windows that would set a summer beside a winter are not made."""
    with pytest.raises(NoAnswer, match="months_not_years"):
        windows.around_policy(policy(effective_on="2018-01-01"), SPAN, months=18)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (("2016-01-01", "2015-01-01"), ("2017-01-01", "2018-01-01"), "windows_out_of_order"),
        (("2016-01-01", "2017-01-01"), ("2017-01-01", "2018-01-01"), "windows_out_of_order"),
        (("2013-01-01", "2014-12-31"), ("2016-01-01", "2017-12-31"), "windows_outside_data"),
        (("2018-01-01", "2019-12-31"), ("2020-01-01", "2022-01-31"), "windows_outside_data"),
    ],
)
def test_explicit_windows_that_cannot_be_used(
    before: tuple[str, str], after: tuple[str, str], code: str
) -> None:
    """Windows that overlap or reach into days without settled data are refused with the reason."""
    first, second = (
        tuple(dt.date.fromisoformat(day) for day in period) for period in (before, after)
    )
    with pytest.raises(NoAnswer, match=code):
        windows.explicit(first, second, SPAN)  # type: ignore[arg-type]


@given(st.dates(dt.date(2015, 1, 1), dt.date(2020, 12, 30)))
@example(dt.date(2020, 2, 29))
def test_windows_around_any_day_are_equally_long_in_months(day: dt.date) -> None:
    """Whatever the day, both windows have the same number of months, and touch at the day."""
    made = windows.around_day(day, SPAN)
    months = [len(exposure.month_days(period)) for period in made.periods]
    assert months[0] == months[1]
    assert months[0] in (12, 24)
    assert made.transition is None


@given(st.dates(dt.date(2015, 1, 1), dt.date(2020, 12, 30)), st.integers(1, 900))
def test_month_days_add_up(first: dt.date, days: int) -> None:
    """The days of a period's months are the days of the period."""
    period = (first, first + dt.timedelta(days=days - 1))
    assert np.sum(exposure.month_days(period)) == days


def test_records_without_a_day_are_compared_by_whole_months() -> None:
    """Where the source gives months only, the month of the change is in neither window."""
    found = windows.around_policy(policy(effective_on="2017-05-05"), SPAN, by_month=True)
    assert found.periods == (
        (dt.date(2015, 5, 1), dt.date(2017, 4, 30)),
        (dt.date(2017, 6, 1), dt.date(2019, 5, 31)),
    )


def test_given_windows_must_be_whole_months_where_records_are() -> None:
    """A window that cuts a month is refused for records that only name the month."""
    before = (dt.date(2016, 1, 1), dt.date(2016, 12, 31))
    after = (dt.date(2017, 1, 1), dt.date(2017, 12, 15))
    with pytest.raises(NoAnswer, match="windows_not_months"):
        windows.explicit(before, after, SPAN, by_month=True)
