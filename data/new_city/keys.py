"""What the rows say about a record number: how many rows share it, and whether they agree.

The evidence is the day, the time of day, the place and the person of every row. A number of
incidents stands on one day and place, and no two numbers share day, time and place.
"""

import re
from dataclasses import dataclass

import duckdb

from data.new_city.guess import MOSTLY, Guess, first_filled
from data.new_city.places import NameColumns, Points
from data.new_city.profile import Column, Table
from data.new_city.spoiled import FORMS
from data.new_city.words import tokens

MANY_DAYS = 3
"""A number of so many days or more stands for no event; two days may be a slip."""

MANY_ROWS = 5
"""Least rows of a number that is shown to stand on many days."""

WHERE = ("address", "location", "block", "street", "intersection", "beat", "neighborhood")
"""Words of columns that say where, if neither points nor names of areas are found."""

NOT_WHEN = {"closed", "close", "clear", "cleared", "reported", "entered", "arrive", "dispatch"}
"""Words of times that are not the time of the event."""

_PERSON = ("person_race", "person_sex", "person_age", "complainant_race", "complainant_sex")


@dataclass(frozen=True)
class Event:
    """What tells events apart in a source: SQL by part, and whether times and places are there.

    `columns` are the raw columns of day, time and place, from which a number can be made.
    """

    day: str
    time: str
    place: str
    person: str
    columns: tuple[str, ...]
    has_day: bool
    is_timed: bool
    is_placed: bool

    @property
    def words(self) -> str:
        """How the parts are called: `day, time and place`."""
        parts = ["day", *(["time"] if self.is_timed else []), *(["place"] * self.is_placed)]
        return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

    @property
    def number(self) -> str:
        """SQL of a number made of day, time and place."""
        return f"concat_ws('/', {', '.join(self.columns)})"


@dataclass(frozen=True)
class Key:
    """How a number stands in the rows.

    `rows` have it, `keys` are its different values, `shared` those of several rows, and `mixed` of
    these stand on several days. `twins` are numbers that share day, time and place (or day, place
    and person) with another, less those that would by chance. `many` are the values that stand on
    many days, each with its rows and days.
    """

    rows: int
    keys: int
    shared: int
    mixed: int
    twins: int
    many: tuple[tuple[str, int, int], ...] = ()


def event(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    by_target: dict[str, Guess],
    day: Guess | None,
    places: tuple[Points | None, NameColumns | None],
) -> Event:
    """Return what tells the events of a source apart, and fill table `events`, one row per row."""
    moment = f"parse_time({day.value})" if day else "cast(null as timestamp)"
    hour = f"strftime({moment}, '%H:%M:%S')"
    hourless = _share(con, f"{hour} = '00:00:00'")
    has_hours = day is not None and hourless < MOSTLY
    # one file may write the time beside the day, another with it
    clock = _clock(table, day) if day and hourless > 1 - MOSTLY else None
    times = [f"nullif({hour}, '00:00:00')", *([f"trim({clock.sql})"] if clock else [])]
    place, place_columns = _place(table, *places)
    person = [by_target[target].value for target in _PERSON if target in by_target]
    found = Event(
        day=f"cast({moment} as date)",
        time=first_filled(times),
        place=place,
        person=f"concat_ws('/', {', '.join(person)})" if person else "''",
        columns=(
            *((day.value,) if day else ()),
            *((clock.sql,) if clock else ()),
            *place_columns,
        ),
        has_day=day is not None,
        is_timed=has_hours or clock is not None,
        is_placed=bool(day and place_columns),
    )
    con.execute(
        f"""
        create or replace temp table events as
        select distinct on (raw.row_key)
            raw.row_key,
            {found.day} as day,
            coalesce({found.time}, '') as time,
            coalesce({found.place}, '') as place,
            coalesce({found.person}, '') as person,
        from records as raw
        """
    )
    return found


def key(
    con: duckdb.DuckDBPyConnection, sql: str, event: Event, without: frozenset[str] = frozenset()
) -> Key:
    """Return how a number, as SQL of `raw`, stands in the rows; `event` filled table `events`.

    `without` are the reasons for which spoiled numbers are set aside.
    """
    none = "|".join(f"({FORMS[reason]})" for reason in sorted(without)) or "^$"
    con.execute(
        f"""
        create or replace temp table per_key as
        select
            trim({sql}) as key,
            count(distinct row_key) as n,
            count(distinct events.day) as days,
            min(events.day) as day,
            min(events.time) as time,
            min(events.place) as place,
            min(events.person) as person,
        from records as raw
        inner join events using (row_key)
        where trim({sql}) <> '' and not regexp_matches(trim({sql}), '{none}')
        group by 1
        """
    )
    row = con.execute(
        "select coalesce(sum(n), 0), count(*), count(*) filter (n > 1), "
        "count(*) filter (n > 1 and days > 1) from per_key"
    ).fetchall()[0]
    many = con.execute(
        "select key, n, days from per_key where n >= ? and days >= ? order by n desc, key",
        [MANY_ROWS, MANY_DAYS],
    ).fetchall()
    rows, distinct, shared, mixed = row
    return Key(rows, distinct, shared, mixed, _twins(con, event), tuple(many))


def rows(con: duckdb.DuckDBPyConnection) -> int:
    """Return the number of rows; a row with several persons in its cells is one."""
    row = con.execute("select count(*) from events").fetchone()
    return int(row[0]) if row else 0


def events(con: duckdb.DuckDBPyConnection) -> int:
    """Return the number of different days, times and places."""
    row = con.execute("select count(distinct (day, time, place)) from events").fetchone()
    return int(row[0]) if row else 0


def differing(con: duckdb.DuckDBPyConnection, columns: list[Column]) -> dict[str, tuple[int, int]]:
    """Return, per column, in how many events of several rows it differs, and their number."""
    if not columns:
        return {}
    counts = ", ".join(f"count(distinct {column.sql}) > 1" for column in columns)
    names = [f"c{position}" for position in range(len(columns))]
    row = con.execute(
        f"""
        with several as (
            select {counts}
            from records as raw
            inner join events using (row_key)
            group by events.day, events.time, events.place
            having count(distinct row_key) > 1
        )

        select count(*), {", ".join(f"count(*) filter ({name})" for name in names)}
        from several as t({", ".join(names)})
        """
    ).fetchall()[0]
    return {column.name: (int(n), int(row[0])) for column, n in zip(columns, row[1:], strict=True)}


def _twins(con: duckdb.DuckDBPyConnection, event: Event) -> int:
    """Return the numbers that share an event with another, beyond those that would by chance.

    By chance, as many share time and place a week apart.
    """
    if not event.is_placed or (not event.is_timed and event.person == "''"):
        return 0
    parts = ("time", "place") if event.is_timed else ("place", "person")
    filled = " and ".join(f"{part} <> ''" for part in parts)
    same = ", ".join(parts)
    row = con.execute(
        f"""
        with filled as (
            select day, {same}, count(*) as keys
            from per_key
            where {filled}
            group by all
        )

        select
            coalesce(sum(keys) filter (keys > 1), 0),
            (
                select coalesce(sum(filled.keys), 0)
                from filled
                where (day + 7, {", ".join(f"filled.{part}" for part in parts)}) in (
                    select (day, {same}) from filled
                )
            ),
        from filled
        """
    ).fetchall()[0]
    return max(0, int(row[0]) - int(row[1]))


def _share(con: duckdb.DuckDBPyConnection, condition: str) -> float:
    row = con.execute(
        f"select avg(cast(coalesce({condition}, false) as integer)) from records as raw"
    ).fetchone()
    return float(row[0]) if row and row[0] is not None else 0.0


def _clock(table: Table, day: Guess) -> Column | None:
    """Return the column with the time of day, the one that is named most like the day's."""
    names = {word for column in day.columns for word in tokens(column.name)}
    clocks = [column for column in table.columns if _is_clock(column)]
    return max(clocks, key=lambda column: len(names & set(tokens(column.name))), default=None)


def _is_clock(column: Column) -> bool:
    words = set(tokens(column.name))
    timed = sum(n for value, n in column.values if re.match(r"\d{1,2}:\d\d", value))
    listed = sum(n for _, n in column.values)
    return bool(listed) and timed >= MOSTLY * listed and not words & NOT_WHEN


def _place(
    table: Table, points: Points | None, names: NameColumns | None
) -> tuple[str, tuple[str, ...]]:
    """Return SQL of the place of a row, and the columns it is of: a point, a name, an address."""
    by_name = [column.sql for column in names.all_columns] if names else []
    if points:
        x, y = first_filled(points.xs), first_filled(points.ys)
        point = f"case when try_cast({x} as double) <> 0 then concat_ws(' ', {x}, {y}) end"
        return f"coalesce({', '.join([point, *by_name])}, '')", (x, y, *by_name)
    if by_name:
        return f"coalesce({', '.join(by_name)}, '')", (first_filled(by_name),)
    named = [
        column
        for word in WHERE
        for column in table.columns
        if word in tokens(column.name) and column.filled and "officer" not in tokens(column.name)
    ]
    return (f"coalesce(trim({named[0].sql}), '')", (named[0].sql,)) if named else ("''", ())
