"""Says what the records of a source are: incidents, or reports, actions and persons.

What is counted is asked unless a number is beyond doubt. A number is beyond doubt if all of this
holds, because each failure has put a wrong count into a site with every check green:

- its name says the thing that is counted (`CASENO`), or it is proved by day, time and place;
- rows that share it agree on the day, but for slips;
- hardly any numbers share their day, time and place with another, as reports and actions of one
  incident do;
- no other number joins rows that it keeps apart and that agree on the day;
- no number stands on many days.
"""

from dataclasses import dataclass
from typing import NamedTuple

import duckdb

from data.formats import quoted
from data.new_city import keys
from data.new_city.guess import FEW, MOSTLY, Guess, reason_wanted
from data.new_city.keys import Event, Key
from data.new_city.profile import Column, Table
from data.new_city.words import is_private, listed, tokens

SLIPS = 0.05
"""Most numbers, of those that rows share, with several days: more is no slip of the pen."""

TWINS = 0.1
"""Most numbers that share day, time and place with another; several records of one event do."""

OTHERWISE = 0.95
"""Another number joins rows if it has fewer values than this share of the chosen number's."""

THING = {
    "force": {"incident", "event", "case", "file", "control", "tracking", "cad", "ia", "item"},
    "complaints": {"complaint", "case", "file", "ia", "tracking", "control"},
    "calls": {"call", "event", "incident", "cad", "item", "case"},
}
"""Words of a name that say that it numbers the thing that is counted."""

PART = {"report", "uof", "force", "action", "response", "form", "use"}
"""Words of a name that numbers reports or actions, of which one event has several."""

NOUN = {"action": "force_action", "officer": "force_report", "person": "force_person"}
"""The unit of a row, by what differs between the rows of one event."""

MIXED = 0.5
"""A number with several days in more of those that rows share is no way to count."""

ROW = "concat_ws('/', raw.source_file, raw.source_row)"
"""SQL of a number for every row."""

SHOWN = 3
"""Number of values and of other numbers shown in a question."""


class Choice(NamedTuple):
    """A way to count: what it is called, the count, and the SQL of its number."""

    name: str
    records: int
    sql: str


@dataclass(frozen=True)
class Unit:
    """What a source counts: the unit (None for the usual one), its evidence, the questions."""

    noun: str | None = None
    evidence: str = ""
    decide: tuple[str, ...] = ()


def unit(
    con: duckdb.DuckDBPyConnection,
    dataset: str,
    table: Table,
    by_target: dict[str, Guess],
    event: Event,
    skip: frozenset[str],
    spoiled: frozenset[str],
) -> Unit:
    """Return what a source counts. `keys.event` must have read the rows.

    `skip` are the columns of its places, `spoiled` the reasons for which numbers are set aside.
    """
    target = {"force": "incident_id", "complaints": "complaint_id", "calls": "call_id"}[dataset]
    number = by_target.get(target)
    others = _others(con, dataset, table, target, number, event, skip)
    choices = _choices(con, table, others, event)
    if number is None:
        return Unit(decide=(_nothing(target, choices),))
    name = number.columns[0].name
    stands = keys.key(con, number.sql, event, spoiled)
    doubts, noun = _doubts(con, dataset, table, number, stands, event)
    joining = [
        (column, other)
        for column, other in others
        if event.has_day
        and other.mixed <= SLIPS * other.shared
        and other.keys < OTHERWISE * _keys_beside(con, number, column)
    ]
    doubts += [
        f"{column.name!r} joins rows that {name!r} keeps apart, and they agree on the day"
        for column, _ in joining[:SHOWN]
    ]
    by_name = noun is None and _is_part(dataset, name)
    if by_name:
        noun = "force_report"
    evidence = f"{name!r} numbers reports by its name" if by_name else ""
    asked = [number.decide] if number.decide else []
    if blank := _blank(con, table, number, target, stands.keys, choices):
        asked.append(blank)
    if not doubts:
        return Unit(noun, evidence, tuple(asked))
    counts = [Choice(f"by {name!r}", stands.keys, number.sql), *choices]
    text = _sorted(counts)
    called = f" and called {noun} under [units] of city.toml" if noun else ""
    question = (
        f"what is one record? {'; '.join(doubts)}. Counts: {text}. Below it is counted by "
        f"{name!r}{called}. {_to_write(choices, target, noun)}"
    )
    evidence = evidence or "a row is less than an incident; see the query"
    return Unit(noun, evidence, (question, *asked))


def _blank(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    number: Guess,
    target: str,
    n: int,
    choices: list[Choice],
) -> str | None:
    """Return a question if more than a few rows lack the number that their file has, else None."""
    is_blank = f"coalesce(trim({number.value}), '') = ''"
    files = ", ".join(quoted(file) for file in sorted(number.files))
    rows, blank = con.execute(
        f"select count(distinct row_key), count(distinct row_key) filter ({is_blank}) "
        f"from records as raw where source_file in ({files})"
    ).fetchall()[0]
    if blank <= FEW * rows:
        return None
    kind = _kind(con, table, is_blank, blank)
    name = number.columns[0].name
    own = f"coalesce(nullif(trim({number.value}), ''), {ROW})"
    return (
        f"{blank:,} of {rows:,} rows have no {name!r}{kind}. Counts: without them, as below, "
        f"{n:,}; each as a record of its own {n + blank:,} (write `{own} as {target},` "
        f"and leave id_fault out); {_sorted(choices)}. Which is right?" + reason_wanted(blank, rows)
    )


def _kind(con: duckdb.DuckDBPyConnection, table: Table, is_blank: str, blank: int) -> str:
    """Return what all rows without a number have in common, and hardly any other row has."""
    for column in table.columns:
        if not column.is_list or column.distinct < 2 or is_private(column.name):
            continue
        rows = con.execute(
            f"select trim({column.sql}) as value, count(*), count(*) filter ({is_blank}) "
            "from records as raw group by 1 having count(*) filter "
            f"({is_blank}) > 0 order by 3 desc limit 2"
        ).fetchall()
        value, all_rows, without = rows[0]
        if without >= OTHERWISE * blank and without >= OTHERWISE * all_rows and value:
            return f", nearly all with {column.name!r} {value!r}, which has hardly any"
    return ""


def _doubts(
    con: duckdb.DuckDBPyConnection,
    dataset: str,
    table: Table,
    number: Guess,
    stands: Key,
    event: Event,
) -> tuple[list[str], str | None]:
    """Return why a number is not beyond doubt, and the unit if a row is less than an event."""
    name = number.columns[0].name
    doubts: list[str] = []
    noun = None
    if stands.mixed > SLIPS * stands.shared and stands.mixed:
        doubts.append(
            f"{name!r} stands with several days in {stands.mixed:,} of the {stands.shared:,} "
            "numbers that rows share"
        )
    elif stands.many:
        shown = ", ".join(
            f"{value!r} in {n:,} rows on {days:,} days" for value, n, days in stands.many[:SHOWN]
        )
        doubts.append(f"{len(stands.many):,} numbers of {name!r} stand on many days: {shown}")
    is_finer = stands.twins > TWINS * stands.keys
    if is_finer:
        kinds = "day, time and place" if event.is_timed else "day, place and person"
        doubts.append(
            f"{stands.twins:,} of {stands.keys:,} numbers of {name!r} share {kinds} with another"
        )
    if dataset == "force":
        words = set(tokens(name))
        is_vague = not words & THING["force"] and not words & PART
        is_proved = event.is_placed and keys.events(con) >= OTHERWISE * stands.keys
        if is_vague and not is_proved:
            doubts.append(f"the name {name!r} does not say what it numbers")
        if is_finer:
            noun, differs = _noun(con, table)
            doubts += differs
    return doubts, noun


def _noun(con: duckdb.DuckDBPyConnection, table: Table) -> tuple[str, list[str]]:
    """Return the unit of a row by what differs between the rows of one event, and the evidence."""
    by_kind: dict[str, list[Column]] = {"action": [], "officer": [], "person": []}
    for column in table.columns:
        words = set(tokens(column.name))
        if not column.filled or words & {"date", "time"}:
            continue
        if words & {"officer", "employee", "badge"}:
            by_kind["officer"].append(column)
        elif words & {"subject", "person", "citizen", "suspect", "race", "sex", "age"}:
            by_kind["person"].append(column)
        elif words & {"force", "action", "weapon", "tool"} and column.is_list:
            by_kind["action"].append(column)
    shares: dict[str, tuple[float, str]] = {}
    for kind, columns in by_kind.items():
        counts = keys.differing(con, columns)
        if counts:
            name, (n, of) = max(counts.items(), key=lambda item: item[1][0])
            shares[kind] = (n / max(of, 1), f"{name!r} differs in {n:,} of {of:,} such events")
    if not shares:
        return "force_report", []
    kind = max(shares, key=lambda kind: shares[kind][0])
    return NOUN[kind], [shares[kind][1]]


def _is_part(dataset: str, name: str) -> bool:
    words = set(tokens(name))
    return dataset == "force" and bool(words & PART) and not words & THING["force"]


def _others(
    con: duckdb.DuckDBPyConnection,
    dataset: str,
    table: Table,
    target: str,
    number: Guess | None,
    event: Event,
    skip: frozenset[str],
) -> list[tuple[Column, Key]]:
    """Return the other columns that may number records, with how they stand in the rows."""
    spec = listed()[dataset][target]
    chosen = {column.name for column in number.columns} if number else set()
    columns = [
        column
        for column in table.columns
        if column.name not in chosen | skip and _may_number(column, spec)
    ]
    return [(column, keys.key(con, column.sql, event)) for column in columns]


def _may_number(column: Column, spec: dict[str, list[str]]) -> bool:
    """Return whether a column may number records, by its name or by digits in its values."""
    words = set(tokens(column.name))
    if (
        not column.filled
        or words & set(spec["not"])
        or column.dates >= MOSTLY
        or column.filled < 0.5 * column.rows
        or column.distinct < 0.1 * column.filled
    ):
        return False
    if words & {"number", "id", "key"}:
        return True
    values = [value for value, _ in column.values]
    coded = [
        value
        for value in values
        if any(map(str.isdigit, value)) and " " not in value and "." not in value
    ]
    return len(coded) >= MOSTLY * len(values) and not any(":" in value for value in values[:SHOWN])


def _keys_beside(con: duckdb.DuckDBPyConnection, number: Guess, column: Column) -> int:
    """Return the chosen number's values in the rows that have the other number."""
    row = con.execute(
        f"select count(distinct trim({number.sql})) from records as raw "
        f"where trim({column.sql}) <> ''"
    ).fetchone()
    return int(row[0]) if row else 0


def _choices(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    others: list[tuple[Column, Key]],
    event: Event,
) -> list[Choice]:
    """Return the ways to count: what it is called, the count, and the query's text."""
    by_column = [
        Choice(f"by {column.name!r}", other.keys, f"nullif(trim({column.sql}), '')")
        for column, other in others
        if other.mixed <= MIXED * other.shared
    ]
    by_column.sort(key=lambda choice: choice.records)
    by_event = (
        [Choice(f"by {event.words}", keys.events(con), event.number)]
        if event.is_timed or event.is_placed
        else []
    )
    row = Choice("by row", keys.rows(con), ROW)
    return [*by_column[:SHOWN], *by_event, row]


def _sorted(choices: list[Choice]) -> str:
    ordered = sorted(choices, key=lambda choice: -choice.records)
    return "; ".join(f"{choice.name} {choice.records:,}" for choice in ordered)


def _to_write(choices: list[Choice], target: str, noun: str | None) -> str:
    ways = _ways(choices, target)
    drop = "; where that counts incidents, delete the line in [units] as well" if noun else ""
    return f"Agree by deleting this line, or write in its place {ways}{drop}"


def _ways(choices: list[Choice], target: str) -> str:
    return "; ".join(f"{choice.name}: `{choice.sql} as {target},`" for choice in choices)


def _nothing(target: str, choices: list[Choice]) -> str:
    return (
        f"no column numbers the records, so what is one record? Counts: {_sorted(choices)}. Add "
        f"one of these below: {_ways(choices, target)}"
    )
