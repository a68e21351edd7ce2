"""The edition for an oversight board: complaints from filing to finding, force, both by place."""

from typing import Any

from dashboard.brief import parts
from dashboard.brief.complaints import complaint_sections
from dashboard.brief.sheet import Section, Table
from dashboard.brief.subject import Subject
from dashboard.tables import month as month_tables
from dashboard.words.measures import measure_name
from queries.declared.measures import datasets_of, measures
from queries.records.periods import STANDING_FOR

DATASETS = frozenset({"complaints", "force"})
"""The records that a board looks into."""

MOST_PLACES = 30
"""Areas by name, first what needs a question."""


def sections(about: Subject) -> tuple[Section, ...]:
    """Return the sections of the edition in their order."""
    words = about.words
    rows = [row for row in about.rows.to_dicts() if _datasets(row) <= DATASETS]
    trend = tuple(parts.figure(row, about) for row in rows if row["measure"] in _all_records())
    return (
        parts.month_section(rows, about),
        Section(words.text("brief.board.trend"), figures=trend),
        *complaint_sections(about),
        *(_places(about) if not about.area_id else ()),
        *parts.notes(about),
        parts.reading(about),
    )


def _datasets(row: dict[str, Any]) -> set[str]:
    return datasets_of(measures()[row["measure"]])


def _all_records() -> list[str]:
    """Return the measures that count all records of DATASETS."""
    return [measure for dataset, measure in STANDING_FOR.items() if dataset in DATASETS]


def _places(about: Subject) -> tuple[Section, ...]:
    """Return all complaints and all force by area, if records have areas."""
    words, month = about.words, about.month
    known = month_tables.placed_measures(month)
    placed = [measure for measure in known if measure in _all_records()]
    areas = month_tables.areas_by_need(month)
    if not placed or not areas:
        return ()
    columns = [words.text("columns.area")]
    for measure in placed:
        name = measure_name(measure, about.vintage, words)
        columns += [name, *(words.text(f"brief.columns.{key}") for key in ("usual", "to_date"))]
    rows = tuple(
        (
            month_tables.short_area(area[0], month, words),
            *(text for row in area if row["measure"] in placed for text in _numbers(row, about)),
        )
        for area in areas
    )
    more = len(rows) - MOST_PLACES
    layer = words.say(about.vintage.layer(month.layer).names)
    table = Table(
        words.text("month.area_table", month=words.month(month.month), layer=layer),
        tuple(columns),
        rows[:MOST_PLACES],
        numbers=tuple(range(1, len(columns))),
    )
    points = [words.text("brief.more", n=more)] if more > 0 else []
    points.append(words.text("month.areas_key"))
    return (Section(words.text("month.areas", layer=layer), table=table, points=tuple(points)),)


def _numbers(row: dict[str, Any], about: Subject) -> tuple[str, ...]:
    """Return a row's month with the mark of its side, its usual range, and the year so far."""
    words = about.words
    value = month_tables.amount(row["value"], row, words)
    return (
        f"{value} {month_tables.mark(row)}".strip(),
        month_tables.usual_range(row, words),
        month_tables.amount(row["to_date"], row, words),
    )
