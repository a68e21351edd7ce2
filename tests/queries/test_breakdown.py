"""What carries a signal: planted records come back as the day or part they were planted in."""

import datetime as dt
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.dates import add_months
from queries.review.breakdown import MOST_FINDINGS, Breakdown, breakdown_of
from queries.review.month import Month
from queries.review.parts import WHEN
from queries.stats.composition import composition
from queries.vintage.catalog import Vintage
from tests.handmade import vintage

FIRST, LAST = dt.date(2016, 1, 1), dt.date(2021, 8, 1)
KINDS = ("hands", "taser", "baton")
AREAS = ("a", "b", "c", "d")
ROW: dict[str, Any] = {
    "measure": "force",
    "area_id": "",
    "kind": "citywide",
    "month": LAST,
    "since": None,
    "signal": "force",
}


def incidents(rng: np.random.Generator, added: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return incidents of every month, about 40 in each and the same on average: at, kind, area."""
    months = pl.date_range(FIRST, LAST, "1mo", eager=True)
    rows = []
    for month in months:
        days = (add_months(month, 1) - month).days
        for _ in range(rng.poisson(40)):
            at = dt.datetime.combine(month, dt.time()) + dt.timedelta(
                minutes=int(rng.integers(days * 24 * 60))
            )
            rows.append((at, str(rng.choice(KINDS)), str(rng.choice(AREAS))))
    table = pl.DataFrame(rows, schema=["at", "kind", "area_id"], orient="row")
    return table if added is None else pl.concat([table, added])


def city(records: pl.DataFrame, first: dt.date = FIRST) -> Vintage:
    """Return a vintage of these incidents, with the marts that break them down."""
    counts = [
        (area, day, "force", n)
        for area, day, n in records.group_by("area_id", pl.col("at").dt.date().alias("day"))
        .len()
        .iter_rows()
    ]
    handmade = vintage(
        counts,
        areas=[(area, None, None) for area in AREAS],
        populations=(),
        first=str(first),
        last="2021-08-31",
    )
    dated = records.with_columns(
        layer=pl.lit("area"),
        month=pl.col("at").dt.truncate("1mo").dt.date(),
        weekday=pl.col("at").dt.weekday().cast(pl.Int32) - 1,
        hour=pl.col("at").dt.hour().cast(pl.Int32),
        field=pl.lit("force_types"),
        value="kind",
    )
    place = ["layer", "area_id", "month"]
    tables = {
        "force_hours": dated.group_by(*place, "weekday", "hour").agg(n=pl.len().cast(pl.Int64)),
        "force_breakdowns": dated.group_by(*place, "field", "value").agg(
            incidents_n=pl.len().cast(pl.Int64)
        ),
        "force_totals": dated.group_by(place)
        .agg(incidents_n=pl.len().cast(pl.Int64))
        .with_columns(
            persons_published_n=pl.lit(0),
            persons_n=pl.lit(None, pl.Int64),
            officers_published_n=pl.lit(0),
            officers_n=pl.lit(None, pl.Int64),
            rows_n="incidents_n",
        ),
    }
    tables["call_week_hours"] = tables["force_hours"].clear()
    tables |= {
        "force_incidents": records.with_row_index("place_id").select(
            "place_id",
            incident_id=pl.col("place_id").cast(pl.String),
            occurred_on=pl.col("at").dt.date(),
            occurred_at="at",
            force_types=pl.concat_list("kind"),
        ),
        "places": records.with_row_index("place_id").select(
            "place_id", "area_id", layer=pl.lit("area"), placed_by=pl.lit("point")
        ),
        "published_fields": pl.DataFrame(
            {"dataset": "force", "field": ["occurred_at", "force_types"], "filled_n": 1}
        ),
    }
    for name, frame in tables.items():
        handmade.reader.con.register("frame", frame)
        handmade.reader.con.execute(f"create table {name} as from frame")
    return handmade


def asked(city_of: Vintage, **row: Any) -> Breakdown:
    """Return what carries the signal of the last month."""
    month = Month(
        city=city_of.city_id,
        city_name={"en": "x"},
        vintage=city_of.vintage,
        layer="area",
        layer_name={"en": "area"},
        month=LAST,
        table=pl.DataFrame(),
        looks=0,
        false_alarms_a_year=4.0,
    )
    return breakdown_of(city_of, month, ROW | row)


def weekend_nights(rng: np.random.Generator, count: int) -> pl.DataFrame:
    """Return incidents at ten in the evening of the Fridays and Saturdays of the last month."""
    days = [6, 7, 13, 14, 20, 21, 27, 28]
    rows = [
        (dt.datetime(2021, 8, int(rng.choice(days)), 22), str(rng.choice(KINDS)),
         str(rng.choice(AREAS)))
        for _ in range(count)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=["at", "kind", "area_id"], orient="row")


def test_planted_weekend_nights_are_told() -> None:
    """Of 30 records added on Friday and Saturday nights, the finding says when and how many."""
    rng = np.random.default_rng(1)
    result = asked(city(incidents(rng, weekend_nights(rng, 30))))
    when = result.findings[0]
    assert (when.dimension, when.value) == ("week_part", "weekend_night")
    assert when.is_added
    assert when.added_low <= 30 <= when.added_high
    assert when.added == pytest.approx(when.n - when.usual)
    assert result.years == 5
    assert result.days == ()


def on_one_day(day: int, count: int, kind: str = "hands", area: str = "a") -> pl.DataFrame:
    """Return incidents of one kind and area in the evening of a day of the last month."""
    at = dt.datetime(2021, 8, day, 20)
    return pl.DataFrame({"at": [at] * count, "kind": [kind] * count, "area_id": [area] * count})


def test_a_planted_day_is_told_and_no_part_that_is_merely_that_day() -> None:
    """Of 60 records added on one Friday, the day is told, and no weekday, hour, kind or area."""
    rng = np.random.default_rng(9)
    records = incidents(rng)
    before = records.filter(pl.col("at").dt.date() == dt.date(2021, 8, 13)).height
    result = asked(city(pl.concat([records, on_one_day(13, 60)])))
    assert [(busy.day, busy.n) for busy in result.days] == [(dt.date(2021, 8, 13), 60 + before)]
    assert result.days[0].usual == pytest.approx(result.usual / 31)
    assert result.findings == ()
    assert result.left[0] == result.n - 60 - before


def test_two_planted_days_are_told_with_the_busier_first() -> None:
    """Where two days carry what is added, both are told, each with its count."""
    rng = np.random.default_rng(10)
    added = pl.concat([on_one_day(2, 25), on_one_day(20, 40, "taser")])
    result = asked(city(incidents(rng, added)))
    assert [busy.day.day for busy in result.days] == [20, 2]
    assert result.days[0].n >= 40
    assert result.days[1].n >= 25


def test_parts_are_told_without_the_day() -> None:
    """Beside a busy day, tasers added on other days are told, without those of that day."""
    rng = np.random.default_rng(11)
    records = incidents(rng)
    times = [
        dt.datetime(2021, 8, 1) + dt.timedelta(minutes=int(m)) for m in rng.integers(44640, size=45)
    ]
    areas = [str(area) for area in rng.choice(AREAS, 45)]
    tasers = pl.DataFrame({"at": times, "kind": ["taser"] * 45, "area_id": areas})
    records = pl.concat([records, tasers, on_one_day(13, 50)])
    result = asked(city(records))
    (busy,) = result.days
    (finding,) = result.findings
    others = records.filter(pl.col("at") >= LAST, pl.col("at").dt.date() != busy.day)
    assert (finding.dimension, finding.value) == ("force_types", "taser")
    assert (finding.n, finding.total) == (
        others.filter(kind="taser").height,
        others.height,
    )


def test_days_of_an_area_and_of_a_signal_of_several_months() -> None:
    """The day may lie in any month of the signal, and in an area only its own records count."""
    rng = np.random.default_rng(12)
    day = on_one_day(16, 40, area="b").with_columns(at=pl.lit(dt.datetime(2021, 7, 16, 20)))
    result = asked(city(incidents(rng, day)), area_id="b", kind="area", since=dt.date(2021, 7, 1))
    assert (result.first, result.last) == (dt.date(2021, 7, 1), LAST)
    assert [busy.day for busy in result.days] == [dt.date(2021, 7, 16)]
    other = asked(city(incidents(rng, day)), area_id="c", kind="area", since=dt.date(2021, 7, 1))
    assert other.days == ()


def test_a_planted_kind_and_area_are_told() -> None:
    """Records added with one kind in one area are told by both, and by no time."""
    rng = np.random.default_rng(2)
    times = [
        dt.datetime(2021, 8, 1) + dt.timedelta(minutes=int(m)) for m in rng.integers(44640, size=40)
    ]
    added = pl.DataFrame({"at": times, "kind": ["taser"] * 40, "area_id": ["c"] * 40})
    parts = {
        (finding.dimension, finding.value)
        for finding in asked(city(incidents(rng, added))).findings
    }
    assert parts == {("force_types", "taser"), ("area", "C")}


def test_a_month_that_is_only_higher_carries_nothing() -> None:
    """Twice as many records made up as always have no part that carries them."""
    rng = np.random.default_rng(3)
    records = incidents(rng)
    last = records.filter(pl.col("at") >= LAST)
    result = asked(city(pl.concat([records, last])))
    assert result.looked_at > 10
    assert result.findings == ()


def test_missing_records_are_told_as_missing() -> None:
    """Where an area's records are gone, the finding says how many fewer, as a negative number."""
    rng = np.random.default_rng(4)
    records = incidents(rng)
    is_gone = (pl.col("at") >= LAST) & pl.col("area_id").is_in(["a"])
    result = asked(city(records.filter(~is_gone)))
    area = next(finding for finding in result.findings if finding.dimension == "area")
    assert (area.value, area.n, area.is_added) == ("A", 0, False)
    assert area.added == pytest.approx(-area.usual)
    assert area.added_high < 0


@pytest.mark.parametrize("row", [{"signal": None}, {"kind": "unknown"}])
def test_only_a_signal_is_broken_down(row: dict[str, Any]) -> None:
    """A row without a signal, and the one of unknown places, has no findings."""
    rng = np.random.default_rng(5)
    assert asked(city(incidents(rng, weekend_nights(rng, 40))), **row) == Breakdown()


def test_a_short_record_is_not_broken_down() -> None:
    """With two years before, what a part usually has is not known well enough."""
    rng = np.random.default_rng(6)
    first = dt.date(2019, 1, 1)
    records = incidents(rng, weekend_nights(rng, 30)).filter(pl.col("at") >= first)
    assert asked(city(records, first)) == Breakdown()


def test_an_area_of_the_smallest_layer_has_no_smaller_areas() -> None:
    """An area of the only layer is broken down by kind and time, not by area."""
    rng = np.random.default_rng(7)
    night = weekend_nights(rng, 25).with_columns(area_id=pl.lit("b"))
    result = asked(city(incidents(rng, night)), area_id="b", kind="area")
    assert {finding.dimension for finding in result.findings} <= set(WHEN)
    assert result.findings
    assert len(result.findings) <= MOST_FINDINGS


def test_chance_alone_seldom_tells_anything() -> None:
    """In unchanged months, of 7 parts, any is below .05 ÷ 7 about once in twenty or less."""
    rng = np.random.default_rng(8)
    alarms = 0
    for _ in range(200):
        share = rng.dirichlet(np.ones(7) * 2)
        totals = rng.poisson(60, size=5)
        before = np.array([rng.multinomial(total, share) for total in totals])
        now = int(rng.poisson(90))
        table = composition(rng.multinomial(now, share), now, before, totals.tolist(), 60)
        alarms += table["p_high"].min() * 7 <= 0.05
    assert alarms / 200 <= 0.07


@given(st.lists(st.integers(0, 30), min_size=2, max_size=6), st.integers(1, 200))
@settings(max_examples=30, deadline=None)
def test_the_range_holds_the_usual_share(parts: list[int], total: int) -> None:
    """The usual number lies in its range, and what is added in its limits, for any counts."""
    before = np.array([parts, parts[::-1], [part + 1 for part in parts]])
    totals = [float(row.sum() + 1) for row in before]
    table = composition([0.0] * len(parts), total, before, totals, total / 2)
    usual = table["share"] * total
    assert (table["low"] <= np.ceil(usual)).all()
    assert (table["high"] >= np.floor(usual)).all()
    assert (table["added_low"] <= table["added"]).all()
    assert (table["added"] <= table["added_high"]).all()
