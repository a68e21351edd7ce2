"""No cell of a table's CSV is a formula to a spreadsheet, and numbers stay numbers."""

import csv
import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.tables.spreadsheet import as_csv
from queries.paths import ROOT

RUN = ("=", "+", "-", "@", "\t", "\r")
TEXTS = st.one_of(
    st.text(max_size=8), st.tuples(st.sampled_from(RUN), st.text(max_size=8)).map("".join)
)


def rows(text: str) -> list[list[str]]:
    """Return the cells of a CSV that begins as a spreadsheet needs it, read by another reader."""
    mark, text = text[:1], text[1:]
    assert mark == "\ufeff"
    return list(csv.reader(io.StringIO(text, newline="")))


def is_number(text: str) -> bool:
    """Return whether Python reads a text as a number."""
    try:
        float(text.replace(",", ""))
    except ValueError:
        return False
    return True


@settings(deadline=None)
@given(st.lists(st.none() | TEXTS, min_size=1, max_size=5))
def test_no_text_is_a_formula(texts: list[str | None]) -> None:
    """A cell begins with no sign that runs it unless it is a number; all else stays as it was."""
    table = pl.DataFrame({"n": range(len(texts)), "text": pl.Series(texts, dtype=pl.String)})
    cells = [row[1] for row in rows(as_csv(table))[1:]]
    for text, cell in zip(texts, cells, strict=True):
        assert not cell.startswith(RUN) or is_number(cell)
        assert cell.removeprefix("'") == (text or "").removeprefix("'")
        assert cell == (text or "") or (text or "").startswith(RUN)


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False) | st.integers(-(2**60), 2**60).map(float), min_size=1))
def test_numbers_stay_numbers(numbers: list[float]) -> None:
    """A negative number is no formula, and comes back as it was."""
    cells = [row[0] for row in rows(as_csv(pl.DataFrame({"n": numbers})))[1:]]
    assert [float(cell) for cell in cells] == numbers


@pytest.mark.parametrize("text", ["-3.5", "+2", "-1,204", "5"])
def test_a_number_as_text_stays_one(text: str) -> None:
    """A number with its format is text in some tables, and no spreadsheet runs it."""
    assert rows(as_csv(pl.DataFrame({"n": [text]})))[1] == [text]


def test_headings_and_categories_are_texts_too() -> None:
    """A heading may be the name of an area, and a column may hold its texts as categories."""
    table = pl.DataFrame({"=1+1": pl.Series(["@a", "b"], dtype=pl.Categorical)})
    assert rows(as_csv(table)) == [["'=1+1"], ["'@a"], ["b"]]


def test_pages_make_csv_in_one_way() -> None:
    """No page and no part of one writes a CSV by itself."""
    folders = (ROOT / "dashboard" / name for name in ("views", "parts"))
    modules = [path for folder in folders for path in folder.glob("*.py")]
    assert [path.name for path in modules if "write_csv" in path.read_text(encoding="utf-8")] == []
