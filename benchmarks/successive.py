"""`make disclosure`, second part: what an attacker learns who kept the tables of two vintages.

Each city's published vintage is the later one. The earlier one is made of it: the last weeks are
left out, and of the other records some values, which are then filled in. The attacker holds the
tables of both and all records, and knows whose value is counted in which. The later tables are
tried twice: as if nothing had been published before, and as they follow the earlier ones.
"""

import argparse
import datetime as dt
import io
from dataclasses import replace
from typing import NamedTuple

import duckdb
import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.disclosure import (
    NOT_COUNTED,
    PRINTED_WIDTH,
    Cell,
    Findings,
    attributes,
    cells,
    counted,
    findings,
)
from queries.records import benchmarks, disclosure, releases
from queries.sql_text import read_sql
from queries.stored.reader import Reader
from queries.vintage.answers import Answers
from queries.vintage.catalog import UNKNOWN, Vintage, cities, open_city

FILLED_IN = 50
"""One in so many records of the earlier vintage lacks a value that the later one has."""

KEY = ["record", "value", "turn"]

DATES = {"force_incidents": "occurred_on", "complaints": "counted_on"}
BLANKED = {
    "force_persons": "incident_id",
    "complaints": "complaint_id",
    "allegations": "complaint_id",
}


class Pair(NamedTuple):
    """Two vintages of one city, the earlier first."""

    earlier: Vintage
    later: Vintage


def pair(vintage: Vintage, days: int) -> Pair:
    """Return a vintage as it would have been so many days before, and as it follows that one."""
    earlier = _as_of(vintage, days)
    return Pair(earlier, following(_as_of(vintage, 0), earlier))


def pair_apart(vintage: Vintage, days: int) -> Pair:
    """Return the same two vintages, each as if nothing had been published before."""
    return Pair(_as_of(vintage, days), _as_of(vintage, 0))


def following(vintage: Vintage, previous: Vintage) -> Vintage:
    """Return a vintage in memory with the release that follows a previous one."""
    for name, content in releases.files(vintage, previous).items():
        frame = pl.read_parquet(io.BytesIO(content)).to_arrow()
        vintage.reader.con.register("frame", frame)
        vintage.reader.con.execute(
            f"create or replace table {name.removesuffix('.parquet')} as from frame"
        )
    return replace(vintage, answers=Answers())


def of_pair(vintages: Pair, dataset: str, attribute: str) -> Findings:
    """Return what is learned of one attribute from the tables of two vintages."""
    told = [counted(vintage, dataset, attribute) for vintage in vintages]
    everyone = told[0].join(told[1], on=KEY, how="full", coalesce=True, suffix="_later")
    columns: list[pl.Expr] = []
    public_cells: list[Cell] = []
    for number, vintage in enumerate(vintages):
        end = "_later" if number else ""
        year, area = pl.col(f"year{end}"), pl.col(f"area{end}")
        latest = [str(year) for year in benchmarks.latest_years(vintage)]
        parts = {
            "year": year,
            "area": pl.when(pl.col(f"in_area{end}")).then(area),
            "latest": year.is_in(latest).cast(pl.String),
            "all": pl.when(year.is_not_null()).then(pl.lit("true")),
        }
        columns += [
            part.fill_null(NOT_COUNTED).alias(f"{number} {name}") for name, part in parts.items()
        ]
        public_cells += [
            cell._replace(by=f"{number} {cell.by}")
            for cell in cells(vintage, dataset, attribute)
            if cell.by in parts and cell.value != UNKNOWN
        ]
        sizes = told[number].group_by("value").len().sort("value")
        public_cells += [
            Cell(f"{number} all", "true", value, n, n) for value, n in sizes.iter_rows()
        ]
    people = (
        everyone.select(*columns, values=pl.concat_list("value"))
        .group_by(pl.all())
        .agg(n=pl.len().cast(pl.Int64))
        .sort(pl.all())
    )
    return findings(public_cells, people, vintages.later.city.smallest_cell)


def _as_of(vintage: Vintage, days: int) -> Vintage:
    """Return a vintage in memory, without its last days and, if it has fewer, some values."""
    con = duckdb.connect()
    con.execute("create schema core")
    names = vintage.reader.rows(
        "select table_name from information_schema.tables where table_schema = 'main'"
    )
    last = max(span.last_on for span in vintage.manifest.datasets.values())
    for (name,) in names:
        if name.startswith("released_") or name == "person_breakdowns":
            continue
        frame = vintage.reader.arrow(f"from {name}")
        con.register("frame", frame)
        values = "*"
        if days and name in BLANKED:
            held = [
                field
                for dataset in disclosure.ATTRIBUTES.values()
                for field in dataset
                if field in frame.column_names
            ]
            blanked = ", ".join(
                f"if(hash({BLANKED[name]}) % {FILLED_IN} = 0, 'unknown', {field}) as {field}"
                for field in held
            )
            values = f"* replace ({blanked})" if held else "*"
        rows = f"select {values} from frame"
        if days and name in DATES:
            rows += f" where {DATES[name]} <= date '{last - dt.timedelta(days=days)}'"
        con.execute(f"create table core.{name} as {rows}; create view {name} as from core.{name}")
    if any(name == "person_breakdowns" for (name,) in names):
        con.execute(f"create table person_breakdowns as {read_sql('marts', 'person_breakdowns')}")
    spans = {
        name: replace(
            span,
            last_on=min(span.last_on, last - dt.timedelta(days=days)),
            settled_to=span.settled_to - dt.timedelta(days=days),
        )
        for name, span in vintage.manifest.datasets.items()
    }
    manifest = replace(vintage.manifest, datasets=spans)
    return Vintage(vintage.city_id, vintage.vintage, manifest, Reader(con))


def main() -> None:
    """Print what two vintages tell, by city, attribute and days between them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.successive")
    parser.add_argument("--city", action="append", help="only this city; may be repeated")
    parser.add_argument("--days", action="append", type=int, help="default: 30 and 365")
    chosen = parser.parse_args()
    table = Table(title="What the tables of two vintages tell, apart and as they follow each other")
    for heading in ("city", "days", "attribute", "release"):
        table.add_column(heading, no_wrap=True)
    for heading in ("hidden", "tried", "pinned", "narrowed", "people", "given away", "not solved"):
        table.add_column(heading, justify="right")
    for city in chosen.city or cities():
        vintage = open_city(city)
        for days in chosen.days or (30, 365):
            for kind, make in (("apart", pair_apart), ("following", pair)):
                vintages = make(vintage, days)
                for dataset, attribute in attributes(vintage):
                    learned = of_pair(vintages, dataset, attribute)
                    figures = (
                        learned.hidden,
                        learned.tried,
                        len(learned.pinned),
                        len(learned.narrowed),
                        learned.people,
                        learned.given_away,
                        learned.not_solved,
                    )
                    table.add_row(city, str(days), attribute, kind, *map(str, figures))
    console = Console()
    (console if console.is_terminal else Console(width=PRINTED_WIDTH)).print(table)


if __name__ == "__main__":
    main()
