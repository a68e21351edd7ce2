"""A month's review in the reader's words: the tables of the page, of the terminal, the JSON."""

import math
from typing import Any

import polars as pl

from dashboard.words import Words
from dashboard.words.sentences import in_force, per_phrase
from queries.declared.measures import measures
from queries.review.monitoring import Chart, Review
from queries.review.records_behind import behind_look
from queries.review.waits import Waits
from queries.stats.constants import CAUTION_EVENTS, CHART_LEAST, RUN_LENGTH
from queries.vintage.catalog import Vintage

SIDES = {"high": "▲", "low": "▼", "": ""}
BRIEF = ("measure", "area", "state", "rule", "since", "events", "rate", "low", "high", "ratio")
"""Columns that a terminal has room for."""

ALIKE = ("area_id", "rule", "since", "events")
"""What signals have in common that are read as one."""

NUMBERS = ("events", "exposure", "rate", "centre", "low", "high")


def looks_table(found: Review, words: Words) -> pl.DataFrame:
    """Return every look as it is shown and taken away, signals first."""
    rest = found.table.filter(pl.col("rule") == "")
    return _looks(pl.concat([found.signals, rest]), found, words)


def signals_table(found: Review, words: Words) -> pl.DataFrame:
    """Return what stands out, likewise."""
    return _looks(found.signals, found, words)


def months_table(found: Chart, words: Words) -> pl.DataFrame:
    """Return a control chart's months as they are shown and taken away, newest last."""
    table = found.table
    named = table.select(
        month=pl.col("month").dt.strftime("%Y-%m"),
        events=pl.col("events").cast(pl.Int64),
        exposure=pl.col("exposure").round(2),
        rate=pl.col("rate").round(3),
        centre=pl.col("centre").round(3),
        low=pl.col("low").round(3),
        high=pl.col("high").round(3),
        old_low=pl.col("old_low").round(3),
        old_high=pl.col("old_high").round(3),
        state=pl.Series([state_words(one, words) for one in table["state"]], dtype=pl.String),
        rule=pl.Series([rule_words(one, words) for one in table["rule"]], dtype=pl.String),
        provisional="is_provisional",
        jump="is_jump",
    )
    return named.rename({name: words.text(f"review.columns.{name}") for name in named.columns})


def waits_table(made: Waits, words: Words) -> pl.DataFrame:
    """Return the days between rare records as they are shown and taken away, newest last."""
    table = made.table
    named = table.select(
        day=pl.col("day").dt.strftime("%Y-%m-%d"),
        gap="gap",
        centre=pl.col("centre").round(1),
        high=pl.col("high").round(1),
        open="is_open",
        state=pl.Series([state_words(one, words) for one in table["icon"]], dtype=pl.String),
    )
    return named.rename({name: words.text(f"waits.columns.{name}") for name in named.columns})


def area_name(row: dict[str, Any], found: Review, words: Words) -> str:
    """Return a row's area as it is read."""
    if row["kind"] == "unknown":
        return words.text("area_unknown")
    if row["kind"] == "citywide":
        return words.say(found.city_name)
    return words.area(str(row["area"]), found.layer_name)


def state_words(state: str | None, words: Words) -> str:
    """Return a state's name, or a dash where a month is not judged."""
    return words.text(f"review.states.{state}") if state else "–"


def mark(row: dict[str, Any], words: Words) -> str:
    """Return the arrow of a signal's side, and its state in words."""
    return f"{side(row['rule'])} {state_words(row['state'], words)}:"


def side(rule: str) -> str:
    """Return an arrow for the side of a signal, or nothing."""
    return SIDES[rule.rsplit("_", maxsplit=1)[-1]]


def rule_words(rule: str, words: Words) -> str:
    """Return which rule was broken, and on which side."""
    return words.text(f"review.rules.{rule}", n=RUN_LENGTH) if rule else ""


def why_words(why: str | None, words: Words) -> str:
    """Return why a look was not judged."""
    return words.text(f"review.why.{why}", n=CHART_LEAST) if why else ""


def sentence(row: dict[str, Any], found: Review, vintage: Vintage, words: Words) -> str:
    """Return a signal in one line: rule, since when, counts, limits, and the year before."""
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
        counts = f"{words.text('review.quarter', month=words.month(found.month))} {counts}"
    if row["events"] < CAUTION_EVENTS:
        counts += " " + words.text("figures.caution_mark", n=CAUTION_EVENTS) + "."
    limits = words.text("review.limits", low=words.rate(row["low"]), high=words.rate(row["high"]))
    if row["is_trial"]:
        limits += " " + words.text("review.trial", points=row["points"])
    return words.text(
        "review.sentence",
        measure=f"**{words.say(measure.name)}**",
        area=f"**{area_name(row, found, words)}**",
        rule=rule_words(row["rule"], words),
        since=since,
        counts=counts,
        limits=limits,
        year_ago=_year_ago(row, words),
    ).strip()


def lines(rows: pl.DataFrame, found: Review, vintage: Vintage, words: Words) -> list[str]:
    """Return signals as they are read: one line for measures that count the same records alike.

    Force a year and force per resident of an area tell a chief one thing, not two.
    """
    said: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for row in rows.to_dicts():
        counted = measures()[row["measure"]].numerator
        said.setdefault((counted, *(row[key] for key in ALIKE)), []).append(row)
    return [
        f"{mark(first, words)} {sentence(first, found, vintage, words)} {_likewise(others, words)}"
        for first, *others in said.values()
    ]


def remarks(found: Review, vintage: Vintage, words: Words) -> list[str]:
    """Return what the city's pack says of the month: notes, and policies that came into force."""
    notes = vintage.month_notes.filter(pl.col("month") == found.month)
    begun = [
        words.text("review.in_force", policy=words.say(one.title), day=in_force(one, words))
        for one in vintage.policies
        if one.effective_on.replace(day=1) == found.month
    ]
    return [*words.say_column(notes["text"]), *begun]


def cautions(found: Review, words: Words) -> list[str]:
    """Return, once per measure, what is wrong with the months behind the limits."""
    rows = found.table.filter(pl.col("kind") == "citywide")
    return [
        words.text(f"review.notes.{note}", measure=words.say(measures()[measure].name))
        for measure, notes in zip(rows["measure"], rows["notes"], strict=True)
        for note in notes
    ]


def headline(found: Review, words: Words) -> str:
    """Return how many of the looks stand out."""
    count = len(found.signals)
    kind = "headline" if count else "headline_quiet" if found.looks else "headline_none"
    month = words.month(found.month)
    said = words.text(f"review.{kind}", month=month, signals=count, looks=found.looks)
    return said[:1].upper() + said[1:]


def by_chance(found: Review, words: Words) -> str:
    """Return how many signals chance alone would give, with one decimal where it is few."""
    chance = words.number(found.by_chance, 0 if found.by_chance >= 10 else 1)
    return words.text("review.by_chance", looks=found.looks, chance=chance)


def as_json(found: Review, vintage: Vintage, words: Words) -> dict[str, Any]:
    """Return the review as docs/review.md describes it: plain data, ISO months, null."""
    return {
        "city": found.city,
        "vintage": found.vintage,
        "layer": found.layer,
        "month": found.month.strftime("%Y-%m"),
        "looks": found.looks,
        "by_chance": round(found.by_chance, 3),
        "remarks": remarks(found, vintage, words),
        "cautions": cautions(found, words),
        "signals": [_signal(row, found, vintage, words) for row in found.signals.to_dicts()],
        "not_judged": _not_judged(found),
    }


def _signal(row: dict[str, Any], found: Review, vintage: Vintage, words: Words) -> dict[str, Any]:
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
                name: _finite(row[key])
                for name, key in (("ratio", "ratio"), ("low", "ratio_low"), ("high", "ratio_high"))
            },
        },
        "notes": row["notes"],
        "records": behind_look(vintage, found, row).address(),
        "sentence": sentence(row, found, vintage, words).replace("**", ""),
    }


def _not_judged(found: Review) -> list[dict[str, Any]]:
    """Return how many areas of each measure were not judged, and why."""
    return (
        found.table.filter(pl.col("why").is_not_null())
        .group_by("measure", "why", maintain_order=True)
        .agg(areas=pl.len())
        .to_dicts()
    )


def _looks(table: pl.DataFrame, found: Review, words: Words) -> pl.DataFrame:
    rows = table.to_dicts()

    def texts(say: Any) -> pl.Series:
        return pl.Series([say(row) for row in rows], dtype=pl.String)

    named = table.select(
        measure=texts(lambda row: words.say(measures()[row["measure"]].name)),
        area=texts(lambda row: area_name(row, found, words)),
        state=texts(lambda row: state_words(row["state"], words)),
        rule=texts(lambda row: rule_words(row["rule"], words)),
        since=pl.col("since").dt.strftime("%Y-%m"),
        period=texts(
            lambda row: words.text(
                f"review.periods.{'quarters' if row['chart'] == 'quarters' else 'month'}"
            )
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
        remark=texts(lambda row: _remark(row, words)),
    )
    return named.rename({name: words.text(f"review.columns.{name}") for name in named.columns})


def _remark(row: dict[str, Any], words: Words) -> str:
    """Return why a look was not judged, or that its count is small."""
    if row["why"]:
        return why_words(row["why"], words)
    is_small = row["events"] < CAUTION_EVENTS
    return words.text("figures.caution_mark", n=CAUTION_EVENTS) if is_small else ""


def _likewise(rows: list[dict[str, Any]], words: Words) -> str:
    if not rows:
        return ""
    names = ", ".join(words.say(measures()[row["measure"]].name) for row in rows)
    return words.text("review.likewise", measures=names)


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


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value
