"""The charts of a comparison and of a trend, each drawn from a choice and its answer."""

from typing import Any

import polars as pl

from dashboard.charts import maps
from dashboard.charts.funnel import funnel_chart
from dashboard.charts.ratios import places_chart, ratio_chart
from dashboard.charts.series import series_chart
from dashboard.charts.trend import placebo_chart, trend_chart
from dashboard.parts.choices import Choice
from dashboard.tables.comparison import worded
from dashboard.words import Words
from dashboard.words.sentences import per_phrase
from dashboard.words.trends import per
from queries.change.compare import Comparison
from queries.change.designs import Designs
from queries.change.many_areas import PeriodName, stand_out, steadied_changes
from queries.change.trend import Trend
from queries.declared.measures import measures
from queries.grid.series import monthly
from queries.vintage.maps import in_force


def series(choice: Choice, found: Comparison, words: Words) -> Any:
    """Draw the months of a measure with the two periods compared."""
    months = monthly(choice.vintage, found.measure.id, choice.layer, None)
    rows = months.to_dicts()
    spoken = months.with_columns(
        month_words=pl.Series([words.month(row["month"]) for row in rows]),
        range_words=pl.Series(
            [f"{words.rate(row['low'])}–{words.rate(row['high'])}" for row in rows]
        ),
    )
    label = words.text("figures.policy_line" if found.policy else "figures.your_date")
    return series_chart(
        spoken, found.windows.periods, label, per_phrase(found.measure, words), words
    )


def months_with_state(found: Trend) -> pl.DataFrame:
    """Return a trend's months with state: used, unused (by the main model) or provisional."""
    return found.table.with_columns(
        state=pl.when("is_provisional")
        .then(pl.lit("provisional"))
        .when("is_used")
        .then(pl.lit("used"))
        .otherwise(pl.lit("unused"))
    )


def trend(found: Trend, words: Words) -> Any:
    """Draw a trend's months, and what they would have been had nothing changed."""
    months = months_with_state(found)
    rows = months.to_dicts()
    spoken = months.with_columns(
        month_words=pl.Series([words.month(row["month"]) for row in rows]),
        rate_words=pl.Series([words.rate(row["rate"]) for row in rows]),
        unchanged_words=pl.Series([_unchanged(row, words) for row in rows]),
    )
    key = "policy" if found.policy else "own"
    policy = (found.on, words.text(f"trend.figure.{key}"))
    return trend_chart(spoken, found.transition, policy, per(found, words), words)


def _unchanged(row: dict[str, Any], words: Words) -> str:
    said = words.rate(row["counterfactual"])
    if row["low"] is None:
        return said
    return f"{said} ({words.rate(row['low'])}–{words.rate(row['high'])})"


def placebo_dates(found: Trend, words: Words) -> Any:
    """Draw what the model finds at every other date beside what it finds at the policy's."""
    if found.main is None:
        raise ValueError("without a model there is no date to set beside others")
    main = found.main
    own = {"month": found.transition[1], "ratio": main.ratio, "low": main.low, "high": main.high}
    dates = pl.concat(
        [
            found.placebos.with_columns(is_own=pl.lit(value=False)),
            pl.DataFrame([own], schema=found.placebos.schema).with_columns(
                is_own=pl.lit(value=True)
            ),
        ]
    )
    kinds = {
        kind: words.text(f"trend.more.placebo_{key}")
        for kind, key in ((True, "here"), (False, "other"))
    }
    rows = dates.to_dicts()
    return placebo_chart(
        dates.with_columns(
            month_words=pl.Series([words.month(row["month"]) for row in rows]),
            kind_words=pl.Series([kinds[row["is_own"]] for row in rows]),
            range_words=pl.Series(
                [
                    f"{words.number(row['ratio'], 2)} "
                    f"({words.number(row['low'], 2)}–{words.number(row['high'], 2)})"
                    for row in rows
                ]
            ),
        ),
        words,
    )


def places(found: Designs, words: Words) -> Any:
    """Draw the change beside other places, of this measure and of those a policy did not mean."""
    first = found.estimates.head(1).with_columns(measure=pl.lit(found.measure.id))
    columns = ("measure", "ratio", "low", "high")
    rows = pl.concat(
        [
            first.select(*columns, is_own=pl.lit(value=True)),
            found.placebo_outcomes.select(*columns, is_own=pl.lit(value=False)),
        ]
    ).drop_nulls()
    named = [words.say(measures()[one].name) for one in rows["measure"]]
    ranges = [
        f"{words.number(row['ratio'], 2)} "
        f"({words.number(row['low'], 2)}–{words.number(row['high'], 2)})"
        for row in rows.to_dicts()
    ]
    return places_chart(
        rows.with_columns(measure=pl.Series(named), range_words=pl.Series(ranges)), words
    )


def verdict_map(choice: Choice, found: Comparison, words: Words) -> Any:
    """Draw each area by its verdict."""
    return maps.verdict_map(_placed(choice, found, words), words)


def period_map(choice: Choice, found: Comparison, period: PeriodName, words: Words) -> Any:
    """Draw each area by its rate in one period; both periods have one scale of colour."""
    table = _placed(choice, found, words)
    largest = table.select(pl.max_horizontal(pl.col("before_rate", "after_rate").max())).item()
    areas = table.with_columns(
        rate=pl.col(f"{period}_rate"),
        rate_words=pl.col(f"{period}_rate").map_elements(words.rate, return_dtype=pl.String),
    )
    return maps.rate_map(areas, largest or 1.0, words)


def ratios(found: Comparison, words: Words) -> Any:
    """Draw each area's change with its range, largest fall first."""
    table = worded(found, words).filter(
        (pl.col("kind") == "area") & pl.col("ratio_low").is_not_null()
    )
    columns = (
        "area",
        "ratio",
        "ratio_low",
        "ratio_high",
        "verdict",
        "verdict_words",
        "counts_words",
        "range_words",
    )
    return ratio_chart(table.sort("ratio").select(columns), words)


def funnel(found: Comparison, period: PeriodName, words: Words) -> Any:
    """Draw each area's rate in one period beside the limits of chance."""
    plot = stand_out(found, period)
    events = dict(plot.table.select("area_id", "events").iter_rows())
    spoken = plot.table.filter(pl.col("ratio").is_not_null()).with_columns(
        side=pl.col("category").str.strip_prefix("far_"),
        is_named=pl.col("category").is_in(["far_below", "far_above"]),
    )
    spoken = spoken.with_columns(
        area=pl.Series([words.area(name, found.layer_name) for name in spoken["area"]]),
        category_words=pl.Series(
            [words.text(f"many.categories.{category}") for category in spoken["category"]]
        ),
        counts_words=pl.Series([words.number(events[area]) for area in spoken["area_id"]]),
        ratio_words=pl.Series([words.number(ratio, 2) for ratio in spoken["ratio"]]),
    )
    return funnel_chart(spoken, plot.lines, words)


def change_map(choice: Choice, found: Comparison, column: str, words: Words) -> Any:
    """Draw each area by its change: `column` is ratio (as recorded) or steadied."""
    changes = steadied_changes(found).table.select("area_id", change=column)
    areas = _placed(choice, found, words).join(changes, on="area_id", how="left")
    spoken = areas.with_columns(
        change_words=pl.Series([words.number(change, 2) for change in areas["change"]])
    )
    return maps.change_map(spoken, words)


def _placed(choice: Choice, found: Comparison, words: Words) -> pl.DataFrame:
    # the map of the second period: areas that a redrawing ended would lie under the new ones
    last = found.windows.after_to
    drawn = (
        choice.vintage.areas(choice.layer)
        .filter(in_force(last, last))
        .select("area_id", "longitude", "latitude", "geometry")
    )
    columns = (
        "area_id",
        "area",
        "verdict",
        "verdict_words",
        "counts_words",
        "range_words",
        "before_rate",
        "after_rate",
        "is_caution",
    )
    return drawn.join(worded(found, words).select(columns), on="area_id")
