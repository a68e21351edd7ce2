"""A trend as tables for display and download, and as the JSON of the terminal."""

from typing import Any

import polars as pl

from dashboard.tables import answers
from dashboard.words import Words, columns
from dashboard.words.designs import refusal
from dashboard.words.trends import answer, placebo
from queries.change.compare import Comparison
from queries.change.designs import Designs
from queries.change.trend import Trend, level
from queries.declared.measures import measures
from queries.errors import NoAnswer
from queries.stats.time_series import LevelChange

RATES = ("rate", "expected", "counterfactual", "low", "high")


def monthly_table(trend: Trend, words: Words) -> pl.DataFrame:
    """Return the months for display and download: rounded, named, oldest first."""
    phases = {key: words.text(f"trend.phases.{key}") for key in ("before", "transition", "after")}
    table = trend.table.select(
        pl.col("month").dt.strftime("%Y-%m"),
        pl.col("phase").replace_strict(phases, return_dtype=pl.String),
        "events",
        pl.col("exposure").round(2),
        pl.col(RATES).round(3),
        used="is_used",
        provisional="is_provisional",
        jump="is_jump",
    )
    return columns.headings(table, "trend.columns", words)


def model_table(trend: Trend, words: Words) -> pl.DataFrame:
    """Return one row per model: the main model, and the model with the pandemic months."""
    rows = [
        _model_row(trend, model, words.text(f"trend.more.{key}"))
        for key, model in (("main", trend.main), ("later", trend.with_pandemic))
        if model is not None
    ]
    return columns.headings(pl.DataFrame(rows), "trend.tables", words)


def placebo_table(trend: Trend, words: Words) -> pl.DataFrame:
    """Return the ratio at every earlier date, for display and download."""
    table = trend.placebos.select(
        pl.col("month").dt.strftime("%Y-%m"), pl.col("ratio", "low", "high").round(3)
    )
    return columns.headings(table, "trend.tables", words)


def _model_row(trend: Trend, model: LevelChange, name: str) -> dict[str, Any]:
    recorded, expected, _, _ = level(model, trend.measure)
    return {
        "which": name,
        "seen": round(recorded, 3),
        "expected": round(expected, 3),
        "ratio": round(model.ratio, 3),
        "low": round(model.low, 3),
        "high": round(model.high, 3),
        "p": round(model.p, 4),
        "months": int((model.table["phase"] == "after").sum()),
    }


def places_table(designs: Designs, words: Words) -> pl.DataFrame:
    """Return the designs, then the outcomes that the policy does not aim at, for display."""
    rows = [
        {
            "what": words.text(f"designs.names.{row['design']}"),
            **{key: row[key] for key in ("ratio", "low", "high", "p")},
            "note": refusal(row["refused"], words) if row["refused"] else row["method"],
        }
        for row in designs.estimates.to_dicts()
    ]
    rows += [
        {
            "what": words.say(measures()[row["measure"]].name),
            **{key: row[key] for key in ("ratio", "low", "high", "p")},
            "note": words.text("designs.names.ratio_of_ratios"),
        }
        for row in designs.placebo_outcomes.to_dicts()
    ]
    table = pl.DataFrame(rows).with_columns(
        pl.col("ratio", "low", "high").cast(pl.Float64).round(3),
        pl.col("p").cast(pl.Float64).round(4),
    )
    return columns.headings(table, "designs.columns", words)


def as_json(
    trend: Trend, plain: Comparison | NoAnswer, designs: Designs | None, words: Words
) -> dict[str, Any]:
    """Return the trend as docs/trend.md describes it: plain data, ISO dates, null."""
    windows = trend.windows
    months = trend.table.with_columns(pl.col("month").dt.strftime("%Y-%m"))
    return {
        "city": trend.city,
        "policy": trend.policy.id if trend.policy else None,
        "on": trend.on.isoformat(),
        "measure": trend.measure.id,
        "unit": trend.unit,
        "vintage": trend.vintage,
        "windows": answers.windows_json(windows),
        "model": _model(trend, trend.main),
        "reason": trend.reason,
        "with_pandemic": _model(trend, trend.with_pandemic),
        "placebo": {
            "rank": trend.rank[0] if trend.rank else None,
            "of": trend.rank[1] if trend.rank else None,
            "dates": trend.placebos.with_columns(pl.col("month").dt.strftime("%Y-%m")).to_dicts(),
        },
        "sentence": answer(trend, words),
        "placebo_sentence": placebo(trend, words) if trend.main else None,
        "plain": answers.as_json(plain, words)["citywide"]
        if isinstance(plain, Comparison)
        else None,
        "places": _places(designs) if designs else None,
        "breaks": [
            {"policy": policy.id, "on": policy.recorded_from.isoformat()} for policy in trend.breaks
        ],
        "months": months.to_dicts(),
        "cautions": [{"code": code, "text": words.say(text)} for code, text in trend.cautions],
    }


def _places(designs: Designs) -> dict[str, Any]:
    rank = designs.rank or (None, None)
    return {
        "refused": designs.refused,
        "windows": answers.windows_json(designs.windows) if designs.windows else None,
        "reached": designs.reached,
        "others": designs.others,
        "groups": designs.groups.to_dicts(),
        "designs": _ended(designs.estimates),
        "placebo_areas": {"rank": rank[0], "of": rank[1]},
        "placebo_outcomes": _ended(designs.placebo_outcomes),
    }


def _ended(table: pl.DataFrame) -> list[dict[str, Any]]:
    return [{**row, "high": answers.finite(row["high"])} for row in table.to_dicts()]


def _model(trend: Trend, model: LevelChange | None) -> dict[str, Any] | None:
    if model is None:
        return None
    recorded, expected, low, high = level(model, trend.measure)
    slope = model.slope
    return {
        "ratio": {"value": model.ratio, "low": model.low, "high": model.high},
        "p": model.p,
        "recorded": recorded,
        "expected": {"value": expected, "low": low, "high": high},
        "avoided": {"value": model.avoided, "low": model.avoided_low, "high": model.avoided_high},
        "slope": slope
        and {
            "ratio_per_year": slope.ratio_per_year,
            "low": slope.low,
            "high": slope.high,
            "p": slope.p,
        },
        "dispersion": model.dispersion,
        "residual_p": model.residual_p,
        "is_less_certain": model.is_less_certain,
        "has_pandemic": model.has_pandemic,
        "df": model.df,
        "method": model.method,
    }
