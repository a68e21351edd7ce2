"""What recent months are likely to come to, in words and as a table."""

import polars as pl

from dashboard.words import Words, capital
from dashboard.words.records import records_table
from queries.declared import dictionary
from queries.declared.fields import datasets
from queries.declared.measures import events
from queries.review.completion import LEAST_MONTHS, Completion, completion
from queries.vintage.catalog import Vintage

COLUMNS = "completion.columns"


def completions(vintage: Vintage) -> dict[str, Completion]:
    """Return the completion of each dataset of which the latest months are provisional."""
    spans = vintage.manifest.datasets
    names = [name for name in datasets() if name in events() and name in spans]
    return {name: completion(vintage, name) for name in names if spans[name].provisional_months}


def completion_lines(vintage: Vintage, words: Words) -> list[str]:
    """Return a line per month that is still filling up, or why nothing is estimated."""
    results = completions(vintage)
    without = [dataset for dataset, result in results.items() if result.table.is_empty()]
    lines = [
        line
        for dataset, result in results.items()
        if dataset not in without
        for line in lines_of(vintage, dataset, result, words)
    ]
    if without:
        names = ", ".join(words.in_list(words.say(dictionary.dataset(name))) for name in without)
        most = max(results[dataset].vintages for dataset in without)
        values = {"least": LEAST_MONTHS, "vintages": words.number(most)}
        lines.append(words.text("completion.few", datasets=capital(names), **values))
    return lines


def completion_table(vintage: Vintage, words: Words) -> pl.DataFrame:
    """Return the same estimates for display and download."""
    tables = [
        result.table.select(
            pl.lit(capital(words.say(dictionary.dataset(dataset)))).alias("dataset"),
            "month",
            "so_far",
            pl.col("likely", "low", "high").cast(pl.Int64),
            "learned_from",
        )
        for dataset, result in completions(vintage).items()
    ]
    return records_table(pl.concat(tables), COLUMNS, words) if tables else pl.DataFrame()


def lines_of(vintage: Vintage, dataset: str, result: Completion, words: Words) -> list[str]:
    """Return the lines of a dataset: one per month, and how often such estimates held."""
    noun = vintage.city.unit(events()[dataset].noun)
    lines = [
        words.text(
            "completion.line",
            month=capital(words.month(row["month"])),
            so_far=words.number(row["so_far"]),
            nouns=words.nouns(noun, row["so_far"]),
            **{name: words.number(row[name]) for name in ("likely", "low", "high")},
        )
        for row in result.table.to_dicts()
    ]
    if result.scored:
        scores = {"scored": words.number(result.scored), "held": words.number(result.held)}
        lines.append(words.text("completion.scored", **scores))
    return lines
