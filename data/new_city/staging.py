"""Writes the staging query of one source and dataset, with the evidence of every guess."""

import re
import textwrap
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from data.formats import quoted
from data.new_city.complaint_days import usual_day, written
from data.new_city.ethnicity import latino_values
from data.new_city.guess import REQUIRED, Guess, first_filled, half_filled
from data.new_city.persons_in_cells import PERSONAL, PersonsInCells, split
from data.new_city.places import NameColumns, Points
from data.new_city.profile import Column, Table
from data.new_city.second_header import condition
from data.new_city.spoiled import FORMS
from data.new_city.vocabulary import (
    age_sql,
    flag_sql,
    spellings,
    word_remarks,
    write_spellings,
)
from data.new_city.whole import not_countable
from data.new_city.words import is_private, write_codes

WIDTH = 96
LONGEST = 100
LONG_VALUE = 30
"""Values longer than this are free text and are not shown."""

SHOWN = 6
"""Values shown of an unused column, if it has at most twice as many different values."""

GRAIN = {
    "force": "report of force",
    "complaints": "complaint",
    "allegations": "allegation",
    "calls": "call",
}
_PERSON = ("person_race", "person_sex", "person_age")


@dataclass(frozen=True)
class QueryDraft:
    """The guesses for one dataset of a source, from which its query is written.

    `begins_on` is the first day of the first year with a fair share of records (ISO), if there are
    dates; `early` counts the earlier dates. `spoiled` counts invalid numbers, by reason.
    `used_columns` are the columns that any query of the source uses. `asides` are lines about
    columns of points that are not used, `remarks` what a reader of the draft should know.
    `no_records` are conditions of rows that are no records, of which `rows_without` lack a date.
    `second_header` holds the values by which a header under the header is known. `days` are those
    by which a row counts, the usual first: of allegations, those of the complaints in whose rows
    they stand, since a row that is no complaint holds no allegation either.
    """

    name: str
    dataset: str
    table: Table
    files: tuple[str, ...]
    guesses: dict[str, Guess]
    points: Points | None
    names: NameColumns | None
    begins_on: str | None
    early: int
    spoiled: dict[str, int]
    used_columns: frozenset[str]
    asides: tuple[str, ...]
    remarks: tuple[str, ...]
    no_records: tuple[str, ...]
    rows_without: int
    decide: tuple[str, ...]
    second_header: dict[str, str] = field(default_factory=dict)
    cells: PersonsInCells | None = None
    days: tuple[Guess, ...] = ()


DRAFTED = (
    "Drafted by `accord new-city`. A line with `guess` says what a column was taken for and why: "
    "hold it against the source's own description, put right what is wrong and delete the mark. "
    "The build stops at every line with `decide`."
)
"""What every drafted query says of its marks."""


def query(draft: QueryDraft, codes: Path) -> str:
    """Return the text of the staging query; write the code tables that it joins into `codes`."""
    joins: list[str] = []
    body: list[str] = []
    for target, guess in draft.guesses.items():
        body += _value(draft, target, guess, codes, joins)
    body += _derived(draft)
    body += _place(draft)
    lines = [
        f"-- One row per {GRAIN[draft.dataset]}: {_grain(draft)}.",
        "--",
        *comment(DRAFTED, ""),
        "select",
        "    raw.source_file,",
        "    raw.source_row,",
        *_set_aside(draft),
        "",
        *body,
        *_not_used(draft),
        *_from(draft),
        *joins,
    ]
    return "\n".join(short for line in lines for short in short_lines(line)) + "\n"


def value_lines(
    name: str, dataset: str, table: Table, guess: Guess, codes: Path
) -> tuple[list[str], list[str]]:
    """Return the lines of one value in query `name`, and its joins; write code tables to `codes`.

    The lines have no marks of a guess.
    """
    draft = QueryDraft(
        name=name,
        dataset=dataset,
        table=table,
        files=(),
        guesses={guess.target: guess},
        points=None,
        names=None,
        begins_on=None,
        early=0,
        spoiled={},
        used_columns=frozenset(),
        asides=(),
        remarks=(),
        no_records=(),
        rows_without=0,
        decide=(),
    )
    joins: list[str] = []
    lines = _value(draft, guess.target, guess, codes, joins)
    return _unmarked([part for line in lines for part in short_lines(line)]), [
        part for join in joins for part in short_lines(join)
    ]


def _unmarked(lines: list[str]) -> list[str]:
    """Return lines without the comments that mark a guess."""
    rest: list[str] = []
    is_guess = False
    for line in lines:
        is_further = line.lstrip().startswith("--   ")
        is_guess = line.lstrip().startswith("-- guess:") or (is_guess and is_further)
        rest += [] if is_guess else [line]
    return rest


def _from(draft: QueryDraft) -> list[str]:
    """Return the rows that are read: raw ones, or one for each person in a cell."""
    if draft.cells is None:
        return ["from raw"]
    return [
        "from (",
        *comment(f"guess: {draft.cells.evidence}"),
        *(f"    {line}" for line in split(draft.cells)),
        ") as raw",
    ]


def short_lines(line: str) -> list[str]:
    """Return a line of SQL, broken inside its outermost brackets if it is too long."""
    if "\n" in line:
        return [short for part in line.split("\n") for short in short_lines(part)]
    indent = line[: len(line) - len(line.lstrip())]
    if len(line) <= LONGEST or line.lstrip().startswith("--"):
        return [line]
    depths: list[int] = []
    inside = ""
    for letter in line:
        depth = depths[-1] if depths else 0
        inside = "" if letter == inside else inside or (letter if letter in "'\"" else "")
        depths.append(depth + (letter == "(") * (not inside) - (letter == ")") * (not inside))
    if 1 not in depths:
        return [line]
    start = depths.index(1)
    end = depths.index(0, start)
    commas = [
        position
        for position in range(start, end)
        if line[position] == "," and depths[position] == 1 and not _is_quoted(line, position)
    ]
    cuts = [start, *commas, end - 1]
    parts = [line[before + 1 : after + 1].strip() for before, after in pairwise(cuts)]
    return [
        line[: start + 1],
        *(short for part in parts for short in short_lines(f"{indent}    {part}")),
        f"{indent}{line[end:]}",
    ]


def _is_quoted(line: str, position: int) -> bool:
    return line.count('"', 0, position) % 2 == 1 or line.count("'", 0, position) % 2 == 1


def _grain(draft: QueryDraft) -> str:
    number = draft.guesses.get(REQUIRED[draft.dataset][0])
    if number is None:
        return "not known"
    distinct = sum(column.distinct for column in number.columns)
    rows = sum(column.filled for column in number.columns)
    return f"a guess; {rows:,} rows hold {distinct:,} different numbers"


def _set_aside(draft: QueryDraft) -> list[str]:
    needed = [draft.guesses.get(target) for target in REQUIRED[draft.dataset]]
    lines: list[str] = []
    for question in draft.decide:
        lines += comment(f"decide: {question}")
    for remark in draft.remarks:
        lines += comment(f"note: {remark}")
    if sentence := not_countable(draft.table, draft.dataset, draft.guesses):
        lines += comment(f"decide: {sentence}")
    else:
        for target in REQUIRED[draft.dataset]:
            lines += _open_questions(draft, target)
    if draft.early:
        lines += comment(
            f"guess: records begin in {str(draft.begins_on)[:4]}; {draft.early:,} dates before it "
            "are so few that they are taken for slips"
        )
    faults: list[list[str]] = []
    if draft.second_header:
        marks = ", ".join(repr(value) for value in draft.second_header.values())
        lines += comment(f"guess: a second header stands under the first, with {marks}")
        faults.append([f"        case when {condition(draft.second_header)}"])
        faults[-1].append("            then 'header_repeated' end")
    faults += [
        [f"        case when {no_record} then 'empty_row' end"] for no_record in draft.no_records
    ]
    if number := needed[0]:
        value = number.value
        faults.append([f"        id_fault({value})"])
        if draft.spoiled:
            faults.append(_spoiled(value, draft.spoiled))
    if draft.days:
        day = written(draft.days, draft.begins_on)
        faults.append([f"        date_fault_since({day}, date '{draft.begins_on}')"])
    if not faults:
        return [*lines, "    cast(null as varchar) as set_aside,"]
    for fault in faults[:-1]:
        fault[-1] += ","
    parts = [line for fault in faults for line in fault]
    return [*lines, "    coalesce(", *parts, "    ) as set_aside,"]


def _spoiled(value: str, spoiled: dict[str, int]) -> list[str]:
    """Return the SQL that sets aside invalid numbers, by reason."""
    lines = ["        case"]
    for reason, n in spoiled.items():
        lines += comment(f"guess: {n:,} numbers are none", "            ")
        form = FORMS[reason]
        lines.append(f"            when regexp_matches(trim({value}), '{form}') then '{reason}'")
    return [*lines, "        end"]


def _open_questions(draft: QueryDraft, target: str) -> list[str]:
    """Return the questions about a required column: unknown, uncertain, or not in every file."""
    guess = draft.guesses.get(target)
    is_number = target == REQUIRED[draft.dataset][0] and draft.dataset != "allegations"
    if guess is None and draft.dataset != "allegations":
        return []  # asked with what could be it: data.new_city.unit the number, .dates the date
    if guess is None:
        return comment(
            f"decide: which column is {target}? None was found; the columns not used stand at "
            f"the end. Write `nullif(trim(raw.\"…\"), '') as {target},` below, the same as in the "
            "query of complaints, and set aside the rows without it, as the other queries do"
        )
    is_asked = guess.decide and not is_number  # data.new_city.unit asks about the number
    lines = comment(f"decide: {guess.decide}") if is_asked else []
    # .complaint_days asks about complaints that count by several days
    is_counted = not is_number and not guess.written and len(draft.days) < 2
    if is_counted and (question := half_filled(guess, draft.rows_without)):
        lines += comment(f"decide: {question}")
    is_day = not is_number and draft.dataset != "allegations"
    columns = draft.days if is_day else (guess,)
    missing = sorted(set(draft.files).difference(*(column.files for column in columns)))
    if missing:
        lines += comment(
            f"decide: which column is {target} in {', '.join(missing)}? None was found there, so "
            "all their rows would be set aside"
        )
    return lines


def _value(
    draft: QueryDraft, target: str, guess: Guess, codes: Path, joins: list[str]
) -> list[str]:
    lines = _beside_persons(draft, target, guess)
    sql = guess.sql
    if guess.kind in ("race", "sex", "words"):
        vocabulary = guess.vocabulary
        stem = f"{draft.name}_{target}"
        blank = write_codes(codes / f"{stem}.csv", vocabulary, guess.values)
        joins.append(_join(stem, target, sql))
        note = f"; codes/{stem}.csv leaves {blank} blank" if blank else f"; codes/{stem}.csv"
        lines += comment(f"guess: {guess.evidence}{note}")
        lines += _commented(word_remarks(guess))
        known = f"coalesce({target}_words.{vocabulary}, 'unknown')"
        if guess.ethnicity:
            lines += _hispanic(guess.ethnicity, known, target)
        else:
            lines.append(f"    {known} as {target},")
        return lines
    lines += comment(f"guess: {guess.evidence}")
    if guess.kind == "date":
        is_usual = bool(draft.days) and draft.days[0].target == target
        parsed = f"parse_time({usual_day(draft.days, draft.begins_on) if is_usual else sql})"
        lines.append(
            f"    {parsed} as {target},"
            if target.endswith("_at")
            else f"    cast({parsed} as date) as {target},"
        )
        if target == "occurred_on" and draft.dataset == "force" and guess.has_time:
            moment = guess.written or first_filled([column.sql for column in guess.timed])
            lines.append(f"    parse_time({moment}) as occurred_at,")
    elif guess.kind == "flag":
        lines += _commented(flag_sql(target, guess))
    elif guess.kind == "level":
        lines += comment(
            "decide: is 1 the lowest level of force? Say so by deleting this line; else turn the "
            "numbers round, or leave the column out"
        )
        lines.append(f"    try_cast(regexp_extract({sql}, '[1-4]') as integer) as {target},")
    elif guess.kind == "age":
        lines += _commented(age_sql(target, guess))
    elif guess.kind == "priority":
        lines.append(rf"    try_cast(regexp_extract({sql}, '\d+') as integer) as {target},")
    elif target == "allegation_key":
        lines.append(
            f"    coalesce(nullif(trim({sql}), ''), cast(raw.source_row as varchar)) as {target},"
        )
    else:
        lines += _text(draft, target, guess, codes, joins)
    if target == "call_type":
        stem = f"{draft.name}_call_category"
        blank = write_codes(codes / f"{stem}.csv", "call_category", guess.values)
        joins.append(_join(stem, "category", sql))
        lines += comment(
            f"guess: by words in the type; codes/{stem}.csv: {blank} of {len(guess.values):,} "
            "types to review"
        )
        lines.append("    coalesce(category_words.call_category, 'unknown') as category,")
    return lines


def _beside_persons(draft: QueryDraft, target: str, guess: Guess) -> list[str]:
    """Return a question if a column about a person has one value for all persons of its row."""
    names = {name for column in guess.columns for name in column.sources}
    if draft.cells is None or target not in PERSONAL or names & set(draft.cells.columns):
        return []
    name = guess.columns[0].name
    return comment(
        f"decide: whose {target} is {name!r}? It has one value for all persons of a row, and some "
        f"rows hold several. Below each of them gets it; agree by deleting this line, or take "
        f"{target} out"
    )


def _text(draft: QueryDraft, target: str, guess: Guess, codes: Path, joins: list[str]) -> list[str]:
    is_asked_above = target in REQUIRED[draft.dataset]
    lines = comment(f"decide: {guess.decide}") if guess.decide and not is_asked_above else []
    if guess.is_list or guess.delimiter:
        return [*lines, f"    {guess.sql} as {target},"]
    value = f"nullif(trim({guess.sql}), '')"
    if guess.kind == "text" and guess.columns[0].is_list and (joined := spellings(guess)):
        stem = f"{draft.name}_{target}"
        write_spellings(codes / f"{stem}.csv", target, joined)
        joins.append(_join(stem, target, guess.sql))
        lines += comment(
            f"guess: {len(joined):,} spellings are {len(set(joined.values())):,} values, joined by "
            f"codes/{stem}.csv"
        )
        value = f"coalesce({target}_words.{target}, {value})"
    return [*lines, f"    {value} as {target},"]


def _hispanic(ethnicity: Column, known: str, target: str) -> list[str]:
    """Return the SQL of a race, latino where the column of ethnicity says Hispanic."""
    values = sorted({value.lower() for value in latino_values(ethnicity)})
    written = ", ".join(quoted(value) for value in values)
    return [
        *comment(
            f"guess: who is Hispanic by {ethnicity.name!r} counts as latino, whatever the race: "
            f"{', '.join(repr(value) for value in values)}"
        ),
        "    case",
        f"        when lower(trim({ethnicity.sql})) in ({written}) then 'latino'",
        f"        else {known}",
        f"    end as {target},",
    ]


def _join(stem: str, target: str, sql: str) -> str:
    return (
        f"left join codes_{stem} as {target}_words\n    on upper(trim({sql})) = {target}_words.code"
    )


def _derived(draft: QueryDraft) -> list[str]:
    """Return columns derived from guessed ones: keys of persons and allegations, force alleged."""
    guesses = draft.guesses
    if draft.dataset == "force":
        return _keys(draft)
    lines: list[str] = []
    alleged = guesses.get("category") or guesses.get("allegation")
    if draft.dataset == "allegations" and "allegation_key" not in guesses:
        lines += comment("guess: no column numbers the allegations, so each row is one")
        lines.append("    concat_ws('/', raw.source_file, raw.source_row) as allegation_key,")
    if alleged and any(re.search(r"\bforce\b", value.lower()) for value, _ in alleged.values):
        lines += comment("guess: an allegation that says force is one of force")
        lines.append(rf"    regexp_matches(lower({alleged.sql}), '\bforce\b') as is_force_alleged,")
    return lines


def _keys(draft: QueryDraft) -> list[str]:
    """Return person_key if no column numbers the persons."""
    guesses = draft.guesses
    person_columns = [guesses[target].sql for target in _PERSON if target in guesses]
    lines: list[str] = []
    if draft.cells and "person_key" not in guesses:
        return [
            *comment("guess: a person is known by the row and the place in the cell"),
            "    concat_ws('/', raw.source_file, raw.source_row, raw.person_no) as person_key,",
        ]
    number = guesses.get("incident_id")
    is_one_row = number is not None and all(
        column.distinct == column.filled for column in number.columns
    )
    if person_columns and "person_key" not in guesses:
        values = ", ".join(person_columns)
        if is_one_row:
            lines += comment("guess: no number stands twice, so a row is about one person")
            lines.append(f"    case when concat_ws('', {values}) <> '' then '1' end as person_key,")
        else:
            lines += comment(
                "guess: no column numbers the persons, so persons of one incident who are alike "
                "in all this count as one"
            )
            lines.append(f"    nullif(concat_ws('/', {values}), '') as person_key,")
    return lines


def _place(draft: QueryDraft) -> list[str]:
    lines: list[str] = []
    if draft.points:
        lines += comment(f"guess: {draft.points.evidence}")
        for values, target in ((draft.points.xs, "longitude"), (draft.points.ys, "latitude")):
            lines.append(f"    try_cast({first_filled(values)} as double) as {target},")
    if draft.names:
        lines += comment(f"guess: {draft.names.evidence}")
        lines.append(f"    {draft.names.sql} as place_name,")
    return lines


def _not_used(draft: QueryDraft) -> list[str]:
    lines: list[str] = []
    for aside in draft.asides:
        lines += comment(f"not used: {aside}")
    for column in draft.table.columns:
        if column.name not in draft.used_columns:
            lines += comment(f"not used: {column.name!r}: {_summary(column)}")
    return ["", *lines] if lines else []


def _summary(column: Column) -> str:
    if not column.filled:
        return "empty"
    share = f"filled in {100 * column.filled / column.rows:.0f}% of rows"
    if column.dates > 0.5:
        return f"dates, {share}"
    values = f"{column.distinct:,} different values, {share}"
    is_short = all(len(value) <= LONG_VALUE for value, _ in column.values)
    if column.is_list and column.distinct <= 2 * SHOWN and is_short and not is_private(column.name):
        return f"{values}, such as " + ", ".join(repr(value) for value, _ in column.values[:SHOWN])
    return values


def _commented(lines: list[str]) -> list[str]:
    """Return lines of SQL with their `note:` and `decide:` texts as comments."""
    return [
        short
        for line in lines
        for short in (comment(line) if re.match("(note|decide): ", line) else [line])
    ]


def comment(text: str, indent: str = "    ") -> list[str]:
    """Return `text` as comment lines; the continuation of a mark is indented."""
    plain = " ".join(text.split())
    further = (
        f"{indent}--   " if re.match(r"(guess|decide|note|not used):", plain) else f"{indent}-- "
    )
    return textwrap.wrap(
        plain,
        WIDTH,
        initial_indent=f"{indent}-- ",
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )
