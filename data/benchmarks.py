"""Benchmarks for a group's share of force: residents, or events, by race."""

from pathlib import Path

import duckdb

from data.config import City, RaceBenchmark
from data.formats import COUNTS, header, is_whole, named, quoted
from data.formats import rows as rows_of
from data.machine import refuse_machine_fault
from data.read import csv_fault
from data.sql import insert_rows, make_table
from queries.errors import BadInput


def load_benchmarks(con: duckdb.DuckDBPyConnection, city: City, folder: Path) -> None:
    """Fill core.benchmarks: one row per benchmark, race and year; n is the sum of the file's rows.

    Needs core.vocabularies. Raises BadInput for a file that cannot be read, for a race that is
    not in the pack or not in the dictionary, and for a count or year that is no whole number.
    """
    make_table(con, "core.benchmark_counts")
    for benchmark in city.race_benchmarks:
        _load(con, benchmark, folder / benchmark.file)
    make_table(con, "core.benchmarks")


def _load(con: duckdb.DuckDBPyConnection, spec: RaceBenchmark, path: Path) -> None:
    races = [
        str(race)
        for (race,) in con.execute(
            "select word from core.vocabularies where vocabulary = 'race'"
        ).fetchall()
    ]
    rows = _read(con, spec, path)
    if not rows:
        raise BadInput(
            f"The file of benchmark {spec.id!r} holds no rows",
            file=path,
            actual="a header and nothing under it",
            expected="one row per count",
            remedy="download it again, or remove the benchmark from city.toml",
        )
    for row, (race, year, count) in enumerate(rows, start=2):
        if spec.races.get(race) not in races:
            raise BadInput(
                f"Benchmark {spec.id!r} has a race that the pack does not translate",
                file=path,
                row=row,
                column=spec.race_column,
                actual=f"{race} = {spec.races.get(race, 'nothing')}",
                expected=", ".join(races),
                remedy="add it to race_benchmarks.races in city.toml",
            )
        if not (is_whole(year) and is_whole(count)):
            raise BadInput(
                f"Benchmark {spec.id!r} has a row without a year or a count",
                file=path,
                row=row,
                column=spec.count_column,
                actual=f"{year}: {count}",
                expected="whole numbers",
                remedy="correct the file, or count_column and year_column in city.toml",
            )
    insert_rows(
        con,
        "core.benchmark_counts",
        [(spec.id, spec.races[race], int(year), int(count)) for race, year, count in rows],
    )


def _read(
    con: duckdb.DuckDBPyConnection, spec: RaceBenchmark, path: Path
) -> list[tuple[str, str, str]]:
    """Return race, year and count of each row, as text."""
    year = named(spec.year_column) if spec.year_column else quoted(str(spec.year))
    columns = [named(spec.race_column), year, named(spec.count_column)]
    values = ", ".join(f"coalesce(trim({column}), '')" for column in columns)
    try:
        return con.execute(
            f"select {values} from {rows_of(con, path, header(con, path, COUNTS), COUNTS)}"
        ).fetchall()
    except duckdb.Error as error:
        refuse_machine_fault(error)
        if "CSV Error" in str(error):
            raise csv_fault(error, path) from error
        raise BadInput(
            f"The file of benchmark {spec.id!r} cannot be read",
            file=path,
            actual=str(error).splitlines()[0],
            expected=f"columns {', '.join(columns)}",
            remedy="put the file beside the raw files, or correct city.toml",
        ) from error
