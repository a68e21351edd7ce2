"""All published counts by race, sex or age, combined as an attacker would combine them."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from queries.errors import NoAnswer
from queries.records import benchmarks, disclosure, persons
from queries.vintage.catalog import UNKNOWN, Vintage

Vector = npt.NDArray[Any]
"""One value per person, or one flag per part and value."""

NO_END = 2**40


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
            public_cells.append(Cell(by, part, row["value"], *_ends(row["shown"])))
    if dataset == "persons":
        public_cells += _people(vintage, attribute)
    if attribute == "race":
        public_cells += _incidents(vintage)
    return [cell for cell in dict.fromkeys(public_cells) if cell.value != UNKNOWN]


def place(vintage: Vintage, by: str, years: Vector, areas: Vector) -> Vector:
    """Return the part of a table to which each person belongs, from their years and areas."""
    if by in ("year", "area"):
        return {"year": years, "area": areas}[by]
    compared = (
        benchmarks.latest_years(vintage)
        if by == "latest"
        else benchmarks.race_benchmarks(vintage).years
    )
    return np.where(np.isin(years, [str(year) for year in compared]), "true", "false")


def exchangeable(vintage: Vintage, dataset: str, attribute: str) -> set[Cell]:
    """Return the suppressed cells that change when two people exchange their values.

    All pairs of people are tried whose exchange contradicts no published table. In a table that
    counts incidents by value, only people who are alone in their incident are tried.
    """
    public_cells = cells(vintage, dataset, attribute)
    tables = sorted({cell.by for cell in public_cells})
    answers = vintage.ask(dataset, {"layer": vintage.layer().id}, "protected")
    answers = answers.filter(pl.col(attribute) != UNKNOWN)
    years, areas, values = (answers[name].to_numpy() for name in ("year", "area", attribute))
    people = answers["n"].to_numpy()
    free = answers["alone_n" if "incidents" in tables else "n"].to_numpy() > 0
    names, own = np.unique(values, return_inverse=True)
    rows: dict[str, Vector] = {}
    may: dict[str, dict[int, Vector]] = {}
    for by in tables:
        at = place(vintage, by, years, areas)
        parts, rows[by] = np.unique(at, return_inverse=True)
        may[by] = {step: np.ones((len(parts), len(names)), dtype=bool) for step in (-1, 1)}
        # where nobody's answer is known all counts are 0, and there is nobody to exchange
        for cell in public_cells:
            if cell.by != by or cell.part not in parts:
                continue
            is_in = (at == cell.part) & (values == cell.value)
            n = cell.low if by == "incidents" else int(people[is_in].sum())
            assert cell.low <= n <= cell.high
            index = np.searchsorted(parts, cell.part), np.searchsorted(names, cell.value)
            for step, allowed in may[by].items():
                allowed[index] = cell.low <= n + step <= cell.high
    exchanged = set()
    for cell in public_cells:
        if not cell.is_hidden:
            continue
        is_in = place(vintage, cell.by, years, areas) == cell.part
        is_value = values == cell.value
        for leaves, enters in (
            (is_in & is_value, ~is_in & ~is_value),
            (is_in & ~is_value, ~is_in & is_value),
        ):
            first, second = (
                np.flatnonzero(leaves & free)[:, np.newaxis],
                np.flatnonzero(enters & free),
            )
            fits = np.ones((len(first), len(second)), dtype=bool)
            for by, row in rows.items():
                lose, gain = may[by][-1], may[by][1]
                moved = lose[row[first], own[first]] & gain[row[first], own[second]]
                moved = moved & lose[row[second], own[second]] & gain[row[second], own[first]]
                fits &= (row[first] == row[second]) | moved
            if fits.any():
                exchanged.add(cell)
    return exchanged


def given_away(vintage: Vintage, values: tuple[str, ...]) -> tuple[list[Cell], list[Cell]]:
    """Return the suppressed cells by race, and those of them that have one possible value.

    All tables of the city are combined. Every assignment of races to people of known race is tried
    that has the published total of each race; those that fit all published cells remain.
    """
    public_cells = cells(vintage, "persons", "race")
    records = vintage.reader.rows(
        "select incident_id, year(occurred_on)::varchar, area_id, race from force_persons "
        "join force_incidents using (incident_id) join places using (place_id) "
        "where race <> 'unknown' order by all"
    )
    incidents, years, areas, true = (np.array(column) for column in zip(*records, strict=True))
    candidates = np.array(values)[np.indices((len(values),) * len(true)).reshape(len(true), -1).T]
    for value in values:
        candidates = candidates[(candidates == value).sum(axis=1) == (true == value).sum()]
    fits = np.ones(len(candidates), dtype=bool)
    counts = {}
    for cell in public_cells:
        is_in = place(vintage, cell.by, years, areas) == cell.part
        is_theirs = (candidates == cell.value) & is_in
        if cell.by == "incidents":
            involved = [
                is_theirs[:, incidents == incident].any(axis=1) for incident in np.unique(incidents)
            ]
            counts[cell] = np.sum(involved, axis=0)
        else:
            counts[cell] = is_theirs.sum(axis=1)
        fits &= (cell.low <= counts[cell]) & (counts[cell] <= cell.high)
    assert fits[(candidates == true).all(axis=1)].all()  # nothing that is told is untrue
    hidden = [cell for cell in counts if cell.is_hidden]
    return hidden, [cell for cell in hidden if len(np.unique(counts[cell][fits])) < 2]


def _people(vintage: Vintage, attribute: str) -> list[Cell]:
    public_cells = []
    try:
        for row in persons.people(vintage, attribute).to_dicts():
            public_cells.append(Cell("latest", "true", row["value"], *_ends(row["shown"])))
        for row in persons.by_year(vintage, attribute).to_dicts():
            public_cells.append(Cell("year", str(row["year"]), row["value"], *_ends(row["shown"])))
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


def _ends(text: str) -> tuple[int, int]:
    """Return the lowest and highest value that a cell may have, from its text."""
    if text == disclosure.LOST:
        return 0, NO_END
    if text.endswith("+"):
        return int(text[:-1]), NO_END
    low, _, high = text.partition("–")
    return int(low), int(high or low)


def _ids(vintage: Vintage) -> dict[str, str]:
    """Return the id of each area by the name under which it is shown."""
    areas = vintage.areas(vintage.layer().id).select("area_id", "name")
    twice = areas["name"].is_duplicated()
    return {
        f"{name} ({area})" if is_twice else name: area
        for (area, name), is_twice in zip(areas.iter_rows(), twice, strict=True)
    }
