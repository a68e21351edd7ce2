"""The simulation study as the page shows it."""

import polars as pl
import pytest

from queries.declared.study import (
    AIM,
    ANY_NAMED,
    COMPARED,
    LUCK,
    RANGES,
    SHOCKS,
    STRONG,
    STRONG_AIM,
    Goal,
    by_months,
    chances,
    coverage,
    false_alarms,
    goals,
    second_answers,
    study,
    summary,
)
from queries.paths import ROOT


def test_every_setting_of_every_range_is_told() -> None:
    """Each interval has all its settings, and each setting is counted once."""
    cells = study().cells
    expected = sum(
        len(cells.filter(pl.col("what") == setting, pl.col(column).is_not_null()))
        for setting, column in RANGES.values()
    )
    assert len(coverage()) == expected == summary()["settings"].sum()
    assert coverage()["covered"].null_count() == 0


def test_summary_by_hand() -> None:
    """The summary of the ratio of rates has the lowest, mean and highest coverage of the file."""
    row = summary().row(by_predicate=pl.col("range") == "ratio", named=True)
    cells = study().cells.filter(pl.col("what") == "rate").sort("ratio_covered")
    assert row["lowest"] == cells["ratio_covered"][0]
    assert row["highest"] == cells["ratio_covered"][-1]
    assert row["average"] == pytest.approx(cells["ratio_covered"].mean())
    names = ("events_per_month", "alpha", "correlation", "scenario")
    lowest = ("lowest_events", "lowest_alpha", "lowest_correlation", "lowest_scenario")
    assert tuple(row[name] for name in lowest) == cells.select(names).row(0)


def test_places_follow_the_aim() -> None:
    """A setting below its aim is too narrow, above it wider than needed; strong ties lower it."""
    for row in coverage().to_dicts():
        high = AIM[1]
        low = STRONG_AIM if (row["correlation"] or 0) >= STRONG else AIM[0]
        place = "narrow" if row["covered"] < low else "wide" if row["covered"] > high else "within"
        assert row["place"] == place
    assert coverage().filter(pl.col("correlation") >= STRONG, pl.col("covered") < AIM[0]).height


def test_goals_are_those_that_were_set() -> None:
    """The goals have the aims of the issue, and each rests on settings of the study."""
    aims = {goal.id: (goal.at_least, goal.aim) for goal in goals()}
    assert aims == {
        "covered": (True, 0.93),
        "covered_strong": (True, 0.90),
        "any_named": (False, 0.08),
        "any_named_strong": (False, 0.12),
        "any_named_shock": (False, 0.12),
        "ordinary": (True, 0.90),
        "fall": (True, 0.80),
        "small_fall": (True, 0.80),
    }
    assert all(goal.settings for goal in goals())


def test_a_goal_by_hand() -> None:
    """The chance of a falsely named area: average, worst and misses over the cells it is about."""
    goal = next(goal for goal in goals() if goal.id == "any_named")
    cells = [
        cell
        for cell in study().cells.to_dicts()
        if cell["areas"] > 1
        and cell["any_named"] is not None
        and cell["scenario"] not in SHOCKS
        and cell["correlation"] < STRONG
    ]
    chance = [cell["any_named"] for cell in cells]
    assert (goal.settings, goal.worst) == (len(chance), max(chance))
    assert goal.average == pytest.approx(sum(chance) / len(chance))
    misses = 0
    for cell in cells:
        cities = cell["looks"] / cell["areas"]
        luck = LUCK * (ANY_NAMED * (1 - ANY_NAMED) / cities) ** 0.5
        misses += cell["any_named"] > ANY_NAMED + luck
    assert goal.missed == misses


@pytest.mark.parametrize(
    ("at_least", "average", "missed", "is_reached"),
    [
        (True, 0.95, 0, True),
        (True, 0.92, 0, False),
        (True, 0.95, 1, False),
        (False, 0.95, 0, False),
        (False, 0.90, 0, True),
    ],
)
def test_a_goal_is_reached(
    *, at_least: bool, average: float, missed: int, is_reached: bool
) -> None:
    """A goal is kept by its average and by every setting, or it is not."""
    goal = Goal("a", 0.93, at_least, average, worst=0.9, settings=3, missed=missed)
    assert goal.is_reached is is_reached


def test_months_are_averages_of_their_settings() -> None:
    """The row of steady months at correlation 0.5 averages the unchanged cells of that kind."""
    row = by_months().row(
        by_predicate=(pl.col("scenario") == "steady") & (pl.col("correlation") == 0.5), named=True
    )
    cells = study().cells.filter(
        pl.col("what") == "rate",
        pl.col("scenario") == "steady",
        pl.col("correlation") == 0.5,
        pl.col("ratio") == 1,
        pl.col("record_months") == 96,
    )
    city, others = cells.filter(pl.col("areas") == 1), cells.filter(pl.col("areas") > 1)
    assert row["city_covered"] == pytest.approx(city["ratio_covered"].mean())
    assert row["areas_covered"] == pytest.approx(others["ratio_covered"].mean())
    eighty = others.filter(pl.col("areas") == 80)
    assert row["any_named_80"] == pytest.approx(eighty["any_named"].mean())


def test_a_trend_has_no_false_alarms() -> None:
    """Where the level falls all the time no area is unchanged, so that none is named falsely."""
    trend = by_months().filter(pl.col("scenario") == "trending")
    assert len(trend)
    assert trend["any_named_30"].null_count() == len(trend)
    assert len(chances()) == study().cells.filter(pl.col("areas") > 1)["any_named"].count()


def test_second_answers_add_up() -> None:
    """Every look at a long record stands out, does not, or is too short."""
    table = second_answers()
    assert (table["record_months"] == 240).all()
    total = table["stands_out"] + table["does_not_stand_out"] + table["too_short"]
    assert total.to_list() == pytest.approx([1.0] * len(table), abs=2e-4)


def test_designs_without_verdicts_tell_their_luck() -> None:
    """Only designs without verdicts are told by how often their range leaves out no change."""
    assert not set(false_alarms()["what"]) & set(COMPARED)
    panel = false_alarms().row(by_predicate=pl.col("what") == "panel", named=True)
    assert panel["luck"] == pytest.approx(2 * (0.05 * 0.95 / 1000) ** 0.5)
    cells = study().cells.filter(pl.col("what") == "panel")
    assert panel["highest"] == (cells["fell"] + cells["rose"]).max()


def test_the_front_page_quotes_the_study() -> None:
    """README's coverage and chances per city are those of the goals that it names."""
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    by_id = {goal.id: goal for goal in goals()}
    for name in ("covered", "covered_strong"):
        assert f"{100 * by_id[name].average:.1f} %" in text
        assert f"{100 * by_id[name].worst:.1f} %" in text
    for name in ("any_named", "any_named_strong", "any_named_shock"):
        assert f"{100 * by_id[name].average:.1f} %" in text
    assert f"{100 * max(chances()):.1f} % in the hardest setting" in text
    assert f"in the hardest of {by_id['covered'].settings} settings" in text
