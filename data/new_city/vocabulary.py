"""Values beside those a column should hold: flags that count, ages with words, spellings."""

import csv
import re
from pathlib import Path

from data.formats import quoted
from data.new_city.guess import Guess
from data.new_city.readings import AGE, AGE_RANGE, is_blank, is_count
from data.new_city.words import folded, is_private, listed, meaning

SHOWN = 4
"""Values shown in a remark or question."""

LONGEST = 30
"""Values longer than this are free text and are not shown."""

FLAG_LIMIT = 0.05
"""Share of a flag's or an age's values that may be unknown without a question."""

WORD_LIMIT = 1 / 3
"""Share of a vocabulary's values that may be without a meaning without a question."""

OLDEST = 110


def flag_sql(target: str, guess: Guess) -> list[str]:
    """Return the SQL of a flag and, above it, what is said and asked about its values."""
    words = listed()["flags"]
    counting = is_count(guess.values)
    strange = [
        (value, n)
        for value, n in guess.values
        if folded(value) not in words["yes"] + words["no"]
        and not (counting and re.fullmatch(r"\d+(\.0+)?", value.strip()))
    ]
    lines = _remarks(
        guess,
        strange,
        "neither yes nor no",
        FLAG_LIMIT,
        "Write each that says yes or no into the case below, as `when 'value' then true`; the "
        "others count as unknown",
    )
    if counting:
        lines.append("note: the column counts, and more than 0 is a yes")
        above = f"when try_cast({guess.sql} as double) > 0 then true"
    plain = {value.strip().lower() for value, _ in guess.values}
    if plain <= {"yes", "no"}:
        return [*lines, f"    yes_no({guess.sql}) as {target},"]
    branches = [
        f"        when {quoted(value)} then {word}"
        for value in sorted({value.strip().lower() for value, _ in guess.values})
        for answer, word in (("yes", "true"), ("no", "false"))
        if folded(value) in words[answer]
    ]
    if counting:
        return [
            *lines,
            "    case",
            f"        {above}",
            f"        when try_cast({guess.sql} as double) = 0 then false",
            *(
                f"        when lower(trim({guess.sql})) = {branch.split('when ')[1]}"
                for branch in branches
                if not re.match(r" *when '[\d.]+'", branch)
            ),
            f"    end as {target},",
        ]
    return [*lines, f"    case lower(trim({guess.sql}))", *branches, f"    end as {target},"]


def age_sql(target: str, guess: Guess) -> list[str]:
    """Return the SQL of an age and of its group, with what is said and asked about the values."""
    zeros = sum(n for value, n in guess.values if re.fullmatch(r"0+(\.0+)?", value.strip()))
    old = sum(
        n
        for value, n in guess.values
        if re.fullmatch(r"\d+(\.\d+)?", value.strip()) and float(value) > OLDEST
    )
    ranges = [value for value, _ in guess.values if re.match(AGE_RANGE, value.strip())]
    strange = [
        (value, n)
        for value, n in guess.values
        if not re.match(AGE, value.strip())
        and not re.match(AGE_RANGE, value.strip())
        and not re.fullmatch(r"\d+(\.\d+)?", value.strip())
    ]
    lines = _remarks(
        guess, strange, "no age", FLAG_LIMIT, "Read them in the query, or let them be unknown"
    )
    if zeros or old:
        lines.append(
            f"note: {zeros:,} ages of 0 and {old:,} above {OLDEST} are no ages of persons and "
            "count as unknown"
        )
    lines.append(f"    years_of({guess.sql}) as {target},")
    if ranges:
        lines.append("note: ranges are groups of ages, not ages")
        lines.append(f"    range_of_ages({guess.sql}) as {target}_group,")
    return lines


def word_remarks(guess: Guess) -> list[str]:
    """Return what is said and asked about values without a certain meaning."""
    strange = [(value, n) for value, n in guess.values if not meaning(guess.vocabulary, value)]
    return _remarks(
        guess,
        strange,
        "without a certain meaning",
        WORD_LIMIT,
        "Is this the right column? If so, write their meanings into the code table",
    )


def spellings(guess: Guess) -> dict[str, str]:
    """Return {value in capitals: the commonest spelling} if values differ in spelling only."""
    groups: dict[str, list[str]] = {}
    for value, _ in guess.values:  # the commonest first
        groups.setdefault(folded(value), []).append(value)
    if not any(key and len(values) > 1 for key, values in groups.items()):
        return {}
    return {value.upper(): values[0] for values in groups.values() for value in values}


def write_spellings(path: Path, target: str, joined: dict[str, str]) -> None:
    """Write a code table (code, the spelling to use)."""
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", target])
        writer.writerows(joined.items())


def _remarks(
    guess: Guess, strange: list[tuple[str, int]], what: str, limit: float, remedy: str
) -> list[str]:
    """Return a note on values outside, or a question if more than `limit` of them are."""
    filled = sum(column.filled for column in guess.columns)
    blank = sum(n for value, n in strange if is_blank(value))
    outside = [(value, n) for value, n in strange if not is_blank(value)]
    n_outside = sum(n for _, n in outside)
    lines: list[str] = []
    if blank:
        lines.append(f"note: {blank:,} of {filled:,} values say that nothing is known")
    if not n_outside:
        return lines
    is_shown = not any(is_private(column.name) for column in guess.columns)
    examples = ", ".join(
        f"{value!r} ({n:,})" for value, n in outside[:SHOWN] if is_shown and len(value) <= LONGEST
    )
    share = f"{n_outside:,} of {filled:,} values ({100 * n_outside / filled:.1f}%) are {what}"
    text = f"{share}: {examples}" if examples else share
    if n_outside > limit * filled:
        return [*lines, f"decide: {text}. {remedy}"]
    return [*lines, f"note: {text}"]
