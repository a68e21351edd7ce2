"""The tables of the page Complaints: what is shown is what is taken away."""

import polars as pl

from dashboard.words import Words
from dashboard.words.records import category, named, share_columns
from queries.records.complaints import OPEN, OUTCOMES, SOURCES
from queries.vintage.catalog import UNKNOWN

COLUMNS = "complaints.columns.{}"


def source_name(source: str, words: Words) -> str:
    """Return who complained, or "all"."""
    if source == "all":
        return words.text("complaints.all_sources")
    return category("complaint_source", source, words)


def step_name(step: str, kind: str, words: Words) -> str:
    """Return what a step of the path is called."""
    if kind == "all":
        return words.text(f"complaints.steps.{step}")
    if kind == UNKNOWN:
        return words.text(f"complaints.steps.unknown_{step}")
    vocabulary = "complaint_source" if step == "source" else "disposition"
    return category(vocabulary, kind, words)


def steps_table(steps: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the path: step, from whom, and all."""
    kept = [one for one in SOURCES if one != UNKNOWN or steps[one].sum()]
    table = steps.select(
        step=pl.Series(
            [step_name(step, kind, words) for step, kind in steps.select("step", "kind").rows()]
        ),
        **{f"from_{one}": pl.col(one) for one in kept},
        n="n",
    )
    return named(table, COLUMNS, words)


def findings_table(findings: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return every outcome: complaints, share of those closed with a known outcome, range."""
    said = [category("disposition", one, words) for one in findings["disposition"]]
    table = findings.select(pl.Series("outcome", said, dtype=pl.String), "n", "rate", "low", "high")
    return named(share_columns(table), COLUMNS, words)


def allegations_table(allegations: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return every kind of allegation with how many ended in each finding."""
    findings = [one for one in (*OUTCOMES, OPEN) if allegations[one].sum()]
    table = allegations.select(
        pl.Series("allegation", allegation_names(allegations, words), dtype=pl.String),
        pl.col("n").alias("allegations_n"),
        *findings,
    )
    headed = named(table.drop(findings), COLUMNS, words)
    return pl.concat(
        [
            headed,
            table.select(
                pl.col(one).alias(category("disposition", one, words)) for one in findings
            ),
        ],
        how="horizontal",
    )


def allegation_names(allegations: pl.DataFrame, words: Words) -> list[str]:
    """Return the kinds in the city's own words; a kind nobody gave is unknown."""
    unknown = category("disposition", UNKNOWN, words)
    return [unknown if one == UNKNOWN else one for one in allegations["allegation"]]


def closing_table(closing: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the share closed by each of the days asked about, by source, with its range."""
    said = [source_name(one, words) for one in closing["source"]]
    table = closing.select(
        pl.Series("source", said, dtype=pl.String), "days", "rate", "low", "high", "at_risk", "n"
    )
    return named(share_columns(table), COLUMNS, words)


def curve_table(curve: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the share closed by day, as it is drawn."""
    return named(share_columns(curve), COLUMNS, words)


def backlog_table(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return received, closed and open at the end of each month, newest last."""
    table = months.select(
        "month", "received", "closed", "open_at_end", provisional="is_provisional"
    )
    return named(table, COLUMNS, words)
