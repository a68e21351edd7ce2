"""Which cells are suppressed, and that none of them can be recovered."""

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.stats.suppression import (
    UNBOUNDED,
    Counts,
    Groups,
    can_protect,
    recoverable,
    suppress,
)

pytestmark = pytest.mark.slow

SMALLEST = 5
TABLES = 1_000


def one_table(counts: Counts, smallest: int = SMALLEST) -> Groups:
    """Return the people of a single table, a group to each cell that holds any."""
    rows, values = np.nonzero(counts)
    people = counts[rows, values]
    return Groups((rows,), values, people, people, smallest)


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
    """In 1,000 random tables no hidden cell has one value, and every range holds the truth."""
    rng = np.random.default_rng(20_261_124)
    hidden_n, small_n = 0, 0
    for _ in range(TABLES):
        counts = random_table(rng)
        counts = counts[counts.sum(1) > 0][:, counts.sum(0) > 0]
        small = (counts > 0) & (counts < SMALLEST)
        if not counts.any() or not can_protect(one_table(counts), 0):
            continue
        lows, highs = intervals(counts)
        hidden = lows < highs
        assert not recoverable(counts, lows, highs).any()
        assert ((lows <= counts) & (counts <= highs)).all()
        assert hidden[small].all()
        assert small.any() or not hidden.any()
        hidden_n, small_n = hidden_n + hidden.sum(), small_n + small.sum()
    # hiding must not get out of hand: less than one more cell for each small one
    assert small_n < hidden_n < 2 * small_n


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
        # the 4 may only lose one, so the cell across loses one too: 6 stays large, and is the least
        ([[4, 50, 50], [20, 6, 7]], ["1–4 5+ 50", "5+ 5+ 7"]),
        # the 1 may only gain one: without any it would not be from 1 to 4
        ([[1, 20], [30, 40]], ["1–4 5+", "5+ 5+"]),
        # a 5 that loses one would no longer be 5 or more, so a larger cell is taken
        ([[4, 50, 50], [20, 5, 30]], ["1–4 50 5+", "5+ 5 5+"]),
        # a 2 or a 3 loses one where the 5 may only gain one, and gains one where it may not lose
        ([[2, 5, 50], [30, 40, 60]], ["1–4 5+ 50", "5+ 5+ 60"]),
        ([[3, 5, 50], [30, 40, 60]], ["1–4 5+ 50", "5+ 5+ 60"]),
        ([[2, 40, 50], [30, 5, 60]], ["1–4 5+ 50", "5+ 5+ 60"]),
        ([[3, 40, 50], [30, 5, 60]], ["1–4 5+ 50", "5+ 5+ 60"]),
        # two threes of one value hide each other: one loses what the other gains
        ([[3, 40], [3, 50], [60, 70]], ["1–4 5+", "1–4 5+", "60 70"]),
        # the smallest shares of their rows: 40 %, 10 % and 30 %
        ([[3, 40, 57], [10, 30, 60], [40, 30, 30]], ["1–4 5+ 57", "5+ 5+ 60", "40 30 30"]),
    ],
)
def test_a_swap_moves_one_person(rows: list[list[int]], shown: list[str]) -> None:
    """The cells hidden are those that stay in their intervals when one person moves, by hand."""
    ends = zip(*(end.ravel() for end in intervals(np.array(rows))), strict=True)
    texts = {(1, 4): "1–4", (5, UNBOUNDED): "5+"}
    words = [str(low) if low == high else texts[int(low), int(high)] for low, high in ends]
    assert words == " ".join(shown).split()


def test_a_range_that_would_tell_is_given_up() -> None:
    """Two cells of 1 in a row of 2: "1–4" twice would say 1 and 1, so of one nothing is told."""
    counts = np.array([[1, 1], [40, 60]])
    lows, highs = intervals(counts)
    assert sorted(zip(lows[0], highs[0], strict=True)) == [(0, UNBOUNDED), (1, 4)]
    assert lows[1].tolist() == [5, 5]


def test_a_zero_is_hidden_only_where_a_small_cell_needs_it() -> None:
    """A person alone in an area: of what race can be told unless a zero beside it is hidden."""
    counts = np.array([[1, 0, 0], [40, 60, 30], [9, 0, 8]])
    lows, highs = intervals(counts)
    assert (lows < highs)[0].sum() == 2
    assert (lows[2, 1], highs[2, 1]) == (0, 0)


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
    if counts.any() and can_protect(one_table(counts, smallest), 0):
        (table,) = suppress(one_table(counts, smallest))
        small = (table.counts > 0) & (table.counts < smallest)
        assert (table.lows < table.highs)[small].all()
        assert not recoverable(table.counts, table.lows, table.highs).any()


def test_two_tables_are_protected_together() -> None:
    """What is hidden by year is hidden by area too, where an area has no other year.

    All people of area 0 are of year 0 and the other way round, so both tables have the same cells.
    Apart, each would hide its 3 with any other value: together they must agree, and here they do.
    """
    rows = np.array([0, 0, 0, 1, 1, 1])
    values = np.array([0, 1, 2, 0, 1, 2])
    people = np.array([3, 20, 9, 10, 30, 8])
    by_year, by_area = suppress(Groups((rows, rows), values, people, people, SMALLEST))
    assert (by_year.lows == by_area.lows).all()
    assert (by_year.lows < by_year.highs).tolist() == [[True, False, True], [True, False, True]]


def test_an_exchange_inside_an_area_leaves_the_areas_alone() -> None:
    """A small cell of a year is hidden with others of years; areas are shown in full.

    In area 0 stand people of both years and both values, so an exchange of two of them changes the
    table by year only.
    """
    years, areas = np.array([0, 0, 1, 1, 0, 1]), np.array([0, 0, 0, 0, 1, 1])
    values, people = np.array([0, 1, 0, 1, 1, 0]), np.array([3, 20, 10, 30, 6, 7])
    by_year, by_area = suppress(Groups((years, areas), values, people, people, SMALLEST))
    assert (by_year.lows < by_year.highs).all()
    assert (by_area.lows == by_area.highs).all()


def test_an_exchange_inside_one_of_many_areas_is_free() -> None:
    """Where each of 40 areas has everyone, the areas are shown in full, however many they are."""
    years, areas, values = (axis.ravel() for axis in np.indices((2, 40, 2)))
    people = np.full(len(years), 10)
    people[(years == 0) & (values == 0)] = 0
    people[(years == 0) & (values == 0) & (areas == 7)] = 3
    by_year, by_area = suppress(Groups((years, areas), values, people, people, SMALLEST))
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
    by_year, by_area = suppress(Groups((years, areas), values, people, people, SMALLEST))
    assert (by_year.lows < by_year.highs).tolist() == [[True, True, False]] * 2
    assert (by_area.lows < by_area.highs).sum() == 4


@pytest.mark.parametrize(
    ("rows", "free"), [([[1, 0], [0, 1]], [[1, 0], [0, 1]]), ([[3, 1], [1, 0]], [[0, 1], [1, 0]])]
)
def test_one_person_on_each_side_is_enough(rows: list[list[int]], free: list[list[int]]) -> None:
    """A single pair of people, across or beside and below, protects a small cell."""
    groups = one_table(np.array(rows))
    may_move = np.array(free)[groups.rows[0], groups.values]
    assert can_protect(Groups(groups.rows, groups.values, groups.people, may_move, SMALLEST), 0)


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
    bound = Groups(groups.rows, groups.values, groups.people, may_move, SMALLEST)
    assert not can_protect(bound, 0)


def test_only_who_is_free_is_exchanged() -> None:
    """Where nobody in a cell may be thought to be another, it is moved by people beside it."""
    groups = one_table(np.array([[3, 20, 9], [10, 30, 8]]))
    bound = Groups(groups.rows, groups.values, groups.people, groups.people * 0, SMALLEST)
    assert not can_protect(bound, 0)
    free = np.where((groups.rows[0] == 0) & (groups.values == 0), 0, groups.people)
    (table,) = suppress(Groups(groups.rows, groups.values, groups.people, free, SMALLEST))
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
    return Groups((years, areas, (years > 1).astype(np.int64)), values, people, free, SMALLEST)


def swapped(groups: Groups, number: int, first: int, second: int) -> Counts:
    """Return a table counted again after one person of each group took the other's value."""
    people = np.append(groups.people, [-1, -1, 1, 1])
    rows = np.append(groups.rows[number], groups.rows[number][[first, second, first, second]])
    values = np.append(groups.values, groups.values[[first, second, second, first]])
    return Groups((rows,), values, people, people, SMALLEST).table(0, people)


@settings(max_examples=200, deadline=None)
@given(people_of_a_city())
def test_every_hidden_cell_has_an_exchange(groups: Groups) -> None:
    """Two people, each with the other's value, change the cell and leave all tables true."""
    protectable = tuple(groups.rows[at] for at in range(3) if can_protect(groups, at))
    groups = Groups(protectable, groups.values, groups.people, groups.free, SMALLEST)
    tables = suppress(groups)
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
        assert flags[table.lows < table.highs].all()
