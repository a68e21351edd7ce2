"""Windows: whole years on both sides, without the transition."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.words import load
from queries.dates import add_months
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.grid import exposure, windows


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
    pair = windows.around_policy(policy(**dates), SPAN)
    assert [tuple(day.isoformat() for day in period) for period in pair.periods] == [before, after]


def test_too_little_data_is_said() -> None:
    """With less than a year on one side there is an error that gives its dates."""
    with pytest.raises(NoAnswer, match="too_short"):
        windows.around_policy(policy(effective_on="2021-03-01"), SPAN)


def test_months_that_are_no_years_are_refused() -> None:
    """A length of 18 months is refused: its windows would have different seasons."""
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
        windows.explicit_windows(first, second, SPAN)  # type: ignore[arg-type]


@given(st.dates(dt.date(2015, 1, 1), dt.date(2020, 12, 30)))
@example(dt.date(2020, 2, 29))
def test_windows_around_any_day_are_equally_long_in_months(day: dt.date) -> None:
    """Whatever the day, both windows have the same number of months, and touch at the day."""
    pair = windows.around_day(day, SPAN)
    months = [len(exposure.month_days(period)) for period in pair.periods]
    assert months[0] == months[1]
    assert months[0] in (12, 24)
    assert pair.transition is None


@given(st.dates(dt.date(2015, 1, 1), dt.date(2020, 12, 30)), st.integers(1, 900))
def test_month_days_add_up(first: dt.date, days: int) -> None:
    """The days of a period's months are the days of the period."""
    period = (first, first + dt.timedelta(days=days - 1))
    assert np.sum(exposure.month_days(period)) == days


def test_records_without_a_day_are_compared_by_whole_months() -> None:
    """Where the source gives months only, the month of the change is in neither window."""
    pair = windows.around_policy(policy(effective_on="2017-05-05"), SPAN, by_month=True)
    assert pair.periods == (
        (dt.date(2015, 5, 1), dt.date(2017, 4, 30)),
        (dt.date(2017, 6, 1), dt.date(2019, 5, 31)),
    )


def test_given_windows_must_be_whole_months_where_records_are() -> None:
    """A window that cuts a month is refused for records that only name the month."""
    before = (dt.date(2016, 1, 1), dt.date(2016, 12, 31))
    after = (dt.date(2017, 1, 1), dt.date(2017, 12, 15))
    with pytest.raises(NoAnswer, match="windows_not_months"):
        windows.explicit_windows(before, after, SPAN, by_month=True)


def iso(*days: str) -> tuple[dt.date, ...]:
    """Return days from their ISO dates."""
    return tuple(dt.date.fromisoformat(day) for day in days)


@pytest.mark.parametrize(
    ("before_to", "after_from", "transition"),
    [
        ("2016-12-31", "2017-01-01", None),
        ("2016-12-31", "2017-01-02", ("2017-01-01", "2017-01-01")),
        ("2016-12-31", "2017-01-03", ("2017-01-01", "2017-01-02")),
    ],
)
def test_the_transition_is_what_lies_between(
    before_to: str, after_from: str, transition: tuple[str, str] | None
) -> None:
    """The transition is the days in neither window, both ends inclusive."""
    days = iso("2016-01-01", before_to, after_from, "2017-12-31")
    expected = iso(*transition) if transition else None
    assert windows.Windows(*days).transition == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2019-12-16", "2019-12-16", ("2019-12-01", "2020-01-01")),
        ("2019-12-01", "2019-12-01", ("2019-12-01", "2019-12-01")),
        ("2019-12-31", "2020-02-01", ("2019-12-01", "2020-02-01")),
        ("2019-12-31", "2020-02-02", ("2019-12-01", "2020-03-01")),
    ],
)
def test_a_month_touched_belongs_to_the_transition(
    first: str, last: str, expected: tuple[str, str]
) -> None:
    """A transition is widened to whole months; one that ends with a month is not widened."""
    assert windows.whole_months(*iso(first, last)) == iso(*expected)


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        ({}, "2019-06-15", "2019-06-15"),
        ({"announced_on": "2019-06-01"}, "2019-06-01", "2019-06-15"),
        ({"training_from": "2019-05-01"}, "2019-05-01", "2019-06-15"),
        (
            {"announced_on": "2019-05-02", "training_from": "2019-05-01"},
            "2019-05-01",
            "2019-06-15",
        ),
        ({"announced_on": "2019-07-01"}, "2019-06-15", "2019-06-15"),
        ({"training_to": "2019-06-13"}, "2019-06-15", "2019-06-15"),
        ({"training_to": "2019-06-15"}, "2019-06-15", "2019-06-16"),
    ],
)
def test_a_transition_runs_from_the_first_word_to_the_last_training(
    dates: dict[str, str], first: str, last: str
) -> None:
    """The transition begins with the earliest date and ends at the policy or the last training."""
    change = policy(effective_on="2019-06-15", **dates)
    assert windows.transition_of(change) == iso(first, last)


def test_windows_may_be_one_day_and_reach_both_ends() -> None:
    """Given windows may be a single day, touch, and use the first and the last day of data."""
    first, last = SPAN
    day = dt.timedelta(days=1)
    pair = windows.explicit_windows((first, first), (first + day, last), SPAN)
    assert pair.periods == ((first, first), (first + day, last))
    assert windows.explicit_windows((first, last - day), (last, last), SPAN).after_from == last
    for before, after, side in (
        ((first - day, first), (last, last), "the first period begins before them"),
        ((first, first), (last, last + day), "the second period ends after them"),
        (
            (first - day, first),
            (last, last + day),
            "the first period begins before them, and the second ends after them",
        ),
    ):
        with pytest.raises(NoAnswer, match="windows_outside_data") as caught:
            windows.explicit_windows(before, after, SPAN)
        assert caught.value.values | {"side": ""} == {"first": first, "last": last, "side": ""}
        assert load("en").no_answer(caught.value).endswith(f"2021; {side}.")
    before, after = (first, last), (last, last)
    with pytest.raises(NoAnswer, match="windows_out_of_order") as refused:
        windows.explicit_windows(before, after, SPAN)
    assert refused.value.values == {"before": before, "after": after}


@pytest.mark.parametrize(
    "days",
    [
        ("2016-01-02", "2016-12-31", "2017-01-01", "2017-12-31"),
        ("2016-01-01", "2016-12-30", "2017-01-01", "2017-12-31"),
        ("2016-01-01", "2016-12-31", "2017-01-02", "2017-12-31"),
        ("2016-01-01", "2016-12-31", "2017-01-01", "2017-12-30"),
    ],
)
def test_each_end_of_given_windows_must_be_that_of_a_month(days: tuple[str, ...]) -> None:
    """A window that cuts a month is refused for monthly records and accepted for days."""
    first, second, third, fourth = iso(*days)
    before, after = (first, second), (third, fourth)
    assert windows.explicit_windows(before, after, SPAN).periods == (before, after)
    with pytest.raises(NoAnswer, match="windows_not_months"):
        windows.explicit_windows(before, after, SPAN, by_month=True)
    whole = iso("2016-01-01", "2016-12-31", "2017-01-01", "2017-12-31")
    pair = windows.explicit_windows(whole[:2], whole[2:], SPAN, by_month=True)  # type: ignore[arg-type]
    assert pair.periods == (whole[:2], whole[2:])


@pytest.mark.parametrize(
    ("span", "usable"),
    [
        (("2014-01-16", "2016-03-31"), ("2015-01-16", "2015-04-01")),
        (("2014-01-01", "2015-12-31"), ("2015-01-01", "2015-01-01")),
        (("2014-01-01", "2015-12-30"), None),
    ],
)
def test_days_that_may_be_compared_have_a_year_on_both_sides(
    span: tuple[str, str], usable: tuple[str, str] | None
) -> None:
    """The first and last day with a year of data before and after; two years have one day."""
    first, last = iso(*span)
    expected = iso(*usable) if usable else None
    assert windows.usable_days((first, last)) == expected
    if expected:
        for day in expected:
            windows.around_day(day, (first, last))
        for day in (expected[0] - dt.timedelta(days=1), expected[1] + dt.timedelta(days=1)):
            with pytest.raises(NoAnswer, match="too_short"):
                windows.around_day(day, (first, last))


@pytest.mark.parametrize("months", [0, -12, 11, 13, 18])
def test_windows_are_whole_years(months: int) -> None:
    """A length that is no whole number of years, or none at all, is refused by its number."""
    with pytest.raises(NoAnswer, match="months_not_years") as caught:
        windows.around_day(dt.date(2018, 1, 1), SPAN, months=months)
    assert caught.value.values == {"months": months}


@pytest.mark.parametrize(("months", "years"), [(12, 1), (24, 2), (36, 3), (60, 4)])
def test_windows_are_as_long_as_asked_and_data_allow(months: int, years: int) -> None:
    """Windows have the requested length, up to the whole years that the data allow."""
    pair = windows.around_day(dt.date(2018, 1, 1), SPAN, months=months)
    assert pair.before_from == dt.date(2018 - years, 1, 1)
    assert pair.after_to == dt.date(2017 + years, 12, 31)


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2016-06-01", "2020-05-31", 2),
        ("2016-06-02", "2020-05-31", 1),  # a day less before
        ("2016-06-01", "2020-05-30", 1),  # a day less after
    ],
)
def test_a_day_less_of_data_is_a_year_less(first: str, last: str, years: int) -> None:
    """A year counts if every day of it has data, on both sides, to the day."""
    span = iso(first, last)
    pair = windows.around_day(dt.date(2018, 6, 1), span)  # type: ignore[arg-type]
    assert pair.before_from == dt.date(2018 - years, 6, 1)
    assert pair.after_to == dt.date(2018 + years, 5, 31)


def test_too_short_says_what_there_is() -> None:
    """The error gives the first and last day of data and the requested day."""
    day = dt.date(2021, 6, 1)
    with pytest.raises(NoAnswer) as caught:
        windows.around_day(day, SPAN)
    assert caught.value.values == {"first": SPAN[0], "last": SPAN[1], "policy": day}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2019-12-15", 1, "2020-01-15"),
        ("2020-01-15", -1, "2019-12-15"),
        ("2019-11-30", 1, "2019-12-30"),
        ("2019-11-30", 13, "2020-12-30"),
        ("2019-01-31", 1, "2019-03-01"),  # no such day: the first of the next month
        ("2019-11-30", 3, "2020-03-01"),
        ("2020-02-29", 12, "2021-03-01"),
        ("2020-02-29", -24, "2018-03-01"),
        ("2019-10-31", 1, "2019-12-01"),
        ("2019-12-31", 2, "2020-03-01"),
        ("2020-06-15", 0, "2020-06-15"),
    ],
)
def test_months_later(day: str, months: int, expected: str) -> None:
    """The same day of another month; the first of the next where there is none."""
    assert (add_months(*iso(day), months),) == iso(expected)
