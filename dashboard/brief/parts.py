"""The parts that the editions of a brief share: its table, its signals, and what it rests on."""

from collections.abc import Iterable
from typing import Any

from dashboard.brief.pictures import Months, large_line, small_line
from dashboard.brief.sheet import Figure, Picture, Section, Table
from dashboard.brief.subject import Subject
from dashboard.parts.glance import signed
from dashboard.parts.source import source_line
from dashboard.tables import month as month_tables
from dashboard.tables.review import why_words
from dashboard.words import Words, capital
from queries.dates import add_months
from queries.declared import dictionary
from queries.declared.measures import datasets_of, measures
from queries.quality.reports import freshness
from queries.review.recent import recent_months, usual_ranges

MOST_FIGURES = 4
"""Charts of a brief; what else moved is named in a line each."""

MOST_QUESTIONS = 2
"""Of one signal; the page has all."""

MOST_NAMED = 8
"""Of those lines; what is left is counted."""

YEAR = 12


def lead(about: Subject) -> tuple[str, ...]:
    """Return the first signals in a line, and how much was looked at to find them."""
    moved = about.place.signals.head(MOST_FIGURES).to_dicts()
    titles = "; ".join(title(row, about) for row in moved)
    return (*((f"{titles}.",) if moved else ()), month_tables.promise(about.month, about.vintage, about.words))


def month_table(rows: list[dict[str, Any]], about: Subject) -> Table:
    """Return rows of a month, in the month's own unit."""
    words, month = about.words, about.month.month
    heads = (
        words.text("columns.measure"),
        words.month(month),
        words.month(add_months(month, -1)),
        words.month(add_months(month, -YEAR)),
        words.text("month.to_date", year=month.year),
        words.text("month.to_date", year=month.year - 1),
        words.text("month.change"),
        words.text("month.usual", month=words.text(f"months.{month.month}")),
        words.text("month.line"),
        words.text("month.columns.state"),
    )
    return Table(
        words.text("brief.table", month=words.month(month), place=about.name),
        heads,
        tuple(_cells(row, about) for row in rows),
        numbers=tuple(range(1, 8)),
        tones=tones(rows),
    )


def tones(rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """Return the tone of each row's state: that of the side on which its signal is."""
    return tuple(month_tables.DIRECTIONS[month_tables.side(row)] for row in rows)


def _cells(row: dict[str, Any], about: Subject) -> tuple[str | Picture, ...]:
    words = about.words
    numbers = (
        month_tables.amount(row[name], row, words)
        for name in ("value", "last_month", "year_ago", "to_date", "to_date_year_ago")
    )
    change = "–" if row["change"] is None else signed(row["change"] + 1, words)
    return (
        row_name(row, about),
        *numbers,
        change,
        month_tables.usual_range(row, words),
        _small(row, about),
        state(row, words),
    )


def row_name(row: dict[str, Any], about: Subject) -> str:
    """Return what a row counts, with its month if that is not the month of the brief."""
    name = month_tables.measure_name(row["measure"], about.vintage, about.words)
    if row["month"] == about.month.month:
        return name
    return about.words.text("brief.of_month", name=name, month=about.words.month(row["month"]))


def state(row: dict[str, Any], words: Words) -> str:
    """Return a row's state as a mark and words; for a row that is not judged, why."""
    if row["why"]:
        return why_words(row["why"], words)
    side = month_tables.side(row)
    if not side:
        return month_tables.state_words(row, words)
    return f"{month_tables.ARROWS[side]} {month_tables.side_words(row, words)}"


def moved(about: Subject) -> tuple[Section, ...]:
    """Return the signals: a chart and questions for the first, a line for others; if there are any."""
    signals = about.place.signals.to_dicts()
    if not signals:
        return ()
    named = [title(row, about) for row in signals[MOST_FIGURES:][:MOST_NAMED]]
    more = len(signals) - MOST_FIGURES - MOST_NAMED
    return (
        Section(
            about.words.text("month.signals"),
            figures=tuple(figure(row, about) for row in signals[:MOST_FIGURES]),
            points=(*named, *([about.words.text("brief.more", n=more)] if more > 0 else [])),
        ),
    )


def figure(row: dict[str, Any], about: Subject) -> Figure:
    """Return a row's two years as a chart under its title, with the questions that it raises."""
    words, months = about.words, _months(row, about)
    last = month_tables.amount(row["value"], row, words)
    return Figure(
        title(row, about),
        _sentence(row, about),
        Picture(large_line(months, last), _alt(months, row, words)),
        questions(row, about),
    )


def questions(row: dict[str, Any], about: Subject) -> tuple[str, ...]:
    return ()


def title(row: dict[str, Any], about: Subject) -> str:
    """Return what moved, where and to which side."""
    return month_tables.signal_title(row, about.month, about.vintage, about.words)


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
    """Return how the numbers are meant, and how far the records of each kind are settled."""
    words, used = about.words, _datasets(about)
    settled = [
        words.text(
            "brief.settled",
            dataset=capital(words.say(dictionary.dataset(row["dataset"]))),
            settled=words.day(row["settled_to"]),
            retrieved=words.day(row["retrieved_on"]),
        )
        for row in freshness(about.vintage).to_dicts()
        if row["dataset"] in used
    ]
    texts = (words.text("brief.usual_says"), words.text("brief.not_why"), " ".join(settled))
    return Section(words.text("brief.reading"), texts=texts)


def unknown(about: Subject) -> Section:
    """Return what the numbers cannot tell."""
    words = about.words
    return Section(words.text("brief.unknown"), points=tuple(words.lines("brief.cannot")))


def foot(about: Subject) -> tuple[str, ...]:
    """Return whose records these are, of which build."""
    return (source_line(about.vintage, sorted(_datasets(about)), about.words),)


def _datasets(about: Subject) -> set[str]:
    counted = (measures()[measure] for measure in about.rows["measure"])
    return {name for measure in counted for name in datasets_of(measure)}


def _months(row: dict[str, Any], about: Subject) -> Months:
    which = (about.vintage, row["measure"], about.month.layer, row["month"])
    return Months(recent_months(*which, row["area_id"] or None), usual_ranges(*which, row["area_id"]))


def _small(row: dict[str, Any], about: Subject) -> Picture:
    months = _months(row, about)
    return Picture(small_line(months), _alt(months, row, about.words))


def _alt(months: Months, row: dict[str, Any], words: Words) -> str:
    known = [value for _, value in months.points if value is not None]
    if not known:
        return words.text("brief.no_months")
    return words.text(
        "month.line_alt",
        first=words.month(months.points[0][0]),
        last=words.month(months.points[-1][0]),
        low=month_tables.amount(min(known), row, words),
        high=month_tables.amount(max(known), row, words),
        end=month_tables.amount(known[-1], row, words),
    )
