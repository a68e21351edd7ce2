"""All published counts by race, sex or age, combined as an attacker would combine them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.disclosure import Cell, cells, counted
from queries.records import benchmarks
from queries.vintage.catalog import UNKNOWN, Vintage

Vector = npt.NDArray[Any]
"""One value per person, or one flag per part and value."""


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


def exchangeable(vintage: Vintage, dataset: str, attribute: str) -> tuple[set[Cell], set[Cell]]:
    """Return the suppressed cells that hold anybody, and those that an exchange of two changes.

    A zero that is hidden for the sake of others may be worked out.

    All pairs of people are tried whose exchange contradicts no published table. In a table that
    counts incidents by value, only people who are alone in their incident are tried.
    """
    public_cells = cells(vintage, dataset, attribute)
    tables = sorted({cell.by for cell in public_cells})
    answers = vintage.ask(dataset, {"layer": vintage.layer().id}, "protected")
    answers = answers.filter(pl.col(attribute) != UNKNOWN)
    answers = answers.group_by("year", "area", attribute).agg(pl.col("^(n|alone_n)$").sum())
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
    held, exchanged = set(), set()
    for cell in public_cells:
        is_in = place(vintage, cell.by, years, areas) == cell.part
        is_value = values == cell.value
        if not cell.is_hidden or not (is_in & is_value).any():
            continue
        held.add(cell)
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
    return held, exchanged


History = tuple[str | None, ...]
"""Year and area in the tables of each vintage; None where a vintage does not count a person."""

Block = tuple[str, str]
"""A year and an area: its people are listed together, and nothing tells one from another."""


def given_away(
    vintage: Vintage, values: tuple[str, ...]
) -> tuple[list[Cell], list[Cell], list[Block]]:
    """Return the suppressed cells by race, those that are known, and the people that are.

    A cell is known if it holds anybody and has one possible value; a zero that is hidden for the
    sake of others may be worked out. People are known if all of a block have one possible race;
    where a whole city has one, nothing is published. All tables of the city are combined. Every
    assignment of races to people of known race is tried that has the published total of each race;
    those that fit all published cells remain.
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
    left = candidates[fits]
    is_held = {cell: counts[cell][(candidates == true).all(axis=1)].max() > 0 for cell in hidden}
    certain = [cell for cell in hidden if is_held[cell] and len(np.unique(counts[cell][fits])) < 2]
    blocks = sorted({(str(year), str(area)) for year, area in zip(years, areas, strict=True)})
    known = [
        (year, area)
        for year, area in blocks
        if len(np.unique(true)) > 1
        and len(np.unique(left[:, (years == year) & (areas == area)])) < 2
    ]
    return hidden, certain, known


def given_away_by_all(
    vintages: Sequence[Vintage], values: tuple[str, ...]
) -> tuple[list[Cell], list[History]]:
    """Return the cells by race that the tables of all vintages tell, and the people they do.

    A suppressed cell is told if it holds anybody and has one possible value. People are told if all
    who are counted alike in every vintage have one possible race. Every assignment of races to
    people is tried that has the total of each race in each vintage; those that fit all published
    cells remain.
    """
    public_cells = [cells(vintage, "persons", "race") for vintage in vintages]
    told = [counted(vintage, "persons", "race") for vintage in vintages]
    told = [
        people if published else people.clear()
        for people, published in zip(told, public_cells, strict=True)
    ]
    key = ["record", "value", "turn"]
    people = pl.concat(frame.select(key) for frame in told).unique().sort(key)
    if people.is_empty():
        return [], []
    true = people["value"].to_numpy()
    places = [
        people.join(frame, on=key, how="left", maintain_order="left").with_columns(
            area=pl.when("in_area").then("area")
        )
        for frame in told
    ]
    codes = np.array([values.index(value) for value in true])
    shape = (len(values),) * len(codes)
    candidates = np.indices(shape, dtype=np.uint8).reshape(len(codes), -1).T
    fits = np.ones(len(candidates), dtype=bool)
    hidden = []
    for vintage, published, place_of in zip(vintages, public_cells, places, strict=True):
        is_counted = place_of["year"].is_not_null().to_numpy()
        for code in range(len(values)):
            n = (codes[is_counted] == code).sum()
            fits &= (candidates[:, is_counted] == code).sum(axis=1) == n
        latest = [str(year) for year in benchmarks.latest_years(vintage)]
        parts = {
            "year": place_of["year"],
            "area": place_of["area"],
            "latest": place_of["year"].is_in(latest).cast(pl.String),
        }
        for cell in published:
            is_in = (parts[cell.by] == cell.part).fill_null(value=False).to_numpy()
            n = (candidates[:, is_in] == values.index(cell.value)).sum(axis=1)
            fits &= (cell.low <= n) & (n <= cell.high)
            if cell.is_hidden and ((true == cell.value) & is_in).any():
                hidden.append((cell, n))
    assert fits[(candidates == codes).all(axis=1)].all()  # nothing that is told is untrue
    left = candidates[fits]
    certain = [cell for cell, n in hidden if len(np.unique(n[fits])) < 2]
    histories = list(
        zip(*(frame[name] for frame in places for name in ("year", "area")), strict=True)
    )
    is_open = len(np.unique(true)) > 1
    known = [
        history
        for history in sorted(set(histories), key=str)
        if is_open and len(np.unique(left[:, [other == history for other in histories]])) < 2
    ]
    return certain, known
