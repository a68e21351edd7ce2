"""Which cells of linked tables are suppressed, and a check that none of them can be recovered.

The tables count the same people. Each table crosses one attribute, such as race, with one other
column: years, areas, or periods made of years. For every cell a table publishes an interval; a
number that is shown is an interval with a single value. Everyone also knows the totals of each
table and every record without the attribute.

A suppressed cell is safe if two people exist whose attributes can be swapped so that the cell
changes and all published numbers, intervals and records stay true. Cells below the smallest
allowed count are suppressed first (primary suppression). Further cells are suppressed to make
them safe (complementary suppression).

Sources: Dalenius and Reiss 1982, Journal of Statistical Planning and Inference 6:73 (swapping the
values of two records keeps the totals); Hundepool et al. 2012, Statistical Disclosure Control,
chapter 4; docs/decisions/2026-11-disclosure.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Costs = npt.NDArray[np.float64]

UNBOUNDED = 2**40
"""The upper end of an interval that has none; far above any count."""

FREE, HIDE, LOSE = 1e-6, 1.0, 30.0
"""Cost of a change in a cell: its interval already allows it; its number must become an interval
of large counts; its interval must start at 0 and says nothing.

Each cost is divided by the number of cells in the table, because one suppressed cell of twelve is
a greater loss than one of hundreds.
"""

MISS = 10.0
"""Extra cost of suppressing a cell, times its share of the row: readers need the largest groups."""


@dataclass(frozen=True)
class Groups:
    """People grouped by their row in every table and their value of the attribute.

    Arrays of equal length: `rows` has one array per table with the row of each group; `values` the
    column of its value; `people` its size; `free` how many of its people may have their value
    swapped without contradicting anything else that is published about them. Counts from 1 to
    below `smallest` are small.
    """

    rows: tuple[Counts, ...]
    values: Counts
    people: Counts
    free: Counts
    smallest: int

    def table(self, number: int, counts: Counts) -> Counts:
        """Return one table, rows × values, of `people` or `free`."""
        shape = (int(self.rows[number].max()) + 1, int(self.values.max()) + 1)
        table = np.zeros(shape, dtype=np.int64)
        np.add.at(table, (self.rows[number], self.values), counts)
        return table


@dataclass(frozen=True)
class SuppressedTable:
    """A table of counts, and the lower and upper end of the interval published for each cell."""

    counts: Counts
    lows: Counts
    highs: Counts


def can_protect(groups: Groups, number: int) -> bool:
    """Return whether every small cell of a table has a swap of two people that changes it.

    There are two such swaps: one person in the cell with one of another row and another value; or
    one person of the cell's row and another value with one of its value in another row. In a table
    whose people all stand in one row or one column there is no such swap, because its totals are
    its cells.
    """
    counts = groups.table(number, groups.people)
    free = groups.table(number, groups.free)
    in_row, in_column = (free.sum(axis, keepdims=True) - free for axis in (1, 0))
    elsewhere = free.sum() - free - in_row - in_column
    is_safe = ((free > 0) & (elsewhere > 0)) | ((in_row > 0) & (in_column > 0))
    return bool(is_safe[_small(counts, groups.smallest)].all())


def suppress(groups: Groups) -> tuple[SuppressedTable, ...]:
    """Return the tables with the interval to publish for each cell.

    Both ends are the count where the cell may be shown. The interval of a small cell is
    (1, smallest − 1). A cell of complementary suppression gets (smallest, UNBOUNDED), or
    (0, UNBOUNDED) where a narrower interval would reveal a suppressed cell; a small cell too may
    need (0, UNBOUNDED). A table without a small cell is shown in full unless a linked table needs
    its cells suppressed. Raises ValueError for a
    table that cannot be protected, and ArithmeticError if the audit can recover a suppressed cell.
    """
    tables, smallest = [], groups.smallest
    for number in range(len(groups.rows)):
        if not can_protect(groups, number):
            raise ValueError("the totals are the cells: hiding cells protects nothing")
        counts = groups.table(number, groups.people)
        lows, highs = counts.copy(), counts.copy()
        small = _small(counts, smallest)
        lows[small], highs[small] = 1, smallest - 1
        tables.append(SuppressedTable(counts, lows, highs))
    safe = [np.zeros(table.counts.shape, dtype=bool) for table in tables]
    # cells that a short table must suppress cost nothing when longer tables need them too
    for number in sorted(range(len(tables)), key=lambda index: tables[index].counts.size):
        for row, value in np.argwhere(_small(tables[number].counts, smallest)):
            # intervals only widen, so a cell that a swap has made safe stays safe
            if not safe[number][row, value]:
                pair = _cheapest_swap(groups, tables, number, (int(row), int(value)))
                _allow_swap(groups, tables, safe, pair)
    if any(recoverable(table.counts, table.lows, table.highs).any() for table in tables):
        raise ArithmeticError("a hidden cell can be worked out from its own table")
    return tuple(tables)


def recoverable(counts: Counts, lows: Counts, highs: Counts) -> Flags:
    """Return which suppressed cells have only one possible value, by linear programming.

    The smallest and the largest value of each suppressed cell are found over all tables with the
    same totals and with every cell inside its interval. All corners of that set are whole
    numbers, so the solution is exact although the programme allows fractions.
    """
    hidden = lows < highs
    cells = np.argwhere(hidden)
    values = counts[hidden]
    has_moved = np.zeros(len(cells), dtype=bool)
    solve = _programme(counts, lows, highs, cells)
    # one other table proves every cell in which it differs to be safe; so all remaining cells are
    # pushed together first, and one by one only when that moves none of them
    is_moving = True
    while is_moving and not has_moved.all():
        weights = np.where(has_moved, 0.0, 1.0)
        differs = [np.abs(solve(sign * weights) - values) > 0.5 for sign in (1, -1)]
        is_moving = bool(((differs[0] | differs[1]) & ~has_moved).any())
        has_moved |= differs[0] | differs[1]
    for cell in np.flatnonzero(~has_moved):
        alone = np.zeros(len(cells))
        alone[cell] = 1.0
        has_moved[cell] = solve(alone)[cell] < solve(-alone)[cell] - 0.5
    is_recoverable = np.zeros(counts.shape, dtype=bool)
    is_recoverable[tuple(cells[~has_moved].T)] = True
    return is_recoverable


def _programme(counts: Counts, lows: Counts, highs: Counts, cells: Counts) -> Any:
    """Return a function: weights of the suppressed cells → values with the least weighted sum."""
    rows_n, columns_n = counts.shape
    index = np.arange(len(cells))
    sums = np.zeros((rows_n + columns_n, len(cells)))
    sums[cells[:, 0], index] = sums[rows_n + cells[:, 1], index] = 1.0
    hidden = lows < highs
    totals = sums @ counts[hidden].astype(float)
    bounds = np.column_stack([lows[hidden], np.minimum(highs[hidden], counts.sum())])

    def solve(weights: Costs) -> Costs:
        answer = linprog(weights, A_eq=sums, b_eq=totals, bounds=bounds, method="highs")
        if answer.x is None:  # the true table is feasible, so this is a failure of the solver
            raise ArithmeticError(answer.message)
        solution: Costs = answer.x
        return solution

    return solve


def _small(counts: Counts, smallest: int) -> Flags:
    is_small: Flags = (counts > 0) & (counts < smallest)
    return is_small


def _cheapest_swap(
    groups: Groups, tables: Sequence[SuppressedTable], number: int, cell: tuple[int, int]
) -> tuple[int, int]:
    """Return the two groups whose swap of one person each changes `cell` at the least cost."""
    free = np.flatnonzero(groups.free)
    is_row = groups.rows[number][free] == cell[0]
    is_value = groups.values[free] == cell[1]
    up = [_costs(table, 1, groups.smallest) for table in tables]
    down = [_costs(table, -1, groups.smallest) for table in tables]
    best, pair = np.inf, (-1, -1)
    for first, second in (
        (free[is_row & is_value], free[~is_row & ~is_value]),  # the cell loses one
        (free[is_row & ~is_value], free[~is_row & is_value]),  # the cell gains one
    ):
        if not len(first) or not len(second):
            continue
        value_1, value_2 = groups.values[first][:, np.newaxis], groups.values[second]
        total = np.zeros((len(first), len(second)))
        for rows, raised, lowered in zip(groups.rows, up, down, strict=True):
            row_1, row_2 = rows[first][:, np.newaxis], rows[second]
            cost = lowered[row_1, value_1] + raised[row_1, value_2]
            cost = cost + lowered[row_2, value_2] + raised[row_2, value_1]
            total += np.where(row_1 == row_2, 0.0, cost)
        at = np.unravel_index(total.argmin(), total.shape)
        if total[at] < best:
            best, pair = float(total[at]), (int(first[at[0]]), int(second[at[1]]))
    return pair


def _costs(table: SuppressedTable, step: int, smallest: int) -> Costs:
    """Return the cost of an interval, per cell, that allows its count to change by `step`."""
    counts = table.counts
    moved = counts + step
    is_free = (table.lows <= moved) & (moved <= table.highs)
    is_large = (counts >= smallest) & (moved >= smallest)
    # cells with a small share of their row are the smallest loss to readers
    share = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    costs = np.where(is_large, HIDE + MISS * share, LOSE)
    scaled: Costs = np.where(is_free, FREE, costs) / counts.size
    return scaled


def _allow_swap(
    groups: Groups,
    tables: Sequence[SuppressedTable],
    safe: Sequence[Flags],
    pair: tuple[int, int],
) -> None:
    """Widen intervals in place until every table allows the swap, and mark its cells as safe."""
    for number, moves in _moves(groups, pair):
        table = tables[number]
        for row, value, step in moves:
            count = table.counts[row, value]
            safe[number][row, value] = True
            if not table.lows[row, value] <= count + step <= table.highs[row, value]:
                is_large = min(count, count + step) >= groups.smallest
                table.lows[row, value] = groups.smallest if is_large else 0
                table.highs[row, value] = UNBOUNDED


def _moves(
    groups: Groups, pair: tuple[int, int]
) -> Iterator[tuple[int, list[tuple[int, int, int]]]]:
    """Yield each table that a swap changes, with row, value and step of its four cells."""
    value_1, value_2 = (int(groups.values[group]) for group in pair)
    for number, rows in enumerate(groups.rows):
        row_1, row_2 = (int(rows[group]) for group in pair)
        if row_1 != row_2:
            yield (
                number,
                [
                    (row_1, value_1, -1),
                    (row_1, value_2, 1),
                    (row_2, value_2, -1),
                    (row_2, value_1, 1),
                ],
            )
