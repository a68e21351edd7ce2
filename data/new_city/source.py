"""Reads one source of a new city as text, profiles it, and guesses its columns."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from data.config import Source
from data.formats import header, parts_of
from data.new_city import keys
from data.new_city.force_words import kinds_unread
from data.new_city.guess import REQUIRED, Guess, guesses, mixed_dates, not_local
from data.new_city.merged import filled_down, from_above
from data.new_city.numbering import numbered, numbered_in_files
from data.new_city.opened import Layout
from data.new_city.pack import SourceDraft
from data.new_city.persons_in_cells import persons_in_cells, split_rows
from data.new_city.places import (
    LEAST_NUMBERS,
    LayerDraft,
    NameColumns,
    Points,
    find_names,
    find_points,
)
from data.new_city.plan import Plan
from data.new_city.profile import MONTHS_ONLY, Table, profile
from data.new_city.rivals import rivals, unit_for_place
from data.new_city.second_header import second_header
from data.new_city.spoiled import folded, spoiled, spoiled_question
from data.new_city.staging import QueryDraft
from data.new_city.unit import Unit, unit
from data.new_city.whole import cut_off, not_countable, unread_sheets
from data.read import read_source

FAIR_YEAR = 0.05
"""Early years below this share of a usual year's records are taken for wrong dates."""


@dataclass(frozen=True)
class SourceReading:
    """The draft of a source and of its staging queries."""

    draft: SourceDraft
    drafts: tuple[QueryDraft, ...]


def read(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    source_id: str,
    dataset: str,
    group: tuple[str, list[Path], Layout],
    layers: list[LayerDraft],
) -> SourceReading:
    """Return the drafts of one source, after reading its files."""
    pattern, files, layout = group
    if dataset in plan.portals:
        retrieved_on = dt.date.fromisoformat(files[0].parent.name)
    else:
        last_change = max(dt.date.fromtimestamp(path.stat().st_mtime) for path in files)
        retrieved_on = plan.retrieved_on or last_change
    source = Source(
        id=source_id,
        file=pattern,
        origin=plan.origin,
        retrieved_on=retrieved_on,
        date_formats=(),
        staging={dataset: source_id},
        columns={},
        encoding=layout.encoding,
        delimiter=layout.delimiter,
        title_rows=layout.title_rows,
        sheets=layout.sheets,
        other_sheets=layout.other_sheets,
        has_groups=layout.has_groups,
    )
    records = read_source(con, source, files, first_no=1)
    rows = {str(record["file"]): int(record["rows_read"]) for record in records}
    decide = (*cut_off(rows, files), *unread_sheets(files)) if dataset not in plan.portals else ()
    headers = {
        name: header(con, path, part) for path in files for name, part in parts_of(path, source)
    }
    table = profile(con, source_id, headers)
    if marks := second_header(con, table):
        table = profile(con, source_id, headers)
    cells, questions = persons_in_cells(con, table, dataset)
    if cells:
        split_rows(con, table, cells)
        table = profile(con, source_id, headers)
    con.execute("delete from raw.header_rows")  # the next source counts its files anew
    places = _places(con, table, layers) if dataset != "allegations" else (None, None, ())
    reading = _guess_source(con, plan, source, table, places)
    return SourceReading(
        replace(reading.draft, decide=decide),
        tuple(
            replace(draft, second_header=marks, cells=cells, decide=(*draft.decide, *questions))
            for draft in reading.drafts
        ),
    )


def _places(
    con: duckdb.DuckDBPyConnection, table: Table, layers: list[LayerDraft]
) -> tuple[Points | None, NameColumns | None, tuple[str, ...]]:
    points, asides = find_points(con, table, layers)
    point_columns = set(points.columns) if points else set()
    names = find_names(
        con, [column for column in table.columns if column.name not in point_columns], layers
    )
    return points, names, tuple(asides)


def _guess_source(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    source: Source,
    table: Table,
    places: tuple[Points | None, NameColumns | None, tuple[str, ...]],
) -> SourceReading:
    points, names, asides = places
    skip = frozenset(points.columns if points else ()) | frozenset(
        column.name for column in (names.columns if names else ())
    )
    dataset = source.accounted_as
    by_dataset = {dataset: guesses(dataset, table, skip)}
    if dataset == "complaints":
        also = guesses("allegations", table, skip)
        if "allegation" in also and "complaint_id" in also:
            by_dataset["allegations"] = also
    dates = [guess for by_target in by_dataset.values() for guess in _dates(by_target)]
    formats = _ordered(dates)
    con.execute("set variable date_formats = $formats", {"formats": list(formats)})
    day = by_dataset[dataset].get(REQUIRED[dataset][-1]) if dataset != "allegations" else None
    main = by_dataset[dataset]
    target = REQUIRED[dataset][0]
    merged = filled_down(con, table, main[target], day) if day and target in main else None
    begins_on, early = _first_year(con, day, source.retrieved_on) if day else (None, 0)
    if day:
        for delivered, by_target in by_dataset.items():
            key_target = REQUIRED[delivered][0]
            if key_target in by_target:
                number = folded(con, by_target[key_target], day)
                by_target[key_target] = numbered(con, delivered, number, day)
    elif target in main and dataset != "allegations":
        main[target] = numbered_in_files(con, main[target])
    spoiled_rows = spoiled(con, table.rows, main[target]) if target in main else {}
    counted = Unit()
    if dataset != "allegations" and not_countable(table, dataset, main) is None:
        event = keys.event(con, table, main, day, (points, names))
        counted = unit(con, dataset, table, main, event, skip, frozenset(spoiled_rows))
    asked = (merged, *counted.decide)
    if target in main:
        asked += (spoiled_question(con, table.rows, main[target], spoiled_rows),)
    if merged and day:
        main |= {target: from_above(main[target]), day.target: from_above(day)}
    used_columns = frozenset(
        column.name
        for by_target in by_dataset.values()
        for guess in by_target.values()
        for column in (*guess.columns, *filter(None, [guess.ethnicity]))
    )
    all_files = tuple(sorted(frozenset().union(*(column.files for column in table.columns))))
    drafts = tuple(
        QueryDraft(
            name=source.id if delivered == dataset else source.id.replace(dataset, delivered),
            dataset=delivered,
            table=table,
            files=all_files,
            guesses=by_target,
            points=points if delivered != "allegations" else None,
            names=names if delivered != "allegations" else None,
            begins_on=begins_on,
            early=early,
            spoiled=spoiled_rows,
            used_columns=used_columns | skip,
            asides=asides,
            decide=(
                *filter(None, asked if delivered == dataset else ()),
                *filter(None, [mixed_dates(_dates(by_target)), *map(not_local, _dates(by_target))]),
                *(points.decide if points and delivered != "allegations" else ()),
                *(unit_for_place(names) if delivered != "allegations" else ()),
                *kinds_unread(delivered, table, by_target, used_columns | skip),
                *rivals(delivered, table, by_target, used_columns | skip),
            ),
        )
        for delivered, by_target in by_dataset.items()
    )
    months = day is not None and set(_ordered([day])) <= set(MONTHS_ONLY)
    guessed = replace(
        source,
        date_formats=formats,
        staging={draft.dataset: draft.name for draft in drafts},
        columns=_needed(drafts),
        place_layers=(names.layer,) if names else (),
        crs=points.crs if points else source.crs,
        resolution="month" if months else "day",
    )
    notes = _notes(plan, guessed, points, dates)
    portal = plan.portals.get(dataset)
    return SourceReading(SourceDraft(guessed, notes, portal, counted), drafts)


def _dates(by_target: dict[str, Guess]) -> list[Guess]:
    return [guess for guess in by_target.values() if guess.kind == "date"]


def _ordered(dates: list[Guess]) -> tuple[str, ...]:
    """Return all formats of the dates, those with a two-digit year first.

    `%Y` would read `1/2/19` as the year 19; `%y` reads no year of four digits.
    """
    counts: dict[str, int] = {}
    for guess in dates:
        for column in guess.columns:
            for form, n in zip(column.formats, column.by_format, strict=True):
                counts[form] = counts.get(form, 0) + n
    forms = sorted(counts, key=lambda form: ("%y" not in form, -counts[form], form))
    return tuple(forms) or ("%Y-%m-%d",)  # a source without dates still needs a format


def _first_year(
    con: duckdb.DuckDBPyConnection, day: Guess, retrieved_on: dt.date
) -> tuple[str | None, int]:
    """Return the first day of the first year with a fair share of records, and earlier dates."""
    years = con.execute(
        f"""
        select year(parse_time({day.sql})) as year, count(*) as n
        from records as raw
        where parse_time({day.sql}) <= ?
        group by 1
        order by 1
        """,
        [retrieved_on],
    ).fetchall()
    if not years:
        return None, 0
    usual = sorted(n for _, n in years)[len(years) // 2]
    first = next(year for year, n in years if n >= FAIR_YEAR * usual)
    return f"{first}-01-01", sum(n for year, n in years if year < first)


def _needed(drafts: tuple[QueryDraft, ...]) -> dict[str, str]:
    """Return the columns that staging uses and every file has, with their kinds."""
    kinds: dict[str, str] = {}
    for draft in drafts:
        table = draft.table
        everywhere = {
            column.name: column for column in table.columns if column.name in table.everywhere
        }
        for guess in draft.guesses.values():
            kind = {"date": "date", "age": "number"}.get(guess.kind, "text")
            kinds |= {column.name: kind for column in guess.columns if column.name in everywhere}
        for name in draft.points.columns if draft.points else ():
            if name in everywhere:
                kinds[name] = "number" if everywhere[name].numbers > LEAST_NUMBERS else "text"
        for column in draft.names.columns if draft.names else ():
            if column.name in everywhere:
                kinds[column.name] = "text"
    return kinds


def _notes(plan: Plan, source: Source, points: Points | None, dates: list[Guess]) -> dict[str, str]:
    """Return the evidence of a source's guesses, by key of city.toml."""
    notes = {"title_rows": "the header is the first row that is nearly full"}
    if plan.retrieved_on is None and not plan.portals:
        notes["retrieved_on"] = "the day the file was last changed; dates after it are set aside"
    if len(source.date_formats) > 1:
        notes["date_formats"] = "; ".join(
            f"{column.name!r}: {100 * column.dates:.1f}% read as {' and '.join(column.formats)}"
            for guess in dates
            for column in guess.columns
        )
    if points:
        notes["crs"] = points.evidence
    notes["encoding"] = "some bytes are not UTF-8"
    notes["delimiter"] = "it parts the rows most evenly"
    notes["sheets"] = "all of them that have the same columns"
    notes["has_groups"] = "the row above the header names groups of columns"
    notes["resolution"] = "the dates name a month and no day"
    return notes
