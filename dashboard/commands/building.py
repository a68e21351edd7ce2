"""The commands that build, check and publish a city, list vintages, and write the sample city."""

import datetime as dt
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from dashboard.commands.console import (
    City,
    as_day,
    by_reason,
    clear_errors,
    err,
    need_city,
    out,
)
from dashboard.commands.exit_codes import CHECKS_FAILED
from dashboard.commands.output import clear_place
from data import build as builder
from data import check as checker
from data import config
from data import publish as publisher
from data import sample as sampler
from data.config import packs, read_city
from data.errors import BuildRefused
from data.sql import Engine, on_duckdb
from data.undecided import guesses_left, words_to_review
from queries import warehouse
from queries.declared.letters import need_seen
from queries.errors import BadInput
from queries.stored.versions import Version
from queries.vintage.versions import versioned
from queries.warehouse import vintages


class EngineName(StrEnum):
    """What can make a build's tables of records."""

    DUCKDB = "duckdb"
    SPARK = "spark"


REVIEWED = 10
"""The number of words to review that the terminal lists; the file has all of them."""


def build(
    city: City,
    raw: Annotated[Path | None, typer.Option(help="The folder of the raw files.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Use only files retrieved by this date, as 2018-12-31.")
    ] = None,
    engine: Annotated[
        EngineName, typer.Option(help="What joins and counts the records; the tables are the same.")
    ] = EngineName.DUCKDB,
    master: Annotated[
        str | None, typer.Option(help="The address of the Spark cluster (default: this machine).")
    ] = None,
) -> None:
    """Build a draft vintage of a city from its raw files, and check it."""
    with clear_errors():
        tables = _engine(engine, master)
        vintage = run_build(city, raw, as_day(as_of) if as_of else None, tables)
        results = warehouse.checks(city, vintage)
    print_accounting(city, vintage)
    _print_checks(results)
    _print_open_reviews(read_city(city))
    if checker.failures(results):
        err.print(
            f"Draft {vintage} has failed checks and cannot be published. "
            f"`accord check {city}` shows them."
        )
        raise typer.Exit(CHECKS_FAILED)
    out.print(f"Draft [bold]{vintage}[/bold] is ready: accord publish {city}")


def check(
    city: City,
    vintage: Annotated[str | None, typer.Argument(help="A vintage (default: the newest).")] = None,
) -> None:
    """Run every check again on a city's newest vintage, or another, and show the rows that fail."""
    with clear_errors():
        existing = vintages(city)
        if not existing or vintage not in (None, *existing):
            raise BuildRefused(
                f"There is no vintage {vintage or ''} of {city} that can be read.\n"
                f"  what to do: accord build {city}; `accord status {city}` lists what is there"
            )
        results = checker.check_vintage(city, vintage or existing[-1])
    _print_checks(results)
    for result in results:
        for example in result["examples"]:
            out.print(f"  {result['name']}: " + ", ".join(f"{k}={v}" for k, v in example.items()))
    if checker.failures(results):
        raise typer.Exit(CHECKS_FAILED)


def publish(
    city: City,
    vintage: Annotated[str | None, typer.Argument(help="A vintage (default: the newest).")] = None,
    replaces: Annotated[
        str | None,
        typer.Option(help="Why what is published now was wrong; the site shows the reason."),
    ] = None,
    unreviewed: Annotated[
        bool, typer.Option(help="Publish a drafted pack that nobody reviewed; every page says so.")
    ] = False,
) -> None:
    """Publish a city's newest vintage, or another one, if its checks found no error."""
    with clear_errors():
        need_seen(replaces or "", "--replaces")
        name = publisher.publish(city, vintage, replaces=replaces, is_unreviewed=unreviewed)
        out.print(
            f"{city}: vintage [bold]{name}[/bold] is published, version {_number(city, name)}."
        )


def rollback(city: City) -> None:
    """Publish the vintage before the published one again."""
    with clear_errors():
        out.print(f"{city}: vintage [bold]{publisher.rollback(city)}[/bold] is published again.")


def status(city: Annotated[str | None, typer.Argument(help="One city, or all.")] = None) -> None:
    """List vintages with the period of their data, mark the published one, and name all damage."""
    with clear_errors():
        if city:
            need_city(city)
        names = [city] if city else sorted({*packs(), *warehouse.cities()})
    for name in names:
        for vintage in vintages(name):
            _print_vintage(name, vintage)
        for damage in warehouse.damages(name):
            line = f"{name} damaged: {damage}"
            out.print(line, markup=False, highlight=False, soft_wrap=True)
    if not any(vintages(name) or warehouse.damages(name) for name in names):
        nothing = f"{city} has not been built yet." if city else "No city has been built yet."
        out.print(f"{nothing} To build the sample city and open the site: accord demo")


def sample(
    folder: Annotated[Path | None, typer.Option(help="Where to write.")] = None,
    calls: Annotated[int, typer.Option(min=1, help="How many calls for service.")] = 300_000,
) -> None:
    """Write the raw files of the sample city, which is not real."""
    with clear_errors():
        target = folder or warehouse.raw_folder("sample")
        with clear_place(target):
            sampler.generate(target, calls=calls)
    out.print(f"The sample city's raw files are in {target}")


def run_build(
    city: str,
    raw: Path | None = None,
    as_of: dt.date | None = None,
    engine: Engine = on_duckdb,
) -> str:
    """Build a draft vintage under a progress bar and return its name."""
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=err,
    )
    with progress:
        task = progress.add_task(city, total=len(builder.STEPS))

        def on_step(step: str) -> None:
            step_number = builder.STEPS.index(step)
            progress.update(task, completed=step_number, description=f"{city}: {step}")

        vintage = builder.build(city, raw, on_step, as_of, engine)
        progress.update(task, completed=len(builder.STEPS), description=f"{city}: done")
    return vintage


def _engine(name: EngineName, master: str | None) -> Engine:
    """Return what makes the tables of records; raise BadInput where its address has no use."""
    if name is EngineName.SPARK:
        try:
            from data.spark.engine import on_spark  # noqa: PLC0415 - needs an extra
            from data.spark.session import refuse_without_java  # noqa: PLC0415 - likewise
        except ImportError as error:
            raise BadInput(
                "Spark is not installed",
                actual=str(error),
                expected="the packages of the extra `spark`",
                remedy="pip install 'accord-dashboard[spark]', or build without --engine spark",
            ) from error
        refuse_without_java()
        return partial(on_spark, master=master) if master else on_spark
    if master:
        raise BadInput(
            "--master names a Spark cluster, and the engine is not Spark",
            actual=f"--master {master} --engine {name}",
            remedy="add --engine spark, or leave --master out",
        )
    return on_duckdb


def print_accounting(city: str, vintage: str) -> None:
    """Print the account of all raw rows, and how records were placed in areas."""
    table = Table("file", "rows read", "kept", "set aside", "merged", title="Every raw row")
    manifest = warehouse.manifest(city, vintage)
    for file in manifest.files:
        table.add_row(
            file.file,
            f"{file.rows_read:,}",
            f"{file.kept:,}",
            by_reason(file.set_aside),
            by_reason(file.merged),
        )
    out.print(table)
    placing = Table("dataset", "layer", "by point", "by field", "unplaced", title="Placing")
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for count in manifest.placed:
        counts.setdefault((count.dataset, count.layer), {})[count.placed_by] = count.records
    for (dataset, layer), by in counts.items():
        placing.add_row(
            dataset, layer, *(f"{by.get(how, 0):,}" for how in ("point", "field", "unplaced"))
        )
    out.print(placing)


def _print_vintage(city: str, vintage: str) -> None:
    mark = " [bold]published[/bold]" if vintage == warehouse.current(city) else ""
    out.print(f"{city} {vintage}{mark} version {_number(city, vintage)}", highlight=False)
    for dataset, span in warehouse.manifest(city, vintage).datasets.items():
        reach = f"{span.first_on} to {span.last_on}, settled to {span.settled_to}"
        out.print(f"  {dataset:<11} {span.rows:>11,}  {reach}", highlight=False)


def _number(city: str, vintage: str) -> Version:
    """Return the version of a vintage; that of a draft begins with 0."""
    return versioned(city, vintage, warehouse.manifest(city, vintage).number).version


def _print_checks(results: list[dict[str, Any]]) -> None:
    table = Table("check", "", "rows", "rule")
    for result in results:
        mark = (
            "[green]holds[/green]" if not result["rows"] else f"[bold]{result['severity']}[/bold]"
        )
        table.add_row(result["name"], mark, f"{result['rows']:,}", result["rule"])
    out.print(table)


def _print_open_reviews(pack: config.City) -> None:
    """Print the words and guesses of a drafted pack that a person must review."""
    lines = [
        f"Left to review in {path}, {len(codes)} without a meaning: {', '.join(codes[:REVIEWED])}"
        for path, codes in words_to_review(pack).items()
    ]
    if guesses := guesses_left(pack):
        counts = ", ".join(f"{n} in {path.name}" for path, n in guesses.items())
        lines.append(f"Still marked as guesses: {counts}")
    for line in lines:
        out.print(line, markup=False, highlight=False, soft_wrap=True)
