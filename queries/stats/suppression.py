"""Small cells of a two-way table: which cells to hide, and proof that none can be worked out.

A cell is told by a range: what is shown as a number has a range of one value. Everyone knows the
totals of rows and columns, the numbers shown and the ranges of the rest. A hidden cell is safe if
these leave it at least two values.

Sources: Cox 1995, JASA 90:1453 (network flow for two-way tables); Hundepool et al. 2012,
Statistical Disclosure Control, chapter 4; docs/decisions/2026-11-disclosure.md.
"""

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import dijkstra

Array = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Costs = npt.NDArray[np.float64]

UNBOUNDED = 2**40
"""A top end that says nothing; far above any count."""

FREE, HIDE, LOSE = 1e-6, 1.0, 1_000.0
"""What it costs to move a cell: already hidden; a range must replace its number; all is lost."""


def is_crossed(counts: Array) -> bool:
    """Say whether hiding cells can help: two rows and two columns hold something.

    Otherwise the totals of the columns (or rows) are the cells.
    """
    return bool((counts.sum(1) > 0).sum() > 1 and (counts.sum(0) > 0).sum() > 1)


def suppress(counts: Array, smallest: int) -> tuple[Array, Array]:
    """Return the lowest and highest value that each cell of a rows × columns table may tell.

    Both are the count where it can be shown. Cells of 1 to `smallest` − 1 tell (1, smallest − 1).
    Others hidden for their sake tell (smallest, UNBOUNDED), or (0, UNBOUNDED) where any range would
    give a cell away; a small cell too may then tell only that. Without a small cell nothing is
    hidden. Raises ValueError if there is a small cell and the table is not crossed.
    """
    lows, highs = counts.copy(), counts.copy()
    small = (counts > 0) & (counts < smallest)
    lows[small], highs[small] = 1, smallest - 1
    if small.any() and not is_crossed(counts):
        raise ValueError("the totals are the cells: hiding cells protects nothing")
    # a cell that was freed stays free, for no range ever narrows; the audit has the last word
    found = small
    while found.any():
        for row, column in np.argwhere(found):
            _free(counts, lows, highs, (int(row), int(column)), smallest)
        found = recoverable(counts, lows, highs)
    return lows, highs


def recoverable(counts: Array, lows: Array, highs: Array) -> Flags:
    """Return which hidden cells have one possible value, by linear programming.

    The smallest and the largest value of each hidden cell are sought among all tables with the
    same totals inside the ranges. All corners of that set are whole numbers, so it is no matter
    that the programme allows fractions.
    """
    hidden = lows < highs
    cells = np.argwhere(hidden)
    values = counts[hidden]
    moved = np.zeros(len(cells), dtype=bool)
    if not len(cells):
        return hidden
    solve = _programme(counts, lows, highs, cells)
    # one table unlike the true one proves every cell that differs to be safe; so all cells that
    # are left are first pushed together, and singly only where that moves none of them
    is_moving = True
    while is_moving and not moved.all():
        left = np.where(moved, 0.0, 1.0)
        differs = [np.abs(solve(sign * left) - values) > 0.5 for sign in (1, -1)]
        is_moving = bool(((differs[0] | differs[1]) & ~moved).any())
        moved |= differs[0] | differs[1]
    for one in np.flatnonzero(~moved):
        alone = np.zeros(len(cells))
        alone[one] = 1.0
        moved[one] = solve(alone)[one] < solve(-alone)[one] - 0.5
    found = np.zeros(counts.shape, dtype=bool)
    found[tuple(cells[~moved].T)] = True
    return found


def _programme(counts: Array, lows: Array, highs: Array, cells: Array) -> Any:
    """Return a function: weights of the hidden cells → the table that makes their sum least."""
    rows_n, columns_n = counts.shape
    each = np.arange(len(cells))
    sums = np.zeros((rows_n + columns_n, len(cells)))
    sums[cells[:, 0], each] = sums[rows_n + cells[:, 1], each] = 1.0
    hidden = lows < highs
    totals = sums @ counts[hidden].astype(float)
    bounds = np.column_stack([lows[hidden], np.minimum(highs[hidden], counts.sum())])

    def solve(weights: Costs) -> Costs:
        answer = linprog(weights, A_eq=sums, b_eq=totals, bounds=bounds, method="highs")
        if answer.x is None:  # the true table is inside, so only a failing solver comes here
            raise ArithmeticError(answer.message)
        found: Costs = answer.x
        return found

    return solve


def _free(counts: Array, lows: Array, highs: Array, cell: tuple[int, int], smallest: int) -> None:
    """Widen ranges, in place, so that `cell` and all cells widened can take another value.

    A table with the same totals differs by a loop of cells that go up and down by one in turn.
    The cheapest loop through the cell is a shortest path from its column back to its row (or from
    its row to its column, going down), over steps row → column that raise a cell and steps
    column → row that lower one.
    """
    up = _costs(counts, lows, highs, 1, smallest)
    down = _costs(counts, lows, highs, -1, smallest)
    row, column = cell[0], len(counts) + cell[1]
    choices = []
    for sign, starts, ends in ((1, column, row), (-1, row, column)):
        others = (up.copy(), down.copy())
        others[0][cell] = others[1][cell] = np.inf
        cost, path = _shortest(*others, starts, ends)
        choices.append((cost + (up if sign > 0 else down)[cell], sign, path))
    _, sign, path = min(choices, key=lambda one: one[0])
    _widen(counts, lows, highs, cell, sign, smallest)
    for first, second in pairwise(path):
        is_up = first < len(counts)
        one = (first, second - len(counts)) if is_up else (second, first - len(counts))
        _widen(counts, lows, highs, one, 1 if is_up else -1, smallest)


def _shortest(up: Costs, down: Costs, starts: int, ends: int) -> tuple[float, list[int]]:
    """Return the cost and the nodes (rows, then columns) of the cheapest path."""
    rows_n, columns_n = up.shape
    steps = np.full((rows_n + columns_n, rows_n + columns_n), np.inf)
    steps[:rows_n, rows_n:] = up
    steps[rows_n:, :rows_n] = down.T
    graph = sparse.csr_array(np.where(np.isfinite(steps), steps, 0.0))
    costs, before = dijkstra(graph, indices=starts, return_predecessors=True)
    path = [ends]
    while path[-1] != starts and before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    return float(costs[ends]), path[::-1]


def _costs(counts: Array, lows: Array, highs: Array, step: int, smallest: int) -> Costs:
    """Return what it costs to let each cell move by `step`; infinite where nothing may."""
    moved = counts + step
    is_free = (lows <= moved) & (moved <= highs)
    is_large = (counts >= smallest) & (moved >= smallest)
    # of cells that must be hidden, small numbers tell least and are hidden first
    costs = np.where(is_large, HIDE + counts / (1.0 + counts.sum()), LOSE)
    costs = np.where(is_free, FREE, costs)
    return np.where(moved < 0, np.inf, costs)


def _widen(
    counts: Array, lows: Array, highs: Array, cell: tuple[int, int], step: int, smallest: int
) -> None:
    moved = counts[cell] + step
    if lows[cell] <= moved <= highs[cell]:
        return
    is_large = counts[cell] >= smallest and moved >= smallest
    lows[cell], highs[cell] = smallest if is_large else 0, UNBOUNDED
