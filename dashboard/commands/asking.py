"""Ask a published city: compare, trend, quality, review."""

import json
import sys
from typing import Annotated, Any

import typer
from rich.table import Table

from dashboard import words
from dashboard.commands.console import (
    City,
    Format,
    Language,
    as_day,
    as_period,
    clear_errors,
    out,
    print_table,
)
from dashboard.tables import answers, trends
from dashboard.tables import quality as quality_tables
from dashboard.tables import review as review_tables
from dashboard.words import designs as design_words
from dashboard.words import trends as trend_words
from queries.change.compare import Comparison
from queries.change.compare import compare as compare_periods
from queries.change.designs import Designs, designs
from queries.change.trend import Trend
from queries.change.trend import trend as trend_around
from queries.errors import NoAnswer
from queries.grid.windows import DEFAULT_MONTHS
from queries.review.monitoring import review as review_month
from queries.vintage.catalog import Vintage, open_city


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
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.table,
    language: Language = "en",
) -> None:
    """Compare a measure before and after a policy, in the city and in every area."""
    with clear_errors():
        if (before is None) != (after is None):
            raise typer.BadParameter("give both --before and --after, or neither")
        if policy is None and before is None:
            raise typer.BadParameter("give --policy, or --before and --after")
        found = compare_periods(
            open_city(city),
            measure,
            layer,
            policy,
            before=as_period(before) if before else None,
            after=as_period(after) if after else None,
            months=months,
        )
        spoken = words.load(language)
        if form is Format.json:
            sys.stdout.write(
                json.dumps(answers.as_json(found, spoken), ensure_ascii=False, indent=1)
            )
            sys.stdout.write("\n")
        elif form is Format.csv:
            answers.as_table(found, spoken).write_csv(sys.stdout)
        else:
            _print_comparison(found, spoken)


def trend(
    city: City,
    measure: Annotated[str, typer.Option(help="A measure's id, such as force.")],
    policy: Annotated[str | None, typer.Option(help="A policy's id.")] = None,
    on: Annotated[str | None, typer.Option(help="A day of your own, as 2018-12-31.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.table,
    language: Language = "en",
) -> None:
    """Say what the whole city's months would have been had nothing changed at a policy."""
    with clear_errors():
        if (policy is None) == (on is None):
            raise typer.BadParameter("give --policy, or a day of your own with --on")
        opened, spoken = open_city(city), words.load(language)
        day = as_day(on) if on else None
        found = trend_around(opened, measure, None, policy, on=day)
        if form is Format.csv:
            trends.monthly_table(found, spoken).write_csv(sys.stdout)
            return
        try:
            plain: Comparison | NoAnswer = compare_periods(opened, measure, None, policy, on=day)
        except NoAnswer as error:
            plain = error
        try:
            places = designs(opened, measure, policy) if policy else None
        except NoAnswer:
            places = None
        if form is Format.json:
            told = trends.as_json(found, plain, places, spoken)
            sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
            return
        _print_trend(found, plain, spoken)
        if places is not None:
            _print_places(places, opened, spoken)


def quality(
    city: City,
    vintage: Annotated[
        str | None, typer.Option(help="A vintage (default: the published one).")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.table,
    language: Language = "en",
) -> None:
    """Say how complete, how fresh and how changed a city's data are."""
    with clear_errors():
        if form is Format.csv:
            raise typer.BadParameter("these are several tables: choose table or json")
        opened = open_city(city, vintage)
        spoken = words.load(language)
        told = {
            name: quality_tables.table(name, opened, spoken) for name in quality_tables.EVERYTHING
        }
        if form is Format.json:
            rows = {name: table.to_dicts() for name, table in told.items()}
            sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n")
            return
        for name, table in told.items():
            if table.is_empty():
                out.print(f"{spoken.text(f'quality.titles.{name}')}: ", end="")
                out.print(spoken.text(f"quality.none.{name}"))
            else:
                print_table(spoken.text(f"quality.titles.{name}"), table)


def review(
    city: City,
    month: Annotated[
        str | None, typer.Option(help="As 2023-09 (default: the latest that is settled).")
    ] = None,
    layer: Annotated[
        str | None, typer.Option(help="A layer of areas (default: the one with the fewest).")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.table,
    language: Language = "en",
) -> None:
    """Say what stood out in a month, beyond the ups and downs that every month has."""
    with clear_errors():
        opened = open_city(city)
        found = review_month(opened, layer, as_day(f"{month}-01") if month else None)
        spoken = words.load(language)
        if form is Format.json:
            told = review_tables.as_json(found, opened, spoken)
            sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
            return
        table = review_tables.signals_table(found, spoken)
        if form is Format.csv:
            table.write_csv(sys.stdout)
            return
        out.print(review_tables.headline(found, spoken), highlight=False)
        out.print(review_tables.by_chance(found, spoken), highlight=False)
        notes = review_tables.remarks(found, opened, spoken)
        for text in (*notes, *review_tables.cautions(found, spoken)):
            out.print(f"- {text}", highlight=False)
        if len(table):
            brief = [spoken.text(f"review.columns.{name}") for name in review_tables.BRIEF]
            print_table(spoken.text("review.signals"), table.select(brief))


def _print_comparison(found: Any, spoken: Any) -> None:
    rows = answers.as_table(found, spoken)
    table = Table("area", "before", "after", "ratio", "range", "q", "verdict")
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
        )
    out.print(rows["sentence"][0])
    for code, text in found.cautions:
        out.print(f"[bold]{code}[/bold] {spoken.say(text)}", highlight=False)
    out.print(table)


def _print_trend(found: Trend, plain: Comparison | NoAnswer, spoken: words.Words) -> None:
    lines = [trend_words.answer(found, spoken)]
    if found.main:
        lines.append(trend_words.placebo(found, spoken))
    elif isinstance(plain, Comparison):
        lines.append(answers.as_table(plain, spoken)["sentence"][0])
    lines += trend_words.warnings(found, spoken)
    lines += [spoken.text("trend.not_why")] if found.main else []
    for line in lines:
        out.print(line, highlight=False)
    for code, text in found.cautions:
        out.print(f"[bold]{code}[/bold] {spoken.say(text)}", highlight=False)
    if found.main:
        print_table("", trends.model_table(found, spoken))


def _print_places(found: Designs, opened: Vintage, spoken: words.Words) -> None:
    out.print(f"[bold]{spoken.text('designs.title')}[/bold]")
    for line in (design_words.answer(found, opened, spoken), design_words.groups(found, spoken)):
        if line is not None:
            out.print(line, highlight=False)
    if found.refused is None:
        print_table("", trends.places_table(found, spoken))
