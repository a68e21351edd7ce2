"""Response times: by priority, by month, and which calls are excluded."""

import polars as pl

from dashboard.charts.calls import response_chart, response_months_chart
from dashboard.parts import drawn, plain
from dashboard.parts.call_hours import say_untold
from dashboard.parts.figure import show_figure, show_plain_table
from dashboard.parts.marks import marks_again
from dashboard.parts.records import ALL
from dashboard.parts.source import source_line
from dashboard.parts.state import choose
from dashboard.surface import st
from dashboard.tables import calls as tables
from dashboard.words import Words, columns
from dashboard.words.records import minute_words, minutes, no_line, spoken_months
from queries.records import calls
from queries.records.periods import Part
from queries.stats.constants import CAUTION_EVENTS

SECONDS = 60

FIRST_SHARE = 0.05
"""The default priority is the most urgent one with at least this share of the timed calls."""


def show_speed(part: Part, counts: pl.DataFrame, words: Words) -> None:
    """Show response times of calls from the public, and which calls are excluded."""
    plain.header(words.text("calls.titles.speed"))
    starter = calls.timed_starter(counts)
    excluded = calls.timed(counts, part)
    if not excluded["timed"]:
        plain.text(words.text("calls.none.speed"))
        return
    plain.text(words.text(f"calls.says.speed_{starter}"))
    steps = calls.response_steps(part, starter)
    rows = calls.responses(steps, part)
    first = _first(rows)
    priorities, months = st.columns(2, gap="large")
    with priorities:
        _show_priorities(part, rows, first, words)
    with months:
        _show_months(part, steps, rows, first, words)
    say_untold(part, words)
    title = words.text("calls.excluded_title")
    with plain.expander(title):
        show_plain_table("calls_excluded", tables.excluded_table(excluded, words), title, words)


def _first(rows: pl.DataFrame) -> str:
    """Return the default priority; ALL if no priority has enough calls."""
    is_often = pl.col("n") >= FIRST_SHARE * rows["n"][0]
    often = rows.filter(is_often, pl.col("priority").is_not_null())["priority"]
    return str(often[0]) if len(often) else ALL


def _show_priorities(part: Part, rows: pl.DataFrame, first: str, words: Words) -> None:
    records = rows.to_dicts()
    names = [_name(row, words) for row in records]
    is_few = rows["n"] < CAUTION_EVENTS
    times = [
        {
            "name": name + (" ×" if few else ""),
            "median": words.number(minutes(row["median_s"]), 1),
            "slow": words.number(minutes(row["slow_s"]), 1),
        }
        for name, row, few in zip(names, records, is_few, strict=True)
    ]
    points = rows.select(
        pl.Series("label", [words.text("calls.speed_label", **time) for time in times]),
        "n",
        median_min=pl.col("median_s") / SECONDS,
        slow_min=pl.col("slow_s") / SECONDS,
        median_words=columns.of_rows(rows, lambda row: _minutes(row, "median", words)),
        slow_words=columns.of_rows(rows, lambda row: _minutes(row, "slow", words)),
    )
    position = [ALL if row["is_all"] else str(row["priority"]) for row in records].index(first)
    show_figure(
        "calls_speed",
        words.text("calls.speed_title", **times[position]),
        drawn.spec(words, response_chart, points),
        words.text("calls.speed_alt", n=words.number(records[position]["n"]), **times[position]),
        tables.response_table(rows, names, words),
        words,
        source=source_line(part.vintage, [part.dataset], words),
    )
    if is_few.any():
        plain.caption(words.text("figures.caution_mark", n=CAUTION_EVENTS))
    plain.caption(words.text("calls.says.steps"))


def _show_months(
    part: Part, steps: pl.DataFrame, rows: pl.DataFrame, first: str, words: Words
) -> None:
    priorities = rows.filter(pl.col("priority").is_not_null())["priority"]
    names = {ALL: words.text("calls.all_priorities")}
    names |= {
        str(priority): words.text("calls.priority_name", priority=priority)
        for priority in priorities
    }
    selected = first
    if len(names) > 1:
        selected = choose(
            "priority",
            words.text("calls.priority"),
            list(names),
            lambda option: names[option],
            first,
            f"{'_'.join(part.key)}_{words.language}",
        )
    months = calls.response_months(steps, part, None if selected == ALL else int(selected))
    if reason := no_line(months):
        plain.text(words.text(reason))
        return
    settled = months.filter(~pl.col("is_provisional")).drop_nulls("median_s")
    times = settled["median_s"].sort()
    values = {
        "name": names[selected],
        "first": words.month(settled["month"][0]),
        "last": words.month(settled["month"][-1]),
        "least": words.number(minutes(times[0]), 1),
        "most": words.number(minutes(times[-1]), 1),
    }
    points = _both_ends(spoken_months(months, words), words)
    marks = marks_again(part, words)
    show_figure(
        "calls_speed_months",
        words.text("calls.speed_months_title", **values),
        drawn.spec(words, response_months_chart, points, marks),
        words.text("calls.speed_months_alt", **values),
        tables.response_months_table(months, words),
        words,
        marks=marks,
        source=source_line(part.vintage, [part.dataset], words),
    )


def _name(row: dict[str, object], words: Words) -> str:
    if row["is_all"]:
        return words.text("calls.all_priorities")
    if row["priority"] is None:
        return words.text("calls.no_priority")
    return words.text("calls.priority_name", priority=row["priority"])


def _minutes(row: dict[str, float | None], kind: str, words: Words) -> str:
    return minute_words(row[f"{kind}_s"], row[f"{kind}_low"], row[f"{kind}_high"], words)


def _both_ends(months: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Return one row per month and kind (median, slow): minutes, low, high and words."""
    parts = []
    for kind in ("median", "slow"):
        ranges = [_minutes(row, kind, words) for row in months.to_dicts()]
        parts.append(
            months.select(
                "month",
                "month_words",
                "is_provisional",
                "n",
                pl.lit(words.text(f"calls.columns.{kind}")).alias("kind_words"),
                minutes=pl.col(f"{kind}_s") / SECONDS,
                low=pl.col(f"{kind}_low") / SECONDS,
                high=pl.col(f"{kind}_high") / SECONDS,
                range_words=pl.Series(ranges, dtype=pl.String),
            )
        )
    return pl.concat(parts).drop_nulls("minutes")
