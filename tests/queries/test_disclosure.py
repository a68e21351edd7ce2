"""The disclosure rule on tables as pages have them."""

import polars as pl
import pytest

from queries.disclosure import protect
from queries.errors import NoAnswer


def table(cells: dict[tuple[str, str], int]) -> pl.DataFrame:
    """Return a row per cell."""
    return pl.DataFrame(
        [(area, race, n) for (area, race), n in cells.items()],
        schema=["area", "race", "n"],
        orient="row",
    )


def test_small_cells_are_told_as_a_range() -> None:
    """3 is shown as 1–4, the cells that would give it back as 5+, the rest as they are."""
    found = protect(
        table(
            {
                ("east", "black"): 3,
                ("east", "white"): 20,
                ("west", "black"): 10,
                ("west", "white"): 30,
                ("west", "asian"): 7,
            }
        ),
        "area",
        "race",
        "n",
        5,
    )
    assert found.columns == ["area", "race", "n", "shown"]
    assert found["shown"].to_list() == ["1–4", "5+", "0", "5+", "5+", "7"]
    assert found["n"].to_list() == [None, None, 0, None, None, 7]


def test_a_table_without_small_cells_is_shown_whole() -> None:
    """Nothing is hidden where nothing is small, whatever the order and the gaps of the rows."""
    cells = {("west", "white"): 30, ("east", "black"): 5, ("west", "black"): 12}
    found = protect(table(cells), "area", "race", "n", 5)
    assert found["shown"].to_list() == ["30", "12", "0", "5"]
    assert found["n"].null_count() == 0


def test_one_area_alone_is_refused() -> None:
    """The people of one area by race are the totals themselves: no table is given."""
    with pytest.raises(NoAnswer, match="too_few_to_cross"):
        protect(table({("east", "black"): 3, ("east", "white"): 20}), "area", "race", "n", 5)


def test_rows_that_are_null_are_a_row_of_their_own() -> None:
    """Records without an area or a race are counted, not lost."""
    cells = pl.DataFrame(
        {"area": ["a", None, "a", None], "race": ["x", "x", None, None], "n": [8, 9, 6, 7]}
    )
    found = protect(cells, "area", "race", "n", 5)
    assert found["shown"].to_list() == ["8", "6", "9", "7"]


def test_an_empty_table_stays_empty() -> None:
    """Without a record there is no cell."""
    empty = pl.DataFrame(schema={"area": pl.String, "race": pl.String, "n": pl.Int64})
    assert protect(empty, "area", "race", "n", 5).is_empty()
