"""Questions to a city's calls, beside pandas, polars, SQLite with indexes and Datasette."""

import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.figures import Figures, interleaved, ratio, spread
from benchmarks.others import as_sqlite, calls, datasette, read
from queries.change.compare import compare
from queries.records import extracts
from queries.records.filters import Filter
from queries.vintage.answers import Answers
from queries.vintage.catalog import Vintage, open_city

CITY, LAYER, AREA = "sample", "neighborhood", "5"
POLICY, MEASURE = "deescalation-2019", "force_per_calls"
COUNTS = "select area_id, month, count(*) as n from calls group by area_id, month"
RECORDS = "select * from calls where area_id = '5' order by received_at limit 50"


def measure(rows: int) -> Figures:
    """Return how long two questions take each, with answers that are kept nowhere."""
    figures = Figures("Queries", f"Sample city, {rows:,} calls, answers kept nowhere")
    vintage = open_city(CITY)
    table = calls(CITY)
    in_pandas = table.to_pandas()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.db"
        as_sqlite(table, path, ["area_id, month", "area_id, received_at"])
        with datasette(path) as address:
            questions = {
                "calls by area and month": {
                    "Accord": lambda: _counts(vintage),
                    "pandas in memory": lambda: in_pandas.groupby(["area_id", "month"]).size(),
                    "polars in memory": lambda: table.group_by("area_id", "month").len(),
                    "SQLite, indexed": lambda: _sqlite(path, COUNTS),
                    "Datasette": lambda: _read_json(address, COUNTS),
                },
                "the first 50 records of an area": {
                    "Accord": lambda: _records(vintage),
                    "pandas in memory": lambda: in_pandas[in_pandas["area_id"] == AREA].nsmallest(
                        50, "received_at"
                    ),
                    "polars in memory": lambda: table.filter(area_id=AREA).bottom_k(
                        50, by="received_at"
                    ),
                    "SQLite, indexed": lambda: _sqlite(path, RECORDS),
                    "Datasette": lambda: _read_json(address, RECORDS),
                },
            }
            for question, works in questions.items():
                _add(figures, question, works)
    compared = interleaved({"compare": lambda: _compared(vintage)})
    figures.add_row("one comparison of all areas, whole answer", spread(compared["compare"], " s"))
    return figures


def _add(figures: Figures, question: str, works: dict[str, Callable[[], object]]) -> None:
    for work in works.values():
        work()  # files are in the system's memory for all alike
    seconds = interleaved(works)
    ours = seconds.pop("Accord")
    milliseconds = [1_000 * second for second in ours]
    figures.add_row(f"{question}: Accord", spread(milliseconds, " ms"))
    for name, theirs in seconds.items():
        figures.add_row(f"{question}: Accord ÷ {name}", ratio(ours, theirs), "≤ 1")


def _sqlite(path: Path, query: str) -> object:
    with sqlite3.connect(path) as database:
        return database.execute(query).fetchall()


def _read_json(address: str, query: str) -> int:
    return read(f"{address}.json?{urlencode({'sql': query, '_shape': 'array'})}")


def _counts(vintage: Vintage) -> object:
    query = (
        "select area_id, date_trunc('month', day) as month, sum(n) as n from daily_counts "
        "where event = 'calls' and layer = $layer group by all"
    )
    return vintage.reader.frame(query, {"layer": LAYER})


def _records(vintage: Vintage) -> object:
    vintage.answers = Answers()
    return extracts.preview(vintage, Filter(CITY, "calls", LAYER, areas=(AREA,)))


def _compared(vintage: Vintage) -> object:
    vintage.answers = Answers()
    return compare(vintage, MEASURE, None, POLICY)
