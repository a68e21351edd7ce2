"""Small panels: two periods on one scale, all values in the table, and what is not said."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from dashboard.parts.templates import rendered
from dashboard.tables.panels import panel_rows, stacked
from dashboard.words import load
from dashboard.words.unsaid import mostly_unsaid, unsaid_lines
from queries.records import force
from queries.records.periods import Part, Period
from queries.vintage.catalog import open_city
from tests.conftest import at_home

WORDS = load("en")
SHARES = ("share", "low", "high")


def side(**shares: tuple[int, float | None]) -> pl.DataFrame:
    """Return a side of a panel: label = (n, share), with a range of 0.1 on both sides."""
    rows = [
        {
            "label": label,
            "n": n,
            "share": share,
            "low": None if share is None else share - 0.1,
            "high": None if share is None else share + 0.1,
        }
        for label, (n, share) in shares.items()
    ]
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(SHARES, pl.Float64))


def test_two_periods_stand_side_by_side_on_one_scale() -> None:
    """Each value has the earlier bar above the later, from 0 to all; one that was not is 0."""
    before, after = side(a=(60, 0.6), b=(40, 0.4)), side(b=(15, 0.5), c=(5, 0.2))
    rows, more = panel_rows([before, after], WORDS, 1)
    assert ([row["label"] for row in rows], more) == (["B", "C", "A"], 0)
    bars = {row["label"]: row["bars"] for row in rows}
    assert [bar["when"] for bar in bars["B"]] == ["earlier", "later"]
    assert [bar["width"] for bar in bars["B"]] == [40, 50]
    assert [(bar["low"], bar["high"]) for bar in bars["B"]] == [(30, 50), (40, 60)]
    assert [bar["large"] for bar in bars["A"]] == ["60\u00a0%", "0\u00a0%"]
    assert bars["C"][1]["small"] == "5 ×"


def test_counts_of_two_periods_are_not_laid_side_by_side() -> None:
    """Without shares only the page's own period has bars, on the scale of its largest count."""
    rows, _ = panel_rows([side(a=(30, None), b=(15, None)), side(a=(3, None))], WORDS)
    assert [[bar["when"] for bar in row["bars"]] for row in rows] == [["only"], ["only"]]
    assert [row["bars"][0]["width"] for row in rows] == [100, 50]
    assert rows[0]["bars"][0]["large"] == "30"


def test_a_side_that_does_not_say_has_no_bar() -> None:
    """Beside a period with shares, one without any has no bar, which would read as 0."""
    rows, _ = panel_rows([side(a=(60, 0.6)), side(a=(0, None))], WORDS)
    assert [bar["when"] for bar in rows[0]["bars"]] == ["earlier"]
    rows, _ = panel_rows([side(a=(0, None))], WORDS)
    assert rows[0]["bars"] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_panel_is_heard_with_its_periods(language: str) -> None:
    """Names of values are text, never markup, and each number is read with its period."""
    words = load(language)
    rows, _ = panel_rows([side(**{"<b>x": (60, 0.6)}), side(**{"<b>x": (40, 0.5)})], words)
    html = rendered("panel", title="<i>", rows=rows, rest="")
    assert "&lt;b&gt;x" in html.lower()
    assert "<h3>&lt;i&gt;</h3>" in html
    for when in ("earlier", "later"):
        assert f"<i>{words.text(f'panels.{when}')}</i>" in html


def test_the_table_names_the_period_of_each_row() -> None:
    """Two periods stand under each other in one table; a single one is as it was."""
    table = pl.DataFrame({"What": ["a"], "Number": [1]})
    assert stacked(["2020"], [table], WORDS) is table
    both = stacked(["2019", "2020"], [table, table.drop("Number")], WORDS)
    assert both.rows() == [("2019", "a", 1), ("2020", "a", None)]
    assert both.columns == [WORDS.text("records.period"), "What", "Number"]


def test_what_is_not_recorded_is_one_sentence(chicago_home: Path) -> None:
    """Chicago lists no kind of force in 19 of 20 reports: no picture, a sentence with the share."""
    with at_home(chicago_home):
        city = open_city("chicago")
        period = Period("year", dt.date(2022, 1, 1), dt.date(2022, 12, 31))
        part = Part(city, "force", city.layer().id, None, period)
        breakdown = force.breakdown(part)
        assert set(mostly_unsaid(breakdown)) == {"force_types", "officer_weapon"}
        lines = unsaid_lines(part, breakdown, WORDS)
    assert len(lines) == 2
    assert "kind of force (9" in lines[0]
    assert lines[1].startswith(
        "Not in the files used here: level of force, firearm pointed, reason"
    )
