"""A month in words: names, amounts and states of its rows, and its table."""

import datetime as dt
import math
from collections.abc import Collection
from typing import Any

import polars as pl

from dashboard.tables.answers import area_name
from dashboard.words import Words, capital, columns
from dashboard.words.measures import measure_name
from dashboard.words.notes import note_texts
from dashboard.words.sentences import in_force
from queries.dates import add_months
from queries.declared import dictionary
from queries.declared.measures import events, measures
from queries.review.month import CONCERN, NOT_JUDGED, STATES, TOO_FEW, Month, month_of
from queries.review.month import USUAL as USUAL_STATE
from queries.review.month_measures import kinds_settled_to
from queries.review.recent import RECENT_MONTHS
from queries.stats.constants import CAUTION_EVENTS
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import UNKNOWN, Vintage
from queries.vintage.cautions import short_caution

ARROWS = {"above": "▲", "high": "▲", "below": "▼", "low": "▼", "": ""}
"""The mark of each side of the usual range that a signal can be on."""

ALONE = {"high": "△", "low": "▽", "": ""}
"""The mark of each side of a month that is outside its usual range and no signal."""

NOT_KNOWN = "×"
"""The mark of a number that cannot be judged."""

DIRECTIONS = {"above": "more", "high": "more", "below": "less", "low": "less", "": "neutral"}
"""The colour of each side, by token (dashboard/tokens.py)."""

LEAST_IN_LINE = RECENT_MONTHS // 2
"""Known months that a small line needs."""

USUAL = ("usual_low", "usual_centre", "usual_high")
AMOUNTS = ("value", "last_month", "year_ago", "to_date", "to_date_year_ago")


def is_share(row: dict[str, Any]) -> bool:
    """Return whether a row is a rate of records, not a count of them."""
    return measures()[row["measure"]].kind == "share"


def amount(value: float | None, row: dict[str, Any], words: Words) -> str:
    """Return a number of a row in its own unit: a count as it is, a rate with one decimal."""
    return words.number(value, 1 if is_share(row) else 0)


def month_amount(row: dict[str, Any], words: Words) -> str:
    """Return the number of a row's month; in place of a share of few records, those: 2 of 3."""
    records = share_of(row, words)
    is_few = records and row["exposure"] < CAUTION_EVENTS
    return records if is_few else amount(row["value"], row, words)


def usual_range(row: dict[str, Any], words: Words) -> str:
    """Return the range of a row's usual months, or a dash; of a count the whole numbers in it."""
    low, high = row["usual_low"], row["usual_high"]
    if low is None or high is None:
        return "–"
    if not is_share(row):
        low, high = math.ceil(low), math.floor(high)
    return words.text("month.range", low=amount(low, row, words), high=amount(high, row, words))


def side(row: dict[str, Any]) -> str:
    """Return where a signal moved: above or below the range, or high or low inside it; else ""."""
    value, low, high = row["value"], row["usual_low"], row["usual_high"]
    if row["signal"] is None or None in (value, low, high):
        return ""
    if _is_up(row):
        return "above" if value > high else "high"
    return "below" if value < low else "low"


def side_words(row: dict[str, Any], words: Words) -> str:
    """Return the side of a signal in words; nothing for other rows."""
    return words.text(f"month.sides.{at}") if (at := side(row)) else ""


def alone(row: dict[str, Any]) -> str:
    """Return the side, high or low, on which a month without a signal left its range; else ""."""
    value, low, high = row["value"], row["usual_low"], row["usual_high"]
    if row["state"] != USUAL_STATE or None in (value, low, high) or low <= value <= high:
        return ""
    return "high" if value > high else "low"


def mark(row: dict[str, Any]) -> str:
    """Return a row's mark: where a signal moved, outside without one, or not judged; else ""."""
    if row["value"] is not None and row["state"] in (TOO_FEW, NOT_JUDGED):
        return NOT_KNOWN
    return ARROWS[side(row)] or ALONE[alone(row)]


def state_words(row: dict[str, Any], words: Words) -> str:
    """Return a row's state in words; a month outside its range that is no signal says so."""
    if at := alone(row):
        return words.text(f"month.alone.{at}")
    return words.text(f"month.states.{row['state']}")


def share_of(row: dict[str, Any], words: Words) -> str:
    """Return the records behind a share, 6 of 7; nothing for a count, or without a number."""
    if row["value"] is None or not is_share(row):
        return ""
    n, total = (words.number(row[name]) for name in ("events", "exposure"))
    return words.text("month.of", n=n, total=total)


def why_words(why: str | None, words: Words) -> str:
    """Return why a look was not judged."""
    return words.text(f"review.why.{why}") if why else ""


def duration(row: dict[str, Any], words: Words) -> str:
    """Return when a signal was raised, and since when it had been building up before that.

    The month of a row is "this month": it stands beside the row's number.
    """
    kind = "raised_now" if row["is_new"] else "raised_before"
    raised = words.text(f"month.{kind}", month=words.month(row["raised"]))
    if row["since"] == row["raised"]:
        return raised
    return words.text("month.building", raised=raised, since=words.month(row["since"]))


def unit_caution(dataset: str, vintage: Vintage, words: Words) -> str:
    """Return in a few words what the city's records of a dataset are, where that is not plain."""
    caution = short_caution(vintage.city, dataset)
    return words.say(caution) if caution else ""


def unit_cautions(
    vintage: Vintage, words: Words, datasets: Collection[str] | None = None
) -> list[str]:
    """Return the `unit_caution` of each of some datasets, all without them, under its name."""
    cautions = {
        dataset: unit_caution(dataset, vintage, words)
        for dataset in vintage.manifest.datasets
        if datasets is None or dataset in datasets
    }
    return [
        words.text(
            "month.unit_caution",
            dataset=capital(words.say(dictionary.dataset(dataset))),
            caution=words.in_list(caution),
        )
        for dataset, caution in cautions.items()
        if caution
    ]


def value_words(row: dict[str, Any], vintage: Vintage, words: Words) -> str:
    """Return a row's number with its month: 45 in August 2023; of a share also its records."""
    values = {"value": amount(row["value"], row, words), "month": words.month(row["month"])}
    if not is_share(row):
        return words.text("month.value", **values)
    return words.text(
        "month.value_share",
        events=words.number(row["events"]),
        total=words.number(row["exposure"]),
        nouns=words.nouns(vintage.unit(measures()[row["measure"]]), row["exposure"]),
        **values,
    )


def where(row: dict[str, Any], month: Month, words: Words) -> str:
    """Return a row's place in a sentence: in Austin, in police district 15, in Chicago."""
    return words.within(area_name(row, month, words), month.layer_name)


def signal_title(row: dict[str, Any], month: Month, vintage: Vintage, words: Words) -> str:
    """Return a signal's title: ▲ Force reports in police district 15: above the usual range.

    A row of another month than the one asked for says which.
    """
    title = words.text(
        "month.title",
        mark=ARROWS[side(row)],
        measure=measure_name(row["measure"], vintage, words),
        where=where(row, month, words),
        side=side_words(row, words),
    )
    if row["month"] == month.month:
        return title
    return words.text("month.title_other", title=title, month=words.month(row["month"]))


def signal_sentence(row: dict[str, Any], vintage: Vintage, words: Words) -> str:
    """Return a signal's numbers: the month, its usual range, how long, the year before."""
    return words.text(
        "month.signal",
        value=value_words(row, vintage, words),
        usual=usual_range(row, words),
        duration=capital(duration(row, words)),
        year_ago=amount(row["year_ago"], row, words),
    )


def row_sentence(row: dict[str, Any], words: Words) -> str:
    """Return a row's state with its usual range and the year before."""
    return words.text(
        "month.row",
        state=capital(side_words(row, words) or state_words(row, words)),
        usual=usual_range(row, words),
        year_ago=amount(row["year_ago"], row, words),
    )


def headline(month: Month, words: Words) -> str:
    """Return how many things moved, in one sentence."""
    count = len(month.signals)
    kind = "headline" if count > 1 else "headline_one" if count else "headline_quiet"
    if not month.looks:
        kind = "headline_none"
    return capital(words.text(f"month.{kind}", month=words.month(month.month), n=count))


def promise(month: Month, vintage: Vintage, words: Words) -> str:
    """Return what was looked at, and how many false signals a city without change would see."""
    areas = month.table.filter(pl.col("kind") == "area")["area_id"].n_unique()
    return words.text(
        "month.promise" if areas else "month.promise_city",
        areas=words.number(areas),
        measures=month.table["measure"].n_unique(),
        looks=words.number(month.looks),
        alarms=words.number(month.false_alarms_a_year),
        layer=words.say(vintage.layer(month.layer).names),
    )


def other_months(month: Month, vintage: Vintage, words: Words) -> list[str]:
    """Return which rows are of an earlier month, and what kinds of records have a later one."""
    earlier: dict[str, set[dt.date]] = {}
    for row in month.citywide.to_dicts():
        if row["month"] != month.month and not row["is_provisional"]:
            dataset = events()[measures()[row["measure"]].numerator].dataset
            earlier.setdefault(dataset, set()).add(row["month"])
    later = {
        dataset: {latest}
        for dataset, latest in kinds_settled_to(vintage, month.layer).items()
        if latest > month.month
    }
    return [
        words.text(f"month.{key}", month=words.month(month.month), kinds=_kinds(kinds, words))
        for key, kinds in (("earlier", earlier), ("later", later))
        if kinds
    ]


def _kinds(kinds: dict[str, set[dt.date]], words: Words) -> str:
    """Return kinds of records with their months, newest first: complaints (June 2023)."""
    return "; ".join(
        words.text(
            "month.kind_at",
            kind=words.text(f"month.groups.{dataset}"),
            months=", ".join(words.month(month) for month in sorted(months, reverse=True)),
        )
        for dataset, months in kinds.items()
    )


def on_record(vintage: Vintage, first: dt.date, last: dt.date, words: Words) -> list[str]:
    """Return the city's notes on the months from `first` to `last`, and policies begun in them."""
    notes = vintage.month_notes.filter(pl.col("month").is_between(first, last))
    begun = [
        words.text("review.in_force", policy=words.say(policy.title), day=in_force(policy, words))
        for policy in vintage.policies
        if first <= policy.effective_on < add_months(last, 1)
    ]
    return [*note_texts(notes, vintage, words), *begun]


@once_per_vintage
def month_table(
    vintage: Vintage, layer: str, on: dt.date, words: Words, kind: str = ""
) -> pl.DataFrame:
    """Return the rows of a month, all or those of a kind, for display and download."""
    month = month_of(vintage, layer, on)
    rows = month.table.filter(pl.col("kind") == kind) if kind else month.table
    return rows_table(rows, month, vintage, words)


def rows_table(rows: pl.DataFrame, month: Month, vintage: Vintage, words: Words) -> pl.DataFrame:
    """Return some rows of a month for display and download."""
    table = rows.select(
        measure=columns.of_values(
            rows["measure"], lambda measure: measure_name(measure, vintage, words)
        ),
        area=columns.of_rows(rows, lambda row: area_name(row, month, words)),
        month=pl.col("month").dt.strftime("%Y-%m"),
        **{name: pl.col(name).round(3) for name in AMOUNTS},
        change=columns.percent("change"),
        **{name: pl.col(name).round(3) for name in USUAL},
        state=columns.of_rows(rows, lambda row: state_words(row, words)),
        side=columns.of_rows(rows, lambda row: side_words(row, words)),
        raised=pl.col("raised").dt.strftime("%Y-%m"),
        since=pl.col("since").dt.strftime("%Y-%m"),
        months_n="months_n",
        why=columns.of_rows(rows, lambda row: why_words(row["why"], words)),
        provisional="is_provisional",
    )
    return columns.headings(table, "month.columns", words)


def usual_table(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return the months of a row (queries.review.usual_months) for display and download."""
    table = months.select(
        month=pl.col("month").dt.strftime("%Y-%m"),
        **{name: pl.col(name).round(3) for name in ("value", *USUAL)},
        side=columns.of_codes(months["side"], "month.moved", words),
    )
    return columns.headings(table, "month.columns", words)


def areas_by_need(month: Month) -> list[list[dict[str, Any]]]:
    """Return the rows of each area and of the unknown one, first what needs a question.

    That is a new signal, then a concern, then more of them; areas without a signal follow by how
    near their months came to the edge of what is usual. The unknown area is the last.
    """
    areas: dict[str, list[dict[str, Any]]] = {}
    for row in month.table.filter(pl.col("kind") != "citywide").to_dicts():
        areas.setdefault(row["area_id"], []).append(row)
    return sorted(areas.values(), key=_need)


def has_signal(rows: list[dict[str, Any]]) -> bool:
    """Return whether one of the rows belongs to a signal."""
    return any(row["signal"] is not None for row in rows)


def placed_measures(month: Month) -> list[str]:
    """Return the measures with a number in any area, in display order."""
    placed = month.table.filter(pl.col("kind") == "area", pl.col("value").is_not_null())
    return placed["measure"].unique(maintain_order=True).to_list()


def unplaced(month: Month, vintage: Vintage, words: Words) -> list[str]:
    """Return which measures no area has a number of, a line for each reason."""
    rows = month.table.filter(
        pl.col("kind") == "area", pl.col("measure").is_in(placed_measures(month)).not_()
    )
    names: dict[str, list[str]] = {}
    for row in rows.unique("measure", keep="first", maintain_order=True).to_dicts():
        name = measure_name(row["measure"], vintage, words)
        names.setdefault(why_words(row["why"], words), []).append(name)
    layer = words.say(vintage.layer(month.layer).names)
    return [
        words.text("month.unplaced", measures="; ".join(measures), layer=layer, why=why)
        for why, measures in names.items()
    ]


def has_line(row: dict[str, Any], known: int) -> bool:
    """Return whether a small line of `known` months says something, and ends with the row's own.

    Of a share of very few records most months have none, and the others jump from 0 to 100.
    """
    return row["value"] is not None and known >= LEAST_IN_LINE


def short_area(row: dict[str, Any], month: Month, words: Words) -> str:
    """Return an area's name under a heading that says what kind of area it is."""
    return str(row["area"]) if row["kind"] == "area" else area_name(row, month, words)


def _is_up(row: dict[str, Any]) -> bool:
    """Return whether a signal moved up: its state says so, but for a measure of no direction."""
    direction = measures()[row["measure"]].direction
    if direction == "neutral":
        return bool(row["value"] >= row["usual_centre"])
    return bool((row["state"] == CONCERN) == (direction == "down"))


def _need(rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    signals = [
        (not row["is_new"], STATES.index(row["state"])) for row in rows if row["signal"] is not None
    ]
    name = rows[0]["area"]
    return (
        rows[0]["kind"] == UNKNOWN,
        min(signals, default=(True, len(STATES))),
        -len(signals),
        -max(map(_nearness, rows)),
        int(name) if name.isdigit() else 0,
        name,
    )


def _nearness(row: dict[str, Any]) -> float:
    """Return how far a month lies from the middle of its usual range, as a part of the way out."""
    value, low, centre, high = (row[name] for name in ("value", *USUAL))
    if None in (value, low, centre, high):
        return 0.0
    way = high - centre if value > centre else centre - low
    return float(abs(value - centre) / way) if way > 0 else 0.0
