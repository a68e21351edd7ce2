"""The tables of the page Complaints, for display and download."""

import polars as pl

from dashboard.words import Words, capital, columns
from dashboard.words.records import category, records_table, share_columns
from queries.declared import dictionary
from queries.records.complaints import OPEN, OUTCOMES, SOURCES
from queries.vintage.catalog import UNKNOWN

COLUMNS = "complaints.columns"


def source_name(source: str, words: Words) -> str:
    """Return the name of a source of complaints, or of all sources."""
    if source == "all":
        return words.text("complaints.all_sources")
    return category("complaint_source", source, words)


def step_name(step: str, kind: str, words: Words) -> str:
    """Return the name of a step of the complaints process."""
    if kind == "all":
        return words.text(f"complaints.steps.{step}")
    if kind == UNKNOWN:
        return words.text(f"complaints.steps.unknown_{step}")
    vocabulary = "complaint_source" if step == "source" else "disposition"
    return category(vocabulary, kind, words)


def steps_table(steps: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the steps of the process: step, complaints by source, and all complaints."""
    sources = [source for source in SOURCES if source != UNKNOWN or steps[source].sum()]
    table = steps.select(
        step=columns.of_rows(steps, lambda row: step_name(row["step"], row["kind"], words)),
        **{f"from_{source}": pl.col(source) for source in sources},
        n="n",
    )
    return records_table(table, COLUMNS, words)


def step_pieces(steps: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return one row per step and source, sources placed end to end, with their texts."""
    rows = []
    for row in steps.to_dicts():
        begin_at = row["start"]
        name = step_name(row["step"], row["kind"], words)
        label = f"{capital(name)}: {words.number(row['n'])}"
        for source in SOURCES:
            if row[source] or (source == SOURCES[0] and not row["n"]):
                rows.append(
                    {
                        "label": label,
                        "source": source,
                        "source_words": source_name(source, words),
                        "begin": begin_at,
                        "end": begin_at + row[source],
                        "n_words": words.number(row[source]),
                    }
                )
                begin_at += row[source]
    return pl.DataFrame(rows)


def findings_side(findings: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the known outcomes, each with its meaning, for tables.panels."""
    rows = findings.filter(pl.col("disposition") != UNKNOWN)
    return rows.select(
        "n",
        "low",
        "high",
        share="rate",
        label=columns.of_values(
            rows["disposition"],
            lambda finding: ": ".join(
                part for part in words.term(dictionary.word("disposition", finding)) if part
            ),
        ),
    )


def findings_table(findings: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return each outcome: complaints, share of those closed with a known outcome, range."""
    outcomes = columns.of_values(
        findings["disposition"], lambda finding: category("disposition", finding, words)
    )
    table = findings.select(outcomes.alias("outcome"), "n", "rate", "low", "high")
    return records_table(share_columns(table), COLUMNS, words)


def allegations_side(allegations: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the known kinds of allegation for tables.panels.

    Their shares have no range: several allegations of one complaint are not independent.
    """
    rows = allegations.filter(pl.col("allegation") != UNKNOWN)
    return rows.select(
        "n",
        share="rate",
        low=pl.lit(None, pl.Float64),
        high=pl.lit(None, pl.Float64),
        label=pl.Series(allegation_names(rows, words), dtype=pl.String),
    )


def allegations_table(allegations: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return each kind of allegation, its share, and the number that ended in each finding."""
    findings = [finding for finding in (*OUTCOMES, OPEN) if allegations[finding].sum()]
    table = allegations.select(
        pl.Series("allegation", allegation_names(allegations, words), dtype=pl.String),
        pl.col("n").alias("allegations_n"),
        columns.percent("rate").alias("share"),
        *findings,
    )
    kinds = records_table(table.drop(findings), COLUMNS, words)
    return pl.concat(
        [
            kinds,
            table.select(
                pl.col(finding).alias(category("disposition", finding, words))
                for finding in findings
            ),
        ],
        how="horizontal",
    )


def allegation_names(allegations: pl.DataFrame, words: Words) -> list[str]:
    """Return the kinds in the city's own words; a missing kind is "unknown"."""
    unknown = category("disposition", UNKNOWN, words)
    return [
        unknown if allegation == UNKNOWN else allegation for allegation in allegations["allegation"]
    ]


def closing_table(closing: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the share closed within each number of days, by source, with its range."""
    sources = columns.of_values(closing["source"], lambda source: source_name(source, words))
    table = closing.select(sources.alias("source"), "days", "rate", "low", "high", "at_risk", "n")
    return records_table(share_columns(table), COLUMNS, words)


def curve_table(curve: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the share closed by day, as in the chart."""
    return records_table(share_columns(curve), COLUMNS, words)


def backlog_table(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return complaints received, closed, and open at the end of each month, newest last."""
    table = months.select(
        "month", "received", "closed", "open_at_end", provisional="is_provisional"
    )
    return records_table(table, COLUMNS, words)
