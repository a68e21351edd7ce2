"""Reads one source of a new city as text, profiles it, and guesses its columns."""

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from data.config import Source
from data.formats import header, parts_of
from data.new_city import keys
from data.new_city.complaint_days import day_of
from data.new_city.dating import Dated, dated, dates, ordered
from data.new_city.force_words import kinds_unread
from data.new_city.guess import MOSTLY, NEARLY_ALL, REQUIRED, Guess, guesses
from data.new_city.links import remember, unlinked
from data.new_city.merged import fill_down, from_above, merged_cells
from data.new_city.no_records import NEVER, empty_row, no_record, row_questions
from data.new_city.numbering import numbered, numbered_in_files
from data.new_city.opened import Layout
from data.new_city.pack import SourceDraft
from data.new_city.persons_in_cells import persons_in_cells, split_rows
from data.new_city.place_checks import agreement, disagreement, is_proven, point_questions
from data.new_city.places import (
    LEAST_NUMBERS,
    LayerDraft,
    NameColumns,
    Points,
    find_names,
    find_points,
)
from data.new_city.plan import Plan
from data.new_city.profile import MONTHS_ONLY, Column, Table, profile
from data.new_city.rivals import rivals, unit_for_place
from data.new_city.second_header import second_header
from data.new_city.spoiled import folded, spoiled, spoiled_question
from data.new_city.staging import QueryDraft
from data.new_city.unit import Unit, unit
from data.new_city.whole import cut_off, not_countable, unread_sheets
from data.read import read_source
from data.repeats import refuse_copies

LONG_AFTER = dt.timedelta(days=366)
"""Records that end so long before their retrieval are no longer revised, or the day is wrong."""


@dataclass(frozen=True)
class SourceReading:
    """The draft of a source and of its staging queries.

    `placed_layers` are the layers in which it places records; `reasons` says, by layer, what keeps
    columns from naming areas.
    """

    draft: SourceDraft
    drafts: tuple[QueryDraft, ...]
    placed_layers: frozenset[str] = frozenset()
    reasons: dict[str, list[str]] = field(default_factory=dict)


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
    if any(column.dates >= MOSTLY for column in table.columns):
        refuse_copies(files)
    if marks := second_header(con, table):
        table = profile(con, source_id, headers)
    cells, questions = persons_in_cells(con, table, dataset)
    if cells:
        split_rows(con, table, cells)
        table = profile(con, source_id, headers)
    con.execute("delete from raw.header_rows")  # the next source counts its files anew
    places = _places(con, table, layers) if dataset != "allegations" else Places()
    reading = _guess_source(con, plan, source, table, places, layers)
    with_points = {draft.layer.id for draft in layers if places.points and draft.frame is not None}
    with_names = {places.names.layer} if places.names else set()
    return SourceReading(
        replace(reading.draft, decide=decide),
        tuple(
            replace(draft, second_header=marks, cells=cells, decide=(*draft.decide, *questions))
            for draft in reading.drafts
        ),
        placed_layers=frozenset(with_points | with_names),
        reasons=places.reasons,
    )


@dataclass(frozen=True)
class Places:
    """How a source gives places: points, names, lines on unused points, reasons by layer."""

    points: Points | None = None
    names: NameColumns | None = None
    asides: tuple[str, ...] = ()
    reasons: dict[str, list[str]] = field(default_factory=dict)


def _places(con: duckdb.DuckDBPyConnection, table: Table, layers: list[LayerDraft]) -> Places:
    points, asides = find_points(con, table, layers)
    point_columns = set(points.columns) if points else set()
    columns = [column for column in table.columns if column.name not in point_columns]

    def agrees(column: Column, layer: LayerDraft) -> bool:
        return points is not None and is_proven(*agreement(con, points, column.sql, layer))

    names, reasons = find_names(con, columns, layers, agrees)
    return Places(points, names, tuple(asides), reasons)


def _guess_source(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    source: Source,
    table: Table,
    places: Places,
    layers: list[LayerDraft],
) -> SourceReading:
    points, names, asides = places.points, places.names, places.asides
    skip = frozenset(points.columns if points else ()) | frozenset(
        column.name for column in (names.all_columns if names else ())
    )
    dataset = source.accounted_as
    by_dataset = {dataset: guesses(dataset, table, skip)}
    if dataset == "complaints":
        also = guesses("allegations", table, skip)
        if "allegation" in also:
            by_dataset["allegations"] = also
    settled = dated(
        con,
        table,
        by_dataset,
        dataset=dataset,
        time_zone=plan.time_zone,
        retrieved_on=source.retrieved_on,
        skip=skip,
    )
    by_dataset = settled.guesses
    day = day_of(dataset, by_dataset[dataset])
    numbers = _numbers(con, table, settled, dataset, places, skip)
    if points:
        questions, remarks = point_questions(con, points, day)
        settled.remarks[dataset] += remarks
        if names and (question := disagreement(con, points, names, layers)):
            questions.append(question)
        settled.questions[dataset] += questions
    used_columns = frozenset(
        name
        for by_target in by_dataset.values()
        for guess in by_target.values()
        for column in (*guess.columns, *filter(None, [guess.ethnicity]))
        for name in column.sources
    )
    main = by_dataset[dataset]
    # the day once more: merged cells have been filled from above since
    usual = (day_of(dataset, main),)
    days = tuple(main[target] for target in settled.days.targets) or tuple(filter(None, usual))
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
            begins_on=settled.begins_on,
            early=settled.early,
            spoiled=numbers.spoiled,
            used_columns=used_columns | skip,
            asides=asides,
            remarks=tuple(settled.remarks[delivered]),
            no_records=numbers.no_records,
            rows_without=numbers.rows_without,
            days=days,
            decide=(
                *(numbers.decide if delivered == dataset else ()),
                *settled.questions[delivered],
                *(points.decide if points and delivered != "allegations" else ()),
                *(names.decide if names and delivered != "allegations" else ()),
                *(unit_for_place(names) if delivered != "allegations" else ()),
                *kinds_unread(delivered, table, by_target, used_columns | skip),
                *rivals(delivered, table, by_target, used_columns | skip),
            ),
        )
        for delivered, by_target in by_dataset.items()
    )
    months = day is not None and set(ordered([day])) <= set(MONTHS_ONLY)
    guessed = replace(
        source,
        date_formats=settled.formats,
        staging={draft.dataset: draft.name for draft in drafts},
        columns=_needed(drafts),
        place_layers=(names.layer,) if names else (),
        crs=points.crs if points else source.crs,
        resolution="month" if months else "day",
    )
    notes = _notes(plan, guessed, points, [g for by in by_dataset.values() for g in dates(by)])
    is_dated_by_file = plan.retrieved_on is None and dataset not in plan.portals
    ends_on = settled.ends_on or source.retrieved_on
    waited = source.retrieved_on - ends_on
    is_whole = (ends_on + dt.timedelta(days=1)).day == 1
    if is_dated_by_file and waited > LONG_AFTER:
        notes["retrieved_on"] += (
            f". The records end on {settled.ends_on}, long before: were they fetched earlier? "
            "Then write that day"
        )
    portal = plan.portals.get(dataset)
    days_by_name = settled.days.targets
    return SourceReading(
        SourceDraft(
            guessed,
            notes,
            portal,
            numbers.unit,
            complaint_days=days_by_name,
            is_settled=not is_dated_by_file and waited > LONG_AFTER and is_whole,
        ),
        drafts,
    )


@dataclass(frozen=True)
class Numbers:
    """What a source's numbers count: the unit, the invalid ones by reason, the questions.

    `no_records` are conditions of rows that are no records, of which `rows_without` lack a date.
    """

    unit: Unit
    spoiled: dict[str, int]
    no_records: tuple[str, ...]
    rows_without: int
    decide: tuple[str, ...]


def _numbers(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    settled: Dated,
    dataset: str,
    places: Places,
    skip: frozenset[str],
) -> Numbers:
    """Return what the numbers count, and settle the guesses of the numbers in `settled`.

    The order matters: each step sees the rows and the numbers that the ones before it left.
    """
    main = settled.guesses[dataset]
    target = REQUIRED[dataset][0]
    number = main.get(target)
    day = day_of(dataset, main)
    merged = merged_cells(con, table, number, day) if number and day else None
    no_records, rows_without = _no_records(
        con, table, settled, dataset, (number, day), are_merged=merged is not None
    )
    if number and day and merged:
        fill_down(con, number, day)
    if day:
        for delivered, by_target in settled.guesses.items():
            key_target = REQUIRED[delivered][0]
            if key_target in by_target:
                whole = folded(con, by_target[key_target], day)
                by_target[key_target] = numbered(con, delivered, whole, day)
    elif number and dataset != "allegations":
        main[target] = numbered_in_files(con, number)
    decide = [merged]
    spoiled_rows = {}
    if number:
        spoiled_rows = spoiled(con, table.rows, main[target])
        decide.append(spoiled_question(con, table.rows, main[target], spoiled_rows))
        if dataset == "complaints":
            remember(con, main[target])
        if dataset == "allegations":
            decide.append(unlinked(con, main[target]))
    counted = Unit()
    if dataset != "allegations" and not_countable(table, dataset, main) is None:
        event = keys.event(con, table, main, day, (places.points, places.names))
        counted = unit(con, dataset, table, main, event, skip, frozenset(spoiled_rows))
    if merged and day:
        main |= {target: from_above(main[target]), day.target: from_above(day)}
    return Numbers(
        counted,
        spoiled_rows,
        no_records,
        rows_without,
        (*filter(None, decide), *counted.decide),
    )


def _no_records(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    settled: Dated,
    dataset: str,
    number_and_day: tuple[Guess | None, Guess | None],
    *,
    are_merged: bool,
) -> tuple[tuple[str, ...], int]:
    """Return conditions of rows that are no records, and how many of them have no date.

    These rows leave `records`, so that nothing counts them or asks about them again.
    """
    number, day = number_and_day
    undated = no_record(con, number, day, are_merged=are_merged)
    empty = empty_row(number, day, table)
    conditions = tuple(condition for condition in (undated, empty) if condition != NEVER)
    if not conditions:
        return (), 0
    [(rows_without,)] = con.execute(
        f"select count(*) from records as raw where {undated}"
    ).fetchall()
    n, questions, remarks = row_questions(con, table, conditions)
    settled.questions[dataset] += questions
    settled.remarks[dataset] += remarks
    if not n and not table.second_headers:
        return (), 0
    con.execute(
        "create or replace temp table records as select * from records as raw "
        f"where not coalesce({' or '.join(conditions)}, false)"
    )
    return conditions, int(rows_without)


def _needed(drafts: tuple[QueryDraft, ...]) -> dict[str, str]:
    """Return the columns that staging uses and every file has, with their kinds."""
    kinds: dict[str, str] = {}
    for draft in drafts:
        table = draft.table
        everywhere = {
            column.name: column for column in table.columns if column.name in table.everywhere
        }
        for guess in draft.guesses.values():
            for column in guess.columns:
                kind = "date" if guess.kind == "date" else "text"
                is_number = guess.kind == "age" and column.numbers > NEARLY_ALL
                if column.name in everywhere:
                    kinds[column.name] = "number" if is_number else kind
            kinds |= {
                name: "text"
                for column in guess.columns
                for name in column.parts
                if name in everywhere
            }
        for name in draft.points.columns if draft.points else ():
            if name in everywhere:
                kinds[name] = "number" if everywhere[name].numbers > LEAST_NUMBERS else "text"
        for column in draft.names.all_columns if draft.names else ():
            if column.name in everywhere:
                kinds[column.name] = "text"
    return kinds


def _notes(
    plan: Plan, source: Source, points: Points | None, day_guesses: list[Guess]
) -> dict[str, str]:
    """Return the evidence of a source's guesses, by key of city.toml."""
    notes = {"title_rows": "the header is the first row that is nearly full"}
    if plan.retrieved_on is None and not plan.portals:
        notes["retrieved_on"] = "the day the file was last changed; dates after it are set aside"
    if len(source.date_formats) > 1:
        notes["date_formats"] = "; ".join(
            f"{column.name!r}: {100 * column.dates:.1f}% read as {' and '.join(column.formats)}"
            for guess in day_guesses
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
