"""A trend in the forms in which it leaves: the monthly table and the JSON of the terminal."""

from typing import Any

import polars as pl

from dashboard.tables import answers
from dashboard.words import Words
from dashboard.words.designs import refusal
from dashboard.words.trends import answer, placebo
from queries.change.compare import Comparison
from queries.change.designs import Designs
from queries.change.trend import Trend, level
from queries.declared.measures import measures
from queries.errors import NoAnswer
from queries.stats.time_series import LevelChange

RATES = ("rate", "expected", "counterfactual", "low", "high")


def monthly_table(found: Trend, words: Words) -> pl.DataFrame:
    """Return the months as they are shown and taken away: rounded, named, oldest first."""
    phases = {key: words.text(f"trend.phases.{key}") for key in ("before", "transition", "after")}
    table = found.table.select(
        pl.col("month").dt.strftime("%Y-%m"),
        pl.col("phase").replace_strict(phases, return_dtype=pl.String),
        "events",
        pl.col("exposure").round(2),
        pl.col(RATES).round(3),
        used="is_used",
        provisional="is_provisional",
        jump="is_jump",
    )
    return table.rename({name: words.text(f"trend.columns.{name}") for name in table.columns})


def model_table(found: Trend, words: Words) -> pl.DataFrame:
    """Return one row per model: as shown, and with the months from March 2020 on."""
    rows = [
        _model_row(found, model, words.text(f"trend.more.{key}"))
        for key, model in (("main", found.main), ("later", found.with_pandemic))
        if model is not None
    ]
    table = pl.DataFrame(rows)
    return table.rename({name: words.text(f"trend.tables.{name}") for name in table.columns})


def placebo_table(found: Trend, words: Words) -> pl.DataFrame:
    """Return the ratio at every earlier date, as it is shown and taken away."""
    table = found.placebos.select(
        pl.col("month").dt.strftime("%Y-%m"), pl.col("ratio", "low", "high").round(3)
    )
    return table.rename({name: words.text(f"trend.tables.{name}") for name in table.columns})


def _model_row(found: Trend, model: LevelChange, name: str) -> dict[str, Any]:
    seen, expected, _, _ = level(model, found.measure)
    return {
        "which": name,
        "seen": round(seen, 3),
        "expected": round(expected, 3),
        "ratio": round(model.ratio, 3),
        "low": round(model.low, 3),
        "high": round(model.high, 3),
        "p": round(model.p, 4),
        "months": int((model.table["phase"] == "after").sum()),
    }


def places_table(found: Designs, words: Words) -> pl.DataFrame:
    """Return the designs, and under them what the policy does not mean to move, as shown."""
    rows = [
        {
            "what": words.text(f"designs.names.{row['design']}"),
            **{key: row[key] for key in ("ratio", "low", "high", "p")},
            "note": refusal(row["refused"], words) if row["refused"] else row["method"],
        }
        for row in found.estimates.to_dicts()
    ]
    rows += [
        {
            "what": words.say(measures()[row["measure"]].name),
            **{key: row[key] for key in ("ratio", "low", "high", "p")},
            "note": words.text("designs.names.ratio_of_ratios"),
        }
        for row in found.placebo_outcomes.to_dicts()
    ]
    table = pl.DataFrame(rows).with_columns(
        pl.col("ratio", "low", "high").cast(pl.Float64).round(3),
        pl.col("p").cast(pl.Float64).round(4),
    )
    return table.rename({name: words.text(f"designs.columns.{name}") for name in table.columns})


def as_json(
    found: Trend, plain: Comparison | NoAnswer, places: Designs | None, words: Words
) -> dict[str, Any]:
    """Return the trend as docs/trend.md describes it: plain data, ISO dates, null."""
    chosen = found.windows
    months = found.table.with_columns(pl.col("month").dt.strftime("%Y-%m"))
    return {
        "city": found.city,
        "policy": found.policy.id if found.policy else None,
        "on": found.on.isoformat(),
        "measure": found.measure.id,
        "unit": found.unit,
        "vintage": found.vintage,
        "windows": answers.windows_json(chosen),
        "model": _model(found, found.main),
        "reason": found.reason,
        "with_pandemic": _model(found, found.with_pandemic),
        "placebo": {
            "rank": found.rank[0] if found.rank else None,
            "of": found.rank[1] if found.rank else None,
            "dates": found.placebos.with_columns(pl.col("month").dt.strftime("%Y-%m")).to_dicts(),
        },
        "sentence": answer(found, words),
        "placebo_sentence": placebo(found, words) if found.main else None,
        "plain": answers.as_json(plain, words)["citywide"]
        if isinstance(plain, Comparison)
        else None,
        "places": _places(places) if places else None,
        "breaks": [{"policy": one.id, "on": one.recorded_from.isoformat()} for one in found.breaks],
        "months": months.to_dicts(),
        "cautions": [{"code": code, "text": words.say(text)} for code, text in found.cautions],
    }


def _places(found: Designs) -> dict[str, Any]:
    rank = found.rank or (None, None)
    return {
        "refused": found.refused,
        "windows": answers.windows_json(found.windows) if found.windows else None,
        "reached": found.reached,
        "others": found.others,
        "groups": found.groups.to_dicts(),
        "designs": _ended(found.estimates),
        "placebo_areas": {"rank": rank[0], "of": rank[1]},
        "placebo_outcomes": _ended(found.placebo_outcomes),
    }


def _ended(table: pl.DataFrame) -> list[dict[str, Any]]:
    return [{**row, "high": answers.finite(row["high"])} for row in table.to_dicts()]


def _model(found: Trend, model: LevelChange | None) -> dict[str, Any] | None:
    if model is None:
        return None
    seen, expected, low, high = level(model, found.measure)
    slope = model.slope
    return {
        "ratio": {"value": model.ratio, "low": model.low, "high": model.high},
        "p": model.p,
        "recorded": seen,
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
