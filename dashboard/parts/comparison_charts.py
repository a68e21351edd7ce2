"""The charts of a comparison and of a trend."""

import math
from typing import Any

import polars as pl

from dashboard.charts import maps
from dashboard.charts.dates import dates_strip
from dashboard.charts.funnel import funnel_chart
from dashboard.charts.linked import linked_chart
from dashboard.charts.marks import Marks
from dashboard.charts.ratios import places_chart
from dashboard.charts.series import series_chart
from dashboard.charts.trend import placebo_chart, trend_chart
from dashboard.parts.choices import Choice
from dashboard.parts.shapes import with_addresses
from dashboard.tables.comparison import all_dates, worded
from dashboard.words import Words, columns
from dashboard.words.changes import kind_of, size
from dashboard.words.sentences import per_phrase
from dashboard.words.trends import per
from queries.change.compare import Comparison
from queries.change.designs import Designs
from queries.change.many_areas import PeriodName, stand_out
from queries.change.trend import Trend
from queries.declared.measures import measures
from queries.grid.series import monthly
from queries.stats.steps import quantile_steps
from queries.stats.verdicts import CLEAR
from queries.vintage.maps import in_force
from queries.vintage.room import with_room


def series(choice: Choice, comparison: Comparison, marks: Marks, words: Words) -> Any:
    """Draw the months of a measure with the two periods compared."""
    months = monthly(choice.vintage, comparison.measure.id, choice.layer, None)
    points = months.with_columns(
        month_words=columns.of_months(months["month"], words),
        range_words=columns.rate_ranges(months, words),
    )
    label = words.text("figures.policy_line" if comparison.policy else "figures.your_date")
    return series_chart(
        points,
        comparison.windows.periods,
        None if comparison.has_given_periods else label,
        per_phrase(comparison.measure, words),
        marks,
        words,
    )


def other_dates(comparison: Comparison, words: Words) -> Any:
    """Draw the city's change at every other date and at its own, over the ordinary range."""
    dates = all_dates(comparison, words)
    city = comparison.table.head(1)
    band = city.select(low="ordinary_low", high="ordinary_high").drop_nulls()
    return dates_strip(
        dates.with_columns(
            month_words=columns.of_months(dates["on"], words),
            change_words=columns.of_values(
                dates["ratio"], lambda ratio: size(ratio, kind_of(comparison), words)
            ),
        ),
        band,
        words,
    )


def months_with_state(answer: Trend) -> pl.DataFrame:
    """Return a trend's months with state: used, unused (by the main model) or provisional."""
    return answer.table.with_columns(
        state=pl.when("is_provisional")
        .then(pl.lit("provisional"))
        .when("is_used")
        .then(pl.lit("used"))
        .otherwise(pl.lit("unused"))
    )


def trend(answer: Trend, marks: Marks, words: Words) -> Any:
    """Draw a trend's months, the fitted model and the counterfactual."""
    months = months_with_state(answer)
    points = months.with_columns(
        month_words=columns.of_months(months["month"], words),
        rate_words=columns.of_rows(months, lambda row: words.rate(row["rate"])),
        unchanged_words=columns.of_rows(months, lambda row: _unchanged(row, words)),
    )
    key = "policy" if answer.policy else "own"
    policy = (answer.on, words.text(f"trend.figure.{key}"))
    return trend_chart(points, policy, per(answer, words), marks, words)


def _unchanged(row: dict[str, Any], words: Words) -> str:
    rate = words.rate(row["counterfactual"])
    if row["low"] is None:
        return rate
    return f"{rate} ({words.rate(row['low'])}–{words.rate(row['high'])})"


def placebo_dates(answer: Trend, words: Words) -> Any:
    """Draw the model's level change at placebo dates beside that at the policy's date."""
    if answer.main is None:
        raise ValueError("without a model there is no date to set beside others")
    main = answer.main
    policy_date = {
        "month": answer.transition[1],
        "ratio": main.ratio,
        "low": main.low,
        "high": main.high,
    }
    dates = pl.concat(
        [
            answer.placebos.with_columns(is_own=pl.lit(value=False)),
            pl.DataFrame([policy_date], schema=answer.placebos.schema).with_columns(
                is_own=pl.lit(value=True)
            ),
        ]
    )
    kinds = {
        kind: words.text(f"trend.more.placebo_{key}")
        for kind, key in ((True, "here"), (False, "other"))
    }
    return placebo_chart(
        dates.with_columns(
            month_words=columns.of_months(dates["month"], words),
            kind_words=columns.of_values(dates["is_own"], lambda is_own: kinds[is_own]),
            range_words=columns.ratio_ranges(dates, words),
        ),
        words,
    )


def places(comparison: Designs, words: Words) -> Any:
    """Draw the change against other places, for this measure and for the placebo outcomes."""
    first = comparison.estimates.head(1).with_columns(measure=pl.lit(comparison.measure.id))
    numbers = ("measure", "ratio", "low", "high")
    rows = pl.concat(
        [
            first.select(*numbers, is_own=pl.lit(value=True)),
            comparison.placebo_outcomes.select(*numbers, is_own=pl.lit(value=False)),
        ]
    ).drop_nulls()
    return places_chart(
        rows.with_columns(
            measure=columns.of_values(
                rows["measure"], lambda measure: words.say(measures()[measure].name)
            ),
            range_words=columns.ratio_ranges(rows, words),
        ),
        words,
    )


def rate_maps(choice: Choice, comparison: Comparison, words: Words) -> Any:
    """Draw each area by its rate before and after; both periods share one colour scale."""
    areas = _placed(choice, comparison, words)
    rates = areas.select(pl.concat_list("before_rate", "after_rate").explode()).to_series()
    edges = quantile_steps(rates.drop_nulls().to_numpy(), len(maps.RATE_OPACITIES))
    areas = areas.with_columns(
        columns.of_values(areas[f"{period}_rate"], words.rate).alias(f"{period}_words")
        for period in ("before", "after")
    )
    # two digits, as the edges have
    texts = [words.number(edge, max(0, 1 - math.floor(math.log10(edge)))) for edge in edges]
    return maps.rate_maps(areas, edges, texts, words)


def funnel(comparison: Comparison, period: PeriodName, words: Words) -> Any:
    """Draw the funnel plot of one period: each area's ratio and the control limits."""
    plot = stand_out(comparison, period)
    events = dict(plot.table.select("area_id", "events").iter_rows())
    points = plot.table.filter(pl.col("ratio").is_not_null()).with_columns(
        side=pl.col("category").str.strip_prefix("far_"),
        is_named=pl.col("category").is_in(["far_below", "far_above"]),
    )
    points = points.with_columns(
        area=columns.of_values(
            points["area"], lambda name: words.area(name, comparison.layer_name)
        ),
        category_words=columns.of_codes(points["category"], "many.categories", words),
        counts_words=columns.of_values(points["area_id"], lambda area: words.number(events[area])),
        ratio_words=columns.of_rows(points, lambda row: words.number(row["ratio"], 2)),
    )
    return funnel_chart(points, plot.lines, words)


def change_map(choice: Choice, comparison: Comparison, column: str, words: Words) -> Any:
    """Draw each area by its change: `column` is steadied or ratio (as recorded)."""
    return maps.change_map(_changes(choice, comparison, column, words), words)


def linked(choice: Choice, comparison: Comparison, column: str, words: Words) -> Any:
    """Draw each area's change on the map and as a dot with its range, largest fall first."""
    areas = _changes(choice, comparison, column, words)
    return linked_chart(areas, words)


def _changes(choice: Choice, comparison: Comparison, column: str, words: Words) -> pl.DataFrame:
    """Return the areas with change, low, high, is_clear, is_open and change_words."""
    ends = (pl.col(f"{column}_low"), pl.col(f"{column}_high"))
    changes = comparison.table.select(
        "area_id",
        change=pl.when(
            pl.col("incomparable").is_null() & pl.col(column).is_finite() & (pl.col(column) > 0)
        ).then(column),
        low=ends[0],
        high=ends[1],
        is_clear=pl.col("verdict").is_in(CLEAR),
        is_open=((ends[0] <= 1) & (ends[1] >= 1)).fill_null(value=True),
    )
    areas = _placed(choice, comparison, words).join(changes, on="area_id", how="left")
    ranges = areas.select("low", "high", ratio="change")
    return areas.with_columns(change_words=columns.ratio_ranges(ranges, words))


def _placed(choice: Choice, comparison: Comparison, words: Words) -> pl.DataFrame:
    # the map in force in the second period: areas that ended before would lie under the new ones
    last = comparison.windows.after_to
    areas = choice.vintage.areas(choice.layer).filter(in_force(last, last))
    shapes = with_room(with_addresses(areas, choice.vintage, choice.layer)).drop(
        "name", "population", "valid_from", "valid_until", strict=False
    )
    names = (
        "area_id",
        "area",
        "verdict",
        "verdict_words",
        "counts_words",
        "before_rate",
        "after_rate",
        "is_caution",
    )
    return shapes.join(worded(comparison, words).select(names), on="area_id")
