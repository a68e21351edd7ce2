"""Columns of text: from values, from rows, and headings."""

import polars as pl
import pytest

from dashboard.words import columns, load

WORDS = load("en")


def test_each_value_becomes_a_text() -> None:
    """Null stays null, and `say` is called once per distinct value."""
    calls: list[str] = []

    def say(value: str) -> str:
        calls.append(value)
        return value.upper()

    texts = columns.of_values(pl.Series(["a", None, "b", "a"]), say)
    assert texts.to_list() == ["A", None, "B", "A"]
    assert sorted(calls) == ["a", "b"]


def test_each_code_becomes_the_text_of_its_section() -> None:
    """A code's text is the section's entry of that name; null stays null."""
    texts = columns.of_codes(pl.Series(["fell", None]), "verdicts", WORDS)
    assert texts.to_list() == [WORDS.verdict("fell"), None]


def test_each_row_becomes_a_text() -> None:
    """A row's text may use all its values, and an empty table gives an empty column of text."""
    rows = pl.DataFrame({"low": [1, None], "high": [2, 3]})
    texts = columns.of_rows(rows, lambda row: f"{row['low']}–{row['high']}")
    assert texts.to_list() == ["1–2", "None–3"]
    assert columns.of_rows(rows.clear(), str).dtype == pl.String


def test_headings_come_from_the_section_or_from_all_records() -> None:
    """A section's own text comes first, records.columns second; a column without text fails."""
    table = pl.DataFrame({"timed": [1], "month": [2]})
    own = WORDS.text("calls.columns.timed")
    general = WORDS.text("records.columns.month")
    assert "calls.columns.month" not in WORDS.texts
    assert columns.headings(table, "calls.columns", WORDS).columns == [own, general]
    with pytest.raises(KeyError):
        columns.headings(pl.DataFrame({"no_such_column": [1]}), "calls.columns", WORDS)


def test_a_share_becomes_a_percentage() -> None:
    """Percentages are rounded to a tenth and keep the column's name."""
    table = pl.DataFrame({"share": [0.12345, None]})
    assert table.select(columns.percent("share"))["share"].to_list() == [12.3, None]
