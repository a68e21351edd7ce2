"""The edition for residents: the same month in plain words, and how to ask about it."""

from typing import Any

from dashboard.branding import brand
from dashboard.brief import parts
from dashboard.brief.sheet import Named, Section, Table
from dashboard.brief.subject import Subject
from dashboard.parts.month_table import badge
from dashboard.tables import month as month_tables
from dashboard.tables.review import row_cautions


def sections(about: Subject) -> tuple[Section, ...]:
    """Return the sections of the edition in their order."""
    words = about.words
    alarms = words.number(about.month.false_alarms_a_year)
    nothing = Section(words.text("month.signals"), texts=(words.text("brief.community.nothing"),))
    return (
        *(parts.moved(about) or (nothing,)),
        Section(
            words.text("brief.community.numbers"),
            texts=(
                *parts.unit_cautions(about, parts.datasets(about.rows)),
                " ".join([words.text("brief.community.usual"), *parts.without_band(about)]),
                *parts.outside(about),
                words.text("brief.community.false", alarms=alarms),
            ),
            table=_table(about),
            points=(
                *parts.unjudged(about.rows.to_dicts(), about),
                *row_cautions(about.rows, about.vintage, words),
            ),
        ),
        *parts.notes(about),
        parts.unknown(about),
        Section(words.text("brief.community.ask"), points=_ways(about)),
    )


def _table(about: Subject) -> Table:
    words, rows = about.words, about.rows.to_dicts()
    names = ("value", "usual", "year_ago", "state")
    return Table(
        parts.table_caption(about),
        (words.text("columns.measure"), *(words.text(f"brief.columns.{name}") for name in names)),
        tuple(_cells(row, about) for row in rows),
        numbers=(1, 2, 3),
        tones=parts.tones(rows),
    )


def _cells(row: dict[str, Any], about: Subject) -> tuple[str | Named, ...]:
    words = about.words
    return (
        parts.row_name(row, about),
        month_tables.month_amount(row, words),
        month_tables.usual_range(row, words),
        month_tables.amount(row["year_ago"], row, words),
        badge(row, words),
    )


def _ways(about: Subject) -> tuple[str, ...]:
    """Return how to ask: at a meeting, of whom, about the data, and by a complaint."""
    words, own = about.words, brand(about.month.city)
    process = about.vintage.city.complaint_process
    lines = words.lines("brief.community.to_ask")
    if own.contact:
        name = own.publisher or own.name
        lines.append(words.text("brief.community.contact", name=name, contact=own.contact))
    if process is not None and process.file_link:
        lines.append(words.text("brief.community.complain", link=process.file_link))
    return tuple(lines)
