"""What a person answers about each mark of a drafted pack, with counts on both sides.

Every choice is tried: its query runs on the raw files as in a build, and its records are counted.
"""

import datetime as dt
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import duckdb

from data.areas import load_areas
from data.config import City, Source, staging_file
from data.formats import header, named, parts_of, quoted
from data.inputs import at_hand, find_files
from data.machine import refuse_machine_fault
from data.marks import Mark, marks, pack_files, without
from data.new_city.guess import REQUIRED, Guess, kinds_of_force, score
from data.new_city.places import LEAST_NAMED
from data.new_city.profile import Column, Table, profile
from data.new_city.query_text import (
    Part,
    joins_of,
    parts,
    raw_columns,
    with_fault,
    with_part,
    without_stale,
)
from data.new_city.staging import short_lines, value_lines
from data.new_city.unit import NOUN, ROW
from data.new_city.words import is_private, listed
from data.read import read_source
from data.register import load_codes
from data.stage import open_source
from queries.declared.fields import datasets
from queries.declared.letters import need_seen
from queries.errors import BadInput
from queries.stored.written import locked, write_whole

MOST = 5
"""Most other columns that are tried for one mark."""

SHOWN = 4
"""Values shown of a column."""

BESIDE = {"occurred_on": ("occurred_at",), "call_type": ("category",), "longitude": ("latitude",)}
"""Columns that a query takes from the same raw column; they are replaced and left out together."""

NUMBERS = ("id", "key")
"""Kinds of columns whose values say nothing to a reader."""

FAULTS = {"id": "id_fault", "date": "date_fault_since"}
"""The macro that sets a row aside, by the kind of the required column."""

_WAY = re.compile(r"`([^`]+?) as (\w+),`")
_ASKED = re.compile(
    r"(?:which column is|right for|is one of these|read as|whose|no date in|take) (\w+)\b"
)
_ORDER = re.compile(r"It is read by (.+?) now; write (.+?) in date_formats")
_FORMATS = re.compile(r"write (.+?) for (.+?) in date_formats of city\.toml")
_EARLY = re.compile(r"write date '(\S+)' for date '(\S+)' below")


class Outcome(NamedTuple):
    """What a choice gives: records, rows set aside, rows with a known value, values with rows.

    `span` is the first and the last day of a date. `fault` says why the query cannot run.
    """

    records: int = 0
    set_aside: int = 0
    known: int = 0
    rows: int = 0
    values: tuple[tuple[str, int], ...] = ()
    span: tuple[str, str] | None = None
    fault: str | None = None


@dataclass(frozen=True)
class Choice:
    """Another answer than the draft's: its name, the files' new texts, code tables, what it gives.

    The mark is gone from the texts. No outcome: nothing is counted otherwise.
    """

    name: str
    texts: dict[Path, str]
    codes: tuple[Path, ...] = ()
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Question:
    """A mark with what it stands over, the values in the files, the counts, and other choices."""

    mark: Mark
    target: str | None
    lines: tuple[str, ...]
    examples: dict[str, tuple[tuple[str, int], ...]]
    outcome: Outcome | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Opened:
    """A city's raw files in the database, each source with the profile of its columns."""

    con: duckdb.DuckDBPyConnection
    tables: dict[str, Table]
    sources: dict[str, Source]
    temporary: Path


def marks_left(city: City) -> list[Mark]:
    """Return the marks of a pack: those of its queries first, which say what is counted."""
    toml, *queries = pack_files(city)
    return [*(mark for path in queries for mark in _of_query(path)), *marks(toml)]


def _of_query(path: Path) -> list[Mark]:
    """Return the marks of a query; what line 1 says of the number belongs to the number's guess."""
    entries = marks(path)
    return [mark for mark in entries if mark.first > 1 or len(entries) == 1]


@contextmanager
def opened_files(city: City, raw: Path) -> Iterator[Opened]:
    """Read the raw files of a pack as a build does, into a database that ends with the block.

    Raises BadInput for files that are missing or cannot be read.
    """
    with tempfile.TemporaryDirectory() as temporary, duckdb.connect() as con:
        yield _open(con, city, raw, Path(temporary))


def _open(con: duckdb.DuckDBPyConnection, city: City, raw: Path, temporary: Path) -> Opened:
    """Read the files; code tables that are tried go to `temporary`."""
    con.execute("set enable_progress_bar = false")
    con.execute("create schema if not exists core")
    city = at_hand(city, raw)
    tables: dict[str, Table] = {}
    n_files = 0
    for source in city.sources:
        files = find_files(source, raw)
        n_files += len(read_source(con, source, files, first_no=n_files + 1))
        headers = {
            name: header(con, path, part) for path in files for name, part in parts_of(path, source)
        }
        tables[source.id] = profile(con, source.id, headers)
    load_areas(con, city, raw)
    load_codes(con, city)
    return Opened(con, tables, {source.id: source for source in city.sources}, temporary)


def question(opened: Opened, city: City, mark: Mark) -> Question:
    """Return what a mark asks, with the counts of the draft and of every other choice."""
    if mark.path.suffix == ".toml":
        return _of_toml(mark)
    source, dataset = next(
        (replace(opened.sources[source.id], date_formats=source.date_formats), dataset)
        for source in city.sources
        for dataset, name in source.staging.items()
        if staging_file(city.id, name) == mark.path and source.id in opened.sources
    )
    text = mark.path.read_text(encoding="utf-8")
    lines = text.splitlines()
    columns = parts(lines)
    part = _part(columns, mark)
    target = _target(mark, part, dataset)
    about = next((column for column in columns if column.target == target), part)
    shown = _shown(lines, about)
    table = opened.tables[source.id]
    used = raw_columns("\n".join(shown)) if about and about.target != "set_aside" else []
    by_name = {column.name: column for column in table.columns}
    spoken = [name for name in by_name if repr(name) in mark.text]
    examples = {
        name: by_name[name].values[:SHOWN]
        for name in dict.fromkeys([*used, *spoken])
        if name in by_name and not is_private(name)
    }
    if target is None:
        return Question(mark, None, tuple(shown), examples, None, ())
    drafted = _outcome(opened, city, source, dataset, target, text)
    tried = [
        replace(choice, outcome=outcome)
        for choice, formats in _choices(opened, city, source, dataset, mark, target, used)
        for outcome in [
            _outcome(
                opened,
                city,
                replace(source, date_formats=formats),
                dataset,
                target,
                choice.texts.get(mark.path, text),
                choice.codes,
            )
        ]
        if outcome.fault is None
    ]
    return Question(mark, target, tuple(shown), examples, drafted, tuple(tried))


def agree(asked: Question) -> None:
    """Take a mark out of its file; what it stands over stays."""
    mark = asked.mark
    with locked(mark.path.parent):
        lines = without(mark.path.read_text(encoding="utf-8").splitlines(), mark)
        text = "\n".join(lines) + "\n"
        is_number = asked.target in {targets[0] for targets in REQUIRED.values()}
        if is_number and mark.kind == "guess":
            text = _without_grain(text)
        write_whole(mark.path, _written(mark.path, text).encode())


def take(opened: Opened, city: City, choice: Choice) -> None:
    """Write a choice into the pack, its code tables too."""
    for path, text in choice.texts.items():
        write_whole(path, _written(path, text).encode())
    for path in choice.codes:
        target = city.folder / "codes" / path.name
        target.parent.mkdir(exist_ok=True)
        write_whole(target, path.read_bytes())
        _load_codes(opened.con, target)


def _written(path: Path, text: str) -> str:
    """Return a file's text as it is written: a query no longer calls unused what it reads."""
    return without_stale(text) if path.suffix == ".sql" else text


def sign(city: City, by: str, on: dt.date) -> None:
    """Write into city.toml that a person has reviewed the pack; `by` is a role, no name."""
    path = city.folder / "city.toml"
    need_seen(by, "The name of the role")
    if not by.strip():
        raise BadInput("Nobody is named who reviewed the pack", remedy="write a role, no name")
    signed = f'status = "reviewed"\nreviewed = {{ by = {json.dumps(by, ensure_ascii=False)}, on = '
    with locked(path.parent):
        text = path.read_text(encoding="utf-8")
        text = re.sub(
            r'^status = "drafted".*$', lambda _: f"{signed}{on} }}", text, flags=re.MULTILINE
        )
        write_whole(path, text.encode())


def _part(columns: list[Part], mark: Mark) -> Part | None:
    return next((part for part in columns if part.first < mark.first <= part.last + 1), None)


def _shown(lines: list[str], part: Part | None) -> list[str]:
    """Return what a mark stands over: the column's notes, its SQL and its code table."""
    if part is None:
        return []
    notes: list[str] = []
    is_note = False
    for line in lines[part.first : part.sql]:
        is_note = line.lstrip().startswith("-- note:") or (
            is_note and line.lstrip().startswith("--   ")
        )
        notes += [line] if is_note else []
    joins = [lines[number] for number in joins_of(lines, (part.target,))]
    return [*notes, *lines[part.sql : part.last + 1], *joins]


def _target(mark: Mark, part: Part | None, dataset: str) -> str | None:
    """Return the column of the contract that a mark is about, None if it is about no single one."""
    if part is None:
        return REQUIRED[dataset][0] if mark.first == 1 else None
    known = {*listed()[dataset], "place_name"}
    if ways := _WAY.search(mark.text):
        return ways[2] if ways[2] in known else None
    if part.target != "set_aside":
        return part.target
    asked = [name for name in _ASKED.findall(mark.text) if name in known]
    is_about_days = any(form.search(mark.text) for form in (_ORDER, _FORMATS, _EARLY))
    return REQUIRED[dataset][-1] if is_about_days else next(iter(asked), None)


def _choices(
    opened: Opened,
    city: City,
    source: Source,
    dataset: str,
    mark: Mark,
    target: str,
    used: list[str],
) -> list[tuple[Choice, tuple[str, ...]]]:
    """Return the other choices about a mark, each with the date formats that it needs."""
    lines = without(mark.path.read_text(encoding="utf-8").splitlines(), mark)
    text = "\n".join(lines) + "\n"
    formats = source.date_formats
    if turned := _turned(formats, mark.text):
        toml = _with_formats(city, source, turned)
        return [(Choice(f"read by {' or '.join(turned)}", {mark.path: text} | toml), turned)]
    if early := _EARLY.search(mark.text):
        earlier = text.replace(f"date '{early[2]}'", f"date '{early[1]}'")
        toml = _with_begin(city, early[1])
        return [(Choice(f"count from {early[1]}", {mark.path: earlier} | toml), formats)]
    is_number = target == REQUIRED[dataset][0] and dataset != "allegations"
    choices: list[tuple[Choice, tuple[str, ...]]] = []
    ways = [sql for sql, name in _WAY.findall(_all_text(mark.path)) if name == target]
    for sql in dict.fromkeys([*ways, *([ROW] if is_number else [])]):
        changed = with_part(text, (target,), short_lines(f"    {sql} as {target},"), [])
        if is_number:
            changed = _without_grain(with_fault(changed, FAULTS["id"], sql))
        name = "by each row" if sql == ROW else f"by {sql}"
        choices.append((Choice(name, {mark.path: changed}), formats))
    for column in _columns(opened, source, dataset, mark, target, used):
        choices.append(_by_column(opened, city, source, dataset, (mark.path, text), target, column))
    beside = (target, *BESIDE.get(target, ()))
    is_there = any(part.target == target for part in parts(lines))
    kept = (*REQUIRED[dataset], "allegation_key", *_complaint_days(city, dataset))
    if is_there and target not in kept:
        gone = with_part(text, beside, [], [])
        choices.append((Choice(f"without {target}", {mark.path: gone}), formats))
    return choices


def _turned(formats: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Return the date formats that a question offers in place of the draft's, () if it does not."""
    if order := _ORDER.search(text):
        other = dict(zip(order[1].split(" or "), order[2].split(" or "), strict=True))
    elif written := _FORMATS.search(text):
        other = {written[2]: written[1]}
    else:
        return ()
    return tuple(other.get(form, form) for form in formats)


def _by_column(
    opened: Opened,
    city: City,
    source: Source,
    dataset: str,
    file: tuple[Path, str],
    target: str,
    column: Column,
) -> tuple[Choice, tuple[str, ...]]:
    """Return the choice that reads `target` from another column, and the date formats it needs."""
    path, text = file
    name = repr(column.name)
    formats = source.date_formats
    if target == "place_name":
        put = [f"    nullif(trim({column.sql}), '') as place_name,"]
        return Choice(name, {path: with_part(text, (target,), put, [])}), formats
    spec = listed()[dataset][target]
    guess = Guess(target, spec["kind"], spec.get("vocabulary", spec["kind"]), (column,), "")
    if target == "force_type":
        guess = kinds_of_force(opened.tables[source.id], guess)
    elif spec["kind"] == "date":
        guess = replace(guess, timed=(column,) if any("%H" in f for f in column.formats) else ())
    folder = Path(tempfile.mkdtemp(dir=opened.temporary))
    put, joins = value_lines(path.stem, dataset, opened.tables[source.id], guess, folder)
    changed = with_part(text, (target, *BESIDE.get(target, ())), put, joins)
    texts = {}
    if target in REQUIRED[dataset] or _complaint_days(city, dataset) == (target,):
        changed = with_fault(changed, FAULTS[spec["kind"]], guess.sql)
    if target == REQUIRED[dataset][0] and dataset != "allegations":
        changed = _without_grain(changed)
    further = [form for form in column.formats if form not in formats]
    if further and spec["kind"] == "date":
        formats = (*formats, *further)
        texts = _with_formats(city, source, formats)
    if dataset == "complaints" and target == "received_on":
        texts = _by_day_received(city, texts)
    return Choice(name, {path: changed} | texts, tuple(sorted(folder.glob("*.csv")))), formats


def _complaint_days(city: City, dataset: str) -> tuple[str, ...]:
    return city.complaint_days if dataset == "complaints" else ()


def _by_day_received(city: City, texts: dict[Path, str]) -> dict[Path, str]:
    """Return city.toml, as it is in `texts` or in the pack, with all complaints by that day."""
    path = city.folder / "city.toml"
    text = texts.get(path) or path.read_text(encoding="utf-8")
    for mark in reversed(marks(path)):
        lines = text.splitlines()
        if lines[mark.last : mark.last + 1] and lines[mark.last].startswith("complaint_days = "):
            text = "\n".join(without(lines, mark)) + "\n"
    text = re.sub(r"^complaint_days = .*\n", "", text, flags=re.MULTILINE)
    return texts | {path: text}


def _columns(
    opened: Opened, source: Source, dataset: str, mark: Mark, target: str, used: list[str]
) -> list[Column]:
    """Return the other columns that could be `target`: those that the mark names, then the best."""
    table = opened.tables[source.id]
    unused = [column for column in table.columns if column.name not in used and column.filled]
    if target == "place_name":
        return [column for column in unused if _placed(opened, source, column) >= LEAST_NAMED]
    if target not in listed()[dataset]:
        return []
    spec = listed()[dataset][target]
    ranked = sorted(
        ((score(spec, column)[0], column) for column in unused),
        key=lambda pair: (repr(pair[1].name) not in mark.text, -pair[0], pair[1].name),
    )
    is_asked = spec["kind"] not in NUMBERS
    fits = [
        column
        for value, column in ranked
        if value or (is_asked and column.is_list and repr(column.name) in mark.text)
    ]
    return fits[:MOST]


def _placed(opened: Opened, source: Source, column: Column) -> float:
    """Return the share of a column's filled rows that name an area of the source's layers."""
    layers = ", ".join(quoted(layer) for layer in source.place_layers) or "''"
    n = opened.con.execute(
        f"select count(*) from raw.{named(source.id)} as raw where name_key({column.sql}) in "
        f"(select name_key(name) from core.area_names where layer in ({layers}))"
    ).fetchall()[0][0]
    return float(n / column.filled)


def _outcome(
    opened: Opened,
    city: City,
    source: Source,
    dataset: str,
    target: str,
    query: str,
    codes: tuple[Path, ...] = (),
) -> Outcome:
    """Return what a query gives for `target`, run on the raw files as a build runs it."""
    con = opened.con
    for path in codes:
        _load_codes(con, path)
    record = datasets()[dataset].id
    try:
        open_source(con, city, source)
        con.execute(
            "create or replace view raw as select * exclude (row_key) from "
            f"raw.{named(source.id)} anti join raw.header_rows using (row_key)"
        )
        con.execute(f"create or replace temp view delivered as {query}")
        names = {str(row[0]) for row in con.execute("describe delivered").fetchall()}
        number = record if record in names else "''"
        records, set_aside, rows = con.execute(
            f"select count(distinct {number}) filter (set_aside is null and {number} <> ''), "
            "count(distinct (source_file, source_row)) filter (set_aside is not null), "
            "count(*) filter (set_aside is null) from delivered"
        ).fetchall()[0]
        if target not in names:
            fault = f"no column is {target}" if target in REQUIRED[dataset] else None
            return Outcome(records, set_aside, 0, rows, fault=fault)
        values = con.execute(
            f"select cast({target} as varchar) as value, count(*) as n from delivered "
            "where set_aside is null and value is not null and value not in ('unknown', '0.0') "
            "group by 1 order by n desc, value"
        ).fetchall()
    except duckdb.Error as error:
        refuse_machine_fault(error)
        return Outcome(fault=str(error).split("\n\n", maxsplit=1)[0])
    finally:
        for path in codes:
            own = city.folder / "codes" / path.name
            if own.is_file():
                _load_codes(con, own)
    is_list = target not in listed()[dataset] or listed()[dataset][target]["kind"] not in NUMBERS
    is_day = target.endswith(("_on", "_at")) and bool(values)
    days = sorted(value[:10] for value, _ in values) if is_day else []
    known = sum(n for _, n in values)
    if target == "place_name":
        known = _areas_named(opened, city, source)
    return Outcome(
        records,
        set_aside,
        known,
        rows,
        tuple(values[:SHOWN]) if is_list and not is_day else (),
        (days[0], days[-1]) if days else None,
    )


def _areas_named(opened: Opened, city: City, source: Source) -> int:
    """Return the rows of view `delivered` whose name is an area, or an alias of one."""
    names = [
        name for layer in city.layers if layer.id in source.place_layers for name in layer.aliases
    ]
    layers = ", ".join(quoted(layer) for layer in source.place_layers) or "''"
    row = opened.con.execute(
        "select count(*) from delivered where set_aside is null and name_key(place_name) in "
        f"(select name_key(name) from core.area_names where layer in ({layers}) "
        "union all select name_key(unnest(cast(? as varchar[]))))",
        [names],
    ).fetchone()
    return int(row[0]) if row else 0


def _of_toml(mark: Mark) -> Question:
    """Return what a mark of city.toml asks: nothing is counted, and only a unit has choices."""
    lines = without(mark.path.read_text(encoding="utf-8").splitlines(), mark)
    at = mark.first - 1
    while at < len(lines) and lines[at].startswith("#"):
        at += 1
    shown = lines[at : at + 1]
    heading = next((line for line in reversed(lines[:at]) if line.startswith("[")), "")
    choices: list[Choice] = []
    if heading == "[units]" and shown and not shown[0].startswith("["):
        dataset, _, noun = shown[0].partition(" = ")
        for other in [*NOUN.values(), None]:
            if other != noun.strip('"'):
                put = [f'{dataset} = "{other}"'] if other else []
                text = "\n".join([*lines[:at], *put, *lines[at + 1 :]]) + "\n"
                choices.append(Choice(f"call it {other or 'incident'}", {mark.path: text}))
    return Question(mark, None, tuple(shown), {}, None, tuple(choices))


def _with_formats(city: City, source: Source, formats: tuple[str, ...]) -> dict[Path, str]:
    """Return city.toml with other date formats of one source."""
    path = city.folder / "city.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    begin = lines.index(f'id = "{source.id}"', lines.index("[[sources]]"))
    at = next(n for n in range(begin, len(lines)) if lines[n].startswith("date_formats = "))
    lines[at] = f"date_formats = [{', '.join(json.dumps(form) for form in formats)}]"
    return {path: "\n".join(lines) + "\n"}


def _with_begin(city: City, day: str) -> dict[Path, str]:
    """Return city.toml with an earlier day on which records begin."""
    path = city.folder / "city.toml"
    text = path.read_text(encoding="utf-8")
    if dt.date.fromisoformat(day) >= city.begins_on:
        return {}
    return {path: re.sub(r"^begins_on = \S+", f"begins_on = {day}", text, flags=re.MULTILINE)}


def _without_grain(text: str) -> str:
    """Return a query whose first line no longer counts by the number that was replaced."""
    return re.sub(r"\A(-- [^:\n]*):[^\n]*", r"\1.", text)


def _all_text(path: Path) -> str:
    """Return the texts of all marks of a query, in which the other ways to count are written."""
    return " ".join(mark.text for mark in marks(path))


def _load_codes(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    con.execute(
        f"create or replace table codes_{path.stem} as "
        "select * from read_csv(?, all_varchar = true, header = true)",
        [str(path)],
    )
