"""Finds several persons in one cell: "Black,White," beside "19,22," says two persons."""

from dataclasses import dataclass

import duckdb

from data.formats import named, quoted
from data.new_city.profile import Column, Table
from data.new_city.words import listed, tokens

DELIMITERS = ("|", ";", "\n", ",")
PERSONAL = (
    *("person_race", "person_sex", "person_age", "is_person_injured", "is_person_armed"),
    *("is_person_arrested", "is_person_hospitalized", "is_person_killed"),
)

LEAST_SHARE = 0.01
"""Least share of rows with several values in a cell of a column of persons."""

AGREE = 0.98
"""Least share of rows with several persons in which the lists are of one length."""


@dataclass(frozen=True)
class PersonsInCells:
    """Columns whose cells list persons in parallel, parted by `delimiter`, and the evidence."""

    columns: tuple[str, ...]
    delimiter: str
    evidence: str


def persons_in_cells(
    con: duckdb.DuckDBPyConnection, table: Table, dataset: str
) -> tuple[PersonsInCells | None, tuple[str, ...]]:
    """Return the parallel lists of persons in the cells of a source, and questions about others."""
    if dataset != "force":
        return None, ()
    for delimiter in DELIMITERS:
        columns = [
            column
            for column in table.columns
            if _is_personal(column) and _several(con, column, delimiter) > LEAST_SHARE * table.rows
        ]
        if not columns:
            continue
        names = ", ".join(repr(column.name) for column in columns)
        rows, alike = _agreement(con, columns, delimiter)
        if len(columns) > 1 and alike >= AGREE * rows:
            evidence = (
                f"{rows:,} of {table.rows:,} rows list several persons in one cell of {names}; in "
                f"{alike:,} of them the lists are of one length, so each place is a person"
            )
            return PersonsInCells(tuple(c.name for c in columns), delimiter, evidence), ()
        return None, (
            f"are these several persons in one cell? {names} hold values parted by "
            f"{delimiter!r} in {rows:,} rows, such as {_example(columns, delimiter)}, and "
            + (f"the lists agree in length in {alike:,} of them" if len(columns) > 1 else "alone")
            + ". If so, split them in the query as sql/staging/new_orleans/force_lists.sql does; "
            "if one value is meant, delete this question",
        )
    return None, ()


def split_rows(con: duckdb.DuckDBPyConnection, table: Table, cells: PersonsInCells) -> None:
    """Give each person a row of raw.<source>, as the staging query does."""
    name = f"raw.{named(table.source)}"
    con.execute(
        f"create or replace table {name} as select * exclude (person_no) "
        f"from ({' '.join(split(cells, name))})"
    )


def split(cells: PersonsInCells, raw: str = "raw") -> list[str]:
    """Return the lines of SQL that give each person in a cell a row, numbered in person_no."""
    lengths = ", ".join(f"len({_list(name, cells.delimiter)})" for name in cells.columns)
    parts = [
        f"        nullif(trim({_list(name, cells.delimiter)}[person_no]), '') as {named(name)},"
        for name in cells.columns
    ]
    parts[-1] = parts[-1].rstrip(",")
    return [
        "select",
        "    rows_read.* replace (",
        *parts,
        "    ),",
        "    person_no,",
        f"from {raw} as rows_read",
        f"cross join unnest(range(1, 1 + greatest(1, {lengths}))) as persons (person_no)",
    ]


def _list(name: str, delimiter: str) -> str:
    mark = r"E'\n'" if delimiter == "\n" else quoted(delimiter)
    cell = f"rows_read.{named(name)}"
    return f"string_split(rtrim(coalesce({cell}, ''), {mark} || ' '), {mark})"


def _is_personal(column: Column) -> bool:
    words = set(tokens(column.name))
    specs = [listed()["force"][target] for target in PERSONAL]
    return any(
        not words & set(spec["not"])
        and any(set(phrase.split()) <= words for phrase in spec["names"])
        for spec in specs
    )


def _several(con: duckdb.DuckDBPyConnection, column: Column, delimiter: str) -> int:
    length = f"len({_list(column.name, delimiter)})"
    rows = con.execute(f"select count(*) from records as rows_read where {length} > 1").fetchall()
    return int(rows[0][0])


def _agreement(
    con: duckdb.DuckDBPyConnection, columns: list[Column], delimiter: str
) -> tuple[int, int]:
    """Return the rows with several values in any of the columns, and those with equally many.

    A column counts only in its own files: another year may write `Gender` for `Sex`.
    """
    lengths = ", ".join(
        f"case when rows_read.source_file in ({', '.join(map(quoted, sorted(column.files)))}) "
        f"then len({_list(column.name, delimiter)}) end"
        for column in columns
    )
    rows = con.execute(
        f"""
        select
            count(*) filter (list_max(lengths) > 1),
            count(*) filter (list_max(lengths) > 1 and list_max(lengths) = list_min(lengths)),
        from (
            select list_filter([{lengths}], lambda length: length is not null) as lengths
            from records as rows_read
        )
        """
    ).fetchall()
    return int(rows[0][0]), int(rows[0][1])


def _example(columns: list[Column], delimiter: str) -> str:
    values = [value for column in columns for value, _ in column.values if delimiter in value]
    return ", ".join(repr(value) for value in values[:2])
