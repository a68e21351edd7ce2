"""Matches the columns of a source with the contract's columns, by their names and values.

Each guess has its evidence. Questions that the files cannot answer are put to a person (`decide`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from data.new_city.profile import Column, Table
from data.new_city.readings import reads_age, reads_flag
from data.new_city.words import listed, meaning, tokens

REQUIRED = {
    "force": ("incident_id", "occurred_on"),
    "complaints": ("complaint_id", "received_on"),
    "allegations": ("complaint_id",),
    "calls": ("call_id", "received_at"),
}
"""The columns needed to count the records of each dataset: the number, then the date."""

SURE = 0.5
"""A required column with a lower score has no clear name, so a person must confirm it."""

MAYBE = 0.3
"""Lowest score at which a required column is suggested to a person."""

VAGUE = (
    "date",
    "time",
    "number",
    "id",
    "officer",
    "force",
    "incident",
    "case",
    "call",
    "complaint",
)
"""Names that are too general beside other words: `board review date` may be any date."""

MOSTLY = 0.8
"""Share of a column's values that must be of the guessed kind."""

LEAST_FLAGS = 0.5
"""Least share of yes and no among a flag's values; the others are asked about."""

LEAST_DISTINCT = 0.1
"""Least share of different values in a column of record numbers; below, it is a category."""

CERTAIN = {"race": {"black", "white"}, "sex": {"male", "female"}}
"""The words that identify a column by its values alone."""

NEARLY_ALL = 0.95
"""Share of such a column's values whose meaning must be certain."""

SNAPSHOTS = 0.5
"""Files that share more than this of their records and dates are downloads of the same data."""

FEW = 0.01
"""Share of rows without a required column, or with a spoiled number, that needs no question."""

SPOILED = {"test_record": "^(?i)test", "id_mangled": r"^\d{1,2}-[A-Z][a-z]{2}$"}
"""Patterns of invalid numbers: a test, or 19-Feb, which a spreadsheet made from 19-02."""

ONE_DAY = 0.9
"""Least share of record numbers with a single date, in a column that numbers the records."""


@dataclass(frozen=True)
class Guess:
    """The columns guessed for one column of the contract; several are from different files.

    `vocabulary` is the closed list of words for the kinds race, sex and words. `timed` are
    the columns of a date whose values have times of day.
    """

    target: str
    kind: str
    vocabulary: str
    columns: tuple[Column, ...]
    evidence: str
    decide: str | None = None
    is_per_file: bool = False
    timed: tuple[Column, ...] = ()

    @property
    def sql(self) -> str:
        """SQL of the value in staging: the first filled one, if files name it differently."""
        value = first_filled([column.sql for column in self.columns])
        return f"raw.source_file || '/' || trim({value})" if self.is_per_file else value

    @property
    def has_time(self) -> bool:
        """Whether a date has times of day."""
        return bool(self.timed)

    @property
    def files(self) -> frozenset[str]:
        """The files with any of the columns."""
        return frozenset().union(*(column.files for column in self.columns))

    @property
    def values(self) -> list[tuple[str, int]]:
        """All values with their numbers of rows, most frequent first."""
        counts: dict[str, int] = {}
        for column in self.columns:
            for value, n in column.values:
                counts[value] = counts.get(value, 0) + n
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def first_filled(values: Sequence[str]) -> str:
    """Return SQL of the first filled value of several."""
    return values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"


def guesses(dataset: str, table: Table, skip: frozenset[str] = frozenset()) -> dict[str, Guess]:
    """Return {contract column: guess} for a source; columns in `skip` are ignored.

    The column with the best score is used. A second column is added only if no file has both.
    """
    specs: dict[str, dict[str, Any]] = listed()[dataset]
    scored = sorted(
        (
            (score, target, column, evidence)
            for target, spec in specs.items()
            for column in table.columns
            if column.name not in skip and column.filled
            for score, evidence in [_score(spec, column)]
            if score >= (MAYBE if target in REQUIRED[dataset] else SURE)
        ),
        key=lambda candidate: (-candidate[0], candidate[2].name, candidate[1]),
    )
    best: dict[str, Guess] = {}
    used_columns: set[str] = set()
    for score, target, column, evidence in scored:
        before = best.get(target)
        if column.name in used_columns or (before and before.files & column.files):
            continue
        used_columns.add(column.name)
        if before:
            best[target] = replace(
                before,
                columns=(*before.columns, column),
                evidence=f"{before.evidence}; in other files {column.name!r}",
            )
            continue
        doubt = target in REQUIRED[dataset] and score < SURE
        best[target] = Guess(
            target,
            specs[target]["kind"],
            specs[target].get("vocabulary", specs[target]["kind"]),
            (column,),
            evidence,
            f"is {column.name!r} right for {target}? {evidence}" if doubt else None,
        )
    return {target: best[target] for target in specs if target in best}


def numbered(con: duckdb.DuckDBPyConnection, dataset: str, number: Guess, day: Guess) -> Guess:
    """Return the guess of the record number, checked against the dates of the records.

    If the numbers start again in every file, the file is added to the number. If a number has many
    dates in one file, it does not number records, and a person must decide. Table `numbers`
    (dataset, id, day) holds the numbers of earlier sources; those of this source are added.
    """
    con.execute("create table if not exists numbers (dataset varchar, id varchar, day date)")
    con.execute(
        f"""
        create or replace temp table in_file as
        select
            raw.source_file,
            trim({number.sql}) as id,
            min(cast(parse_time({day.sql}) as date)) as day,
            count(distinct cast(parse_time({day.sql}) as date)) as days,
        from records as raw
        where trim({number.sql}) <> '' and parse_time({day.sql}) is not null
        group by all
        """
    )
    ids, alone, across, again = con.execute(
        """
        with everywhere as (
            select id, day from in_file
            union all
            select id, day from numbers where dataset = ?
        ),

        per_id as (
            select
                id,
                count(*) as files,
                count(distinct day) as first_days,
                id in (select id from in_file where days > 1) as is_mixed,
            from everywhere
            where id in (select id from in_file)
            group by id
        )

        select
            count(*),
            count(*) filter (not is_mixed),
            count(*) filter (first_days > 1),
            count(*) filter (files > 1 and first_days = 1),
        from per_id
        """,
        [dataset],
    ).fetchall()[0]
    con.execute("insert into numbers select ?, id, day from in_file", [dataset])
    if ids and alone / ids < ONE_DAY:
        return replace(
            number,
            decide=f"which column numbers the records? {number.columns[0].name!r} stands with "
            f"several days in {ids - alone:,} of {ids:,} cases",
        )
    if ids and across / ids > 1 - ONE_DAY:
        return replace(
            number,
            is_per_file=True,
            evidence=f"{number.evidence}; {across:,} of {ids:,} numbers stand in several files "
            "with different days, so each file counts anew and its name is put before the number",
        )
    if ids and again / ids > SNAPSHOTS:
        return replace(
            number,
            decide=f"are these files downloads of the same records? {again:,} of {ids:,} numbers "
            "stand in several with the same day. If so, keep the newest file only, or give each a "
            "[[sources]] entry of its own, the newer with supersedes = ['id of the older']",
        )
    return number


def spoiled(con: duckdb.DuckDBPyConnection, table: Table, number: Guess) -> dict[str, int]:
    """Return {reason to set aside: rows} of numbers that are tests or spoiled by a spreadsheet.

    A pattern that many rows have is the city's own way of numbering, and no fault.
    """
    value = first_filled([column.sql for column in number.columns])
    counts: dict[str, int] = {}
    for reason, form in SPOILED.items():
        row = con.execute(
            f"select count(*) from records as raw where regexp_matches(trim({value}), '{form}')"
        ).fetchone()
        if row and 0 < row[0] <= FEW * table.rows:
            counts[reason] = int(row[0])
    return counts


def half_filled(table: Table, guess: Guess, no_records: int = 0) -> str | None:
    """Return a question if a required column is empty in many rows of its files, else None.

    `no_records` counts rows that are set aside in any case.
    """
    rows = sum(column.rows for column in guess.columns) - no_records
    blank = sum(column.blank for column in guess.columns)
    empty = rows - sum(column.filled for column in guess.columns) + blank
    if empty <= FEW * rows:
        return None
    name = guess.columns[0].name
    alternatives = [
        repr(column.name)
        for column in table.columns
        if guess.kind == "id" and column.distinct == column.filled == column.rows == table.rows
    ]
    hint = f"; {' and '.join(alternatives)} differ in every row" if alternatives else ""
    return (
        f"{empty:,} of {rows:,} rows have no {name!r}"
        + (f" ({blank:,} say NULL or the like)" if blank else "")
        + f" and would be set aside; is another column right for {guess.target}{hint}?"
    )


def _score(spec: dict[str, Any], column: Column) -> tuple[float, str]:
    """Return the score of a column (0: it does not fit) and its evidence."""
    words_of_name = tokens(column.name)
    holds, evidence = _KINDS[spec["kind"]](column, spec)
    if not holds or set(words_of_name) & set(spec["not"]):
        return 0.0, ""
    for rank, phrase in enumerate(spec["names"]):
        words = phrase.split()
        if set(words) <= set(words_of_name):
            extra = min(len(set(words_of_name)) - len(words), 4)
            if (
                extra
                and phrase in VAGUE
                and not (spec["kind"] == "id" and column.distinct == column.filled)
            ):
                return MAYBE + 0.1, f"its name says only {phrase!r}; {evidence}"
            # the rank of the name counts as much as each further word
            return 1.0 - 0.02 * rank - 0.02 * extra, f"named like {phrase!r}; {evidence}"
    if spec["kind"] in CERTAIN and _is_certain(column, spec["kind"]):
        return SURE, f"by its values; {evidence}"
    if spec["kind"] == "date" and spec["names"][-1] in ("date", "time"):
        return MAYBE, f"the only sign is that {evidence}"
    return 0.0, ""


def _is_certain(column: Column, vocabulary: str) -> bool:
    """Return whether the values identify a column: nearly all are known, with the usual words."""
    meanings = {meaning(vocabulary, value) for value, _ in column.values}
    return _known_share(column, vocabulary) > NEARLY_ALL and meanings >= CERTAIN[vocabulary]


def _known_share(column: Column, vocabulary: str) -> float:
    """Return the share of filled rows whose value has a certain meaning."""
    return sum(n for value, n in column.values if meaning(vocabulary, value)) / column.filled


def _is_id(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    fits = (
        column.filled >= MOSTLY * column.rows
        and column.distinct >= LEAST_DISTINCT * column.filled
        and (column.dates < MOSTLY or column.numbers > MOSTLY)
    )
    return (
        fits,
        f"{column.distinct:,} different values in {column.filled:,} of {column.rows:,} rows",
    )


def _is_key(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    return column.dates < MOSTLY, f"{column.distinct:,} different values"


def _is_text(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    return column.is_list and column.dates < MOSTLY, f"{column.distinct:,} different values"


def _is_date(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    ways = " and ".join(column.formats)
    return column.dates >= MOSTLY, f"{100 * column.dates:.1f}% of its values are dates as {ways}"


def _is_flag(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    known = reads_flag(list(column.values))
    return (
        known >= LEAST_FLAGS * (column.filled - column.blank) and known > 0,
        f"{known:,} of {column.filled:,} values are yes or no",
    )


def _is_level(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    digits = {"".join(filter(str.isdigit, value)) for value, _ in column.values}
    return digits - {""} <= set("1234") and bool(digits - {""}), "its values hold 1 to 4 only"


def _is_age(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    read = reads_age(list(column.values))
    fits = read >= MOSTLY * (column.filled - column.blank) and read > 0
    return fits, f"{read:,} of {column.filled:,} values are ages"


def _is_priority(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    has_digit = sum(n for value, n in column.values if any(map(str.isdigit, value)))
    fits = column.is_list and has_digit >= MOSTLY * column.filled
    return fits, f"{column.distinct} different values"


def _is_words(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    vocabulary = spec.get("vocabulary", spec["kind"])
    share = _known_share(column, vocabulary)
    return column.is_list and share > 0.1, f"the meaning of {100 * share:.0f}% of values is certain"


_KINDS: dict[str, Callable[[Column, dict[str, Any]], tuple[bool, str]]] = {
    "id": _is_id,
    "key": _is_key,
    "text": _is_text,
    "date": _is_date,
    "flag": _is_flag,
    "level": _is_level,
    "age": _is_age,
    "priority": _is_priority,
    "race": _is_words,
    "sex": _is_words,
    "words": _is_words,
}
