"""A comparison as a table in words and as the JSON of the terminal; plain values for JSON."""

import math
from typing import Any

import polars as pl

from dashboard.words import Words, columns
from dashboard.words.sentences import verdict_sentence
from queries.change.compare import Comparison
from queries.dates import DateRange
from queries.grid.windows import Windows
from queries.review.month import Month

PERIOD_COLUMNS = ("events", "exposure", "rate", "low", "high")
EXPECTED = ("low", "middle", "high")


def as_table(comparison: Comparison, words: Words) -> pl.DataFrame:
    """Return the table with verdict_words, second_words and sentence, in the given words."""
    table = comparison.table
    return table.with_columns(
        area=columns.of_rows(table, lambda row: area_name(row, comparison, words)),
        verdict_words=columns.of_rows(table, lambda row: words.verdict(row["verdict"])),
        second_words=columns.of_rows(table, lambda row: second_words(row, words)),
        sentence=columns.of_rows(table, lambda row: _sentence(row, comparison, words)),
    )


def as_json(comparison: Comparison, words: Words) -> dict[str, Any]:
    """Return the comparison as docs/compare.md describes it: plain data, ISO dates, null."""
    by_kind: dict[str, list[dict[str, Any]]] = {"citywide": [], "area": [], "unknown": []}
    for row in as_table(comparison, words).to_dicts():
        by_kind[row["kind"]].append(_area_json(row))
    return {
        "city": comparison.city,
        "policy": comparison.policy.id if comparison.policy else None,
        "measure": comparison.measure.id,
        "unit": comparison.unit,
        "layer": comparison.layer,
        "vintage": comparison.vintage,
        "windows": windows_json(comparison.windows),
        "record": _period_json(comparison.record),
        "latest": _period_json(comparison.latest) if comparison.latest else None,
        "citywide": by_kind["citywide"][0],
        "areas": by_kind["area"],
        "unknown": by_kind["unknown"][0],
        "correlation": comparison.correlation,
        "other_dates": {
            "count": len(comparison.dates),
            "windows_apart": comparison.windows_apart,
            "dates": [
                {"on": row["on"].isoformat(), "ratio": row["ratio"]}
                for row in comparison.dates.to_dicts()
            ],
        },
        "expected": dict(zip(EXPECTED, comparison.expected, strict=True))
        if comparison.expected
        else None,
        "cautions": [{"code": code, "text": words.say(text)} for code, text in comparison.cautions],
    }


def windows_json(windows: Windows) -> dict[str, Any]:
    """Return the compared windows and the transition between them as plain data."""
    return {
        "before": _period_json(windows.periods[0]),
        "transition": _period_json(windows.transition) if windows.transition else None,
        "after": _period_json(windows.periods[1]),
    }


def area_name(row: dict[str, Any], answer: Comparison | Month, words: Words) -> str:
    """Return the name of a row's area; of the city or of unknown places in their rows."""
    if row["kind"] == "unknown":
        return words.text("area_unknown")
    if row["kind"] == "citywide":
        return words.say(answer.city_name)
    return words.area(str(row["area"]), answer.layer_name)


def second_words(row: dict[str, Any], words: Words) -> str:
    """Return the short name of a row's second answer, or a dash where there is none."""
    return words.text(f"stands_out.words.{row['stands_out']}") if row["stands_out"] else "–"


def _sentence(row: dict[str, Any], comparison: Comparison, words: Words) -> str:
    area = area_name(row, comparison, words)
    return verdict_sentence({**row, "area": area}, comparison, words)


def _area_json(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "area_id": row["area_id"],
        "area": row["area"],
        **{
            period: {name: row[f"{period}_{name}"] for name in PERIOD_COLUMNS}
            for period in ("before", "after")
        },
        "ratio": {
            "value": finite(row["ratio"]),
            "low": row["ratio_low"],
            "high": finite(row["ratio_high"]),
        },
        **{key: row[key] for key in ("p", "q", "detectable_fall", "method", "verdict")},
        "incomparable": row["incomparable"],
        "steadied": _ratio_json(row, "steadied", "steadied_low", "steadied_high"),
        "in_season": _ratio_json(row, "season_ratio", "season_low", "season_high"),
        "other_dates": None
        if row["stands_out"] is None
        else {
            "answer": row["stands_out"],
            "as_large": row["dates_as_large"],
            "low": row["ordinary_low"],
            "high": row["ordinary_high"],
        },
        "latest": None
        if row["latest_events"] is None
        else {"events": int(row["latest_events"]), "rate": row["latest_rate"]},
        "sentence": row["sentence"],
    }


def _ratio_json(row: dict[str, Any], *names: str) -> dict[str, float | None] | None:
    value, low, high = (row[name] for name in names)
    if value is None:
        return None
    return {"value": finite(value), "low": low, "high": finite(high)}


def _period_json(period: DateRange) -> dict[str, Any]:
    first, last = period
    return {"from": first.isoformat(), "to": last.isoformat(), "days": (last - first).days + 1}


def finite(value: float | None) -> float | None:
    """Return a number for JSON: None if it is infinite or undefined."""
    return None if value is None or not math.isfinite(value) else value
