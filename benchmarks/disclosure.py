"""`make disclosure`: what an attacker learns from all counts by race, sex and age taken together.

The attacker holds every table that leaves (of files, pages and the ratios of Use of force) and the
files of single records, which tell year, area and incident of each person, and is taken to know
whose value is known. Whatever agrees with all of it is an assignment of values to people, in whole
numbers. Integer programming seeks the lowest and the highest count of each hidden cell, and for the
people of one incident, year and area an assignment that gives one of them another value.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from queries.errors import NoAnswer
from queries.records import benchmarks, disclosure, persons, released
from queries.stats.constants import SPREAD
from queries.vintage.catalog import UNKNOWN, Vintage, cities, open_city

Vector = npt.NDArray[Any]

PARTS = ("year", "area", "latest", "incidents")
"""What published tables cross an attribute with; `incidents` are the years of the ratios."""

NO_END = 2**40

NOT_COUNTED = "-"
"""The part of people whom a table does not count."""

SECONDS = 60.0
"""Longest time of an integer programme; what takes longer is counted as not solved."""

PRINTED_WIDTH = 200
"""Columns of a table that goes to a file."""


class Cell(NamedTuple):
    """A published cell: the number of people of a value in a part is from `low` to `high`.

    `by` is year, area or latest (the years of Use of force). A cell by incidents counts the
    incidents of the years compared that involve someone of the value.
    """

    by: str
    part: str
    value: str
    low: int
    high: int

    @property
    def is_hidden(self) -> bool:
        """Return whether the cell is suppressed: a range stands for its number."""
        return self.low < self.high


@dataclass(frozen=True)
class Findings:
    """What an attacker tried and learned of one attribute.

    A cell is tried if it is hidden and holds anybody; pinned if one count is left, narrowed if
    fewer are left than the rule promises. People are tried by block: the records of one year, area
    and number of people; they are given away if all assignments give all of them one value.
    """

    tables: int
    cells: int
    hidden: int
    tried: int
    pinned: tuple[Cell, ...]
    narrowed: tuple[Cell, ...]
    one_value_rows: tuple[tuple[str, str], ...]
    people: int
    given_away: int
    not_solved: int


@dataclass
class Attack:
    """The assignments that agree with what is published, as solutions of linear constraints.

    An unknown is the number of records of a block whose people have a combination of values.
    `of_cells` and `of_blocks` say which unknowns a cell or a block adds up; `truth` is one solution
    and `worlds` are those found so far.
    """

    cells: list[Cell]
    blocks: list[tuple[str, ...]]
    in_block: Vector
    combinations: list[tuple[str, ...]]
    of_cells: csr_array
    of_totals: csr_array
    truth: Vector
    worlds: list[Vector] = field(default_factory=list)

    def solve(self, weights: Vector) -> Vector | None:
        """Return the assignment with the least weighted sum; None if it takes too long."""
        n = len(self.truth)
        of_blocks = csr_array(
            (np.ones(n), (self.in_block, np.arange(n))), shape=(len(self.blocks), n)
        )
        known = vstack([of_blocks, self.of_totals])
        sums = known @ self.truth
        answer = milp(
            weights,
            constraints=[
                LinearConstraint(known, sums, sums),
                LinearConstraint(
                    self.of_cells,
                    [cell.low for cell in self.cells],
                    [np.inf if cell.high == NO_END else cell.high for cell in self.cells],
                ),
            ],
            integrality=np.ones(n),
            bounds=Bounds(0, np.inf),
            options={"time_limit": SECONDS},
        )
        if answer.x is not None:
            self.worlds.append(np.rint(answer.x).astype(np.int64))
        return self.worlds[-1] if answer.status == 0 else None


def cells(vintage: Vintage, dataset: str, attribute: str) -> list[Cell]:
    """Return the cells of all tables of an attribute, as pages and files show them."""
    public_cells = []
    for by in disclosure.parts(vintage, dataset, attribute):
        try:
            rows = disclosure.counts(vintage, dataset, attribute, by).to_dicts()
        except NoAnswer:
            continue
        ids = _ids(vintage) if by == "area" else {}
        for row in rows:
            part = ids.get(row["part"], row["part"])
            public_cells.append(Cell(by, part, row["value"], *disclosure.interval(row["shown"])))
    if dataset == "persons":
        public_cells += _people(vintage, attribute)
    if attribute == "race" and not _follows(vintage, dataset, attribute):
        public_cells += _incidents(vintage)
    return [cell for cell in dict.fromkeys(public_cells) if cell.value != UNKNOWN]


def records(vintage: Vintage, dataset: str, attribute: str) -> pl.DataFrame:
    """Return PARTS, values and n: the records of each year and area by the values of their people.

    `values` is sorted; people of unknown value are left out. Each person is a record of their own
    except in the years whose incidents are published by race, where a record is an incident.
    """
    keys = {"layer": vintage.layer().id}
    people = vintage.ask(dataset, keys, "protected").filter(pl.col(attribute) != UNKNOWN)
    compared = [str(year) for year in benchmarks.race_benchmarks(vintage).years]
    latest = [str(year) for year in benchmarks.latest_years(vintage)]
    if _follows(vintage, dataset, attribute):
        people = counted(vintage, dataset, attribute).with_columns(
            pl.col("value").alias(attribute),
            area=pl.when("in_area").then("area").otherwise(pl.lit(NOT_COUNTED)),
            n=pl.lit(1),
        )
        has_incidents = False
    else:
        has_incidents = attribute == "race" and bool(_incidents(vintage))
    lone = people.filter(~(pl.col("year").is_in(compared) & has_incidents)).select(
        "year", "area", pl.concat_list(attribute).alias("values"), "n"
    )
    if has_incidents:
        incidents = vintage.reader.frame(
            "select year(occurred_on)::varchar as year, places.area_id as area, "
            f"list_sort(list({attribute})) as values, 1 as n "
            "from force_persons join force_incidents using (incident_id) "
            f"join places using (place_id) where layer = $layer and {attribute} <> 'unknown' "
            "group by incident_id, year(occurred_on), places.area_id",
            keys,
        )
        lone = pl.concat(
            [lone, incidents.filter(pl.col("year").is_in(compared))], how="vertical_relaxed"
        )
    return (
        lone.group_by("year", "area", "values")
        .agg(pl.col("n").sum())
        .with_columns(
            latest=pl.col("year").is_in(latest).cast(pl.String),
            incidents=(pl.col("year").is_in(compared) & has_incidents).cast(pl.String),
        )
        .sort("year", "area", "values")
        .select(*PARTS, "values", "n")
    )


def counted(vintage: Vintage, dataset: str, attribute: str) -> pl.DataFrame:
    """Return record, value, turn, year, area, in_area of the people whom a vintage counts."""
    people = (
        released.people(vintage, dataset, attribute)
        if released.has_release(vintage)
        else _known(vintage, dataset, attribute).with_columns(in_area=pl.lit(value=True))
    )
    people = people.select(pl.exclude("n").repeat_by("n").explode()).sort("record", "value")
    return people.with_columns(turn=pl.int_range(pl.len()).over("record", "value"))


def _known(vintage: Vintage, dataset: str, attribute: str) -> pl.DataFrame:
    people = disclosure.people(vintage, dataset).filter(pl.col(attribute) != UNKNOWN)
    return people.select("record", pl.col(attribute).alias("value"), "year", "area", "n")


def _follows(vintage: Vintage, dataset: str, attribute: str) -> bool:
    """Return whether a vintage does not count everybody, because its tables follow others.

    The incidents of its ratios are then those of an earlier vintage, which this attack leaves out.
    """
    if not released.has_release(vintage):
        return False
    sums = [
        people.group_by("record", "value").agg(pl.col("n").sum().cast(pl.Int64)).sort(pl.all())
        for people in (
            _known(vintage, dataset, attribute),
            released.people(vintage, dataset, attribute),
        )
    ]
    return not sums[0].equals(sums[1])


def attack(public_cells: Sequence[Cell], people: pl.DataFrame) -> Attack:
    """Return the assignments that cells and records allow.

    A record can have the values of any other record of the city with as many people: fewer
    assignments than there are, so what no assignment contradicts is rather too much.
    """
    parts = [name for name in people.columns if name not in ("values", "n")]
    by_size: dict[int, set[tuple[str, ...]]] = {}
    truth: Counter[tuple[tuple[str, ...], tuple[str, ...]]] = Counter()
    for *block, values, n in people.iter_rows():
        by_size.setdefault(len(values), set()).add(tuple(values))
        truth[(*block, str(len(values))), tuple(values)] += n
    blocks = sorted({block for block, _ in truth})
    unknowns = [
        (number, values)
        for number, block in enumerate(blocks)
        for values in sorted(by_size[int(block[-1])])
    ]
    at = {
        name: [blocks[number][index] for number, _ in unknowns] for index, name in enumerate(parts)
    }
    columns: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for unknown, (_, values) in enumerate(unknowns):
        for value, times in Counter(values).items():
            for name in parts:
                weight = 1 if name.endswith("incidents") else times
                columns.setdefault((name, at[name][unknown], value), []).append((unknown, weight))
            columns.setdefault(("", "", value), []).append((unknown, times))
    totals = [key for key in columns if not key[0]]
    return Attack(
        list(public_cells),
        blocks,
        np.array([number for number, _ in unknowns]),
        [values for _, values in unknowns],
        _matrix([columns.get(cell[:3], []) for cell in public_cells], len(unknowns)),
        _matrix([columns[key] for key in totals], len(unknowns)),
        np.array([truth[blocks[number], values] for number, values in unknowns]),
    )


def findings(public_cells: Sequence[Cell], people: pl.DataFrame, smallest: int) -> Findings:
    """Return what an attacker learns from cells and records."""
    programme = attack(public_cells, people)
    counts = programme.of_cells @ programme.truth
    for cell, count in zip(programme.cells, counts, strict=True):
        if not cell.low <= count <= cell.high:
            raise ArithmeticError(f"{cell} does not hold {count}")
    hidden = np.array([cell.is_hidden for cell in programme.cells], dtype=bool)
    tried = np.flatnonzero(hidden & (counts > 0))
    needed = _needed(programme)
    lows, highs, unsolved = _ends_of(programme, tried, needed)
    spread = highs - lows
    pinned = [index for index in tried if spread[index] == 0]
    narrowed = [
        index for index in tried if 0 < spread[index] < needed[index] and lows[index] < smallest
    ]
    people_n, given_away, unsolved_people = _people_given_away(programme)
    return Findings(
        tables=len({cell.by for cell in programme.cells}),
        cells=len(programme.cells),
        hidden=int(hidden.sum()),
        tried=len(tried),
        pinned=tuple(programme.cells[index] for index in pinned),
        narrowed=tuple(programme.cells[index] for index in narrowed),
        one_value_rows=tuple(_one_value_rows(programme)),
        people=people_n,
        given_away=given_away,
        not_solved=unsolved + unsolved_people,
    )


def _matrix(rows: Sequence[Sequence[tuple[int, int]]], n: int) -> csr_array:
    """Return the sums as a matrix: one row for each list of unknowns and weights."""
    entries = [
        (number, unknown, weight) for number, row in enumerate(rows) for unknown, weight in row
    ]
    row, column, weight = np.array(entries, dtype=np.int64).reshape(-1, 3).T
    return csr_array((weight.astype(float), (row, column)), shape=(len(rows), n))


def _needed(programme: Attack) -> Vector:
    """Return the least spread of each cell: SPREAD, or what the totals of row and column leave."""
    counts = programme.of_cells @ programme.truth
    rows: Counter[tuple[str, str]] = Counter()
    values: Counter[tuple[str, str]] = Counter()
    for cell, count in zip(programme.cells, counts, strict=True):
        rows[cell.by, cell.part] += count
        values[cell.by, cell.value] += count
    return np.array(
        [
            min(SPREAD, rows[cell.by, cell.part], values[cell.by, cell.value])
            for cell in programme.cells
        ]
    )


def _ends_of(programme: Attack, tried: Vector, needed: Vector) -> tuple[Vector, Vector, int]:
    """Return the lowest and highest count seen of each cell, and how many were not solved.

    Cells are pushed together, which decides most; each of the others is pushed alone both ways, so
    the ends of every cell below what it needs are exact.
    """
    unsolved = 0
    for sign in (1, -1):
        weights = np.zeros(len(programme.cells))
        weights[tried] = sign
        programme.solve(weights @ programme.of_cells)
    for index in tried:
        lows, highs = _seen(programme)
        for sign in (1, -1):
            if highs[index] - lows[index] < needed[index]:
                weights = np.zeros(len(programme.cells))
                weights[index] = sign
                unsolved += programme.solve(weights @ programme.of_cells) is None
                lows, highs = _seen(programme)
    return *_seen(programme), unsolved


def _seen(programme: Attack) -> tuple[Vector, Vector]:
    counts = np.array(
        [programme.of_cells @ world for world in (programme.truth, *programme.worlds)]
    )
    return counts.min(axis=0), counts.max(axis=0)


def _people_given_away(programme: Attack) -> tuple[int, int, int]:
    """Return how many people were tried, how many have one possible value, how many not solved."""
    n = np.array([len(values) for values in programme.combinations]) * programme.truth
    people_n = np.bincount(programme.in_block, n).astype(int)
    given_away = unsolved = 0
    open_blocks = _single(programme)
    is_moving = True
    while open_blocks and is_moving:
        # all at once first: one assignment shows another value for many people
        is_solved = programme.solve(_others(programme, open_blocks)) is not None
        left = _single(programme)
        is_moving = is_solved and len(left) < len(open_blocks)
        open_blocks = left
    for block, value in open_blocks.items():
        answer = programme.solve(_others(programme, {block: value}))
        unsolved += answer is None
        if answer is not None and block in _single(programme):
            given_away += people_n[block]
    return int(people_n.sum()), given_away, unsolved


def _single(programme: Attack) -> dict[int, str]:
    """Return the blocks whose people have one value in all worlds seen, with that value."""
    held: dict[int, set[str]] = {}
    seen = np.any([programme.truth, *programme.worlds], axis=0)
    for unknown in np.flatnonzero(seen):
        values = held.setdefault(int(programme.in_block[unknown]), set())
        values.update(programme.combinations[unknown])
    return {block: next(iter(values)) for block, values in held.items() if len(values) == 1}


def _others(programme: Attack, blocks: dict[int, str]) -> Vector:
    """Return weights that reward records of the blocks with any other value."""
    return np.array(
        [
            -1.0 if block in blocks and set(values) != {blocks[block]} else 0.0
            for block, values in zip(programme.in_block, programme.combinations, strict=True)
        ]
    )


def _one_value_rows(programme: Attack) -> Iterator[tuple[str, str]]:
    """Yield the rows of tables in which all assignments seen give all people one value."""
    _, highs = _seen(programme)
    possible: dict[tuple[str, str], int] = {}
    for cell, high in zip(programme.cells, highs, strict=True):
        if not cell.by.endswith(("incidents", "all")):
            row = (cell.by, cell.part)
            possible[row] = possible.get(row, 0) + int(high > 0)
    yield from (row for row, values in possible.items() if values == 1)


def _people(vintage: Vintage, attribute: str) -> list[Cell]:
    public_cells = []
    try:
        for row in persons.people(vintage, attribute).to_dicts():
            public_cells.append(
                Cell("latest", "true", row["value"], *disclosure.interval(row["shown"]))
            )
        for row in persons.by_year(vintage, attribute).to_dicts():
            public_cells.append(
                Cell("year", str(row["year"]), row["value"], *disclosure.interval(row["shown"]))
            )
    except NoAnswer:
        pass
    return public_cells


def _incidents(vintage: Vintage) -> list[Cell]:
    try:
        ratios = persons.disparities(vintage)
    except NoAnswer:
        return []
    public_cells = [
        Cell("incidents", "true", value, n, n)
        for value, n in ratios.table.select("group", "incidents").iter_rows()
    ]
    n = int(ratios.table["reference_incidents"][0])
    return [*public_cells, Cell("incidents", "true", ratios.reference, n, n)]


def _ids(vintage: Vintage) -> dict[str, str]:
    """Return the id of each area by the name under which it is shown."""
    areas = vintage.areas(vintage.layer().id).select("area_id", "name")
    twice = areas["name"].is_duplicated()
    return {
        f"{name} ({area})" if is_twice else name: area
        for (area, name), is_twice in zip(areas.iter_rows(), twice, strict=True)
    }


def attributes(vintage: Vintage) -> Iterator[tuple[str, str]]:
    """Yield every protected attribute that the city publishes, with its dataset."""
    for dataset in disclosure.ATTRIBUTES:
        for attribute in disclosure.attributes(vintage, dataset):
            yield dataset, attribute


def of_city(vintage: Vintage, dataset: str, attribute: str) -> Findings:
    """Return what an attacker learns of one attribute of a city."""
    people = records(vintage, dataset, attribute)
    public_cells = cells(vintage, dataset, attribute)
    return findings(public_cells, people, vintage.city.smallest_cell)


def main() -> None:
    """Print what an attacker tried and learned, per city and attribute."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.disclosure")
    parser.add_argument("--city", action="append", help="only this city; may be repeated")
    chosen = parser.parse_args().city or cities()
    console = Console()
    if not console.is_terminal:
        console = Console(width=PRINTED_WIDTH)
    table = Table(title="What all counts of race, sex and age tell together")
    for heading in ("city", "of", "attribute"):
        table.add_column(heading, no_wrap=True)
    for heading in HEADINGS:
        table.add_column(heading, justify="right")
    totals = np.zeros(len(HEADINGS), dtype=np.int64)
    for city in chosen:
        vintage = open_city(city)
        pairs = list(attributes(vintage))
        for dataset, attribute in track(pairs, city, console=console, transient=True):
            figures = _figures(of_city(vintage, dataset, attribute))
            table.add_row(city, dataset, attribute, *map(str, figures))
            totals += figures
    table.add_section()
    table.add_row("all", "", "", *map(str, totals), style="bold")
    console.print(table)


HEADINGS = (
    "tables",
    "cells",
    "hidden",
    "tried",
    "pinned",
    "narrowed",
    "one-value rows",
    "people",
    "given away",
    "not solved",
)


def _figures(learned: Findings) -> list[int]:
    return [
        learned.tables,
        learned.cells,
        learned.hidden,
        learned.tried,
        len(learned.pinned),
        len(learned.narrowed),
        len(learned.one_value_rows),
        learned.people,
        learned.given_away,
        learned.not_solved,
    ]


if __name__ == "__main__":
    main()
