"""Tables as CSV for a spreadsheet, which must take no cell for a formula.

A spreadsheet runs a cell that begins with one of a few signs, and cells hold what data and packs
say. Files for programs (`accord … --format csv`, the records of Get the data) stay as they are.
"""

import polars as pl

FORMULA = r"^[=+\-@\t\r]"
"""What a cell that a spreadsheet would run begins with."""

NUMBER = r"^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$"
"""A number as text, which no spreadsheet runs and which must stay one."""

AS_TEXT = "'"
"""A spreadsheet shows what follows this sign as it is."""


def as_csv(table: pl.DataFrame) -> str:
    """Return a table as CSV; an apostrophe stands before each text that could be a formula.

    The mark at its beginning tells a spreadsheet that accents are written in UTF-8.
    """
    headings = _inert(pl.Series(table.columns, dtype=pl.String))
    columns = [_inert(table[name]) for name in table.columns]
    return (
        table.with_columns(columns)
        .rename(dict(zip(table.columns, headings, strict=True)))
        .write_csv(include_bom=True)
    )


def _inert(cells: pl.Series) -> pl.Series:
    if cells.dtype not in (pl.String, pl.Categorical, pl.Enum):
        return cells
    texts = cells.cast(pl.String)
    runs = texts.str.contains(FORMULA) & ~texts.str.contains(NUMBER)
    return (AS_TEXT + texts).zip_with(runs.fill_null(value=False), texts).alias(cells.name)
