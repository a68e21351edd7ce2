"""The command that compares a measure before and after a policy, or in two periods."""

import json
import sys
from typing import Annotated

import typer
from rich.table import Table

from dashboard.commands.console import City, Format, Language, as_period, clear_errors, out
from dashboard.tables import answers
from dashboard.words import Words, load
from dashboard.words.ordinary import expected_sentence
from queries.change.compare import Comparison
from queries.change.compare import compare as compare_periods
from queries.grid.windows import DEFAULT_MONTHS
from queries.vintage.catalog import open_city


def compare(
    city: City,
    measure: Annotated[str, typer.Option(help="A measure's id, such as force.")],
    policy: Annotated[str | None, typer.Option(help="A policy's id.")] = None,
    layer: Annotated[
        str | None, typer.Option(help="A layer of areas (default: the first).")
    ] = None,
    before: Annotated[str | None, typer.Option(help="FROM:TO, both days inclusive.")] = None,
    after: Annotated[str | None, typer.Option(help="FROM:TO, both days inclusive.")] = None,
    months: Annotated[int, typer.Option(help="Months on each side, in whole years.")] = (
        DEFAULT_MONTHS
    ),
    form: Annotated[
        Format, typer.Option("--format", help="The form of the output.")
    ] = Format.table,
    language: Language = "en",
) -> None:
    """Compare a measure before and after a policy, in the city and in every area."""
    with clear_errors():
        if (before is None) != (after is None):
            raise typer.BadParameter("give both --before and --after, or neither")
        if policy is None and before is None:
            raise typer.BadParameter(
                "give a policy with --policy, or two periods with --before and --after"
            )
        comparison = compare_periods(
            open_city(city),
            measure,
            layer,
            policy,
            before=as_period(before) if before else None,
            after=as_period(after) if after else None,
            months=months,
        )
        words = load(language)
        if form is Format.json:
            sys.stdout.write(
                json.dumps(answers.as_json(comparison, words), ensure_ascii=False, indent=1)
            )
            sys.stdout.write("\n")
        elif form is Format.csv:
            answers.as_table(comparison, words).write_csv(sys.stdout)
        else:
            _print_comparison(comparison, words)


def _print_comparison(comparison: Comparison, words: Words) -> None:
    rows = answers.as_table(comparison, words)
    table = Table("area", "before", "after", "ratio", "range", "q", "verdict", "date")
    for row in rows.iter_rows(named=True):
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
        ends = "" if row["ratio"] is None else f"{row['ratio_low']:.2f}–{row['ratio_high']:.2f}"
        table.add_row(
            row["area"],
            f"{row['before_events']:,}",
            f"{row['after_events']:,}",
            ratio,
            ends,
            "" if row["q"] is None else f"{row['q']:.3f}",
            row["verdict_words"],
            row["second_words"],
        )
    city = rows.row(0, named=True)
    out.print(city["sentence"], highlight=False)
    expected = expected_sentence(city, comparison, words)
    if expected is not None:
        out.print(expected, highlight=False)
    for code, text in comparison.cautions:
        out.print(f"[bold]{code}[/bold] {words.say(text)}", highlight=False)
    out.print(table)
