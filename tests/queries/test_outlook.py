"""What the records could show of a policy that has not come yet."""

import dataclasses
import datetime as dt
from pathlib import Path

from queries.change.foresight import before_policy, smallest_visible
from queries.change.outlook import Outlook, outlooks
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home


def by_measure(vintage: Vintage) -> dict[str, Outlook | NoAnswer]:
    """Return a city's outlooks by measure."""
    return {measure.id: outlook for measure, outlook in outlooks(vintage)}


def test_the_time_before_ends_with_the_settled_records(sample_home: Path) -> None:
    """It is whole years up to the last settled day, and begins after a break in recording."""
    with at_home(sample_home):
        vintage = open_city("sample")
        found = by_measure(vintage)
    force, calls = found["force"], found["calls_public"]
    assert isinstance(force, Outlook)
    assert isinstance(calls, Outlook)
    for outlook in (force, calls):
        assert outlook.before[1] == vintage.span(outlook.measure)[1]
    # a firearm that is pointed counts as force since January 2022: one whole year is left
    assert force.before[0] == dt.date(2022, 11, 1)
    assert calls.before[0] == dt.date(2021, 12, 1)
    assert force.fall is not None
    assert 0 < force.fall < 1 < (force.rise or 0)


def test_a_plan_sees_no_further_back_than_the_sheet(sample_home: Path) -> None:
    """For a policy after the records end, a plan judges by the months that the sheet names."""
    with at_home(sample_home):
        vintage = open_city("sample")
        outlook = by_measure(vintage)["force"]
        ahead = dataclasses.replace(
            vintage.policies[0],
            announced_on=dt.date(2026, 12, 15),
            training_from=None,
            training_to=None,
            effective_on=dt.date(2027, 3, 1),
        )
        assert isinstance(outlook, Outlook)
        # the two years before the records end lie on both sides of a break in recording
        assert before_policy(vintage, outlook.measure, ahead) == outlook.before


def test_the_refusal_names_days_of_the_records(cincinnati_home: Path) -> None:
    """With less than a year since a break the last day named is that of the records."""
    with at_home(cincinnati_home):
        vintage = open_city("cincinnati")
        (refused,) = [
            found for found in by_measure(vintage).values() if isinstance(found, NoAnswer)
        ]
        last = vintage.span(vintage.measures(vintage.layer().id)[0])[1]
    assert (refused.code, refused.values["last"]) == ("too_short", last)


def test_a_share_of_nothing_shows_no_change(chicago_home: Path) -> None:
    """Where no record has the whole that a share is of, no change would be seen."""
    with at_home(chicago_home):
        vintage = open_city("chicago")
        share = vintage.measure("complaints_closed_180", vintage.layer().id)
        empty = (dt.date(2000, 1, 1), dt.date(2001, 12, 31))
        assert smallest_visible(vintage, share, empty, is_fall=True) is None
