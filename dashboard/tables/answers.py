"""A comparison in the forms in which it leaves: a table with words, the JSON of the terminal."""

from typing import Any

import polars as pl

from dashboard.words import Words
from dashboard.words.sentences import verdict_sentence
from queries.change.compare import Comparison
from queries.dates import DateRange
from queries.grid.windows import Windows

PERIOD_COLUMNS = ("events", "exposure", "rate", "low", "high")


def as_table(found: Comparison, words: Words) -> pl.DataFrame:
    """Return the table with `verdict_words` and `sentence` in the reader's language."""
    rows = found.table.to_dicts()
    return found.table.with_columns(
        area=pl.Series([_area(row, found, words) for row in rows]),
        verdict_words=pl.Series([words.verdict(row["verdict"]) for row in rows]),
        sentence=pl.Series([_sentence(row, found, words) for row in rows]),
    )


def as_json(found: Comparison, words: Words) -> dict[str, Any]:
    """Return the comparison as docs/compare.md describes it: plain data, ISO dates, null."""
    by_kind: dict[str, list[dict[str, Any]]] = {"citywide": [], "area": [], "unknown": []}
    for row in as_table(found, words).to_dicts():
        by_kind[row["kind"]].append(_area_json(row))
    return {
        "city": found.city,
        "policy": found.policy.id if found.policy else None,
        "measure": found.measure.id,
        "unit": found.unit,
        "layer": found.layer,
        "vintage": found.vintage,
        "windows": windows_json(found.windows),
        "citywide": by_kind["citywide"][0],
        "areas": by_kind["area"],
        "unknown": by_kind["unknown"][0],
        "cautions": [{"code": code, "text": words.say(text)} for code, text in found.cautions],
    }


def windows_json(chosen: Windows) -> dict[str, Any]:
    """Return the days compared, and those left out between them, as plain data."""
    return {
        "before": _period_json(chosen.periods[0]),
        "transition": _period_json(chosen.transition) if chosen.transition else None,
        "after": _period_json(chosen.periods[1]),
    }


def _area(row: dict[str, Any], found: Comparison, words: Words) -> str:
    if row["kind"] == "unknown":
        return words.text("area_unknown")
    if row["kind"] == "citywide":
        return words.say(found.city_name)
    return words.area(str(row["area"]), found.layer_name)


def _sentence(row: dict[str, Any], found: Comparison, words: Words) -> str:
    return verdict_sentence({**row, "area": _area(row, found, words)}, found, words)


def _area_json(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "area_id": row["area_id"],
        "area": row["area"],
        **{
            period: {name: row[f"{period}_{name}"] for name in PERIOD_COLUMNS}
            for period in ("before", "after")
        },
        "ratio": {
            "value": row["ratio"],
            "low": row["ratio_low"],
            "high": finite(row["ratio_high"]),
        },
        **{key: row[key] for key in ("p", "q", "detectable_fall", "method", "verdict", "sentence")},
    }


def _period_json(period: DateRange) -> dict[str, Any]:
    first, last = period
    return {"from": first.isoformat(), "to": last.isoformat(), "days": (last - first).days + 1}


def finite(value: float | None) -> float | None:
    """An upper limit without end is no number in JSON."""
    return None if value is None or value == float("inf") else value
