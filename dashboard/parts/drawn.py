"""Chart specifications, built once per vintage, question and language for all visitors."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from dashboard.charts.control import control_chart, looks_grid
from dashboard.charts.funnel import funnel_chart
from dashboard.charts.maps import change_map, rate_map, verdict_map
from dashboard.charts.ratios import places_chart, ratio_chart
from dashboard.charts.series import series_chart
from dashboard.charts.trend import placebo_chart, trend_chart
from dashboard.parts import ask
from dashboard.parts.choices import Choice
from dashboard.tables import review as review_tables
from dashboard.tables.comparison import worded
from dashboard.words import Words, load
from dashboard.words.sentences import per_phrase
from dashboard.words.trends import per
from queries.change.compare import Comparison
from queries.change.designs import Designs
from queries.change.many_areas import PeriodName, stand_out, steadied_changes
from queries.change.trend import Trend
from queries.declared.measures import measures
from queries.review.monitoring import Chart, Review
from queries.vintage.catalog import Vintage

KEPT = 256


def of(
    kind: str, choice: Choice, found: Comparison | Trend | Designs, words: Words
) -> dict[str, Any]:
    """Return the Vega-Lite object of one kind of chart for an answer."""
    key = (
        choice.vintage.city_id,
        choice.vintage.vintage,
        choice.layer,
        found.measure.id,
        str(choice.policy_id or choice.on),
        words.language,
    )
    return _spec(kind, key, choice, found)


def once(key: tuple[str, ...], make: Callable[[], Any]) -> dict[str, Any]:
    """Return the Vega-Lite object that `make` draws, made once for all visitors.

    `key` tells everything it depends on: vintage, question, language.
    """
    return _once(key, make)


def looks(vintage: Vintage, found: Review, words: Words) -> dict[str, Any]:
    """Return the Vega-Lite object of a review's grid."""
    return _looks(_review_key(found), words.language, vintage, found)


def control(
    vintage: Vintage, found: Review, made: Chart, area: str, words: Words
) -> dict[str, Any]:
    """Return the Vega-Lite object of the control chart behind one look of a review."""
    key = (*_review_key(found), made.measure.id, area)
    return _control(key, words.language, vintage, made)


def _review_key(found: Review) -> tuple[str, ...]:
    return found.city, found.vintage, found.layer, found.month.isoformat()


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _looks(
    key: tuple[str, ...], language: str, _vintage: Vintage, _found: Review
) -> dict[str, Any]:
    words = load(language)
    # areas of which nothing is known in this month have no row; the table has them all
    is_told = (pl.col("kind") != "area") | ~pl.col("why").is_in(["unsettled", "no_records"])
    told = _found.table.filter((is_told.fill_null(value=True)).any().over("area_id"))
    drawn = told.sort(pl.col("kind") == "unknown", maintain_order=True)
    rows = drawn.to_dicts()

    def texts(say: Any) -> pl.Series:
        return pl.Series([say(row) for row in rows], dtype=pl.String)

    def limits(row: dict[str, Any]) -> str:
        if row["why"]:
            return review_tables.why_words(row["why"], words)
        return f"{words.rate(row['low'])}–{words.rate(row['high'])}"

    spoken = drawn.select(
        "measure",
        "area_id",
        "state",
        measure_words=texts(lambda row: words.say(measures()[row["measure"]].name)),
        area_words=texts(
            lambda row: (
                words.text("review.whole_city")
                if row["kind"] == "citywide"
                else review_tables.area_name(row, _found, words)
            )
        ),
        state_words=texts(lambda row: review_tables.state_words(row["state"], words)),
        side=texts(lambda row: review_tables.side(row["rule"])),
        rule_words=texts(lambda row: review_tables.rule_words(row["rule"], words) or "–"),
        counts_words=texts(lambda row: words.number(row["events"])),
        limits_words=texts(limits),
    )
    return _spec_of(looks_grid(spoken, words))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _control(
    key: tuple[str, ...], language: str, _vintage: Vintage, _made: Chart
) -> dict[str, Any]:
    words = load(language)
    rows = _made.table.to_dicts()
    months = _made.table.with_columns(
        month_words=pl.Series([words.month(row["month"]) for row in rows]),
        state_words=pl.Series([review_tables.state_words(row["state"], words) for row in rows]),
        rule_words=pl.Series([review_tables.rule_words(row["rule"], words) or "–" for row in rows]),
        range_words=pl.Series(
            [f"{words.rate(row['low'])}–{words.rate(row['high'])}" for row in rows]
        ),
    )
    policies = pl.DataFrame(
        {
            "day": [one.effective_on for one in _made.policies],
            "what": [words.say(one.title) for one in _made.policies],
            "short": [words.text("figures.policy_line")] * len(_made.policies),
        },
        schema={"day": pl.Date, "what": pl.String, "short": pl.String},
    )
    first, last = _made.table["month"][0], _made.table["month"][-1]
    notes = _vintage.month_notes.filter(pl.col("month").is_between(first, last))
    notes = notes.select("month", what=words.say_column(notes["text"]), short=pl.lit("✎"))
    per = per_phrase(_made.measure, words)
    return _spec_of(control_chart(months, policies, notes, _made.judged, per, words))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _once(key: tuple[str, ...], _make: Callable[[], Any]) -> dict[str, Any]:
    return _spec_of(_make())


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _spec(
    kind: str, key: tuple[str, ...], _choice: Choice, _found: Comparison | Trend | Designs
) -> dict[str, Any]:
    words = load(key[-1])
    return _spec_of(_MAKERS[kind](_choice, _found, words))


def _spec_of(chart: Any) -> dict[str, Any]:
    """Return a chart as Vega-Lite, not held to its schema: tests do, and it is half of the time."""
    spec: dict[str, Any] = chart.to_dict(validate=False)
    return spec


def _series(choice: Choice, found: Comparison, words: Words) -> Any:
    months = ask.monthly(choice.vintage, found.measure.id, choice.layer, None)
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


def _trend(_: Choice, found: Trend, words: Words) -> Any:
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


def _placebo_dates(_: Choice, found: Trend, words: Words) -> Any:
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


def _places(_: Choice, found: Designs, words: Words) -> Any:
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


def _verdict_map(choice: Choice, found: Comparison, words: Words) -> Any:
    return verdict_map(_placed(choice, found, words), words)


def _rate_map(period: str) -> Any:
    def draw(choice: Choice, found: Comparison, words: Words) -> Any:
        table = _placed(choice, found, words)
        largest = table.select(pl.max_horizontal(pl.col("before_rate", "after_rate").max())).item()
        areas = table.with_columns(
            rate=pl.col(f"{period}_rate"),
            rate_words=pl.col(f"{period}_rate").map_elements(words.rate, return_dtype=pl.String),
        )
        return rate_map(areas, largest or 1.0, words)

    return draw


def _ratios(choice: Choice, found: Comparison, words: Words) -> Any:
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


def _funnel(period: PeriodName) -> Any:
    def draw(_: Choice, found: Comparison, words: Words) -> Any:
        made = stand_out(found, period)
        rows = made.table.to_dicts()
        spoken = made.table.filter(pl.col("ratio").is_not_null()).with_columns(
            side=pl.col("category").str.strip_prefix("far_"),
            is_named=pl.col("category").is_in(["far_below", "far_above"]),
        )
        named = {row["area_id"]: row for row in rows}
        spoken = spoken.with_columns(
            area=pl.Series([words.area(one, found.layer_name) for one in spoken["area"]]),
            category_words=pl.Series(
                [words.text(f"many.categories.{one}") for one in spoken["category"]]
            ),
            counts_words=pl.Series(
                [words.number(named[one]["events"]) for one in spoken["area_id"]]
            ),
            ratio_words=pl.Series([words.number(one, 2) for one in spoken["ratio"]]),
        )
        return funnel_chart(spoken, made.lines, words)

    return draw


def _change_map(column: str) -> Any:
    def draw(choice: Choice, found: Comparison, words: Words) -> Any:
        changes = steadied_changes(found).table.select("area_id", change=column)
        areas = _placed(choice, found, words).join(changes, on="area_id", how="left")
        spoken = areas.with_columns(
            change_words=pl.Series([words.number(one, 2) for one in areas["change"]])
        )
        return change_map(spoken, words)

    return draw


def _placed(choice: Choice, found: Comparison, words: Words) -> pl.DataFrame:
    # the map of the second period: areas that a redrawing ended would lie under the new ones
    last = found.windows.after_to
    drawn = (
        ask.areas(choice.vintage, choice.layer)
        .filter(
            (pl.col("valid_from").is_null() | (pl.col("valid_from") <= last))
            & (pl.col("valid_until").is_null() | (pl.col("valid_until") > last))
        )
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


_MAKERS: dict[str, Callable[[Choice, Any, Words], Any]] = {
    "trend": _trend,
    "placebo_dates": _placebo_dates,
    "places": _places,
    "series": _series,
    "verdict_map": _verdict_map,
    "before_map": _rate_map("before"),
    "after_map": _rate_map("after"),
    "ratios": _ratios,
    "before_funnel": _funnel("before"),
    "after_funnel": _funnel("after"),
    "recorded_change": _change_map("ratio"),
    "steadied_change": _change_map("steadied"),
}
