"""The comparison of one measure before and after a change, in the whole city and in every area."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from queries.change.cautions import cautions_of
from queries.change.first_answer import first_answer
from queries.change.second_answer import (
    city_at_other_dates,
    in_season,
    latest_level,
    latest_months,
    second_answer,
)
from queries.dates import DateRange, add_months
from queries.declared.fields import has_sensitive
from queries.declared.measures import Measure, datasets_of
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.grid.counts import area_ids, areas_of
from queries.grid.placing import placing_of
from queries.grid.record import comparable, record_of, whole_months
from queries.grid.windows import (
    DEFAULT_MONTHS,
    Windows,
    around_day,
    around_policy,
    explicit_windows,
    is_other_season,
    is_short,
)
from queries.stats.constants import LONG_TRANSITION_DAYS, PANDEMIC_FROM
from queries.stats.earlier_trend import carried_on
from queries.stats.other_dates import is_high_before, other_dates
from queries.stats.scatter import scatter
from queries.texts import Text, Texts
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.recording import BREAKS, recording_changes


@dataclass(frozen=True, eq=False)  # computed once per vintage: it can be the key of what is kept
class Comparison:
    """A comparison with its windows, cautions and table.

    `table` has one row per area, `kind` citywide | area | unknown, with before_* and after_*
    (events, exposure, rate, low, high), ratio, ratio_low, ratio_high, p, q, dispersion (the
    inflation of variance by scatter and correlation of months), detectable_fall, method, verdict
    and incomparable (recording | season | short | boundaries | places | null: the reason for the
    verdict not_comparable); for areas steadied, steadied_low, steadied_high (the ratio that borrows
    strength from the other areas); stands_out, dates_as_large, date_ratio, ordinary_low,
    ordinary_high (see queries/stats/other_dates.py); latest_events, latest_rate in the period
    `latest`; season_ratio, season_low, season_high (the ratio without what the time of year alone
    would give, null where both windows hold the same months or the record is too short to know).
    Rates are per `measure.scale`; undefined numbers are null. If too few of a measure's records
    have an area of the layer, the table has no rows of kind area.

    `record` is the whole comparable record, first and last day; `correlation` that of its
    neighbouring months. `dates` has the city at every other date: on and ratio. `windows_apart` is
    how many windows side by side these rest on. `expected` is low, middle and high of the events
    after, had the city's earlier trend gone on. `latest` are the last settled months, None if the
    after window has them. `has_given_periods`: the windows were given, not set around a day.
    """

    city: str
    city_name: Texts
    vintage: str
    measure: Measure
    unit: str
    layer: str
    layer_name: Texts
    policy: Policy | None
    windows: Windows
    cautions: list[tuple[str, Text]]
    table: pl.DataFrame
    record: DateRange
    correlation: float
    dates: pl.DataFrame
    windows_apart: int
    expected: tuple[float, float, float] | None
    latest: DateRange | None
    has_given_periods: bool


@once_per_vintage
def compare(
    vintage: Vintage,
    measure_id: str,
    layer_id: str | None = None,
    policy_id: str | None = None,
    *,
    on: dt.date | None = None,
    before: DateRange | None = None,
    after: DateRange | None = None,
    months: int = DEFAULT_MONTHS,
) -> Comparison:
    """Return the comparison of a measure around a policy, around the day `on`, or in given windows.

    Given windows take precedence over the policy, and the policy over `on`. Raises NoAnswer if the
    measure is not supported, if nothing says which periods, or if there are no usable windows.
    """
    layer = vintage.layer(layer_id).id
    measure = vintage.measure(measure_id, layer)
    policy = vintage.policy(policy_id) if policy_id else None
    by_month = vintage.is_monthly(measure)
    # records of which no day leaves: two periods that differ by a day would tell its records
    kept_by_month = not by_month and any(map(has_sensitive, datasets_of(measure)))
    has_given_periods = bool(before and after)
    if before and after:
        whole = by_month or kept_by_month
        windows = explicit_windows(before, after, vintage.span(measure), by_month=whole)
        _refuse_gaps(vintage, measure, windows)
    elif policy:
        span = vintage.stretch(measure, policy.effective_on)
        windows = around_policy(policy, span, months, by_month=by_month)
    else:
        if on is None:
            raise NoAnswer("no_date")
        span = vintage.stretch(measure, on)
        kept_by_month = kept_by_month and on.day != 1
        windows = around_day(on, span, months, by_month=by_month or kept_by_month)
    breaks = bool(
        recording_changes(
            vintage, datasets_of(measure), windows.before_from, windows.after_to, BREAKS
        )
    )
    placing = placing_of(vintage, measure, layer, windows)
    areas = areas_of(vintage, layer, windows)
    ids = area_ids(vintage, layer, windows)
    span = comparable(vintage, measure, windows)
    recorded = whole_months(span)
    record = record_of(vintage, measure, layer, areas, ids, windows, recorded)
    city, others = (scatter(record.rows(rows)) for rows in (slice(0, 1), slice(1, None)))
    inflation = np.concatenate([city.inflation, others.inflation])
    latest = latest_months(recorded, windows)
    table = first_answer(vintage, measure, layer, windows, placing, inflation, breaks=breaks)
    elsewhen = other_dates(record, table["ratio"][0])
    table = table.with_columns(
        *second_answer(elsewhen, table),
        *latest_level(record, recorded, latest, measure),
        *in_season(record, float(city.inflation[0]), table, windows),
    )
    is_comparable = table["verdict"][0] != "not_comparable"
    return Comparison(
        city=vintage.city_id,
        city_name=vintage.city_name,
        vintage=vintage.vintage,
        measure=measure,
        unit=vintage.unit(measure),
        layer=layer,
        layer_name=vintage.layer(layer).name,
        policy=policy,
        windows=windows,
        cautions=cautions_of(
            vintage,
            measure,
            windows,
            placing,
            [
                *([] if policy else ["own_periods" if has_given_periods else "own_date"]),
                *(["month_only"] if by_month else []),
                *(["months_of_your_own"] if kept_by_month and not policy else []),
                *(["not_by_area"] if not placing.is_enough else []),
                *(["boundaries_changed"] if "boundaries" in table["incomparable"] else []),
                *_window_codes(windows, None if has_given_periods else months),
                *(["high_before"] if is_high_before(record) and is_comparable else []),
            ],
        ),
        table=table if placing.is_enough else table.filter(pl.col("kind") != "area"),
        record=span,
        correlation=city.correlation,
        dates=city_at_other_dates(elsewhen, recorded)[: None if is_comparable else 0],
        windows_apart=elsewhen.independent,
        expected=(
            carried_on(record.rows(slice(0, 1)), float(city.inflation[0]))
            if is_comparable
            else None
        ),
        latest=latest,
        has_given_periods=has_given_periods,
    )


def _window_codes(windows: Windows, months: int | None) -> list[str]:
    """Return the codes of the cautions that the windows alone call for.

    `months` is the length that was asked for, None for windows that were given.
    """
    first_of_pandemic = dt.date.fromisoformat(f"{PANDEMIC_FROM}-01")
    between = windows.after_from - windows.before_to
    is_cut = months is not None and add_months(windows.after_from, months) > (
        windows.after_to + dt.timedelta(days=1)
    )
    return [
        *(["windows_cut"] if is_cut else []),
        *(["windows_short"] if is_short(windows) else []),
        *(["windows_other_season"] if is_other_season(windows) else []),
        *(["pandemic"] if windows.before_from < first_of_pandemic <= windows.after_to else []),
        *(["long_transition"] if between.days > LONG_TRANSITION_DAYS else []),
    ]


def _refuse_gaps(vintage: Vintage, measure: Measure, windows: Windows) -> None:
    """Raise NoAnswer if a window overlaps a gap in the records."""
    for first, last in vintage.gaps(measure):
        if any(first <= end and start <= last for start, end in windows.periods):
            raise NoAnswer("in_gap", first=first, last=last)
