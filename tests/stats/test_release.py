"""Which new values can be added to published tables, held against every way they could be."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.stats.release import NewPeople, Table, release
from queries.stats.suppression import Counts, Flags

SMALLEST = 2
YEARS, AREAS, VALUES = 2, 3, 3

Person = tuple[int, int, int]
"""Year, area and value, each by number."""


def table(rows: list[int], size: int, counts: int = 10) -> Table:
    """Return a table that showed so many people in every cell, with the rows of new people."""
    before = np.full((size, VALUES), counts)
    return Table(before, np.zeros(before.shape, dtype=bool), np.array(rows, dtype=np.int64))


def released(people: list[Person], counts: int = 10) -> tuple[Flags, Flags]:
    """Return who is counted by year and by area; each person is a record."""
    years, areas, values = (list(axis) for axis in zip(*people, strict=True))
    new = NewPeople(np.array(values), np.arange(len(people)))
    return release(new, table(years, YEARS, counts), table(areas, AREAS, counts), SMALLEST)


def test_a_person_alone_waits() -> None:
    """Nobody is counted where one person, or one value, is new."""
    for people in ([(0, 0, 0)], [(0, 0, 0), (0, 0, 0)], [(0, 0, 0), (1, 0, 1)]):
        assert not np.any(released(people))


def test_two_values_of_a_year_and_area_are_counted() -> None:
    """Two people of one year and area with two values are counted in both tables."""
    assert np.all(released([(0, 0, 0), (0, 0, 1)]))


def test_an_area_of_one_value_is_counted_by_year() -> None:
    """Where area 1 has one new value, its people are counted by year, in company of area 0."""
    by_year, by_area = released([(0, 0, 0), (0, 0, 1), (0, 1, 1), (0, 2, 0), (0, 2, 1), (0, 2, 1)])
    assert by_year.all()
    assert by_area.tolist() == [False, False, False, True, True, True]


def test_no_cell_becomes_small() -> None:
    """A value that a table shows as 0 waits until there are enough people of it."""
    people = [(0, 0, 0), (0, 0, 0), (0, 0, 1), (0, 0, 1), (0, 0, 2)]
    by_year, by_area = released(people, counts=0)
    assert by_year.tolist() == by_area.tolist() == [True, True, True, True, False]
    assert np.all(released([*people, (0, 0, 2)], counts=0))


def test_people_of_one_record_wait() -> None:
    """Two people of two values in one record: the difference would tell what the record holds."""
    new = NewPeople(np.array([0, 1]), np.array([7, 7]))
    assert not np.any(release(new, table([0, 0], YEARS), table([0, 0], AREAS), SMALLEST))


def test_one_table_alone() -> None:
    """Without a table by area, two values of a year are enough."""
    new = NewPeople(np.array([0, 1, 1]), np.arange(3))
    by_year, by_area = release(new, table([0, 0, 1], YEARS), None, SMALLEST)
    assert (by_year.tolist(), by_area.any()) == ([True, True, False], False)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, YEARS - 1), st.integers(0, AREAS - 1), st.integers(0, VALUES - 1)),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([0, 10]),
)
def test_the_difference_gives_nobody_away(people: list[Person], counts: int) -> None:
    """Of all ways in which new people have the numbers of both tables, two differ for everyone.

    The attacker has the exact numbers of the new people by year and by area.
    """
    by_year, by_area = released(people, counts)
    assert not (by_area & ~by_year).any()
    years, areas, values = (np.array(axis)[by_year] for axis in zip(*people, strict=True))
    places = np.where(by_area[by_year], areas, AREAS)
    ways = np.array(list(itertools.product(range(VALUES), repeat=len(values))), dtype=np.int64)
    fits = np.ones(len(ways), dtype=bool)
    for rows in (years, places):
        for row in np.unique(rows[rows < AREAS] if rows is places else rows):
            fits &= (sizes(ways[:, rows == row]) == sizes(values[rows == row])).all(axis=1)
    left = ways[fits]
    for at in range(len(values)):
        # nothing tells people of one year and place apart
        alike = (years == years[at]) & (places == places[at])
        assert len(np.unique(left[:, alike])) > 1


def sizes(values: Counts) -> Counts:
    """Return how many people have each value, along the last axis."""
    counted: Counts = (values[..., np.newaxis] == np.arange(VALUES)).sum(axis=-2)
    return counted
