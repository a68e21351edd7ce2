"""The months of a row over their usual range, the records behind it, and its control chart."""

from typing import Any

import polars as pl

from dashboard.charts.control import control_chart
from dashboard.charts.marks import Marks
from dashboard.charts.usual import usual_chart
from dashboard.parts import drawn, plain
from dashboard.parts.figure import show_figure
from dashboard.parts.links import show_link
from dashboard.parts.marks import marks_of, month_span
from dashboard.parts.notes import show_notes
from dashboard.parts.source import source_line
from dashboard.tables import month as month_tables
from dashboard.tables import review as review_tables
from dashboard.tables.questions import of_months
from dashboard.words import Words, columns
from dashboard.words.notes import note_texts
from dashboard.words.sentences import in_force, per_phrase
from queries.declared.fields import has_sensitive
from queries.declared.measures import Measure, datasets_of, measures
from queries.records import extracts
from queries.records.filters import Filter
from queries.review.monitoring import Chart
from queries.review.month import Month
from queries.review.records_behind import behind_row
from queries.review.usual_months import usual_months
from queries.stats.constants import TRIAL_POINTS
from queries.vintage.catalog import Vintage

Row = dict[str, Any]


def show_months(
    key: str, title: str, lead: str, row: Row, month: Month, vintage: Vintage, words: Words
) -> None:
    """Show the months of a row as the figure `key`."""
    measure = measures()[row["measure"]]
    months = usual_months(vintage, month.layer, row["measure"], row["area_id"], row["month"])
    span = month_span(months)
    marks = marks_of(vintage, datasets_of(measure), span, words, policies=vintage.policies)
    notes = vintage.month_notes.filter(pl.col("month").is_between(*span))
    show_figure(
        key,
        title,
        drawn.spec(words, _months, months, row["month"], measure, vintage, marks, notes),
        words.text(
            "month.chart_alt",
            title=title,
            lead=lead,
            first=words.month(span[0]),
            last=words.month(span[1]),
        ),
        month_tables.usual_table(months, words),
        words,
        lead=lead,
        marks=marks,
        source=source_line(vintage, datasets_of(measure), words),
    )


def show_grounds(row: Row, month: Month, vintage: Vintage, words: Words) -> None:
    """Show the link to the records of a row's month, and the notes on the months of its chart."""
    if row["events"]:
        of = of_months(row["month"], row["month"], words)
        selection = behind_row(vintage, month, row)
        show_records(selection, int(row["events"]), of, row, vintage, words)
    show_chart_notes(row, month, vintage, words)


def show_chart_notes(row: Row, month: Month, vintage: Vintage, words: Words) -> None:
    """Show the notes on the months of a row's chart."""
    months = usual_months(vintage, month.layer, row["measure"], row["area_id"], row["month"])
    notes = vintage.month_notes.filter(pl.col("month").is_between(*month_span(months)))
    show_notes(notes, vintage, words)


def show_control(control: Chart, title: str, row: Row, vintage: Vintage, words: Words) -> None:
    """Show the control chart of a row, which looks at each month by itself."""
    table = review_tables.in_own_unit(control)
    datasets = datasets_of(control.measure)
    marks = marks_of(vintage, datasets, month_span(table), words, policies=control.policies)
    judged = table.row(by_predicate=pl.col("month") == control.judged, named=True)
    show_figure(
        "control",
        title,
        drawn.spec(words, _control, vintage, control, marks),
        words.text(
            "month.control_alt",
            title=title,
            first=words.month(table["month"][0]),
            last=words.month(table["month"][-1]),
            **{
                name: month_tables.amount(judged[name], row, words)
                for name in ("centre", "low", "high")
            },
        ),
        review_tables.months_table(control, words),
        words,
        marks=marks,
        source=source_line(vintage, datasets, words),
    )
    plain.caption(_limits(control, words))


def _unit(measure: Measure, vintage: Vintage, words: Words) -> str:
    """Return the unit of an axis: force reports; of a share, its records."""
    if measure.kind == "share":
        return per_phrase(measure, words)
    return words.nouns(vintage.unit(measure))


def _months(
    months: pl.DataFrame,
    judged: Any,
    measure: Measure,
    vintage: Vintage,
    marks: Marks,
    notes: pl.DataFrame,
    words: Words,
) -> Any:
    """Draw the months of a row over their usual range."""
    rows = months.with_columns(measure=pl.lit(measure.id))
    table = rows.select(
        "month",
        "value",
        "side",
        low="usual_low",
        centre="usual_centre",
        high="usual_high",
        month_words=columns.of_months(months["month"], words),
        value_words=columns.of_rows(
            rows, lambda row: month_tables.amount(row["value"], row, words)
        ),
        range_words=columns.of_rows(rows, lambda row: month_tables.usual_range(row, words)),
    )
    unit = _unit(measure, vintage, words)
    return usual_chart(table, marks, _marked(notes, vintage, words), judged, unit, words)


def _control(vintage: Vintage, control: Chart, marks: Marks, words: Words) -> Any:
    """Draw a control chart in the month's own unit, with what is marked and month notes."""
    table = review_tables.in_own_unit(control)
    months = table.with_columns(
        month_words=columns.of_months(table["month"], words),
        state_words=columns.of_rows(
            table, lambda row: review_tables.state_words(row["state"], words)
        ),
        rule_words=columns.of_rows(
            table, lambda row: review_tables.rule_words(row["rule"], words) or "–"
        ),
        range_words=columns.rate_ranges(table, words),
    )
    first, last = table["month"][0], table["month"][-1]
    notes = vintage.month_notes.filter(pl.col("month").is_between(first, last))
    unit = _unit(control.measure, vintage, words)
    return control_chart(months, marks, _marked(notes, vintage, words), control.judged, unit, words)


def _marked(notes: pl.DataFrame, vintage: Vintage, words: Words) -> pl.DataFrame:
    """Return month notes in words with the mark that stands for them on a chart."""
    texts = pl.Series(note_texts(notes, vintage, words), dtype=pl.String)
    return notes.select("month", what=texts, short=pl.lit("✎"))


def _limits(control: Chart, words: Words) -> str:
    """Return where the limits of a control chart come from."""
    lines = [
        words.text("review.limits_say", method=control.method, points=control.points),
        words.text("review.chance_say", n=words.number(100 * control.by_chance, 1)),
    ]
    if control.points < TRIAL_POINTS:
        lines.append(words.text("review.trial_say", n=TRIAL_POINTS))
    titles = [
        f"{words.say(policy.title)} ({in_force(policy, words)})"
        for policy in control.policies
        if policy.id in control.rebased
    ]
    if titles:
        lines.append(words.text("review.rebased", policies="; ".join(titles)))
    return " ".join(lines)


def show_records(
    selection: Filter, n: int, of: str, row: Row, vintage: Vintage, words: Words
) -> None:
    """Show the link to exactly the `n` records that a row counted in the months `of`."""
    nouns = words.nouns(vintage.unit(measures()[row["measure"]]), n)
    label = words.text("review.behind", n=words.number(n), unit=nouns, of=of)
    show_link("get_the_data", label, selection.to_query())
    if not has_sensitive(selection.dataset):
        return
    lacking = n - extracts.matched(vintage, selection)
    if lacking:
        says = "review.behind_sensitive" if lacking > 0 else "review.behind_without_area"
        plain.caption(words.text(says, n=words.number(abs(lacking))))
