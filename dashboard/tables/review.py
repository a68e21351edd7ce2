"""A month's review in words: tables for the page and the terminal, and JSON."""

from typing import Any

import polars as pl

from dashboard.tables.answers import area_name, finite
from dashboard.tables.month import on_record, why_words
from dashboard.words import Words, columns
from dashboard.words.sentences import per_phrase
from queries.declared.measures import measures
from queries.review.monitoring import Chart, Review
from queries.review.records_behind import behind_look
from queries.review.waits import Waits
from queries.stats.constants import CAUTION_EVENTS, RUN_LENGTH
from queries.vintage.catalog import Vintage

BRIEF = ("measure", "area", "state", "rule", "since", "events", "rate", "low", "high", "ratio")
"""The columns of the table in the terminal."""

PER_YEAR = ("rate", "centre", "low", "high", "old_centre", "old_low", "old_high")
"""The columns of a chart's months that are rates."""

NUMBERS = ("events", "exposure", "rate", "centre", "low", "high")


def signals_table(review: Review, words: Words) -> pl.DataFrame:
    """Return the signals for display and download."""
    return _looks(review.signals, review, words)


def in_own_unit(chart: Chart) -> pl.DataFrame:
    """Return a chart's months with counts of records in place of rates; of a share its rates."""
    if chart.measure.kind == "share":
        return chart.table
    return chart.table.with_columns(pl.col(PER_YEAR) * pl.col("exposure") / chart.measure.scale)


def months_table(chart: Chart, words: Words) -> pl.DataFrame:
    """Return a control chart's months for display and download, newest last."""
    months = in_own_unit(chart)
    table = months.select(
        month=pl.col("month").dt.strftime("%Y-%m"),
        events=pl.col("events").cast(pl.Int64),
        value=pl.col("rate").round(3),
        centre=pl.col("centre").round(3),
        low=pl.col("low").round(3),
        high=pl.col("high").round(3),
        old_low=pl.col("old_low").round(3),
        old_high=pl.col("old_high").round(3),
        state=columns.of_rows(months, lambda row: state_words(row["state"], words)),
        rule=columns.of_rows(months, lambda row: rule_words(row["rule"], words)),
        provisional="is_provisional",
        jump="is_jump",
    )
    return columns.headings(table, "review.columns", words)


def waits_table(waits: Waits, words: Words) -> pl.DataFrame:
    """Return the days between rare records for display and download, newest last."""
    table = waits.table.select(
        day=pl.col("day").dt.strftime("%Y-%m-%d"),
        gap="gap",
        centre=pl.col("centre").round(1),
        high=pl.col("high").round(1),
        open="is_open",
        state=columns.of_rows(waits.table, lambda row: state_words(row["icon"], words)),
    )
    return columns.headings(table, "waits.columns", words)


def state_words(state: str | None, words: Words) -> str:
    """Return the name of a state, or a dash for a month that is not judged."""
    return words.text(f"review.states.{state}") if state else "–"


def rule_words(rule: str, words: Words) -> str:
    """Return which rule was broken, and on which side."""
    return words.text(f"review.rules.{rule}", n=RUN_LENGTH) if rule else ""


def sentence(row: dict[str, Any], review: Review, vintage: Vintage, words: Words) -> str:
    """Return a signal in one line: rule, first month, counts, limits, and the year before."""
    return words.text("review.sentence", **_said(row, review, vintage, words)).strip()


def _said(row: dict[str, Any], review: Review, vintage: Vintage, words: Words) -> dict[str, str]:
    measure = measures()[row["measure"]]
    by_quarter = row["chart"] == "quarters"
    since = (
        words.text("review.is_new_quarter" if by_quarter else "review.is_new")
        if row["is_new"]
        else words.text("review.since", month=words.month(row["since"]))
    )
    is_share = measure.kind == "share"
    key = "review.counts_share" if is_share else "review.counts"
    counts = words.text(
        key,
        events=words.number(row["events"]),
        nouns=words.nouns(vintage.unit(measure), row["exposure" if is_share else "events"]),
        rate=words.rate(row["rate"]),
        per=per_phrase(measure, words),
        **({"total": words.number(row["exposure"])} if is_share else {}),
    )
    if by_quarter:
        counts = f"{words.text('review.quarter', month=words.month(review.month))} {counts}"
    if row["events"] < CAUTION_EVENTS:
        counts += " " + words.text("figures.caution_mark", n=CAUTION_EVENTS) + "."
    limits = words.text("review.limits", low=words.rate(row["low"]), high=words.rate(row["high"]))
    if row["is_trial"]:
        limits += " " + words.text("review.trial", points=row["points"])
    return {
        "measure": words.say(measure.name),
        "area": area_name(row, review, words),
        "rule": rule_words(row["rule"], words),
        "since": since,
        "counts": counts,
        "limits": limits,
        "year_ago": _year_ago(row, words),
    }


def remarks(review: Review, vintage: Vintage, words: Words) -> list[str]:
    """Return the pack's notes on the month, and the policies that came into force in it."""
    return on_record(vintage, review.month, review.month, words)


def cautions(review: Review, words: Words) -> list[str]:
    """Return, once per measure, the cautions about the months behind the limits."""
    rows = review.table.filter(pl.col("kind") == "citywide")
    return [
        words.text(f"review.notes.{note}", measure=words.say(measures()[measure].name))
        for measure, notes in zip(rows["measure"], rows["notes"], strict=True)
        for note in notes
    ]


def headline(review: Review, words: Words) -> str:
    """Return the number of looks with a signal, as a sentence."""
    count = len(review.signals)
    kind = "headline" if count else "headline_quiet" if review.looks else "headline_none"
    month = words.month(review.month)
    text = words.text(f"review.{kind}", month=month, signals=count, looks=review.looks)
    return text[:1].upper() + text[1:]


def by_chance(review: Review, words: Words) -> str:
    """Return the number of signals expected by chance, with one decimal below 10."""
    chance = words.number(review.by_chance, 0 if review.by_chance >= 10 else 1)
    return words.text("review.by_chance", looks=review.looks, chance=chance)


def as_json(review: Review, vintage: Vintage, words: Words) -> dict[str, Any]:
    """Return the review as docs/review.md describes it: plain data, ISO months, null."""
    return {
        "city": review.city,
        "vintage": review.vintage,
        "layer": review.layer,
        "month": review.month.strftime("%Y-%m"),
        "looks": review.looks,
        "by_chance": round(review.by_chance, 3),
        "remarks": remarks(review, vintage, words),
        "cautions": cautions(review, words),
        "signals": [_signal(row, review, vintage, words) for row in review.signals.to_dicts()],
        "not_judged": _not_judged(review),
    }


def _signal(row: dict[str, Any], review: Review, vintage: Vintage, words: Words) -> dict[str, Any]:
    return {
        **{key: row[key] for key in ("measure", "area_id", "area", "state", "rule")},
        "since": row["since"].strftime("%Y-%m"),
        "is_new": row["is_new"],
        **{key: row[key] for key in NUMBERS},
        **{key: row[key] for key in ("chart", "method", "points", "is_trial")},
        "year_ago": {
            "events": row["year_ago_events"],
            "rate": row["year_ago_rate"],
            **{
                name: finite(row[key])
                for name, key in (("ratio", "ratio"), ("low", "ratio_low"), ("high", "ratio_high"))
            },
        },
        "notes": row["notes"],
        "records": behind_look(vintage, review, row).address(),
        "sentence": sentence(row, review, vintage, words),
    }


def _not_judged(review: Review) -> list[dict[str, Any]]:
    """Return the number of areas of each measure that were not judged, by reason."""
    return (
        review.table.filter(pl.col("why").is_not_null())
        .group_by("measure", "why", maintain_order=True)
        .agg(areas=pl.len())
        .to_dicts()
    )


def _looks(table: pl.DataFrame, review: Review, words: Words) -> pl.DataFrame:
    looks = table.select(
        measure=columns.of_rows(table, lambda row: words.say(measures()[row["measure"]].name)),
        area=columns.of_rows(table, lambda row: area_name(row, review, words)),
        state=columns.of_rows(table, lambda row: state_words(row["state"], words)),
        rule=columns.of_rows(table, lambda row: rule_words(row["rule"], words)),
        since=pl.col("since").dt.strftime("%Y-%m"),
        period=columns.of_rows(
            table,
            lambda row: words.text(
                f"review.periods.{'quarters' if row['chart'] == 'quarters' else 'month'}"
            ),
        ),
        events=pl.col("events").cast(pl.Int64),
        rate=pl.col("rate").round(3),
        centre=pl.col("centre").round(3),
        low=pl.col("low").round(3),
        high=pl.col("high").round(3),
        year_ago=pl.col("year_ago_events").cast(pl.Int64),
        ratio=pl.col("ratio").round(3),
        ratio_low=pl.col("ratio_low").round(3),
        ratio_high=pl.col("ratio_high").round(3),
        remark=columns.of_rows(table, lambda row: _remark(row, words)),
    )
    return columns.headings(looks, "review.columns", words)


def _remark(row: dict[str, Any], words: Words) -> str:
    """Return why a look was not judged, or a caution if its count is small."""
    if row["why"]:
        return why_words(row["why"], words)
    is_small = row["events"] < CAUTION_EVENTS
    return words.text("figures.caution_mark", n=CAUTION_EVENTS) if is_small else ""


def _year_ago(row: dict[str, Any], words: Words) -> str:
    if row["year_ago_events"] is None:
        return ""
    events = words.number(row["year_ago_events"])
    if row["ratio_low"] is None:
        return words.text("review.year_ago_counts", events=events)
    ends = {
        name: words.number(row[key], 2)
        for name, key in (("ratio", "ratio"), ("low", "ratio_low"), ("high", "ratio_high"))
    }
    return words.text("review.year_ago", events=events, **ends)
