"""The page How we know: the rule in the order of the code, the study as it is."""

import numpy as np
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts.coverage import coverage_chart
from dashboard.tables.methods import (
    COMPARED,
    RULES,
    alarm_lines,
    constants_lines,
    coverage_points,
    goals_table,
    matters_lines,
    months_table,
    ordinary_words,
    range_lines,
    rule_table,
    study_table,
    study_words,
    sure,
    value_of,
)
from dashboard.words import load
from queries.declared.measures import smallest_changes
from queries.declared.methods import Constant, methods
from queries.declared.study import (
    AIM,
    by_months,
    chances,
    coverage,
    goals,
    second_answers,
    study,
    summary,
)
from queries.stats.verdicts import verdicts
from tests.languages import LANGUAGES

# inputs that fit a line of the rule, as
# (before, after, ratio, low, high, q, detectable fall, by chance alone, breaking); a tenth matters
FITS = {
    "not_comparable": (100, 50, 0.5, 0.4, 0.6, 0.001, 0.8, 0.8, True),
    "fell": (4, 1, 0.25, 0.1, 0.9, 0.01, 0.2, 0.2, False),
    "rose": (50, 58, 1.16, 1.1, 1.2, 0.001, 0.8, 0.8, False),
    "fell_a_little": (900, 855, 0.95, 0.92, 0.98, 0.01, 0.9, 0.8, False),
    "rose_a_little": (900, 945, 1.05, 1.02, 1.08, 0.01, 0.9, 0.8, False),
    "few": (4, 4, 1.0, 0.95, 1.05, 0.9, 0.2, 0.2, False),
    "about_the_same": (900, 910, 1.01, 0.95, 1.1, 0.8, 0.4, 0.8, False),
    "blind": (150, 120, 0.8, 0.4, 1.7, 0.6, 0.4, 0.8, False),
    "no_clear_change": (100, 90, 0.9, 0.7, 1.2, 0.4, 0.7, 0.8, False),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_is_the_one_of_the_code(rule: str) -> None:
    """Each line gives the verdict that the code gives to what fits it, and lines before it win.

    The example of a line also fits a later one where it can: few events that fell, few events whose
    range holds no change that matters, about the same where little could have been seen.
    """
    assert list(FITS) == list(RULES)
    *numbers, breaking = (np.array([value]) for value in FITS[rule])
    assert verdicts(*numbers, matters=0.1, is_breaking=breaking)[0] == RULES[rule]


def test_thresholds_are_printed_from_the_code() -> None:
    """The table of the rule in both languages holds the thresholds and nine lines."""
    for language in LANGUAGES:
        table = rule_table(load(language))
        assert len(table.splitlines()) == 2 + len(RULES) == 11
        for number in ("20", "10", "0.05", "0.5"):
            assert number in table


def test_the_smallest_changes_are_told_with_their_reasons() -> None:
    """Each kind of number has its two thresholds, the ratios between, and why."""
    for language in LANGUAGES:
        words = load(language)
        lines = matters_lines(words).splitlines()
        assert len(lines) == len(smallest_changes())
        for line, change in zip(lines, smallest_changes().values(), strict=True):
            assert words.say(change.reason) in line
            for part in ("10\u00a0%", "20\u00a0%", "0.90–1.11", "0.80–1.25"):
                assert part in line


def test_how_sure_takes_its_numbers_from_the_study() -> None:
    """Coverage is rounded down and what goes wrong is rounded up."""
    ranges = coverage().filter(pl.col("range").is_in(COMPARED))["covered"].to_list()
    usual, lowest = sum(ranges) / len(ranges) * 100, min(ranges) * 100
    text = " ".join(sure(load("en")))
    assert f"{int(usual)} of 100 such ranges held it, and {int(lowest)} in the" in text
    chance = chances().to_list()
    wrong, most = -int(-100 * sum(chance) / len(chance) // 1), -int(-100 * max(chance) // 1)
    assert f"change, {wrong} had any area that we said fell or rose, and {most} in the" in text


def test_ordinary_years_are_told_from_the_study() -> None:
    """How often an ordinary date stands out is the largest share of the study, trend and none."""
    second = second_answers()
    trend = pl.col("scenario") == "trending"
    none = second.filter(~trend, pl.col("ratio") == 1)["stands_out"].to_list()
    steady = second.filter(trend)["stands_out"].to_list()
    text = " ".join(ordinary_words(load("en")))
    assert f"dates stood out {100 * max(none):.0f} times in 100 at most" in text
    assert f"they did {100 * max(steady):.0f} times in 100 at most" in text
    assert "records of 20 years" in text
    assert "9 of 10 such times" in text
    assert len(ordinary_words(load("es"))) == len(ordinary_words(load("en")))


def test_goals_stand_beside_what_came_out() -> None:
    """Each goal has its aim, average, worst setting and whether it was kept, in both languages."""
    for language, kept in (("en", "kept"), ("es", "cumplida")):
        table = goals_table(load(language))
        assert len(table) == len(goals())
        for row, goal in zip(table.rows(), goals(), strict=True):
            assert row[1] == f"{'≥' if goal.at_least else '≤'} {100 * goal.aim:g}"
            assert row[2:4] == (f"{100 * goal.average:.1f}", f"{100 * goal.worst:.1f}")
            assert row[4:6] == (goal.settings, goal.missed)
            assert (row[6] == kept) is goal.is_reached
    values = study_words(load("en"))
    assert (values["goals"], values["reached"]) == (
        len(goals()),
        sum(goal.is_reached for goal in goals()),
    )


def test_the_chance_per_city_is_shown_by_kind_of_months() -> None:
    """The table has the rows of the study in percent; a trend has no chance of a false name."""
    table = months_table(load("en"))
    assert table.shape == by_months().shape
    assert table["Any of 80 areas named, %"].to_list() == [
        None if chance is None else round(100 * chance, 1) for chance in by_months()["any_named_80"]
    ]


def test_what_lies_outside_the_aim_is_said() -> None:
    """A range that is too narrow somewhere says so with where; one that never is says that."""
    lines = range_lines(load("en")).splitlines()
    row = summary().row(by_predicate=pl.col("range") == "ratio", named=True)
    assert (
        f"{100 * row['lowest']:.1f} to {100 * row['highest']:.1f} in {row['settings']}" in lines[0]
    )
    assert f"Below the aim in {row['narrow']}; the lowest at" in lines[0]
    series = next(line for line in lines if line.startswith("- **City series**"))
    assert series.endswith("Never outside the aim.")
    assert alarm_lines(load("en")).count("no verdict") == 3


def test_the_study_is_shown_whole() -> None:
    """The table has a row per setting and the file's numbers in percent, in words."""
    cells = study().cells
    for language in LANGUAGES:
        words = load(language)
        table = study_table(words)
        assert table.shape == cells.shape
        for column in ("ratio_covered", "any_named"):
            assert table[words.text(f"known.columns.{column}")].to_list() == [
                None if share is None else round(share * 100, 2) for share in cells[column]
            ]
    values = study_words(load("en"))
    assert values["within"] + values["narrow"] + values["wide"] == values["n"] == len(coverage())


def test_the_chart_says_nothing_by_colour_alone() -> None:
    """Where a setting lies against the aim is colour and mark; the band reads nothing out."""
    points = coverage_points(load("en"))
    spec = coverage_chart(points, (AIM[0] * 100, AIM[1] * 100), load("en")).to_dict()
    band, marks = spec["layer"]
    assert band["mark"]["aria"] is False
    assert marks["encoding"]["color"]["field"] == marks["encoding"]["shape"]["field"]
    assert len(set(marks["encoding"]["shape"]["scale"]["range"])) == 3
    assert points.filter(pl.col("place") == "narrow").height == study_words(load("en"))["narrow"]


def test_constants_are_printed_with_value_and_reason() -> None:
    """A count with its comma, a pair with both ends, a month as it is, and why."""
    assert value_of(Constant("A", 10_000, {})) == "10,000"
    assert value_of(Constant("A", (0.8, 1.25), {})) == "0.8, 1.25"
    assert value_of(Constant("A", "2020-03", {})) == "2020-03"
    verdict = next(method for method in methods() if method.id == "verdict")
    assert "- `MIN_EVENTS` = **20**. With fewer events in all" in constants_lines(
        verdict, load("en")
    )


PAGE = """
import streamlit as st
from dashboard.views import how_we_know
from dashboard.words import load
how_we_know.show(load(st.query_params["lang"]))
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_opens_with_its_tables(language: str) -> None:
    """The page shows the rule, ordinary years, the goals and the chance per city."""
    app = AppTest.from_string(PAGE, default_timeout=60)
    app.query_params["lang"] = language
    app.run()
    assert not app.exception
    words = load(language)
    texts = "\n".join(block.value for block in app.markdown)
    for part in (rule_table(words), matters_lines(words), *ordinary_words(words)):
        assert part in texts
    goals_shown, months_shown, *_ = (frame.value for frame in app.dataframe)
    assert len(goals_shown) == len(goals())
    assert len(months_shown) == len(by_months())
