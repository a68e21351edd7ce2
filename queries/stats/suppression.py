"""Which cells of linked tables are suppressed, and a check that none of them can be recovered.

The tables count the same people. Each table crosses one attribute, such as race, with one other
column: years, areas, or periods made of years. For every cell a table publishes an interval; a
number that is shown is an interval with a single value. Everyone also knows the totals of each
table and every record without the attribute.

Whoever lists the records of a row and sees that its known people have one value knows the value
of each. So two things are suppressed first (primary suppression): cells below the smallest allowed
count, and every cell of a narrow row, in which all but fewer than that count have one value or all
belong to one record. Further cells are suppressed to make these safe (complementary suppression).

The proof is an exchange: two people whose attributes can be swapped while all published numbers,
intervals and records stay true. A primary cell is safe if exchanges leave it three possible counts,
or all that its totals allow. A person is safe if an exchange gives that person another value.

Sources: Dalenius and Reiss 1982, Journal of Statistical Planning and Inference 6:73 (swapping the
values of two records keeps the totals); Machanavajjhala et al. 2007, ACM Transactions on Knowledge
Discovery from Data 1(1):3 (a group of one value gives its members away); Hundepool et al. 2012,
Statistical Disclosure Control, chapter 4; docs/decisions/2026-11-disclosure.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from queries.stats.constants import NARROW_SHOWN, SPREAD

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


Pair = tuple[int, int]
"""Two groups; a swap gives one person of each the other's value."""


class UnprotectableError(ValueError):
    """A table, by its number, whose primary cells no suppression can make safe."""

    def __init__(self, number: int) -> None:
        """Keep the number of the table."""
        super().__init__("the totals are the cells: hiding cells protects nothing")
        self.number = number


@dataclass(frozen=True)
class Groups:
    """People grouped by their row in every table and their value of the attribute.

    Arrays of equal length: `rows` has one array per table with the row of each group; `values` the
    column of its value; `people` its size; `free` how many of its people may have their value
    swapped without contradicting anything else that is published about them. `lone` has one array
    per table: whether all people of a row belong to one published record. Counts from 1 to below
    `smallest` are small.
    """

    rows: tuple[Counts, ...]
    values: Counts
    people: Counts
    free: Counts
    lone: tuple[Flags, ...]
    smallest: int

    def table(self, number: int, counts: Counts) -> Counts:
        """Return one table, rows × values, of `people` or `free`."""
        shape = (len(self.lone[number]), int(self.values.max()) + 1)
        table = np.zeros(shape, dtype=np.int64)
        np.add.at(table, (self.rows[number], self.values), counts)
        return table

    def only(self, numbers: Sequence[int]) -> "Groups":
        """Return the groups with some of their tables."""
        return replace(
            self,
            rows=tuple(self.rows[number] for number in numbers),
            lone=tuple(self.lone[number] for number in numbers),
        )

    def narrow(self, number: int) -> Flags:
        """Return the rows of a table that would give away the people listed in them."""
        counts = self.table(number, self.people)
        others = counts.sum(1) - counts.max(1)
        is_narrow: Flags = (counts.sum(1) > 0) & ((others < self.smallest) | self.lone[number])
        return is_narrow

    def largest(self, number: int) -> Flags:
        """Return the largest cells of narrow rows that are said to be large.

        It is so large that no exchange makes it small; a row of one record has none.
        """
        counts = self.table(number, self.people)
        people = counts.sum(1)
        is_long = (
            self.narrow(number) & ~self.lone[number] & (people >= NARROW_SHOWN * self.smallest)
        )
        is_largest: Flags = is_long[:, np.newaxis] & (counts > people[:, np.newaxis] / 2)
        return is_largest

    def primary(self, number: int) -> Flags:
        """Return the cells of a table that must not be known: small, or of a narrow row."""
        counts = self.table(number, self.people)
        in_narrow = self.narrow(number)[:, np.newaxis] & (counts > 0)
        is_primary: Flags = _small(counts, self.smallest) | in_narrow
        return is_primary


@dataclass(frozen=True)
class SuppressedTable:
    """A table of counts, and the lower and upper end of the interval published for each cell."""

    counts: Counts
    lows: Counts
    highs: Counts


@dataclass(frozen=True)
class _World:
    """People with their values and the tables they add up to: what is true, or what could be.

    The ends of the intervals are those published, in every world.
    """

    groups: Groups
    tables: tuple[SuppressedTable, ...]

    def after(self, pair: Pair) -> "_World":
        """Return the world in which one person of each group has the other's value."""
        at = list(pair)
        groups = replace(
            self.groups,
            rows=tuple(np.append(rows, rows[at]) for rows in self.groups.rows),
            values=np.append(self.groups.values, self.groups.values[at[::-1]]),
            people=np.append(self.groups.people, [1, 1]),
            free=np.append(self.groups.free, [1, 1]),
        )
        for counts in (groups.people, groups.free):
            counts[at] -= 1
        tables = tuple(replace(table, counts=table.counts.copy()) for table in self.tables)
        for number, row, value, step in _moves(self.groups, pair):
            tables[number].counts[row, value] += step
        return _World(groups, tables)


@dataclass(frozen=True)
class _Reached:
    """For each table the lowest and the highest count of every cell in the worlds allowed."""

    lowest: tuple[Counts, ...]
    highest: tuple[Counts, ...]

    def add(self, number: int, cell: Pair, count: int) -> None:
        """Note a count that a cell has in a world that is allowed."""
        self.lowest[number][cell] = min(self.lowest[number][cell], count)
        self.highest[number][cell] = max(self.highest[number][cell], count)


def can_protect(groups: Groups, number: int) -> bool:
    """Return whether every primary cell of a table has a swap of two people that changes it.

    There are two such swaps: one person in the cell with one of another row and another value; or
    one person of the cell's row and another value with one of its value in another row. In a table
    whose people all stand in one row or one column there is no such swap, because its totals are
    its cells.
    """
    free = groups.table(number, groups.free)
    in_row, in_column = (free.sum(axis, keepdims=True) - free for axis in (1, 0))
    elsewhere = free.sum() - free - in_row - in_column
    is_safe = ((free > 0) & (elsewhere > 0)) | ((in_row > 0) & (in_column > 0))
    return bool(is_safe[groups.primary(number)].all())


def suppress(groups: Groups) -> tuple[SuppressedTable, ...]:
    """Return the tables with the interval to publish for each cell.

    Both ends are the count where the cell may be shown. The interval of a small cell is
    (1, smallest − 1), that of every cell of a narrow row (0, UNBOUNDED), save the largest of a long
    row: (smallest, UNBOUNDED). A cell of complementary suppression gets (smallest, UNBOUNDED), or
    (0, UNBOUNDED) where a narrower interval would reveal a suppressed cell; a small cell too may
    need (0, UNBOUNDED). A table without a primary cell is shown in full unless a linked table or a
    person needs its cells suppressed. Raises UnprotectableError for a table that cannot be
    protected, and ArithmeticError if the audit can recover a suppressed cell.
    """
    tables = tuple(_primary_table(groups, number) for number in range(len(groups.rows)))
    world = _World(groups, tables)
    reached = _Reached(*(tuple(table.counts.copy() for table in tables) for _ in range(2)))
    # cells that a short table must suppress cost nothing when longer tables need them too
    for number in sorted(range(len(tables)), key=lambda index: tables[index].counts.size):
        for row, value in np.argwhere(groups.primary(number)):
            _protect_cell(world, reached, number, (int(row), int(value)))
    for group in given_away(groups):
        _protect_person(world, reached, group)
    for number, table in enumerate(tables):
        is_told = recoverable(table.counts, table.lows, table.highs)
        # an empty cell of a narrow row is about nobody
        if (is_told & ((table.counts > 0) | ~groups.narrow(number)[:, np.newaxis])).any():
            raise ArithmeticError("a hidden cell can be worked out from its own table")
    return tables


def suppress_all(groups: Groups) -> dict[int, SuppressedTable]:
    """Return the tables that can be protected together, by number; the others are left out."""
    numbers = list(range(len(groups.rows)))
    while numbers:
        try:
            return dict(zip(numbers, suppress(groups.only(numbers)), strict=True))
        except UnprotectableError as table:
            del numbers[table.number]
    return {}


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


def _primary_table(groups: Groups, number: int) -> SuppressedTable:
    """Return a table with its primary cells suppressed and all others shown."""
    if not can_protect(groups, number):
        raise UnprotectableError(number)
    counts = groups.table(number, groups.people)
    lows, highs = counts.copy(), counts.copy()
    small, narrow = _small(counts, groups.smallest), groups.narrow(number)
    lows[small], highs[small] = 1, groups.smallest - 1
    # empty cells too: a pattern that only rows of a single value have would tell
    lows[narrow], highs[narrow] = 0, UNBOUNDED
    lows[groups.largest(number)] = groups.smallest
    return SuppressedTable(counts, lows, highs)


def _protect_cell(world: _World, reached: _Reached, number: int, cell: Pair) -> None:
    """Allow the cheapest swaps that leave a cell as many possible counts as it needs."""
    count = world.tables[number].counts
    needed = min(SPREAD, int(count[cell[0]].sum()), int(count[:, cell[1]].sum()))
    lowest, highest = reached.lowest[number], reached.highest[number]
    # intervals only widen, so a world that is allowed stays allowed
    while highest[cell] - lowest[cell] < needed:
        best, swaps = np.inf, list[tuple[_World, Pair]]()
        for step, is_reached in (
            (-1, lowest[cell] < count[cell]),
            (1, highest[cell] > count[cell]),
        ):
            cost, way = _way(world, number, cell, step, 2 if is_reached else 1)
            if cost < best:
                best, swaps = cost, way
        if not swaps:
            raise UnprotectableError(number)
        for place, pair in swaps:
            _allow_swap(place, reached, pair)


def _way(
    world: _World, number: int, cell: Pair, step: int, times: int
) -> tuple[float, list[tuple[_World, Pair]]]:
    """Return cost and swaps, each with its world, that change a cell by `step` so many times."""
    total, swaps = 0.0, []
    for _ in range(times):
        groups = world.groups
        is_row = groups.rows[number] == cell[0]
        is_value = groups.values == cell[1]
        if step < 0:
            sides = (is_row & is_value, ~is_row & ~is_value)
        else:
            sides = (is_row & ~is_value, ~is_row & is_value)
        cost, pair = _cheapest_swap(world, *sides)
        total += cost
        if total == np.inf:
            return total, []
        swaps.append((world, pair))
        world = world.after(pair)
    return total, swaps


def _protect_person(world: _World, reached: _Reached, group: int) -> None:
    """Allow the cheapest swap that gives the people of a group another value."""
    groups = world.groups
    is_group = np.arange(len(groups.values)) == group
    cost, pair = _cheapest_swap(world, is_group, groups.values != groups.values[group])
    if cost < np.inf:
        _allow_swap(world, reached, pair)


def given_away(groups: Groups) -> list[int]:
    """Return the groups whose people all tables together might give away.

    The people of the same row in every table are a block; records list them. If a block has two
    values, nobody knows whose is which. If it has one, two swaps may undo each other in every
    table: people of a block (a, b) and of (c, d) have one value, people of (a, d) and of (c, b)
    another, and all four change it. Else the block needs a swap of its own.
    """
    blocks = np.unique(np.stack(groups.rows), axis=1, return_inverse=True)[1].ravel()
    is_held = groups.people > 0
    held = np.unique(np.stack([blocks, groups.values])[:, is_held], axis=1)[0]
    is_single = np.bincount(held, minlength=int(blocks.max()) + 1)[blocks] == 1
    return [
        int(group)
        for group in np.flatnonzero(is_single & (groups.free > 0))
        if not any(_has_circle(groups, number, int(group)) for number in range(len(groups.rows)))
    ]


def _has_circle(groups: Groups, number: int, group: int) -> bool:
    """Return whether two swaps that undo each other in every table change a group's people.

    One side of the circle is the table, the other all other tables.
    """
    own = groups.rows[number]
    others = [rows for index, rows in enumerate(groups.rows) if index != number]
    if not others:
        return False
    rest = np.unique(np.stack(others), axis=1, return_inverse=True)[1].ravel()
    shape = (int(groups.values.max()) + 1, int(rest.max()) + 1, int(own.max()) + 1)
    has = np.zeros(shape, dtype=bool)
    is_free = groups.free > 0
    has[groups.values[is_free], rest[is_free], own[is_free]] = True
    value = groups.values[group]
    same_rest, same_own = has[:, rest[group], :], has[:, :, own[group]]
    return any(
        bool((has[value] & same_own[other][:, np.newaxis] & same_rest[other]).any())
        for other in range(shape[0])
        if other != value
    )


def _cheapest_swap(world: _World, is_first: Flags, is_second: Flags) -> tuple[float, Pair]:
    """Return the least cost of a swap of one person of each side, and its two groups.

    The cost is infinite where no swap exists.
    """
    groups, tables = world.groups, world.tables
    is_free = groups.free > 0
    first, second = np.flatnonzero(is_free & is_first), np.flatnonzero(is_free & is_second)
    if not len(first) or not len(second):
        return np.inf, (-1, -1)
    up = [_costs(table, 1, groups.smallest) for table in tables]
    down = [_costs(table, -1, groups.smallest) for table in tables]
    value_1, value_2 = groups.values[first][:, np.newaxis], groups.values[second]
    total = np.zeros((len(first), len(second)))
    for rows, raised, lowered in zip(groups.rows, up, down, strict=True):
        row_1, row_2 = rows[first][:, np.newaxis], rows[second]
        cost = lowered[row_1, value_1] + raised[row_1, value_2]
        cost = cost + lowered[row_2, value_2] + raised[row_2, value_1]
        total += np.where(row_1 == row_2, 0.0, cost)
    at = np.unravel_index(total.argmin(), total.shape)
    return float(total[at]), (int(first[at[0]]), int(second[at[1]]))


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


def _allow_swap(world: _World, reached: _Reached, pair: Pair) -> None:
    """Widen intervals in place until every table allows the swap, and note its counts."""
    for number, row, value, step in _moves(world.groups, pair):
        table = world.tables[number]
        count = int(table.counts[row, value])
        reached.add(number, (row, value), count + step)
        if not table.lows[row, value] <= count + step <= table.highs[row, value]:
            is_large = min(count, count + step) >= world.groups.smallest
            table.lows[row, value] = world.groups.smallest if is_large else 0
            table.highs[row, value] = UNBOUNDED


def _moves(groups: Groups, pair: Pair) -> Iterator[tuple[int, int, int, int]]:
    """Yield number of the table, row, value and step of each cell that a swap changes."""
    value_1, value_2 = (int(groups.values[group]) for group in pair)
    for number, rows in enumerate(groups.rows):
        row_1, row_2 = (int(rows[group]) for group in pair)
        if row_1 != row_2:
            yield number, row_1, value_1, -1
            yield number, row_1, value_2, 1
            yield number, row_2, value_2, -1
            yield number, row_2, value_1, 1
