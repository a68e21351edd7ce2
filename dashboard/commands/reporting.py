"""The command that writes the report of a month into a folder."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.catalogue.addresses import LATEST
from dashboard.commands.console import City, clear_errors, out
from dashboard.commands.exit_codes import NEW_SIGNALS
from dashboard.commands.named import as_month
from dashboard.commands.output import clear_place
from dashboard.standing.report import report_of, write_report
from dashboard.standing.settings import settings
from queries.vintage.opened import opened

Folder = Annotated[Path, typer.Option("--output", "-o", help="Folder to write into.")]
MonthName = Annotated[str, typer.Option(help="A settled month, as 2023-09, or latest.")]
TellNew = Annotated[
    bool,
    typer.Option("--exit-code", help=f"End with code {NEW_SIGNALS} if a signal is new."),
]


def report(
    city: City, output: Folder, month: MonthName = LATEST, exit_code: TellNew = False
) -> None:
    """Write a month's signals, table, feed entry and briefs of all areas into a folder."""
    with clear_errors():
        vintage = opened(city)
        day = None if month == LATEST else as_month(month, vintage)
        made = report_of(vintage, day)
        with clear_place(output):
            write_report(made, output, settings(city).site)
    out.print(
        f"{city}, {made.month.month:%Y-%m}: {made.month.signals.height} signals, "
        f"{len(made.new)} new, {len(made.withdrawn)} withdrawn; in {output}",
        highlight=False,
        soft_wrap=True,
    )
    if exit_code and made.new:
        raise typer.Exit(NEW_SIGNALS)
