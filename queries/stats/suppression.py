"""Small cells of tables about the same people: which to hide, and proof that none can be told.

Several tables cross one attribute with one thing each: with years, with areas, with periods made of
years. A cell is told by a range: what is shown as a number has a range of one value. Everyone knows
the totals of each table, the numbers shown, the ranges of the rest, and every record without the
attribute. A hidden cell is safe if it had another value had two people of the records each had
the other's attribute, and no number, range or record that is told would then be untrue.

Sources: Dalenius and Reiss 1982, Journal of Statistical Planning and Inference 6:73 (swapping two
records' values keeps their totals); Hundepool et al. 2012, Statistical Disclosure Control, chapter
4; docs/decisions/2026-11-disclosure.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

Array = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Costs = npt.NDArray[np.float64]

UNBOUNDED = 2**40
"""A top end that says nothing; far above any count."""

FREE, HIDE, LOSE = 1e-6, 1.0, 30.0
"""What it costs to move a cell: already hidden; a range must replace its number; all is lost.

Each is divided by the cells of the table, for one of twelve is missed more than one of hundreds.
"""

MISS = 10.0
"""What it costs more to hide a cell that is all of its row, as the largest groups are asked for."""


@dataclass(frozen=True)
class Groups:
    """People of one kind: all who share a row of every table, and the value of the attribute.

    Arrays of equal length: `rows` one per table, the row a group stands in; `values` its value's
    column; `people` how many they are; `free` how many of them may be thought to have another
    value with nothing else that is told about them becoming untrue. Counts from 1 to below
    `smallest` are small.
    """

    rows: tuple[Array, ...]
    values: Array
    people: Array
    free: Array
    smallest: int

    def table(self, number: int, counts: Array) -> Array:
        """Return one table, rows × values, of `people` or `free`."""
        shape = (int(self.rows[number].max()) + 1, int(self.values.max()) + 1)
        found = np.zeros(shape, dtype=np.int64)
        np.add.at(found, (self.rows[number], self.values), counts)
        return found


@dataclass(frozen=True)
class Told:
    """A table of counts, and the lowest and highest value that each cell may tell."""

    counts: Array
    lows: Array
    highs: Array


def can_protect(groups: Groups, number: int) -> bool:
    """Say whether every small cell of a table has two people whose exchange would change it.

    Somebody in the cell and somebody of another value in another row; or somebody of another value
    in its row and somebody of its value in another. Where a single row or column holds everything
    there are none: its totals are the cells.
    """
    counts = groups.table(number, groups.people)
    free = groups.table(number, groups.free)
    in_row, in_column = (free.sum(axis, keepdims=True) - free for axis in (1, 0))
    elsewhere = free.sum() - free - in_row - in_column
    is_safe = ((free > 0) & (elsewhere > 0)) | ((in_row > 0) & (in_column > 0))
    return bool(is_safe[_small(counts, groups.smallest)].all())


def suppress(groups: Groups) -> tuple[Told, ...]:
    """Return what each table may tell.

    Ends of a range are both the count where it can be shown. Small cells tell (1, smallest − 1).
    Others hidden for their sake tell (smallest, UNBOUNDED), or (0, UNBOUNDED)
    where any range would give a cell away; a small cell too may then tell only that. Without a
    small cell nothing is hidden. Raises ValueError for a table that cannot be protected, and
    ArithmeticError if the audit finds a cell that can be worked out.
    """
    told, smallest = [], groups.smallest
    for number in range(len(groups.rows)):
        if not can_protect(groups, number):
            raise ValueError("the totals are the cells: hiding cells protects nothing")
        counts = groups.table(number, groups.people)
        lows, highs = counts.copy(), counts.copy()
        small = _small(counts, smallest)
        lows[small], highs[small] = 1, smallest - 1
        told.append(Told(counts, lows, highs))
    safe = [np.zeros(one.counts.shape, dtype=bool) for one in told]
    # what a short table must hide is then free for the long ones
    for number in sorted(range(len(told)), key=lambda one: told[one].counts.size):
        for row, value in np.argwhere(_small(told[number].counts, smallest)):
            # no range ever narrows, so what one exchange has made safe stays safe
            if not safe[number][row, value]:
                pair = _cheapest(groups, told, number, (int(row), int(value)))
                _exchange(groups, told, safe, pair)
    if any(recoverable(one.counts, one.lows, one.highs).any() for one in told):
        raise ArithmeticError("a hidden cell can be worked out from its own table")
    return tuple(told)


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


def _small(counts: Array, smallest: int) -> Flags:
    found: Flags = (counts > 0) & (counts < smallest)
    return found


def _cheapest(
    groups: Groups, told: Sequence[Told], number: int, cell: tuple[int, int]
) -> tuple[int, int]:
    """Return the two groups of which one person each, exchanged, move `cell` at the least cost."""
    free = np.flatnonzero(groups.free)
    is_here = groups.rows[number][free] == cell[0]
    is_value = groups.values[free] == cell[1]
    up = [_costs(one, 1, groups.smallest) for one in told]
    down = [_costs(one, -1, groups.smallest) for one in told]
    best, pair = np.inf, (-1, -1)
    for first, second in (
        (free[is_here & is_value], free[~is_here & ~is_value]),  # the cell loses one
        (free[is_here & ~is_value], free[~is_here & is_value]),  # the cell gains one
    ):
        if not len(first) or not len(second):
            continue
        own, other = groups.values[first][:, np.newaxis], groups.values[second]
        total = np.zeros((len(first), len(second)))
        for rows, raised, lowered in zip(groups.rows, up, down, strict=True):
            here, there = rows[first][:, np.newaxis], rows[second]
            cost = lowered[here, own] + raised[here, other]
            cost = cost + lowered[there, other] + raised[there, own]
            total += np.where(here == there, 0.0, cost)
        at = np.unravel_index(total.argmin(), total.shape)
        if total[at] < best:
            best, pair = float(total[at]), (int(first[at[0]]), int(second[at[1]]))
    return pair


def _costs(told: Told, step: int, smallest: int) -> Costs:
    """Return what it costs to let each cell move by `step`."""
    counts = told.counts
    moved = counts + step
    is_free = (told.lows <= moved) & (moved <= told.highs)
    is_large = (counts >= smallest) & (moved >= smallest)
    # of cells that must be hidden, those that hold little of their row are missed least
    share = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    costs = np.where(is_large, HIDE + MISS * share, LOSE)
    found: Costs = np.where(is_free, FREE, costs) / counts.size
    return found


def _exchange(
    groups: Groups, told: Sequence[Told], safe: Sequence[Flags], pair: tuple[int, int]
) -> None:
    """Widen ranges, in place, so that every table allows the exchange, and mark what it moves."""
    for number, moves in _moves(groups, pair):
        one = told[number]
        for row, value, step in moves:
            count = one.counts[row, value]
            safe[number][row, value] = True
            if not one.lows[row, value] <= count + step <= one.highs[row, value]:
                is_large = min(count, count + step) >= groups.smallest
                one.lows[row, value] = groups.smallest if is_large else 0
                one.highs[row, value] = UNBOUNDED


def _moves(
    groups: Groups, pair: tuple[int, int]
) -> Iterator[tuple[int, list[tuple[int, int, int]]]]:
    """Yield each table that an exchange changes, with row, value and step of its four cells."""
    own, other = (int(groups.values[one]) for one in pair)
    for number, rows in enumerate(groups.rows):
        here, there = (int(rows[one]) for one in pair)
        if here != there:
            yield (
                number,
                [(here, own, -1), (here, other, 1), (there, other, -1), (there, own, 1)],
            )
