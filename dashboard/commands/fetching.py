"""The command that fetches a pack's sources from open-data portals."""

from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from dashboard.commands.console import City, clear_errors, err, out
from dashboard.commands.exit_codes import BAD_INPUT
from data import fetch as fetcher
from data.config import Source, read_city
from data.errors import BuildRefused
from data.snapshot import Snapshot
from queries.errors import BadInput


def fetch(
    city: City,
    since: Annotated[int | None, typer.Option(help="The first year to fetch.")] = None,
    dataset: Annotated[
        str | None, typer.Option(help="Only this dataset (such as force), or this source.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what would be fetched, and fetch nothing.")
    ] = False,
) -> None:
    """Fetch a city's sources from their portals into raw snapshots that never change."""
    failed = False
    with clear_errors():
        for source in fetcher.sources(read_city(city), dataset):
            try:
                _fetch(city, source, since, dry_run=dry_run)
            except (BadInput, BuildRefused) as error:  # go on with the other sources
                err.print(str(error), markup=False, highlight=False, soft_wrap=True)
                failed = True
    if failed:
        raise typer.Exit(BAD_INPUT)


def _fetch(city: str, source: Source, since: int | None, *, dry_run: bool) -> None:
    def notify(text: str) -> None:
        err.print(text, markup=False, highlight=False, soft_wrap=True)

    if dry_run:
        with err.status(f"{source.id}: asking for the list of files"):
            plan = fetcher.plan(source, since, notify)
        _print_plan(plan)
        return
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} rows"),
        TimeElapsedColumn(),
        console=err,
    )
    tasks: dict[str, TaskID] = {}

    def on_rows(part: str, fetched: int, rows: int) -> None:
        if part not in tasks:
            tasks[part] = progress.add_task(f"{source.id} {part}", total=rows)
        progress.update(tasks[part], completed=min(fetched, rows))

    with progress:
        snapshot, is_new = fetcher.fetch(city, source, since, on_rows, notify)
    _print_snapshot(snapshot, is_new=is_new)


def _print_plan(plan: fetcher.FetchPlan) -> None:
    table = Table("file", "rows", "address", title=f"Would fetch {plan.source.id}")
    for part in plan.parts:
        table.add_row(part.file, f"{part.rows:,}", part.entry.address)
    out.print(table)
    _print_left_out(plan.left_out)


def _print_snapshot(snapshot: Snapshot, *, is_new: bool) -> None:
    count = f"{snapshot.rows:,} rows in {len(snapshot.files)} files"
    if not is_new:
        count += "; it exists already, so nothing was fetched"
    out.print(f"{snapshot.source}: snapshot [bold]{snapshot.retrieved_on}[/bold], {count}")
    _print_left_out(snapshot.left_out)
    if snapshot.since and not snapshot.is_divided:
        out.print("  the dataset cannot be divided by year, so all years were fetched")
    for names, verb in ((snapshot.added, "new"), (snapshot.removed, "gone")):
        if names:
            text = f"  columns {verb} since the snapshot before: {', '.join(names)}"
            out.print(text, markup=False, highlight=False, soft_wrap=True)


def _print_left_out(rows: int) -> None:
    if rows:
        out.print(f"  {rows:,} rows of other years, or without a date, were not fetched")
