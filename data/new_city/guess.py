"""Matches the columns of a source with the contract's columns, by their names and values.

Each guess has its evidence. Questions that the files cannot answer are put to a person (`decide`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from data.formats import quoted
from data.limits import limits
from data.new_city.ethnicity import ethnicity_beside
from data.new_city.kin import are_kin, is_code_of, spelled_out
from data.new_city.profile import Column, Table
from data.new_city.readings import reads_age, reads_flag
from data.new_city.repeated import parted_by, repeated, unclear_lists
from data.new_city.words import listed, meaning, tokens

REQUIRED = {
    "force": ("incident_id", "occurred_on"),
    "complaints": ("complaint_id", "received_on"),
    "allegations": ("complaint_id",),
    "calls": ("call_id", "received_at"),
    "surveys": ("value", "starts_on"),
}
"""The columns needed to count the records of each dataset: the number, then the date.

Of a survey, which has no records: the value, then the first day.
"""

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

UNKNOWN = 0.3
"""What a column loses against another of its name if no value of it is known."""

CODE = 0.1
"""What a column of codes loses against another that holds their texts."""

MOSTLY = 0.8
"""Share of a column's values that must be of the guessed kind."""

LEAST_FLAGS = 0.5
"""Least share of yes and no among a flag's values; the others are asked about."""

LEAST_DISTINCT = 0.1
"""Least share of different values in a column of record numbers; below, it is a category."""

LEAST_FILLED = 0.2
"""Least share of rows with a record number; a person is asked about the others."""

CERTAIN = {"race": {"black", "white"}, "sex": {"male", "female"}}
"""The words that identify a column by its values alone."""

NEARLY_ALL = 0.95
"""Share of such a column's values whose meaning must be certain."""

LEAST_KNOWN = 0.1
"""Least share of words whose meaning is certain in a column of a closed vocabulary."""

FEW = 0.01
"""Share of rows without a required column, or with a spoiled number, that needs no question."""

ONE_DAY = 0.9
"""Least share of record numbers with a single date, in a column that numbers the records."""


@dataclass(frozen=True)
class Guess:
    """The columns guessed for one column of the contract; several are from different files.

    `vocabulary` is the closed list of words for the kinds race, sex and words. `begins_again` is
    SQL of the file or year in which numbers begin again. `written` is SQL of the value where it is
    more than the column as it stands. `ethnicity` says who is Hispanic, beside a column of races.
    `is_list`: each column, or with `delimiter` each part of a cell, is a value of its own. `timed`
    are the columns of a date whose values have times of day.
    """

    target: str
    kind: str
    vocabulary: str
    columns: tuple[Column, ...]
    evidence: str
    decide: str | None = None
    begins_again: str | None = None
    written: str | None = None
    ethnicity: Column | None = None
    is_list: bool = False
    delimiter: str | None = None
    timed: tuple[Column, ...] = ()

    @property
    def value(self) -> str:
        """SQL of the value as the source has it: the first filled one of several columns."""
        return self.written or first_filled([column.sql for column in self.columns])

    @property
    def sql(self) -> str:
        """SQL of the value in staging, after the file or year in which numbers begin again."""
        if self.delimiter:
            return f"unnest(several(string_split({self.value}, {quoted(self.delimiter)})))"
        if self.is_list:
            return f"unnest(several([{', '.join(column.sql for column in self.columns)}]))"
        if self.begins_again:
            return f"{self.begins_again} || '/' || trim({self.value})"
        return self.value

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
            (value, target, column, evidence)
            for target, spec in specs.items()
            for column in table.columns
            if column.name not in skip and column.filled
            for value, evidence in [score(spec, column)]
            if value >= (MAYBE if target in REQUIRED[dataset] else SURE)
        ),
        key=lambda candidate: (
            _unknown(specs[candidate[1]], candidate[2], table) - candidate[0],
            -candidate[2].filled,
            candidate[2].name,
            candidate[1],
        ),
    )
    best: dict[str, Guess] = {}
    used_columns: set[str] = set()
    for value, target, column, evidence in scored:
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
        doubt = target in REQUIRED[dataset] and value < SURE
        best[target] = Guess(
            target,
            specs[target]["kind"],
            specs[target].get("vocabulary", specs[target]["kind"]),
            (column,),
            evidence,
            f"is {column.name!r} right for {target}? {evidence}" if doubt else None,
        )
    _join_kin(table, best, used_columns | skip)
    if "force_type" in best:
        best["force_type"] = kinds_of_force(table, best["force_type"])
    for target, guess in best.items():
        if guess.kind == "race":
            beside = ethnicity_beside(table, guess.columns[0], frozenset(used_columns | skip))
            best[target] = replace(guess, ethnicity=beside)
    return {target: best[target] for target in specs if target in best}


def _unknown(spec: dict[str, Any], column: Column, table: Table) -> float:
    """Return what counts against a column of codes, or one that no closed vocabulary knows."""
    if spec["kind"] not in ("race", "sex", "words"):
        has_text = any(is_code_of(column, other) for other in table.columns if other.filled)
        is_text = spec["kind"] == "text" and has_text
        return 0.05 * ("code" in tokens(column.name)) + CODE * is_text
    return UNKNOWN * (1 - known_share(column, spec.get("vocabulary", spec["kind"])))


def kinds_of_force(table: Table, guess: Guess) -> Guess:
    """Return the guess of the kinds of force: of several columns, or several in one cell."""
    first = guess.columns[0]
    if len(guess.columns) == 1 and (family := repeated(table, first)):
        names = ", ".join(repr(column.name) for column in family)
        evidence = f"{guess.evidence}; {names} repeat it and make one list"
        return replace(guess, columns=family, is_list=True, evidence=evidence)
    if delimiter := parted_by(first):
        evidence = f"{guess.evidence}; cells list several, parted by {delimiter!r}"
        return replace(guess, delimiter=delimiter, evidence=evidence)
    return replace(guess, decide=unclear_lists(first))


def _join_kin(table: Table, best: dict[str, Guess], used: set[str] | frozenset[str]) -> None:
    """Add to each guess the columns of other files that are the same under another name."""
    taken = set(used)
    for target, guess in best.items():
        for column in table.columns:
            joined = best[target]
            if (
                column.name not in taken
                and column.filled
                and not column.files & joined.files
                and any(are_kin(column, other) for other in guess.columns)
            ):
                taken.add(column.name)
                best[target] = replace(
                    joined,
                    columns=(*joined.columns, column),
                    evidence=f"{joined.evidence}; in other files {column.name!r}, by its kindred "
                    "name and values",
                )


def reason_wanted(n: int, rows: int) -> str:
    """Return what else to write where so many rows are set aside that a build asks why."""
    share = limits()["set_aside_share"]
    if n <= share * rows:
        return ""
    return (
        f" To set {n:,} rows aside, more than {share:.0%} of a file, the build needs the reason as "
        'well, under [spoiled_files] of city.toml ("file name" = "reason")'
    )


def half_filled(guess: Guess, no_records: int = 0) -> str | None:
    """Return a question if a required column is empty in many rows of its files, else None.

    `no_records` counts rows that are set aside in any case.
    """
    rows = sum(column.rows for column in guess.columns) - no_records
    blank = sum(column.blank for column in guess.columns)
    empty = rows - sum(column.filled for column in guess.columns) + blank
    if empty <= FEW * rows:
        return None
    name = guess.columns[0].name
    return (
        f"{empty:,} of {rows:,} rows have no {name!r}"
        + (f" ({blank:,} say NULL or the like)" if blank else "")
        + f" and would be set aside; is another column right for {guess.target}?"
        + reason_wanted(empty, rows)
    )


def score(spec: dict[str, Any], column: Column) -> tuple[float, str]:
    """Return the score of a column (0: it does not fit) and its evidence."""
    words_of_name = spelled_out(column.name)
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
            blank = 1 - column.filled / column.rows if spec["kind"] == "id" else 0.0
            return (
                1.0 - 0.02 * rank - 0.02 * extra - 0.4 * blank,
                f"named like {phrase!r}; {evidence}",
            )
    if spec["kind"] in CERTAIN and _is_certain(column, spec["kind"]):
        return SURE, f"by its values; {evidence}"
    if spec["kind"] == "date" and spec["names"][-1] in ("date", "time"):
        return MAYBE, f"the only sign is that {evidence}"
    return 0.0, ""


def _is_certain(column: Column, vocabulary: str) -> bool:
    """Return whether the values identify a column: nearly all are known, with the usual words."""
    meanings = {meaning(vocabulary, value) for value, _ in column.values}
    return known_share(column, vocabulary) > NEARLY_ALL and meanings >= CERTAIN[vocabulary]


def known_share(column: Column, vocabulary: str) -> float:
    """Return the share of filled rows whose value has a certain meaning."""
    return sum(n for value, n in column.values if meaning(vocabulary, value)) / column.filled


def _is_id(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    fits = (
        column.filled >= LEAST_FILLED * column.rows
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
    is_words = column.dates < MOSTLY and column.numbers < MOSTLY  # codes are no words
    return column.is_list and is_words, f"{column.distinct:,} different values"


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


def _is_number(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    percent = sum(n for value, n in column.values if re.fullmatch(r"[\d.]+ ?%", value))
    if percent >= MOSTLY * column.filled:
        return True, "its values are written with %"
    if column.low is None or column.high is None:
        return False, ""
    return column.numbers >= MOSTLY, f"its numbers run from {column.low:g} to {column.high:g}"


def _is_year(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    years = [value for value, _ in column.values if re.fullmatch(r"(19|20)\d\d", value)]
    return len(years) == len(column.values) > 0, f"its {len(years)} values are years"


def _is_topic(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    share = known_share(column, spec["vocabulary"])  # a survey may ask each question once
    return share > LEAST_KNOWN, f"the meaning of {100 * share:.0f}% of values is certain"


def _is_question(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    is_words = column.dates < MOSTLY and column.numbers < MOSTLY
    return is_words, f"{column.distinct:,} different values"


def _is_words(column: Column, spec: dict[str, Any]) -> tuple[bool, str]:
    vocabulary = spec.get("vocabulary", spec["kind"])
    share = known_share(column, vocabulary)
    return (
        column.is_list and share > LEAST_KNOWN,
        f"the meaning of {100 * share:.0f}% of values is certain",
    )


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
    "number": _is_number,
    "year": _is_year,
    "topic": _is_topic,
    "question": _is_question,
}
