"""The commands that question a published city: trend, quality, review."""

import json
import sys
from typing import Annotated

import typer

from dashboard.commands.console import (
    City,
    Format,
    Language,
    as_day,
    clear_errors,
    out,
    print_table,
)
from dashboard.commands.named import as_month, named_vintage
from dashboard.tables import answers, trends
from dashboard.tables import month as month_tables
from dashboard.tables import quality as quality_tables
from dashboard.tables import review as review_tables
from dashboard.tables.questions import question_lines
from dashboard.words import Words, load
from dashboard.words import designs as design_words
from dashboard.words import trends as trend_words
from queries.change.compare import Comparison
from queries.change.compare import compare as compare_periods
from queries.change.designs import Designs, designs
from queries.change.trend import Trend
from queries.change.trend import trend as trend_around
from queries.errors import NoAnswer
from queries.review.breakdown import breakdown_of
from queries.review.month import month_of
from queries.vintage.catalog import Vintage, open_city


def trend(
    city: City,
    measure: Annotated[str, typer.Option(help="A measure's id, such as force.")],
    policy: Annotated[str | None, typer.Option(help="A policy's id.")] = None,
    on: Annotated[str | None, typer.Option(help="A date of your own, as 2018-12-31.")] = None,
    form: Annotated[
        Format, typer.Option("--format", help="The form of the output.")
    ] = Format.table,
    language: Language = "en",
) -> None:
    """Model the city's months as they would have been without a change at a policy."""
    with clear_errors():
        if (policy is None) == (on is None):
            raise typer.BadParameter("give either a policy with --policy or a date with --on")
        vintage, words = open_city(city), load(language)
        day = as_day(on) if on else None
        answer = trend_around(vintage, measure, None, policy, on=day)
        if form is Format.csv:
            trends.monthly_table(answer, words).write_csv(sys.stdout)
            return
        try:
            plain: Comparison | NoAnswer = compare_periods(vintage, measure, None, policy, on=day)
        except NoAnswer as error:
            plain = error
        try:
            places = designs(vintage, measure, policy) if policy else None
        except NoAnswer:
            places = None
        if form is Format.json:
            document = trends.as_json(answer, plain, places, words)
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
            return
        _print_trend(answer, plain, words)
        if places is not None:
            _print_places(places, vintage, words)


def quality(
    city: City,
    vintage: Annotated[
        str | None, typer.Option(help="A vintage (default: the published one).")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="The form of the output.")
    ] = Format.table,
    language: Language = "en",
) -> None:
    """Report how complete, how recent and how much revised a city's data are."""
    with clear_errors():
        if form is Format.csv:
            raise typer.BadParameter(
                "quality has several tables, which one CSV file cannot hold; choose table or json"
            )
        city_vintage = named_vintage(city, vintage)
        words = load(language)
        tables = {
            name: quality_tables.table(city_vintage, name, words)
            for name in quality_tables.EVERYTHING
        }
        if form is Format.json:
            rows = {name: table.to_dicts() for name, table in tables.items()}
            sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n")
            return
        for name, table in tables.items():
            if table.is_empty():
                out.print(f"{words.text(f'quality.titles.{name}')}: ", end="")
                out.print(words.text(f"quality.none.{name}"))
            else:
                print_table(words.text(f"quality.titles.{name}"), table)


def review(
    city: City,
    month: Annotated[
        str | None, typer.Option(help="A month, as 2023-09 (default: as the page opens).")
    ] = None,
    layer: Annotated[
        str | None, typer.Option(help="A layer of areas (default: the one with the fewest).")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="The form of the output.")
    ] = Format.table,
    language: Language = "en",
) -> None:
    """Report what stood out in a month, beyond the usual variation between months."""
    with clear_errors():
        vintage = open_city(city)
        answer = month_of(
            vintage, layer, as_month(month, vintage, layer) if month is not None else None
        )
        words = load(language)
        if form is Format.json:
            document = review_tables.as_json(answer, vintage, words)
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
            return
        table = month_tables.rows_table(answer.signals, answer, vintage, words)
        if form is Format.csv:
            table.write_csv(sys.stdout)
            return
        out.print(month_tables.headline(answer, words), highlight=False)
        out.print(month_tables.promise(answer, vintage, words), highlight=False)
        notes = month_tables.other_months(answer, vintage, words)
        notes += review_tables.remarks(answer, vintage, words)
        cautions = [
            *month_tables.unit_cautions(vintage, words),
            *review_tables.cautions(answer, vintage, words),
        ]
        for text in (*notes, *cautions):
            out.print(f"- {text}", highlight=False)
        if len(table):
            out.print(f"[bold]{words.text('review.signals')}[/bold]")
        for row in answer.signals.to_dicts():
            out.print(f"{month_tables.signal_title(row, answer, vintage, words)}.", highlight=False)
            out.print(f"  {month_tables.signal_sentence(row, vintage, words)}", highlight=False)
            for text in question_lines(breakdown_of(vintage, answer, row), row, vintage, words):
                out.print(f"  - {text}", highlight=False)


def _print_trend(trend: Trend, plain: Comparison | NoAnswer, words: Words) -> None:
    lines = [trend_words.answer(trend, words)]
    if trend.main:
        lines.append(trend_words.placebo(trend, words))
    elif isinstance(plain, Comparison):
        lines.append(answers.as_table(plain, words)["sentence"][0])
    lines += trend_words.warnings(trend, words)
    lines += [words.text("trend.not_why")] if trend.main else []
    for line in lines:
        out.print(line, highlight=False)
    for code, text in trend.cautions:
        out.print(f"[bold]{code}[/bold] {words.say(text)}", highlight=False)
    if trend.main:
        print_table("", trends.model_table(trend, words))


def _print_places(designs: Designs, vintage: Vintage, words: Words) -> None:
    out.print(f"[bold]{words.text('designs.title')}[/bold]")
    for line in (design_words.answer(designs, vintage, words), design_words.groups(designs, words)):
        if line is not None:
            out.print(line, highlight=False)
    if designs.refused is None:
        print_table("", trends.places_table(designs, words))
