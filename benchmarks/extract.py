"""All calls of a city as CSV, beside DuckDB's COPY to a file, pandas and Datasette's stream."""

import tempfile
from pathlib import Path

import duckdb

from benchmarks.figures import Figures, interleaved, ratio, spread
from benchmarks.others import as_sqlite, calls, datasette, file_of, read
from queries.records import extracts, files
from queries.records.filters import Filter
from queries.vintage.catalog import open_city

CITY, LAYER = "sample", "neighborhood"
RUNS = 3


def measure(rows: int) -> Figures:
    """Return how long a file of as many calls as one may hold takes."""
    figures = Figures("Extracts", f"Sample city, CSV of the latest 95 % of {rows:,} calls")
    vintage = open_city(CITY)
    days = calls(CITY)["received_at"].dt.date().sort()
    first = days[max(0, len(days) - int(0.95 * rows))]
    selection = Filter(CITY, "calls", LAYER, first=first)
    query = extracts.written(vintage, selection)
    table = vintage.reader.frame(query)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "calls.csv"
        database = Path(folder) / "calls.db"
        as_sqlite(table, database, [])
        in_pandas = table.to_pandas()
        with datasette(database) as address:
            works = {
                "Accord": lambda: sum(map(len, files.csv(vintage, selection))),
                "COPY of the whole table to a file": lambda: _copy(first, target),
                "pandas, from memory": lambda: in_pandas.to_csv(target),
                "Datasette, CSV stream": lambda: read(f"{address}/calls.csv?_stream=on"),
            }
            seconds = interleaved(works, RUNS)
    ours = seconds.pop("Accord")
    figures.add_row(f"{len(table):,} calls", spread(ours, " s"))
    for name, theirs in seconds.items():
        figures.add_row(f"Accord ÷ {name}", ratio(ours, theirs), "≤ 1")
    return figures


def _copy(first: object, target: Path) -> None:
    with duckdb.connect() as con:
        con.execute(
            f"copy (from '{file_of(CITY)}' where received_at >= '{first}') "
            f"to '{target}' (format csv)"
        )
