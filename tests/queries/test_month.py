"""The month of a few counts made by hand: what is judged, what bars it, and what is one signal."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from queries.dates import add_months
from queries.declared.measures import measures
from queries.errors import NoAnswer
from queries.review.judgement import judgement
from queries.review.month import NOT_JUDGED, STATES, TOO_FEW, month_of
from queries.review.month_measures import month_choices, month_measures
from queries.stats.constants import (
    CAUTION_EVENTS,
    CHART_LEAST,
    CITYWIDE_PART,
    FALSE_ALARMS_A_YEAR,
    LEVEL_MONTHS,
    SCATTER_LEAST,
)
from queries.vintage.catalog import UNKNOWN, Vintage, open_city
from tests.conftest import at_home
from tests.handmade import Count, change, day, monthly, span, vintage

JUNE = day("2020-06-01")


def of_force(counts: list[Count], **more: Any) -> Vintage:
    """Return a vintage that publishes nothing but force, from 2014 to 2021."""
    force = span("2014-01-01", "2021-12-31", gaps=more.pop("gaps", []))
    return vintage(counts, datasets={"force": force}, **more)


def varied(area: str, event: str = "force", mean: int = 20) -> list[Count]:
    """Return counts of all months that vary around a mean as chance would have it."""
    rng = np.random.default_rng(len(area) + mean)
    return [
        count
        for number in range(96)
        for count in monthly(
            area, event, f"{2014 + number // 12}-{number % 12 + 1:02}", 1, int(rng.poisson(mean))
        )
    ]


def row_of(
    city: Vintage, area: str, measure: str = "force", month: dt.date = JUNE
) -> dict[str, Any]:
    """Return a row of a month."""
    return month_of(city, "area", month).table.filter(measure=measure, area_id=area).to_dicts()[0]


def test_a_month_far_off_is_a_signal_of_that_month_alone() -> None:
    """Thirty more in one month are a new signal, in the city and in the area, and one event."""
    city = of_force([*varied("a"), *varied("b"), *monthly("a", "force", "2020-06", 1, 40)])
    rows = [row_of(city, area) for area in ("", "a")]
    assert [(row["state"], row["is_new"], row["since"]) for row in rows] == [
        ("concern", True, JUNE)
    ] * 2
    assert rows[0]["signal"] == rows[1]["signal"]
    assert rows[1]["value"] > rows[1]["usual_high"] > rows[1]["usual_centre"]
    june = month_of(city, "area", JUNE)
    assert june.signals["area_id"].to_list() == [""]
    assert row_of(city, "b")["state"] == "common_cause"
    assert month_of(city, "area", add_months(JUNE, 1)).signals.is_empty()


def test_the_month_does_not_set_its_own_range() -> None:
    """Whatever a month comes to, what was usual for it is the same."""
    plain = row_of(of_force(varied("a")), "a")
    more = row_of(of_force([*varied("a"), *monthly("a", "force", "2020-06", 1, 500)]), "a")
    names = ("usual_low", "usual_centre", "usual_high")
    assert [plain[name] for name in names] == [more[name] for name in names]


def test_a_run_of_months_is_one_signal_that_says_since_when() -> None:
    """Months that stay high are one signal, new in the month that raised it."""
    city = of_force([*varied("a"), *monthly("a", "force", "2020-04", 3, 30)])
    rows = [row_of(city, "a", month=day(f"2020-{number:02}-01")) for number in (4, 5, 6)]
    signals = [row for row in rows if row["signal"]]
    assert [row["is_new"] for row in signals] == [True, *[False] * (len(signals) - 1)]
    assert len({row["signal"] for row in signals}) == 1
    assert signals[-1]["since"] == day("2020-04-01")
    assert signals[-1]["months_n"] == 3


def test_a_fall_is_a_signal_of_the_other_side() -> None:
    """A month without any record, where twenty are usual, is told as better or worse by measure."""
    counts = [count for count in varied("a") if count[1].strftime("%Y-%m") != "2020-06"]
    assert row_of(of_force(counts), "a")["state"] == "improvement"


def test_every_row_has_a_state_and_those_not_judged_a_reason() -> None:
    """Judged rows have a range and others a reason; `looks` counts the judged ones."""
    month = month_of(of_force([*varied("a"), *varied("b", mean=1)[::9]]), "area", JUNE)
    table = month.table
    assert set(table["state"]) <= set(STATES)
    barred = table["state"].is_in([TOO_FEW, NOT_JUDGED])
    assert (table["why"].is_not_null() == barred).all()
    assert (table["usual_centre"].is_null() == barred).all()
    assert month.looks == (~barred).sum()
    assert row_of(of_force([*varied("a"), *varied("b", mean=1)[::9]]), "b")["why"] == "few"


def test_a_policy_begins_the_level_anew() -> None:
    """Until enough months follow a policy none is judged; then they alone set the level."""
    policy = change("p", "2020-01-01", measures={"force": "down"})
    counts = [*varied("a"), *monthly("a", "force", "2020-01", 24, 40)]
    city = of_force(counts, policies=[policy])
    first = add_months(day("2020-01-01"), CHART_LEAST)
    assert row_of(city, "a", month=add_months(first, -1))["why"] == "short"
    row = row_of(city, "a", month=first)
    assert (row["state"], row["why"]) == ("common_cause", None)
    assert row["usual_centre"] == pytest.approx(60, rel=0.2)


def test_the_first_months_of_a_record_are_not_judged() -> None:
    """Before a year of months was expected there is no telling what is far."""
    city = of_force(varied("a"))
    first = add_months(day("2014-01-01"), CHART_LEAST + SCATTER_LEAST)
    whys = [row_of(city, "a", month=add_months(first, number))["why"] for number in (-1, 0)]
    assert whys == ["short", None]


@pytest.mark.parametrize(("kind", "why"), [("caution", None), ("breaks", "recording")])
def test_recording_that_changed_among_the_months_of_the_level(kind: str, why: str | None) -> None:
    """A caution is noted; a break bars the months whose level rests on records before it."""
    policy = change("p", "2016-01-01", recording=kind, recording_since="2020-02-15")
    city = of_force(varied("a"), policies=[policy])
    row = row_of(city, "a")
    assert (row["why"], row["notes"]) == (why, ["recording"])
    later = row_of(city, "a", month=add_months(day("2020-03-01"), LEVEL_MONTHS))
    assert (later["why"], later["notes"]) == (None, [])


def test_a_month_filled_otherwise_is_not_judged_and_sets_no_level() -> None:
    """A share whose field was hardly filled says nothing in that month; the next one is judged."""
    months = [f"{year}-{number:02}-01" for year in range(2014, 2022) for number in range(1, 13)]
    coverage = [
        ("force", "is_person_injured", name, 100, 10 if name == "2020-06-01" else 100)
        for name in months
    ]
    counts = [*varied("a", "force_person_injured"), *varied("a", "force_person_injury_known", 60)]
    city = of_force(counts, coverage=coverage)
    june, july = (
        row_of(city, "a", "force_person_injured", month) for month in (JUNE, add_months(JUNE, 1))
    )
    assert (june["why"], june["notes"]) == ("recording", ["jump"])
    assert (july["why"], july["notes"]) == (None, ["jump"])


def test_places_that_moved_bar_areas_and_not_the_city() -> None:
    """Where half of the records lose their place, areas are not judged while it matters."""
    counts = [*varied("a"), *varied("b"), *monthly(UNKNOWN, "force", "2020-04", 3, 40)]
    city = of_force(counts)
    assert [row_of(city, area)["why"] for area in ("a", "b", UNKNOWN)] == [
        "places",
        "places",
        "no_place",
    ]
    assert row_of(city, "")["why"] is None
    assert row_of(city, "a", month=day("2020-03-01"))["why"] is None


def test_a_gap_is_told_and_the_month_after_it_judged() -> None:
    """In a gap a measure shows its last month before it; months after it are judged with a note."""
    gaps = [{"from": "2020-01-01", "to": "2020-03-31"}]
    city = of_force(varied("a"), gaps=gaps)
    row = row_of(city, "a")
    assert (row["why"], row["notes"]) == (None, ["gap"])
    assert day("2020-02-01") not in month_choices(city, "area")


def test_measures_of_the_same_records_that_move_together_are_one_signal() -> None:
    """More force, and more of it with an injury, in the same place and month, is one signal."""
    counts = [
        *varied("a"),
        *varied("b"),
        *varied("a", "force_person_injured", 6),
        *varied("a", "force_person_injury_known", 20),
        *monthly("a", "force", "2020-06", 1, 60),
        *monthly("a", "force_person_injured", "2020-06", 1, 60),
        *monthly("a", "force_person_injury_known", "2020-06", 1, 60),
    ]
    june = month_of(of_force(counts), "area", JUNE)
    moved = june.table.filter(pl.col("signal").is_not_null())
    assert set(moved["measure"]) == {"force", "force_person_injured"}
    assert len(june.signals) == 1


def test_areas_that_move_apart_are_signals_apart() -> None:
    """One area up and another down, where the city stands still, are two signals."""
    counts = [count for count in varied("b", mean=30) if count[1].strftime("%Y-%m") != "2020-06"]
    june = month_of(
        of_force([*varied("a", mean=30), *counts, *monthly("a", "force", "2020-06", 1, 30)]),
        "area",
        JUNE,
    )
    assert june.signals["area_id"].to_list() == ["a", "b"]
    assert june.signals["state"].to_list() == ["concern", "improvement"]


def test_a_count_of_a_month_has_no_caveat_of_a_denominator(sample_home: Path) -> None:
    """What is divided by nothing moves with no change of calls or residents."""
    with at_home(sample_home):
        sample = open_city("sample")
    of_rates = {measure.id: measure.caveats for measure in measures().values()}
    counted = {measure.id: measure.caveats for measure in month_measures(sample, "district")}
    assert "residents_not_present" in of_rates["calls_per_residents"]
    assert "residents_not_present" not in counted["calls_per_residents"]
    assert "recorded_only" in counted["force"]


def test_the_promise_is_for_the_whole_city() -> None:
    """All rows share the setting; where no area is judged, the city's part is left."""
    both = month_of(of_force([*varied("a"), *varied("b")]), "area", JUNE)
    assert both.false_alarms_a_year == FALSE_ALARMS_A_YEAR
    few = month_of(of_force(varied(UNKNOWN)), "area", JUNE)
    assert few.false_alarms_a_year == FALSE_ALARMS_A_YEAR * CITYWIDE_PART


def test_a_city_that_wants_fewer_false_alarms_needs_more_evidence() -> None:
    """Under a smaller promise a month may stay quiet that is a signal under a larger one."""
    counts = [*varied("a"), *varied("b")]
    signals = [
        int((judgement(city, "area", JUNE).signals.side != 0).sum())
        for city in (
            of_force(counts, settings={"response_target_s": None, "false_alarms_a_year": alarms})
            for alarms in (1, 12)
        )
    ]
    assert signals[0] < signals[1]


def test_a_verdict_stands_when_other_records_settle() -> None:
    """What is usual, and a signal, is the same before and after another dataset is settled."""
    counts = [
        *varied("a"),
        *varied("a", "complaints", 12),
        *monthly("a", "force", "2020-06", 1, 12),
    ]
    rows = []
    for settled_to in ("2020-03-31", "2021-12-31"):
        city = vintage(
            counts,
            datasets={
                "force": span("2014-01-01", "2021-12-31"),
                "complaints": span("2014-01-01", "2021-12-31", settled_to=settled_to),
            },
        )
        rows.append(row_of(city, "a"))
    assert rows[0] == rows[1]


def test_records_of_times_apart_keep_their_months_of_the_year() -> None:
    """Years between two datasets move no season: each is judged as if it stood alone."""
    force = [count for count in varied("a") if count[1] < day("2017-01-01")]
    complaints = [count for count in varied("a", "complaints") if count[1] >= day("2018-05-01")]
    spans = {
        "force": span("2014-01-01", "2016-12-31"),
        "complaints": span("2018-05-01", "2021-12-31"),
    }
    alone = vintage(complaints, datasets={"complaints": spans["complaints"]})
    both = vintage([*force, *complaints], datasets=spans)
    month = day("2021-06-01")
    rows = [row_of(city, "a", "complaints", month) for city in (alone, both)]
    names = ("usual_low", "usual_centre", "usual_high", "state")
    assert [rows[0][name] for name in names] == [rows[1][name] for name in names]


def test_a_month_that_is_not_settled_is_refused() -> None:
    """A month after the record is refused in words, and so is a city without measures."""
    with pytest.raises(NoAnswer, match="month_not_settled"):
        month_of(of_force(varied("a")), "area", day("2022-06-01"))
    with pytest.raises(NoAnswer, match="no_review"):
        month_of(vintage(datasets={"persons": span("2014-01-01", "2021-12-31")}), None, JUNE)


def test_areas_of_an_earlier_map_are_judged_on_their_own_map() -> None:
    """After a redrawing new areas wait for months of their own; the city is judged throughout."""
    areas = [("a", None, "2019-01-01"), ("b", None, None), ("c", "2019-01-01", None)]
    counts = [
        *[count for count in varied("a") if count[1] < day("2019-01-01")],
        *[("c", *count[1:]) for count in varied("a") if count[1] >= day("2019-01-01")],
        *varied("b"),
    ]
    city = of_force(counts, areas=areas)
    assert row_of(city, "a", month=day("2018-06-01"))["why"] is None
    assert row_of(city, "c", month=day("2019-06-01"))["why"] == "short"
    assert row_of(city, "", month=day("2019-06-01"))["why"] is None
    assert row_of(city, "c", month=day("2021-06-01"))["why"] is None


def test_the_planted_dip_is_found_and_a_quiet_year_is_quiet(sample_home: Path) -> None:
    """The sample's calls fall in March 2020 and are back in June; 2017 to 2018 plants nothing."""
    with at_home(sample_home):
        sample = open_city("sample")
    rows = {
        month: month_of(sample, "district", month).citywide.row(
            by_predicate=pl.col("measure") == "calls_per_residents", named=True
        )
        for month in (add_months(dt.date(2020, 2, 1), number) for number in range(5))
    }
    states = [row["state"] for row in rows.values()]
    assert states == ["common_cause", "neutral", "neutral", "neutral", "common_cause"]
    assert rows[dt.date(2020, 3, 1)]["is_new"]
    assert [row["value"] < row["usual_low"] for row in rows.values()] == [
        False,
        *[True] * 3,
        False,
    ]
    quiet = judgement(sample, "district", dt.date(2018, 12, 1))
    raised = [
        event
        for month in range(
            quiet.months.index(dt.date(2017, 7, 1)), quiet.months.index(dt.date(2018, 12, 1))
        )
        for event in quiet.raised(month)
    ]
    assert len(raised) <= 2 * FALSE_ALARMS_A_YEAR


def test_a_month_that_names_few_places_judges_no_area(seattle_home: Path) -> None:
    """No precinct is judged in December 2024, when three in ten reports name none; the city is."""
    with at_home(seattle_home):
        seattle = open_city("seattle")
    reasons = [
        set(
            month_of(seattle, "precinct", dt.date(2024, month, 1)).table.filter(
                measure="force", kind=kind
            )["why"]
        )
        for month in (8, 12)
        for kind in ("area", "citywide")
    ]
    assert reasons == [{None}, {None}, {"places"}, {None}]


def test_after_a_gap_a_new_record_is_too_short(cincinnati_home: Path) -> None:
    """Cincinnati's dataset of May 2025 is three months old: nothing is judged, or promised."""
    with at_home(cincinnati_home):
        latest = month_of(open_city("cincinnati"))
    assert (latest.month, latest.looks, latest.false_alarms_a_year) == (dt.date(2025, 8, 1), 0, 0)
    assert set(latest.table["why"]) == {"short", "no_place"}


def test_biased_records_are_never_in_a_month(new_orleans_home: Path) -> None:
    """New Orleans' calls are a biased part of all calls, so no row of any month counts them."""
    with at_home(new_orleans_home):
        new_orleans = open_city("new_orleans")
    june = month_of(new_orleans, month=dt.date(2022, 6, 1))
    assert not any(name.startswith("calls") for name in june.table["measure"])


def test_no_share_of_a_few_records_stands_beside_a_month(new_orleans_home: Path) -> None:
    """Numbers of other months are told without their records, so none is a share of a few.

    Four of five complaints sustained are no 80 of 100, and no fall from 85.
    """
    with at_home(new_orleans_home):
        city = open_city("new_orleans")
    month = month_of(city, "district")
    earlier = month_of(city, "district", add_months(month.month, -12)).table
    exposure = {
        (row["measure"], row["area_id"], row["month"]): row["exposure"]
        for row in earlier.to_dicts()
    }
    told = [
        (
            row["year_ago"] is None,
            exposure[row["measure"], row["area_id"], add_months(row["month"], -12)],
        )
        for row in month.table.to_dicts()
        if (row["measure"], row["area_id"], add_months(row["month"], -12)) in exposure
        and row["measure"] == "complaints_sustained"
    ]
    assert {is_none for is_none, records in told if records and records < CAUTION_EVENTS} == {True}
    assert False in {is_none for is_none, records in told if records and records >= CAUTION_EVENTS}
