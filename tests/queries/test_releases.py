"""What successive vintages tell together: who kept all their tables learns nobody's value."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks.disclosure import attributes
from benchmarks.successive import following, of_pair, pair, pair_apart
from queries.records import disclosure, released
from queries.vintage.catalog import UNKNOWN, Vintage, open_city
from tests.conftest import HomeOf, at_home
from tests.involved import incident, vintage
from tests.published import given_away_by_all

RACES = ("black", "white")
Person = tuple[int, str, str]
"""Year, area and race; each is alone in an incident."""


def city_of(people: list[Person], ended: int, smallest: int = 2) -> Vintage:
    """Return a vintage in which all years until one have ended."""
    city = vintage(first="2016-01-01", settled=f"{ended}-12-31", smallest=smallest, benchmarks=[])
    for area in "ab":
        city.reader.con.execute(
            f"insert into areas (layer, area_id, name) values ('area', '{area}', '{area}')"
        )
    for year, area, race in people:
        incident(city, dt.date(year, 5, 1), area, race)
    return city


def many(year: int, area: str, black_n: int, white_n: int) -> list[Person]:
    """Return people of one year and area."""
    return [(year, area, "black")] * black_n + [(year, area, "white")] * white_n


def shown(city: Vintage, by: str) -> dict[tuple[str, str], str]:
    """Return the text of each cell by part and race."""
    table = disclosure.counts(city, "persons", "race", by)
    return {(part, value): text for part, value, _, text in table.iter_rows()}


BASE = many(2018, "a", 2, 2) + many(2018, "b", 2, 2)


def test_one_new_person_waits() -> None:
    """A single person of a new year is not told by race; without a release the tables tell it."""
    people = [*BASE, (2019, "a", "white")]
    first, alone = city_of(BASE, 2018), city_of(people, 2019)
    assert given_away_by_all([first, alone], RACES)[1] == [(None, None, "2019", "a")]
    later = following(city_of(people, 2019), first)
    assert given_away_by_all([first, later], RACES) == ([], [])
    assert shown(later, "area") == {
        ("a", "black"): "2",
        ("a", "white"): "2",
        ("a", UNKNOWN): "1",
        ("b", "black"): "2",
        ("b", "white"): "2",
        ("b", UNKNOWN): "0",
    }
    by_year = shown(later, "year")
    assert [by_year["2019", value] for value in (*RACES, UNKNOWN)] == ["*", "*", "1"]


def test_a_value_that_is_filled_in_waits() -> None:
    """A race that is known later counts as unknown as long as nobody else's is new."""
    first = city_of([*BASE, (2018, "a", UNKNOWN)], 2018)
    later = following(city_of([*BASE, (2018, "a", "white")], 2019), first)
    assert shown(later, "year") == shown(first, "year")


def test_a_value_that_is_corrected_stays_as_told() -> None:
    """One race that was corrected, or one record that is gone, changes no table."""
    people = BASE * 3
    first = city_of(people, 2018)
    for record in ([(2018, "a", "white")], [(2018, "a", UNKNOWN)]):
        later = following(city_of([*record, *people[1:]], 2018), first)
        assert shown(later, "area")["a", "black"] == shown(first, "area")["a", "black"] == "6"


def test_a_year_is_told_when_it_has_ended() -> None:
    """New people are counted once their year has ended, where two of them have two races.

    In area b both new people are white. They are counted by year only, and with them those of
    area a, in whose company they are not known.
    """
    people = [*BASE, *many(2019, "a", 2, 2), *many(2019, "b", 0, 2)]
    first = city_of(BASE, 2018)
    assert shown(following(city_of(people, 2018), first), "area") == {
        **shown(first, "area"),
        ("a", UNKNOWN): "4",
        ("b", UNKNOWN): "2",
    }
    later = following(city_of(people, 2019), first)
    by_year, by_area = shown(later, "year"), shown(later, "area")
    assert [by_year["2019", value] for value in RACES] == ["2", "4"]
    assert [by_area["b", value] for value in (*RACES, UNKNOWN)] == ["2", "2", "2"]
    assert [by_area["a", value] for value in (*RACES, UNKNOWN)] == ["2", "2", "4"]
    assert given_away_by_all([first, later], RACES) == ([], [])


def test_what_was_hidden_stays_hidden() -> None:
    """A cell that a later table showed would tell the earlier one; so it is a range for good."""
    base = [*many(2018, "a", 2, 2), *many(2017, "b", 1, 2)]
    first = city_of(base, 2018)
    later = following(city_of([*base, *many(2019, "a", 2, 2)], 2019), first)
    before, now = shown(first, "year"), shown(later, "year")
    hidden = {cell for cell, text in before.items() if not text.isdigit()}
    assert hidden
    assert hidden == {cell for cell, text in now.items() if not text.isdigit()}
    assert given_away_by_all([first, later], RACES) == ([], [])


def test_other_areas_start_the_tables_anew() -> None:
    """With other areas, or a largely other record, the tables are those of a first vintage."""
    first = city_of(BASE, 2018)
    for people in ([(year, "c", race) for year, _, race in BASE], many(2018, "a", 5, 5)):
        city = city_of(people, 2018)
        assert shown(following(city_of(people, 2018), first), "year") == shown(city, "year")
    city = city_of(BASE, 2018, smallest=3)
    assert shown(following(city, first), "year") == shown(city_of(BASE, 2018, smallest=3), "year")


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(2017, 2020), st.sampled_from("ab"), st.sampled_from(RACES)),
        min_size=6,
        max_size=12,
    ).map(sorted),
    st.sets(st.integers(0, 11), max_size=2),
)
def test_no_vintages_give_anybody_away(people: list[Person], filled_in: set[int]) -> None:
    """Three vintages, a year apart and with values filled in, tell no cell and nobody's race."""
    then = [
        (year, area, UNKNOWN if at in filled_in else race)
        for at, (year, area, race) in enumerate(people)
    ]
    counts = [sum(year <= last for year, *_ in people) for last in (2018, 2019, 2020)]
    known = {race for _, _, race in then[: counts[0]]} - {UNKNOWN}
    assume(len(known) == 2)
    vintages = [city_of(then[: counts[0]], 2018)]
    for n, ended in zip(counts[1:], (2019, 2020), strict=True):
        vintages.append(following(city_of(people[:n], ended), vintages[-1]))
    assert given_away_by_all(vintages, RACES) == ([], [])


@pytest.mark.parametrize("days", [30, 365])
@pytest.mark.parametrize("name", ["sample", "new_orleans"])
def test_nothing_is_learned_from_two_vintages(name: str, days: int, home_of: HomeOf) -> None:
    """A month or a year more, and values filled in: tables of both vintages tell nobody's value."""
    with at_home(home_of(name)):
        vintages = pair(open_city(name), days)
    assert released.has_release(vintages.later)
    asked = list(attributes(vintages.later))
    if name == "sample":
        asked = [("complaints", "complainant_race")]
    for question in asked:
        learned = of_pair(vintages, *question)
        assert (learned.pinned, learned.narrowed, learned.one_value_rows) == ((), (), ())
        assert (learned.given_away, learned.not_solved) == (0, 0)


def test_the_attack_sees_two_vintages_apart(new_orleans_home: Path) -> None:
    """Where the later tables do not follow the earlier ones, the same attack gives people away."""
    with at_home(new_orleans_home):
        vintages = pair_apart(open_city("new_orleans"), 30)
    learned = of_pair(vintages, "persons", "race")
    assert learned.given_away > 0
    assert learned.pinned
