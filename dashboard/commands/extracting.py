"""The commands that give records: files of a filter, and what a query in SQL selects."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from dashboard.commands.console import City, Format, clear_errors, err, print_table
from dashboard.commands.named import named_vintage
from dashboard.commands.output import output_file
from dashboard.record_files import FORMS
from dashboard.record_streams import made
from queries.records import extracts, filters
from queries.records.filters import LEAST, MOST, WHERE, Filter
from queries.records.select_runner import MOST_ROWS, select_rows
from queries.vintage.catalog import Vintage

AllVintages = Annotated[
    str | None, typer.Option("--vintage", help="A vintage (default: the published one).")
]
Layer = Annotated[str | None, typer.Option(help="A layer of areas (default: the first).")]
Pairs = Annotated[
    list[str] | None,
    typer.Option(help="FIELD=VALUE, as reason=Flight; FIELD= for records that do not say."),
]


def extract(
    city: City,
    dataset: Annotated[str, typer.Option(help=f"One of {', '.join(filters.datasets())}.")],
    first: Annotated[str | None, typer.Option("--from", help="First day, as 2018-01-01.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, as 2018-12-31.")] = None,
    day: Annotated[str | None, typer.Option(help="The column that dates the period.")] = None,
    layer: Layer = None,
    area: Annotated[list[str] | None, typer.Option(help="An area's id.")] = None,
    where: Pairs = None,
    least: Annotated[list[str] | None, typer.Option(help="FIELD=NUMBER, that or more.")] = None,
    most: Annotated[list[str] | None, typer.Option(help="FIELD=NUMBER, that or less.")] = None,
    column: Annotated[list[str] | None, typer.Option(help="A column (default: all).")] = None,
    vintage: AllVintages = None,
    form: Annotated[str, typer.Option(help=f"One of {', '.join(FORMS)}.")] = "csv",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write (default: the screen).")
    ] = None,
) -> None:
    """Give the records of a filter as a file: the same as Get the data and /data."""
    with clear_errors():
        if form not in FORMS:
            raise typer.BadParameter(f"there is no form {form!r}; there are: {', '.join(FORMS)}")
        published = named_vintage(city, vintage)
        query = {
            "city": [city],
            "dataset": [dataset],
            "layer": [published.layer(layer).id],
            "from": [first] if first is not None else [],
            "to": [last] if last is not None else [],
            "day": [day] if day is not None else [],
            "area": area or [],
            "column": column or [],
        }
        for option, prefix, pairs in (
            ("--where", WHERE, where),
            ("--least", LEAST, least),
            ("--most", MOST, most),
        ):
            for name, value in _split(option, pairs or ()):
                query.setdefault(f"{prefix}{name}", []).append(value)
        selection = filters.from_query(query)
        extracts.statement(published, selection)  # refuses what the vintage cannot give
        if output is None:
            _write(published, selection, form, sys.stdout.buffer)
        else:
            _save(published, selection, form, output)


def sql(
    city: City,
    query: Annotated[str, typer.Argument(help='One SELECT, as "SELECT count(*) FROM force".')],
    layer: Layer = None,
    vintage: AllVintages = None,
    form: Annotated[Format, typer.Option("--form", help="The form of the output.")] = Format.table,
) -> None:
    """Ask the public records of a city in SQL, as the page SQL does."""
    with clear_errors():
        published = named_vintage(city, vintage)
        selected = select_rows(published, published.layer(layer).id, query)
        if form is Format.csv:
            sys.stdout.write(extracts.as_csv(selected.table))
        elif form is Format.json:
            rows = selected.table.to_dicts()
            sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n")
        else:
            print_table("", selected.table)
        if selected.is_cut:
            err.print(f"These are the first {MOST_ROWS:,} rows; there are more.", highlight=False)


def _split(option: str, pairs: Iterable[str]) -> list[tuple[str, str]]:
    """Return field and value of each FIELD=VALUE; raise BadParameter for another text."""
    for pair in pairs:
        if "=" not in pair:
            raise typer.BadParameter(f"{option} {pair!r} is not FIELD=VALUE, as reason=Flight")
    return [(name, value) for name, _, value in (pair.partition("=") for pair in pairs)]


def _save(vintage: Vintage, selection: Filter, form: str, output: Path) -> None:
    """Write a whole file; a file that was there before stays until then."""
    with output_file(output) as target:
        _write(vintage, selection, form, target)
    n = extracts.matched(vintage, selection)
    said = f"{output}: {n:,} records, those of {selection.address()}"
    err.print(said, highlight=False, markup=False, soft_wrap=True)


def _write(vintage: Vintage, selection: Filter, form: str, target: BinaryIO) -> None:
    target.writelines(made(vintage, selection, form))
