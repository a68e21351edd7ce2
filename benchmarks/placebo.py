"""`make placebo`: what the comparison says at dates on which no policy took effect.

For every published city and measure it asks both answers, for the whole city, at every 1 January
and 1 July whose windows hold no policy's effective day and no break in recording. Change there is
what ordinary years bring.
"""

import argparse
import datetime as dt
from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.progress import track
from rich.table import Table

from queries.change.compare import compare
from queries.declared.measures import Measure, datasets_of
from queries.errors import NoAnswer
from queries.grid.windows import around_day
from queries.stats.verdicts import CLEAR, VERDICTS
from queries.vintage.catalog import Vintage, cities, open_city
from queries.vintage.recording import BREAKS, recording_changes

SECOND = ("stands_out", "does_not_stand_out", "too_short")

MONTHS = (1, 7)
"""January and July, on whose first days is asked."""

PRINTED_WIDTH = 200
"""Columns of a table that goes to a file."""


def untouched(vintage: Vintage, measure: Measure) -> Iterator[dt.date]:
    """Yield the dates of a measure whose windows hold no policy and no break in recording."""
    first, last = vintage.span(measure)
    for year in range(first.year, last.year + 1):
        for day in (dt.date(year, month, 1) for month in MONTHS):
            if not first <= day <= last:
                continue
            try:
                windows = around_day(
                    day, vintage.stretch(measure, day), by_month=vintage.is_monthly(measure)
                )
            except NoAnswer:
                continue
            begun, ended = windows.before_from, windows.after_to
            has_policy = any(begun <= policy.effective_on <= ended for policy in vintage.policies)
            breaks = recording_changes(vintage, datasets_of(measure), begun, ended, BREAKS)
            if not has_policy and not breaks:
                yield day


def answers(vintage: Vintage, measure: Measure) -> Counter[str]:
    """Return how many of the untouched dates have each verdict and each second answer."""
    counts: Counter[str] = Counter()
    for day in untouched(vintage, measure):
        city = compare(vintage, measure.id, on=day).table.row(0, named=True)
        counts["dates"] += 1
        counts[city["verdict"]] += 1
        counts[city["stands_out"] or "no_second_answer"] += 1
    return counts


def main() -> None:
    """Print the shares of every published city and measure, and the totals."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.placebo")
    parser.add_argument("--city", action="append", help="only this city; may be repeated")
    chosen = parser.parse_args().city or cities()
    console = Console()
    if not console.is_terminal:
        console = Console(width=PRINTED_WIDTH)
    headings = [name.replace("_", " ") for name in (*VERDICTS, *SECOND)]
    table = Table(title="Dates on which no policy took effect, %")
    for heading in ("city", "measure", "dates"):
        table.add_column(heading, no_wrap=True)
    for heading in headings:
        table.add_column(heading, justify="right")
    totals: Counter[str] = Counter()
    for city in chosen:
        vintage = open_city(city)
        of_city: Counter[str] = Counter()
        layer = vintage.layer().id
        for measure in track(vintage.measures(layer), city, console=console, transient=True):
            counts = answers(vintage, measure)
            if counts:
                table.add_row(city, measure.id, *_shares(counts))
            of_city += counts
        table.add_row(city, "all", *_shares(of_city), style="bold", end_section=True)
        totals += of_city
    table.add_row("all", "all", *_shares(totals), style="bold")
    console.print(table)
    long_enough = totals["stands_out"] + totals["does_not_stand_out"]
    console.print(
        f"{totals['stands_out']} of {long_enough} dates with a record long enough stand out; "
        f"{sum(totals[verdict] for verdict in CLEAR)} of {totals['dates']} fell or rose."
    )


def _shares(counts: Counter[str]) -> list[str]:
    """Return the number of dates and the percentages of the answers; no answer is left empty."""
    cells = [f"{counts['dates']}"]
    for name in (*VERDICTS, *SECOND):
        cells.append(f"{100 * counts[name] / counts['dates']:.0f}" if counts[name] else "")
    return cells


if __name__ == "__main__":
    main()
