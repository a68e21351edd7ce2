"""The path of complaints, compared with counts of the records without the marts."""

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from queries.records import complaints
from queries.records.periods import Part, periods_of
from queries.vintage.catalog import UNKNOWN, Vintage, open_city
from tests.conftest import at_home


@pytest.fixture
def sample(sample_home: Path) -> Vintage:
    """The published sample city."""
    with at_home(sample_home):
        return open_city("sample")


@pytest.fixture
def chicago(chicago_home: Path) -> Vintage:
    """The published vintage of Chicago's real data."""
    with at_home(chicago_home):
        return open_city("chicago")


@pytest.fixture
def cincinnati(cincinnati_home: Path) -> Vintage:
    """The published vintage of Cincinnati's real data."""
    with at_home(cincinnati_home):
        return open_city("cincinnati")


def part_of(
    vintage: Vintage, period: str = "all", area: str | None = None, layer: str | None = None
) -> Part:
    """Return a part of a city's complaints."""
    periods = {span.id: span for span in periods_of(vintage, "complaints")}
    return Part(vintage, "complaints", layer or vintage.layer().id, area, periods[period])


def records(vintage: Vintage, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return rows of the record tables themselves."""
    return vintage.reader.rows(query, values)


def test_every_step_is_the_whole_again(sample: Vintage) -> None:
    """Each step adds up to all complaints, and each of its rows starts where the one above ends."""
    for period in ("all", "last", "after.deescalation-2019"):
        steps = complaints.steps(part_of(sample, period))
        received = steps["n"][0]
        for step in ("source", "outcome"):
            rows = steps.filter(step=step)
            assert rows["n"].sum() == received
            assert (rows["start"] + rows["n"]).to_list()[:-1] == rows["start"].to_list()[1:]
        closed = steps.filter(step="closed")["n"].item()
        assert closed == received - steps.filter(kind=complaints.OPEN)["n"].item()


def test_steps_are_those_of_the_records(sample: Vintage) -> None:
    """Counts by source and outcome equal the counts of the complaints themselves."""
    part = part_of(sample, "after.deescalation-2019")
    steps = complaints.steps(part)
    for row in steps.filter(step="outcome").to_dicts():
        counts = records(
            sample,
            "select count(*) filter (where complaint_source = 'public'), count(*) from complaints "
            "where disposition = ? and received_on between ? and ?",
            row["kind"],
            part.period.first,
            part.period.last,
        )
        assert counts == [(row["public"], row["n"])], row["kind"]


def test_areas_add_up_to_the_city(sample: Vintage) -> None:
    """Complaints of all areas and complaints without an area add up to all complaints."""
    ids = [*sample.areas("district")["area_id"], UNKNOWN]
    parts = [complaints.steps(part_of(sample, area=area, layer="district"))["n"][0] for area in ids]
    assert sum(parts) == complaints.steps(part_of(sample, layer="district"))["n"][0]


def test_shares_are_of_known_outcomes(sample: Vintage, chicago: Vintage) -> None:
    """Shares add up to one; there are none where most outcomes are unknown."""
    assert complaints.findings(part_of(sample))["rate"].sum() == pytest.approx(1)
    # Chicago's file gives no outcome for 23,056 of 41,658 closed complaints
    assert complaints.findings(part_of(chicago))["rate"].null_count() == 6


def test_open_complaints_make_closing_slower(sample: Vintage) -> None:
    """The share closed by a day is lower when open complaints count too."""
    part = part_of(sample, "last")
    curves = complaints.closing(part).filter(source="all")
    for days, rate in curves.select("days", "rate").iter_rows():
        closed_only = records(
            sample,
            "select avg((days_open <= ?)::int) from complaints where received_on between ? and ? "
            "and closed_on is not null",
            days,
            part.period.first,
            part.period.last,
        )[0][0]
        if rate is not None:
            assert rate < closed_only, days


def test_without_open_ones_a_mature_share_is_the_plain_one(sample: Vintage) -> None:
    """The share closed is the plain share where every complaint has been followed for a year."""
    part = part_of(sample, "after.deescalation-2019")
    curve = complaints.closing(part).filter(source="all")
    plain = records(
        sample,
        "select avg(coalesce(days_open <= 365, false)::int) from complaints "
        "where received_on between ? and ?",
        part.period.first,
        part.period.last,
    )[0][0]
    assert curve["rate"][-1] == pytest.approx(plain)


def test_the_backlog_is_what_is_open(sample: Vintage) -> None:
    """The backlog at the end of a month is the complaints received but not yet closed by then."""
    months = complaints.backlog(part_of(sample))
    for month in (dt.date(2018, 6, 1), dt.date(2023, 9, 1)):
        end = (month + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
        counts = records(
            sample,
            "select count(*) from complaints where received_on <= ? "
            "and (closed_on is null or closed_on > ?)",
            end,
            end,
        )
        assert months.filter(month=month)["open_at_end"].to_list() == [counts[0][0]]
    later = complaints.backlog(part_of(sample, "last"))
    assert later["open_at_end"].to_list() == months.tail(len(later))["open_at_end"].to_list()
    assert int(months["is_provisional"].sum()) == 3


def test_allegations_are_those_of_the_records(sample: Vintage) -> None:
    """Findings add up to each kind of allegation, and kinds to all allegations."""
    part = part_of(sample)
    kinds = complaints.allegations(part)
    findings = [*complaints.OUTCOMES, complaints.OPEN]
    assert kinds.select(pl.sum_horizontal(findings) == pl.col("n")).to_series().all()
    counts = records(
        sample,
        "select count(*) from allegations join complaints using (complaint_id) "
        "where received_on <= ?",
        part.period.last,
    )
    assert kinds["n"].sum() == counts[0][0]


def test_a_file_chosen_by_closing_is_not_timed(cincinnati: Vintage) -> None:
    """Cincinnati's file selects complaints by closing day, so it has no shares and no times."""
    part = part_of(cincinnati)
    assert complaints.why_not_timed(part)
    assert complaints.findings(part)["rate"].null_count() == len(complaints.findings(part))
    assert complaints.steps(part)["n"][0] == 131
