"""The parts that the editions of a brief share: its table, its signals, and what it rests on."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

import polars as pl

from dashboard.brief.sheet import Credit, Figure, Named, Picture, Section, Table
from dashboard.brief.subject import Subject
from dashboard.charts.paper import HEIGHT, Months, month_line, row_line
from dashboard.parts.month_table import badge, change_words
from dashboard.parts.source import source_parts
from dashboard.tables import month as month_tables
from dashboard.tables.questions import question_lines
from dashboard.tables.review import row_cautions
from dashboard.words import Words
from dashboard.words.languages import ENGLISH
from dashboard.words.measures import measure_name
from dashboard.words.sources import labels
from queries.declared.measures import datasets_of, measures
from queries.review.breakdown import breakdown_of
from queries.review.recent import RECENT_MONTHS
from queries.review.usual_months import usual_months

MOST_FIGURES = 4
"""Charts of a brief; what else moved has a line each."""

MOST_NAMED = 6
"""Lines for what else moved; the rest is counted."""

OUTSIDE_MOST = 0.1
"""Part of all months that lies outside its usual range, at most, if nothing changes."""

MOST_QUESTIONS = 2
"""Of one signal; the page has all."""


def lead(about: Subject) -> tuple[str, ...]:
    """Return what stands above every number of a city, and the first signals in one line."""
    signals = about.place.signals.head(MOST_FIGURES).to_dicts()
    titles = "; ".join(_title(row, about) for row in signals)
    above = labels(about.vintage.city, about.words)
    return (*above, f"{titles}.") if titles else tuple(above)


def month_section(rows: list[dict[str, Any]], about: Subject) -> Section:
    """Return the section of the table of a month: what its records are, and what to keep in mind.

    `rows` are some of the subject's.
    """
    shown = about.rows.filter(pl.col("measure").is_in([row["measure"] for row in rows]))
    return Section(
        about.words.text("brief.month"),
        texts=unit_cautions(about, datasets(shown)),
        table=month_table(rows, about),
        points=(*unjudged(rows, about), *row_cautions(shown, about.vintage, about.words)),
    )


def unit_cautions(about: Subject, used: Collection[str]) -> tuple[str, ...]:
    """Return what the records of some datasets are, where that is not plain: one line each."""
    return tuple(month_tables.unit_cautions(about.vintage, about.words, used))


def month_table(rows: list[dict[str, Any]], about: Subject) -> Table:
    """Return rows of a month beside other months, in the month's own unit."""
    words = about.words
    names = (*month_tables.AMOUNTS, "change", "usual", "line", "state")
    return Table(
        table_caption(about),
        (words.text("columns.measure"), *(words.text(f"brief.columns.{name}") for name in names)),
        tuple(_cells(row, about) for row in rows),
        numbers=tuple(range(1, len(month_tables.AMOUNTS) + 3)),
        tones=tones(rows),
    )


def table_caption(about: Subject) -> str:
    """Return what a table of the month is of."""
    month = about.words.month(about.month.month)
    return about.words.text("brief.table", month=month, place=about.name)


def tones(rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """Return the tone of each row's state: that of the side on which its signal is."""
    sides = (month_tables.side(row) for row in rows)
    return tuple(month_tables.DIRECTIONS[side] if side else "" for side in sides)


def _cells(row: dict[str, Any], about: Subject) -> tuple[str | Named | Picture, ...]:
    words, months = about.words, _months(row, about, RECENT_MONTHS)
    return (
        row_name(row, about),
        month_tables.month_amount(row, words),
        *(month_tables.amount(row[name], row, words) for name in month_tables.AMOUNTS[1:]),
        change_words(row["change"], words),
        month_tables.usual_range(row, words),
        _small(months, row, words),
        badge(row, words),
    )


def _small(months: Months, row: dict[str, Any], words: Words) -> str | Picture:
    """Return a row's small line, or why it has none."""
    if not month_tables.has_line(row, len(months.known)):
        return words.text("month.no_line")
    return Picture(row_line(months), _alt(months, row, words))


def row_name(row: dict[str, Any], about: Subject) -> Named:
    """Return what a row counts, and in which month if the rows are of several."""
    name = measure_name(row["measure"], about.vintage, about.words)
    has_several = about.rows["month"].n_unique() > 1
    return Named(name, about.words.month(row["month"]) if has_several else "")


def unjudged(rows: list[dict[str, Any]], about: Subject) -> list[str]:
    """Return which rows are not judged, a line for each reason."""
    names: dict[str, list[str]] = {}
    for row in rows:
        if row["why"]:
            name = measure_name(row["measure"], about.vintage, about.words)
            names.setdefault(month_tables.why_words(row["why"], about.words), []).append(name)
    return [
        about.words.text("brief.unjudged", measures="; ".join(measures), why=why)
        for why, measures in names.items()
    ]


def moved(about: Subject) -> tuple[Section, ...]:
    """Return the signals, if there are any: the first as charts with questions, others by name."""
    signals, words = about.place.signals.to_dicts(), about.words
    if not signals:
        return ()
    charts = [figure(row, about) for row in signals[:MOST_FIGURES]]
    shared = {chart.questions for chart in charts} if len(charts) > 1 else set()
    points = [_title(row, about) for row in signals[MOST_FIGURES:][:MOST_NAMED]]
    more = len(signals) - MOST_FIGURES - MOST_NAMED
    if more > 0:
        points.append(words.text("brief.more", n=more))
    if len(shared) == 1:  # the same of each: nothing stands out in any of them
        points += shared.pop()
        charts = [replace(chart, questions=()) for chart in charts]
    return (Section(words.text("month.signals"), figures=tuple(charts), points=tuple(points)),)


def figure(row: dict[str, Any], about: Subject) -> Figure:
    """Return a row's two years as a chart under its title, with the questions that it raises."""
    chart = picture(row, about, RECENT_MONTHS, HEIGHT)
    return Figure(_title(row, about), _sentence(row, about), chart, _questions(row, about))


def picture(row: dict[str, Any], about: Subject, n: int, height: float) -> Picture:
    """Return the `n` months of a row up to its own over what was usual for each."""
    months = _months(row, about, n)
    last = month_tables.amount(row["value"], row, about.words)
    return Picture(month_line(months, last, height), _alt(months, row, about.words))


def _questions(row: dict[str, Any], about: Subject) -> tuple[str, ...]:
    """Return what to ask about a signal: what of its records carries it."""
    breakdown = breakdown_of(about.vintage, about.month, row)
    return tuple(question_lines(breakdown, row, about.vintage, about.words)[:MOST_QUESTIONS])


def _title(row: dict[str, Any], about: Subject) -> str:
    """Return what moved, where and to which side; of a row without a signal, its number."""
    if row["signal"] is not None:
        return month_tables.signal_title(row, about.month, about.vintage, about.words)
    return chart_title(row, about)


def chart_title(row: dict[str, Any], about: Subject) -> str:
    """Return what a row counts, where, and its number, without what that means."""
    return about.words.text(
        "month.chart_title",
        measure=measure_name(row["measure"], about.vintage, about.words),
        where=month_tables.where(row, about.month, about.words),
        value=month_tables.value_words(row, about.vintage, about.words),
    )


def _sentence(row: dict[str, Any], about: Subject) -> str:
    """Return the numbers of a signal, or of another row its state."""
    if row["signal"] is not None:
        return month_tables.signal_sentence(row, about.vintage, about.words)
    return month_tables.row_sentence(row, about.words)


def notes(about: Subject) -> tuple[Section, ...]:
    """Return what is on record for the month, if anything is."""
    month = about.month.month
    lines = month_tables.on_record(about.vintage, month, month, about.words)
    return (Section(about.words.text("month.on_record"), points=tuple(lines)),) if lines else ()


def reading(about: Subject) -> Section:
    """Return what is usual, what a signal is and how often it is false, and what neither says."""
    words = about.words
    texts = (
        " ".join([words.text("brief.usual_says"), *without_band(about)]),
        *outside(about),
        month_tables.promise(about.month, about.vintage, words),
        words.text("brief.not_why"),
    )
    return Section(words.text("brief.reading"), texts=texts)


def outside(about: Subject) -> tuple[str, ...]:
    """Return how many numbers lie outside their range by chance, beside what a signal is."""
    looks = about.place.looks
    if not looks:
        return ()
    by_chance = max(1, round(looks * OUTSIDE_MOST))
    return (about.words.text("brief.outside", looks=looks, n=by_chance),)


def without_band(about: Subject) -> tuple[str, ...]:
    """Return why a chart has months without a usual range, if one of them has."""
    rows = [*about.rows.to_dicts(), *about.place.signals.to_dicts()]
    lacking = any(
        month["value"] is not None and month["usual_low"] is None
        for row in rows
        for month in _months(row, about, RECENT_MONTHS).rows
    )
    return (about.words.text("brief.no_band"),) if lacking else ()


def unknown(about: Subject) -> Section:
    """Return what the numbers cannot tell."""
    words = about.words
    return Section(words.text("brief.unknown"), points=tuple(words.lines("brief.cannot")))


def credit(about: Subject) -> Credit:
    """Return whose records these are, to which days they are settled, and when they were read."""
    words, used = about.words, _datasets(about)
    before, origins, after = source_parts(about.vintage, used, words)
    sources = [source for source in about.vintage.city.sources if used & set(source.datasets)]
    days = sorted({source.retrieved_on for source in sources})
    read = words.text("brief.read", days=", ".join(words.day(day) for day in days))
    return Credit(before, origins, ENGLISH, f"{after} {read}")


def _datasets(about: Subject) -> set[str]:
    return datasets(about.rows)


def datasets(rows: pl.DataFrame) -> set[str]:
    """Return the datasets that the measures of some rows count."""
    counted = (measures()[measure] for measure in rows["measure"])
    return {name for measure in counted for name in datasets_of(measure)}


def _months(row: dict[str, Any], about: Subject, n: int) -> Months:
    which = (about.month.layer, row["measure"], row["area_id"], row["month"])
    table = usual_months(about.vintage, *which).filter(pl.col("month") <= row["month"])
    return Months(table.tail(n).rows(named=True))


def _alt(months: Months, row: dict[str, Any], words: Words) -> str:
    known = months.known
    if not known:
        return words.text("brief.no_months")
    first, last = (words.month(months.rows[end]["month"]) for end in (0, -1))
    ends = {"low": min(known), "high": max(known), "end": known[-1]}
    numbers = {name: month_tables.amount(value, row, words) for name, value in ends.items()}
    return words.text("month.line_alt", first=first, last=last, **numbers)
