"""Asks about columns that are not used and could hold what the dashboard shows."""

from collections.abc import Callable
from typing import Any

from data.new_city.guess import MOSTLY, REQUIRED, SURE, Guess, known_share, score
from data.new_city.kin import is_code_of, spelled_out
from data.new_city.places import UNIT, NameColumns
from data.new_city.profile import Column, Table
from data.new_city.repeated import repeated
from data.new_city.words import is_private, listed, tokens

CORE = {
    "force": (
        *("force_type", "force_level", "reason", "disposition", "person_race", "person_sex"),
        *("person_age", "is_person_injured", "is_officer_injured"),
    ),
    "complaints": ("category", "disposition", "complainant_race"),
    "allegations": ("allegation", "finding"),
    "calls": ("call_type", "outcome", "priority"),
}
"""The columns of the contract that a page cannot do without."""

EQUAL = 0.02
"""Two columns whose scores differ by less are an equal choice."""

LEAST_FILLED = 0.01
"""Least share of filled rows of a column that is worth a question."""

KNOWN = 0.5
"""Least share of certain meanings by which values alone make a column a candidate."""

SHOWN = 4
PERSON = {"subject", "person", "citizen", "suspect", "complainant"}


def rivals(
    dataset: str, table: Table, guesses: dict[str, Guess], used: frozenset[str]
) -> tuple[str, ...]:
    """Return a question for each column of the contract that unused columns could fill as well."""
    specs: dict[str, dict[str, Any]] = listed()[dataset]
    unused = [column for column in table.columns if _is_worth_asking(column, used)]
    questions = []
    asked: set[str] = set()
    targets = [*CORE[dataset], *(target for target in guesses if target not in REQUIRED[dataset])]
    for target in dict.fromkeys(targets):
        guess = guesses.get(target)
        fits = _equals(specs[target], guess) if guess else _candidates(target, specs[target])
        family = repeated(table, guess.columns[0]) if guess else ()
        columns = [
            column
            for column in unused
            if column.name not in asked and (column in family or fits(column))
        ]
        asked |= {column.name for column in columns}
        if guess and set(columns) & set(family):
            questions.append(
                f"are these of several persons or things in one row? {_list(columns)} repeat "
                f"{guess.columns[0].name!r}, and only that one is read as {target}. If so, give "
                "each a row in the query, as sql/staging/new_orleans/force_lists.sql does; if "
                "not, delete this question"
            )
        elif columns and guess:
            questions.append(
                f"which column is {target}: {guess.columns[0].name!r}, taken below, or "
                f"{_list(columns)}? Their names say the same; name the right one in both places "
                "below, or agree by deleting this question"
            )
        elif columns:
            questions.append(
                f"is one of these {target}, which no column was found for: {_list(columns)}? If "
                f"so, add it below as `… as {target},`; if not, delete this question"
            )
    return tuple(questions)


def unit_for_place(names: NameColumns | None) -> tuple[str, ...]:
    """Return a question if the only column that names areas names the officer's unit."""
    if names is None or not UNIT & set(spelled_out(names.columns[0].name)):
        return ()
    return (
        f"is {names.columns[0].name!r} where it happened? Its name says the officer's unit, and no "
        "other column names areas. If it is the unit, take place_name out below; if both are the "
        "same, delete this question",
    )


def _equals(spec: dict[str, Any], guess: Guess) -> Callable[[Column], bool]:
    highest = max(score(spec, column)[0] for column in guess.columns)
    files = guess.files
    is_person = bool(PERSON & set(spelled_out(guess.columns[0].name)))

    def fits(column: Column) -> bool:
        if not files & column.files or (is_person and not PERSON & set(spelled_out(column.name))):
            return False
        is_code = "code" in tokens(column.name) and "code" not in tokens(guess.columns[0].name)
        if is_code or any(is_code_of(column, taken) for taken in guess.columns):
            return False  # the words stand beside their code
        value = score(spec, column)[0]
        return value >= SURE and value > highest - EQUAL

    return fits


def _candidates(target: str, spec: dict[str, Any]) -> Callable[[Column], bool]:
    phrases = [set(name.split()) for name in spec["names"]]

    def fits(column: Column) -> bool:
        words = set(spelled_out(column.name))
        if words & set(spec["not"]):
            return False
        is_named = any(phrase <= words for phrase in phrases) and column.dates < KNOWN
        if spec["kind"] == "text" and not column.is_list and column.numbers >= MOSTLY:
            return False  # a running number is no kind, reason or finding
        vocabulary = spec.get("vocabulary")
        is_known = spec["kind"] in ("race", "sex") or vocabulary is not None
        return is_named or (is_known and known_share(column, vocabulary or spec["kind"]) >= KNOWN)

    return fits


def _is_worth_asking(column: Column, used: frozenset[str]) -> bool:
    return (
        column.name not in used
        and column.filled > LEAST_FILLED * column.rows
        and column.distinct > 1
    )


def _list(columns: list[Column]) -> str:
    return "; ".join(_shown(column) for column in columns)


def _shown(column: Column) -> str:
    filled = f"{column.name!r}, filled in {100 * column.filled / column.rows:.0f}% of its rows"
    if not column.is_list or is_private(column.name):
        return filled
    return f"{filled}, such as " + ", ".join(repr(value) for value, _ in column.values[:SHOWN])
