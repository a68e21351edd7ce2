"""Which new values can be added to published tables without giving anybody away.

Whoever kept the tables of an earlier vintage subtracts them from the new ones and has tables of the
people whose values are new. So new values are added in releases, and a release adds only what tells
nobody's value: two of its people who are counted in the same rows have different values, or two
exchanges undo each other in every table (`suppression.given_away`). Such an exchange changes no
table of any vintage, so the proof holds for whoever kept them all.

Whom the area would give away is counted by year only, in company of people with another value;
whom the year would give away is not counted at all yet. No cell that was published as a number
becomes a small one and no such row narrow, so nothing has to be suppressed that was not before.

Source: Xiao and Tao 2007, Proceedings of the ACM SIGMOD Conference, 689 (who stays over several
releases must stay among the same values); docs/decisions/2026-11-disclosure.md.
"""

from dataclasses import dataclass

import numpy as np

from queries.stats.suppression import Counts, Flags, Groups, given_away

NOWHERE = 0
"""The row of people whom a table does not count; they can be exchanged without changing it."""


@dataclass(frozen=True)
class Table:
    """A published table, rows × values, and the row of each new person.

    `counts` are the people counted before, `hidden` the cells that an earlier release suppressed.
    """

    counts: Counts
    hidden: Flags
    rows: Counts


@dataclass(frozen=True)
class NewPeople:
    """People whose value is new: its column, and the number of the record that lists the person."""

    values: Counts
    records: Counts


def release(
    new: NewPeople, years: Table, areas: Table | None, smallest: int
) -> tuple[Flags, Flags]:
    """Return which new people can be counted by year, and which of these by area too."""
    by_year = np.ones(len(new.values), dtype=bool)
    by_area = np.full(len(new.values), areas is not None)
    is_settled = False
    while not is_settled:
        before = by_year.sum() + by_area.sum()
        by_year &= ~_would_tell(new, years, by_year, smallest)
        by_area &= by_year
        if areas is not None:
            by_area &= ~_would_tell(new, areas, by_area, smallest)
        place = np.zeros(len(by_area), dtype=np.int64) if areas is None else areas.rows + 1
        place = np.where(by_area, place, NOWHERE)
        is_told = by_year & _given_away(years.rows, place, new.values, by_year)
        by_area &= ~is_told
        if not (is_told & (place != NOWHERE)).any():
            # who has no place needs company: people of another value whose place is not counted
            company = _company(years.rows, place, new.values, is_told)
            by_area &= ~company
            by_year &= ~(is_told & ~np.isin(years.rows, years.rows[company]))
        is_settled = bool(before == by_year.sum() + by_area.sum())
    return by_year, by_area


def _would_tell(new: NewPeople, table: Table, counted: Flags, smallest: int) -> Flags:
    """Return the new people of small cells, of narrow rows and of rows with one new record.

    A row that was narrow before shows none of its cells, and stays so.
    """
    rows, values = table.rows, new.values
    counts = table.counts.copy()
    np.add.at(counts, (rows[counted], values[counted]), 1)
    is_small = (counts > 0) & (counts < smallest) & ~table.hidden
    is_narrow = (counts.sum(1) - counts.max(1) < smallest) & ~table.hidden.all(1)
    first, last = np.full(len(counts), np.iinfo(np.int64).max), np.full(len(counts), -1)
    np.minimum.at(first, rows[counted], new.records[counted])
    np.maximum.at(last, rows[counted], new.records[counted])
    is_told: Flags = counted & (is_small[rows, values] | is_narrow[rows] | (first >= last)[rows])
    return is_told


def _given_away(years: Counts, places: Counts, values: Counts, counted: Flags) -> Flags:
    """Return the new people whom the tables of all vintages together might give away."""
    is_told = np.zeros(len(values), dtype=bool)
    if counted.any():
        keys = np.stack([years, places, values])[:, counted]
        groups, at, sizes = np.unique(keys, axis=1, return_inverse=True, return_counts=True)
        lone = tuple(np.zeros(int(rows.max()) + 1, dtype=bool) for rows in groups[:2])
        people = sizes.astype(np.int64)
        told = given_away(Groups((groups[0], groups[1]), groups[2], people, people, lone, 1))
        is_told[counted] = np.isin(at.ravel(), told)
    return is_told


def _company(years: Counts, places: Counts, values: Counts, placeless: Flags) -> Flags:
    """Return for each year of placeless people the fewest of one place that have another value."""
    company = np.zeros(len(placeless), dtype=bool)
    for year in np.unique(years[placeless]):
        is_there = (places != NOWHERE) & (years == year)
        is_other = is_there & ~np.isin(values, values[placeless & (years == year)])
        others = np.unique(places[is_other])
        if len(others):
            sizes = np.bincount(places[is_there])[others]
            company |= is_there & (places == others[sizes.argmin()])
    return company
