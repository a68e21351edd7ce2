"""The page How we know: the rule in the order of the code, the study as it is."""

import numpy as np
import polars as pl
import pytest

from dashboard.charts.coverage import coverage_chart
from dashboard.tables.methods import (
    RULES,
    alarm_lines,
    constants_lines,
    coverage_points,
    range_lines,
    rule_table,
    study_table,
    study_words,
    sure,
    value_of,
)
from dashboard.words import load
from queries.declared.methods import Constant, methods
from queries.declared.study import AIM, study
from queries.stats.verdicts import verdicts
from tests.languages import LANGUAGES

# inputs that fit a line of the rule, as (before, after, low, high, p, q, detectable fall, breaking)
FITS = {
    "not_comparable": (100, 50, 0.4, 0.6, 0.001, 0.001, 0.8, True),
    "few": (4, 1, 0.1, 0.9, 0.01, 0.01, 0.2, False),
    "fell": (100, 50, 0.4, 0.85, 0.001, 0.001, 0.8, False),
    "rose": (50, 100, 1.1, 1.2, 0.001, 0.001, 0.8, False),
    "about_the_same": (900, 910, 0.9, 1.1, 0.8, 0.8, 0.4, False),
    "blind": (15, 12, 0.4, 1.7, 0.6, 0.6, 0.4, False),
    "no_clear_change": (100, 90, 0.7, 1.2, 0.4, 0.4, 0.7, False),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_is_the_one_of_the_code(rule: str) -> None:
    """Each line gives the verdict that the code gives to what fits it, and lines before it win.

    The example of a line also fits a later one where it can: few events that fell, a rise inside
    the range of about the same, about the same where little could have been seen.
    """
    assert list(FITS) == list(RULES)
    *numbers, breaking = (np.array([value]) for value in FITS[rule])
    assert verdicts(*numbers, is_breaking=breaking)[0] == RULES[rule]


def test_thresholds_are_printed_from_the_code() -> None:
    """The table of the rule in both languages holds the thresholds and seven lines."""
    for language in LANGUAGES:
        table = rule_table(load(language))
        assert len(table.splitlines()) == 2 + len(RULES)
        for number in ("20", "10", "0.05", "0.80", "1.25", "0.5"):
            assert number in table


def test_how_sure_takes_its_numbers_from_the_study() -> None:
    """90.56 at the lowest is said as 90, 98.86 at the highest as 99, 3.82 wrong as 4 at most."""
    text = " ".join(sure(load("en")))
    assert "90 to 99 of every 100" in text
    assert "we said of 4 at most" in text


def test_what_lies_outside_the_aim_is_said() -> None:
    """A range that is too narrow somewhere says so with where; one that never is says that."""
    lines = range_lines(load("en")).splitlines()
    shares = next(line for line in lines if line.startswith("- **Change of a share**"))
    assert "90.6 to 95.7 times in 100, in 76 settings" in shares
    assert "Too narrow in 8; the lowest at 0.2 events a month" in shares
    assert lines[0].endswith("Never outside the aim.")
    assert "no verdict" in alarm_lines(load("en"))


def test_the_study_is_shown_whole() -> None:
    """The table has a row per setting and the file's numbers in percent, in words."""
    cells = study().cells
    for language in LANGUAGES:
        table = study_table(load(language))
        assert table.shape == cells.shape
        assert table.to_series(7).to_list() == [
            round(share * 100, 2) for share in cells["ratio_covered"]
        ]
    values = study_words(load("en"))
    assert values["within"] + values["narrow"] + values["wide"] == values["n"] == 412


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
