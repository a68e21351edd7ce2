"""Which cells are suppressed, and that none of them can be recovered."""

import itertools
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.stats.suppression import (
    UNBOUNDED,
    Counts,
    Groups,
    SuppressedTable,
    UnprotectableError,
    _programme,
    can_protect,
    recoverable,
    suppress,
    suppress_all,
)

pytestmark = pytest.mark.slow

SMALLEST = 5
TABLES = 200


def one_table(counts: Counts, smallest: int = SMALLEST) -> Groups:
    """Return the people of a single table, a group to each cell that holds any."""
    rows, values = np.nonzero(counts)
    people = counts[rows, values]
    return together((rows,), values, people, people, smallest)


def together(
    rows: tuple[Counts, ...],
    values: Counts,
    people: Counts,
    free: Counts,
    smallest: int = SMALLEST,
) -> Groups:
    """Return people of linked tables, no row of which is of one record alone."""
    lone = tuple(np.zeros(int(table.max()) + 1, dtype=bool) for table in rows)
    return Groups(rows, values, people, free, lone, smallest)


def intervals(counts: Counts) -> tuple[Counts, Counts]:
    """Return the ends of all intervals of a table that is protected alone."""
    (table,) = suppress(one_table(counts))
    assert (table.counts == counts).all()
    return table.lows, table.highs


def random_table(rng: np.random.Generator) -> Counts:
    """Return counts as areas and groups have them: many near nothing, a few large."""
    shape = rng.integers(2, 7, 2)
    means = rng.gamma(0.7, rng.choice([2, 6, 20, 60]), shape)
    return rng.poisson(means).astype(np.int64)


def brute(counts: Counts, lows: Counts, highs: Counts) -> Counts:
    """Return which hidden cells have one value, by writing out every table there can be."""
    top = int(counts.sum())
    ranges = [
        range(low, min(high, top) + 1) for low, high in zip(lows.flat, highs.flat, strict=True)
    ]
    tables = np.array(list(itertools.product(*ranges))).reshape(-1, *counts.shape)
    fits = (tables.sum(1) == counts.sum(0)).all(1) & (tables.sum(2) == counts.sum(1)).all(1)
    possible = tables[fits]
    return (possible.min(0) == possible.max(0)) & (lows < highs)


def test_no_hidden_cell_comes_back() -> None:
    """In 200 random tables no hidden cell has one value, and every range holds the truth."""
    rng = np.random.default_rng(20_261_124)
    hidden_n, small_n = 0, 0
    for _ in range(TABLES):
        counts = random_table(rng)
        counts = counts[counts.sum(1) > 0][:, counts.sum(0) > 0]
        small = (counts > 0) & (counts < SMALLEST)
        suppressed = suppress_all(one_table(counts)) if counts.any() else {}
        if not suppressed:
            continue
        lows, highs = suppressed[0].lows, suppressed[0].highs
        hidden = lows < highs
        assert not (recoverable(counts, lows, highs) & (counts > 0)).any()
        assert ((lows <= counts) & (counts <= highs)).all()
        assert hidden[small].all()
        assert one_table(counts).primary(0).any() or not hidden.any()
        hidden_n, small_n = hidden_n + hidden.sum(), small_n + small.sum()
    # hiding must not get out of hand: less than two more cells for each small one
    assert small_n < hidden_n < 3 * small_n


def test_the_audit_is_exact() -> None:
    """Programming and writing out every table agree on which cells can be worked out."""
    rng = np.random.default_rng(3)
    verdicts = np.zeros(2, dtype=np.int64)
    for _ in range(200):
        counts = rng.poisson(2.0, (2, 3)).astype(np.int64)
        below, above = rng.integers(0, 3, (2, *counts.shape))
        hidden = rng.random(counts.shape) < 0.7
        lows = np.where(hidden, np.maximum(counts - below, 0), counts)
        highs = np.where(hidden, counts + above, counts)
        expected = brute(counts, lows, highs)
        assert (recoverable(counts, lows, highs) == expected).all()
        verdicts += [expected.sum(), ((lows < highs) & ~expected).sum()]
    assert (verdicts > 50).all()


def test_hiding_one_cell_alone_is_seen_through() -> None:
    """A single hidden cell is its row's total less the rest; the audit says so."""
    counts = np.array([[3, 20, 9], [10, 30, 8], [6, 7, 9]])
    lows, highs = counts.copy(), counts.copy()
    lows[0, 0], highs[0, 0] = 1, 4
    assert np.argwhere(recoverable(counts, lows, highs)).tolist() == [[0, 0]]


def test_the_least_is_hidden() -> None:
    """One small cell takes three more, the corners of a square; of those, the smallest numbers.

    By hand: the square through (0, 0) needs one cell of row 0, one of column 0 and their corner.
    Numbers that stay at 5 or more when they move by one: 9 + 10 + 8 is the least there is.
    """
    counts = np.array([[3, 20, 9], [10, 30, 8], [40, 50, 60]])
    lows, highs = intervals(counts)
    assert (lows < highs).tolist() == [[True, False, True], [True, False, True], [False] * 3]
    assert (lows[0, 0], highs[0, 0]) == (1, 4)
    assert (lows[1, 2], highs[1, 2]) == (5, UNBOUNDED)


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        # the 4 may only lose, and must lose two: one to each other value, as 6 may lose one only
        ([[4, 50, 50], [20, 6, 7]], ["1–4 5+ 5+", "5+ 5+ 5+"]),
        # a 5 that loses one would no longer be 5 or more, so a larger cell is taken, twice
        ([[4, 50, 50], [20, 5, 30]], ["1–4 50 5+", "5+ 5 5+"]),
        # a 3 may gain one from the 5 and lose one to it; a 2 that loses one to the 5 must gain one
        ([[3, 5, 50], [30, 40, 60]], ["1–4 5+ 50", "5+ 5+ 60"]),
        ([[2, 40, 50], [30, 5, 60]], ["1–4 5+ 50", "5+ 5+ 60"]),
        # the smallest shares of their rows: 40 %, 10 % and 30 %
        ([[3, 40, 57], [10, 30, 60], [40, 30, 30]], ["1–4 5+ 57", "5+ 5+ 60", "40 30 30"]),
        # narrow rows: all but one, or three, have one value; the first is short, the others long
        ([[6, 1], [40, 60]], ["* *", "5+ 5+"]),
        ([[1, 20], [30, 40]], ["* 5+", "5+ 5+"]),
        # two narrow rows hide each other
        ([[3, 40], [3, 50], [60, 70]], ["* 5+", "* 5+", "60 70"]),
    ],
)
def test_a_swap_moves_one_person(rows: list[list[int]], shown: list[str]) -> None:
    """The cells hidden are those that stay in their intervals when one person moves, by hand."""
    ends = zip(*(end.ravel() for end in intervals(np.array(rows))), strict=True)
    texts = {(1, 4): "1–4", (5, UNBOUNDED): "5+", (0, UNBOUNDED): "*"}
    words = [str(low) if low == high else texts[int(low), int(high)] for low, high in ends]
    assert words == " ".join(shown).split()


def test_a_range_that_would_tell_is_given_up() -> None:
    """Three cells of 1 in a row of 6 and 3: "1–4" thrice would say 1 each, so of some it is "*"."""
    counts = np.array([[1, 1, 1, 3], [40, 60, 50, 30]])
    lows, highs = intervals(counts)
    assert recoverable(counts, lows, highs).sum() == 0
    assert lows[1].tolist() == [5, 5, 5, 5]


@pytest.mark.parametrize("first", [[8, 0, 0], [7, 1, 0], [4, 4, 0], [1, 0, 0], [0, 0, 2]])
def test_a_row_of_one_value_looks_like_one_of_two(first: list[int]) -> None:
    """A row in which fewer than five people have another value shows none of its cells.

    A row of one value cannot be told by its pattern, and a second value is possible in it. Zeros of
    other rows stay.
    """
    counts = np.array([first, [40, 60, 30], [9, 0, 8]])
    lows, highs = intervals(counts)
    assert lows[0].tolist() == [0, 0, 0]
    assert highs[0].tolist() == [UNBOUNDED] * 3
    assert (lows[2, 1], highs[2, 1]) == (0, 0)
    # at least two cells of the row are not known
    assert (~recoverable(counts, lows, highs))[0].sum() >= 2


def test_a_row_of_one_record_is_not_told() -> None:
    """Six people of two values who all belong to one record: what it holds is not told."""
    counts = np.array([[6, 6], [40, 60]])
    groups = one_table(counts)
    assert suppress(groups)[0].lows.tolist() == counts.tolist()
    (table,) = suppress(replace(groups, lone=(np.array([True, False]),)))
    assert table.lows[0].tolist() == [0, 0]
    assert table.highs[0].tolist() == [UNBOUNDED, UNBOUNDED]
    assert not recoverable(table.counts, table.lows, table.highs).any()


def test_a_person_that_two_tables_give_away_is_hidden_in_one() -> None:
    """Area 0 has values 0 and 1, year 0 has 0 and 2: whoever is of both would be known to be 0.

    Each row has two values, and no cell is small. An exchange must be allowed nevertheless.
    """
    years, areas = np.array([0, 1, 0, 1, 1]), np.array([0, 0, 1, 1, 1])
    values, people = np.array([0, 1, 2, 0, 2]), np.array([10, 10, 10, 10, 10])
    by_year, by_area = suppress(together((years, areas), values, people, people))
    assert (by_year.lows < by_year.highs).any() or (by_area.lows < by_area.highs).any()


def test_a_circle_of_four_people_needs_nothing_hidden() -> None:
    """Two exchanges that undo each other in both tables leave a person's value open.

    Everyone of year 0 and area 0 has value 0. Elsewhere both values occur, so no cell is hidden.
    """
    years, areas = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    values, people = np.array([0, 1, 1, 0]), np.array([10, 10, 10, 10])
    for table in suppress(together((years, areas), values, people, people)):
        assert table.lows.tolist() == table.highs.tolist()


def test_a_cell_of_two_counts_is_known() -> None:
    """Every primary cell has three possible counts, as far as its row and column hold so many."""
    rng = np.random.default_rng(7)
    for _ in range(40):
        counts = random_table(rng)
        if not can_protect(one_table(counts), 0):
            continue
        try:
            (table,) = suppress(one_table(counts))
        except UnprotectableError:
            continue
        needed = np.minimum(counts.sum(1, keepdims=True), counts.sum(0)).clip(max=2)
        for cell in map(tuple, np.argwhere(one_table(counts).primary(0))):
            low, high = ends(table, cell)
            assert high - low >= needed[cell]


def ends(table: SuppressedTable, cell: tuple[int, ...]) -> tuple[int, int]:
    """Return the lowest and the highest count of a cell that its table allows."""
    counts, hidden = table.counts, np.argwhere(table.lows < table.highs)
    solve = _programme(counts, table.lows, table.highs, hidden)
    at = (hidden == cell).all(axis=1)
    low, high = (float(solve(sign * at.astype(float))[at][0]) for sign in (1, -1))
    return round(low), round(high)


@pytest.mark.parametrize("counts", [[[3, 20]], [[3], [20]], [[3, 20], [0, 0]]])
def test_what_hiding_cannot_protect_is_refused(counts: list[list[int]]) -> None:
    """With one row that holds anything, the totals of the columns are its cells."""
    groups = one_table(np.array(counts))
    assert not can_protect(groups, 0)
    with pytest.raises(ValueError, match="totals are the cells"):
        suppress(groups)


@settings(max_examples=100, deadline=None)
@given(
    st.integers(3, 11),
    st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=2, max_size=5),
)
def test_any_smallest(smallest: int, rows: list[list[int]]) -> None:
    """Whatever a city's smallest cell is, all smaller ones are hidden and none comes back."""
    counts = np.array(rows)
    tables = suppress_all(one_table(counts, smallest)) if counts.any() else {}
    for table in tables.values():
        small = (table.counts > 0) & (table.counts < smallest)
        assert (table.lows < table.highs)[small].all()
        is_told = recoverable(table.counts, table.lows, table.highs)
        assert not (is_told & (table.counts > 0)).any()


def test_two_tables_are_protected_together() -> None:
    """What is hidden by year is hidden by area too, where an area has no other year.

    All people of area 0 are of year 0 and the other way round, so both tables have the same cells.
    Apart, each would hide its 3 with any other value: together they must agree, and here they do.
    """
    rows = np.array([0, 0, 0, 1, 1, 1])
    values = np.array([0, 1, 2, 0, 1, 2])
    people = np.array([3, 20, 9, 10, 30, 8])
    by_year, by_area = suppress(together((rows, rows), values, people, people, SMALLEST))
    assert (by_year.lows == by_area.lows).all()
    assert (by_year.lows < by_year.highs).tolist() == [[True, False, True], [True, False, True]]


def test_an_exchange_inside_an_area_leaves_the_areas_alone() -> None:
    """A small cell of a year is hidden with others of years; areas are shown in full.

    In area 0 stand people of both years and both values, so an exchange of two of them changes the
    table by year only.
    """
    years, areas = np.array([0, 0, 1, 1, 0, 1]), np.array([0, 0, 0, 0, 1, 1])
    values, people = np.array([0, 1, 0, 1, 1, 0]), np.array([3, 20, 10, 30, 6, 7])
    by_year, by_area = suppress(together((years, areas), values, people, people, SMALLEST))
    assert (by_year.lows < by_year.highs).all()
    assert (by_area.lows == by_area.highs).all()


def test_an_exchange_inside_one_of_many_areas_is_free() -> None:
    """Where each of 40 areas has everyone, the areas are shown in full, however many they are."""
    years, areas, values = (axis.ravel() for axis in np.indices((2, 40, 2)))
    people = np.full(len(years), 10)
    people[(years == 0) & (values == 0)] = 0
    people[(years == 0) & (values == 0) & (areas == 7)] = 3
    by_year, by_area = suppress(together((years, areas), values, people, people, SMALLEST))
    assert (by_year.lows < by_year.highs).all()
    assert (by_area.lows == by_area.highs).all()


def test_a_cell_of_many_is_a_smaller_loss_than_one_of_few() -> None:
    """Cells of 40 areas are hidden rather than the largest group of two years.

    The 4 of area 0 may only lose one, and either to the third value, nine tenths of each year,
    inside area 0, or to the second, which nobody of the other year has there.
    """
    years, areas, values = (axis.ravel() for axis in np.indices((2, 40, 3)))
    people = np.choose(values, [10, 10, 100])
    people[(years == 0) & (values == 0)] = 0
    people[(years == 0) & (values == 0) & (areas == 0)] = 4
    people[(years == 1) & (values == 1) & (areas == 0)] = 0
    by_year, by_area = suppress(together((years, areas), values, people, people, SMALLEST))
    assert (by_year.lows < by_year.highs).tolist() == [[True, True, False]] * 2
    assert (by_area.lows < by_area.highs).sum() == 4


@pytest.mark.parametrize(
    ("rows", "free"), [([[1, 0], [0, 1]], [[1, 0], [0, 1]]), ([[3, 1], [1, 0]], [[0, 1], [1, 0]])]
)
def test_one_person_on_each_side_is_enough(rows: list[list[int]], free: list[list[int]]) -> None:
    """A single pair of people, across or beside and below, protects a small cell."""
    groups = one_table(np.array(rows))
    may_move = np.array(free)[groups.rows[0], groups.values]
    assert can_protect(together(groups.rows, groups.values, groups.people, may_move, SMALLEST), 0)


@pytest.mark.parametrize(
    ("rows", "free"),
    [
        ([[3, 0], [0, 20]], [[0, 0], [0, 20]]),  # there is somebody across, and nobody to move
        ([[3, 20], [0, 0]], [[0, 20], [0, 0]]),  # somebody beside, and nobody below
        ([[3, 0], [20, 0]], [[0, 0], [20, 0]]),
    ],
)
def test_a_cell_nobody_may_leave_needs_two_beside_and_below(
    rows: list[list[int]], free: list[list[int]]
) -> None:
    """A table with a small cell that no exchange can change cannot be protected."""
    groups = one_table(np.array(rows))
    may_move = np.array(free)[groups.rows[0], groups.values]
    bound = together(groups.rows, groups.values, groups.people, may_move, SMALLEST)
    assert not can_protect(bound, 0)


def test_only_who_is_free_is_exchanged() -> None:
    """Where nobody in a cell may be thought to be another, it is moved by people beside it."""
    groups = one_table(np.array([[3, 20, 9], [10, 30, 8]]))
    bound = together(groups.rows, groups.values, groups.people, groups.people * 0, SMALLEST)
    assert not can_protect(bound, 0)
    free = np.where((groups.rows[0] == 0) & (groups.values == 0), 0, groups.people)
    (table,) = suppress(together(groups.rows, groups.values, groups.people, free, SMALLEST))
    assert (table.lows < table.highs)[0, 0]


@st.composite
def people_of_a_city(draw: st.DrawFn) -> Groups:
    """Return people of up to 4 years, 3 areas and 3 values, most of them few; some not free."""
    sizes = Counter(
        draw(
            st.lists(
                st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)),
                min_size=1,
                max_size=40,
            )
        )
    )
    years, areas, values = np.array(list(sizes)).T
    people = np.array(list(sizes.values()))
    free = np.array([draw(st.integers(0, int(size))) for size in people])
    return together((years, areas, (years > 1).astype(np.int64)), values, people, free, SMALLEST)


def swapped(groups: Groups, number: int, first: int, second: int) -> Counts:
    """Return a table counted again after one person of each group took the other's value."""
    people = np.append(groups.people, [-1, -1, 1, 1])
    rows = np.append(groups.rows[number], groups.rows[number][[first, second, first, second]])
    values = np.append(groups.values, groups.values[[first, second, second, first]])
    return together((rows,), values, people, people, SMALLEST).table(0, people)


@settings(max_examples=200, deadline=None)
@given(people_of_a_city())
def test_every_hidden_cell_has_an_exchange(groups: Groups) -> None:
    """Two people, each with the other's value, change the cell and leave all tables true."""
    suppressed = suppress_all(groups)
    groups, tables = groups.only(list(suppressed)), list(suppressed.values())
    assert all(
        ((table.lows <= table.counts) & (table.counts <= table.highs)).all() for table in tables
    )
    changed = [np.zeros(table.counts.shape, dtype=bool) for table in tables]
    free = np.flatnonzero(groups.free)
    for first, second in itertools.combinations(free, 2):
        moved = [swapped(groups, number, first, second) for number in range(len(tables))]
        if all(
            ((table.lows <= counts) & (counts <= table.highs)).all()
            for table, counts in zip(tables, moved, strict=True)
        ):
            for number, (table, counts) in enumerate(zip(tables, moved, strict=True)):
                changed[number] |= counts != table.counts
    for flags, table in zip(changed, tables, strict=True):
        assert flags[(table.lows < table.highs) & (table.counts > 0)].all()
