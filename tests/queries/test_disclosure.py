"""The disclosure rule on tables worked by hand, and on all published tables combined."""

import datetime as dt
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benchmarks.disclosure import Cell, Findings, attributes, cells, findings, of_city
from queries.errors import NoAnswer
from queries.paths import ROOT, SQL
from queries.records import disclosure, persons
from queries.records.disclosure import protect
from queries.sql_text import read_sql
from queries.vintage.catalog import UNKNOWN, Vintage, open_city
from tests.conftest import HomeOf, at_home
from tests.handmade import span
from tests.involved import fill, incident, vintage
from tests.manifests import made_up
from tests.published import exchangeable, given_away

SMALLEST = 3
RACES = ("black", "latino", "white")

Involved = tuple[int, str, tuple[str, ...]]
"""An incident's year and area, and the race of everyone in it."""


def groups(*rows: tuple[str, str, int]) -> pl.DataFrame:
    """Return people by area and value, all of whom may be exchanged, each of a record."""
    table = pl.DataFrame(rows, schema=["area", "value", "n"], orient="row")
    return table.with_columns(free_n="n", first_record=pl.lit("1"), last_record=pl.lit("2"))


def by_area(*rows: tuple[str, str, int]) -> dict[tuple[str, str], str]:
    """Return the text of each cell by area and value."""
    table = protect(groups(*rows), ["area"], 5)["area"]
    assert table.columns == ["part", "value", "n", "shown"]
    return {(part, value): text for part, value, _, text in table.iter_rows()}


def test_small_cells_are_told_as_a_range() -> None:
    """A cell of 3 reads 1–4, the cells that would reveal it read 5+, all others are numbers."""
    cell_texts = by_area(
        ("east", "black", 3),
        ("east", "white", 20),
        ("east", "asian", 7),
        ("west", "black", 10),
        ("west", "white", 30),
        ("west", "asian", 8),
        ("west", "latino", 9),
    )
    assert cell_texts == {
        ("east", "asian"): "5+",
        ("east", "black"): "1–4",
        ("east", "latino"): "0",
        ("east", "white"): "20",
        ("west", "asian"): "5+",
        ("west", "black"): "5+",
        ("west", "latino"): "9",
        ("west", "white"): "30",
    }


def test_a_row_of_one_value_is_not_told() -> None:
    """Eight people of one area who are all white look like seven and one; their number is known."""
    rest = [("b", "white", 60), ("b", "black", 70), ("b", "asian", 30)]
    same = by_area(("a", "white", 8), *rest)
    assert [same["a", value] for value in ("asian", "black", "white")] == ["*", "*", "*"]
    other = by_area(("a", "white", 7), ("a", "black", 1), *rest)
    assert [other["a", value] for value in ("asian", "black", "white")] == ["*", "*", "*"]


def test_unknown_hides_nobody() -> None:
    """A row whose known people have one value is narrow, however many others are unknown."""
    cell_texts = by_area(
        ("a", "white", 8), ("a", UNKNOWN, 900), ("b", "white", 60), ("b", "black", 70)
    )
    assert [cell_texts["a", value] for value in ("black", "white", UNKNOWN)] == ["*", "*", "900"]


def test_a_row_of_one_record_is_not_told() -> None:
    """Twelve allegations of one complaint: the races of its officers are not told."""
    rows = groups(("a", "white", 6), ("a", "black", 6), ("b", "white", 60), ("b", "black", 70))
    of_one = rows.with_columns(last_record=pl.when(area="a").then("first_record").otherwise("n"))
    for table, texts in ((rows, ["6", "6"]), (of_one, ["*", "*"])):
        shown = protect(table, ["area"], 5)["area"].filter(part="a")["shown"]
        assert shown.to_list() == texts


def test_a_table_without_small_cells_is_shown_whole() -> None:
    """No cell is suppressed in a table without small cells, in any order of rows."""
    cell_texts = by_area(
        ("west", "white", 30), ("east", "black", 5), ("west", "black", 12), ("east", "latino", 6)
    )
    assert cell_texts == {
        ("east", "black"): "5",
        ("east", "latino"): "6",
        ("east", "white"): "0",
        ("west", "black"): "12",
        ("west", "latino"): "0",
        ("west", "white"): "30",
    }


def test_what_is_not_known_is_shown() -> None:
    """Unknown race is never suppressed, however small, and protects no other cell."""
    cell_texts = by_area(
        ("east", "black", 3),
        ("east", "white", 20),
        ("east", UNKNOWN, 2),
        ("west", "black", 10),
        ("west", "white", 30),
        ("west", UNKNOWN, 1),
    )
    assert (cell_texts["east", UNKNOWN], cell_texts["west", UNKNOWN]) == ("2", "1")
    assert [cell_texts[area, race] for area in ("east", "west") for race in ("black", "white")] == [
        "*",
        "5+",
        "5+",
        "5+",
    ]


def test_one_area_alone_is_left_out() -> None:
    """A table of one area is left out, because its cells are the totals."""
    rows = groups(("east", "black", 3), ("east", "white", 20), ("west", UNKNOWN, 9))
    assert protect(rows, ["area"], 5) == {}


def test_a_table_that_is_left_out_takes_no_other_with_it() -> None:
    """With a single year, the table by year is left out and the table by area remains."""
    rows = groups(("a", "x", 3), ("a", "y", 20), ("b", "x", 10), ("b", "y", 30), ("b", "z", 2))
    tables = protect(rows.with_columns(year=pl.lit("2020")), ["year", "area"], 5)
    assert list(tables) == ["area"]


def test_without_people_nothing_is_hidden() -> None:
    """A table without people, or without people of known race, has no suppressed cell."""
    assert protect(groups(), ["area"], 5)["area"].is_empty()
    assert protect(groups(("a", UNKNOWN, 2)), ["area"], 5)["area"]["shown"].to_list() == ["2"]


def test_a_range_that_would_tell_is_a_star() -> None:
    """Two cells of 1 in an area of 2: nothing is told of them, for "1–4" twice means 1 and 1."""
    cell_texts = by_area(("a", "x", 1), ("a", "y", 1), ("b", "x", 40), ("b", "y", 60))
    assert sorted(cell_texts["a", value] for value in "xy") == ["*", "*"]
    assert [cell_texts["b", value] for value in "xy"] == ["5+", "5+"]


# ---- what a city of a few people offers


def people_of(*rows: tuple[int, str, int, int]) -> Vintage:
    """Return a city of (year, area, black people, white people), each alone in an incident."""
    city = vintage()
    for year, area, black_n, white_n in rows:
        for race in ["black"] * black_n + ["white"] * white_n:
            incident(city, dt.date(year, 5, 1), area, race)
    return city


def test_an_attribute_nobody_has_is_not_offered() -> None:
    """Where sex and age are never known, the race of people is all that is counted."""
    city = people_of((2019, "a", 1, 0))
    assert disclosure.attributes(city, "persons") == ["race"]
    for question, column in (
        (("persons", "sex", "year"), "sex, year"),
        (("persons", "race", "month"), "race, month"),
    ):
        with pytest.raises(NoAnswer) as caught:
            disclosure.counts(city, *question)
        assert caught.value.code == "no_such_column"
        assert caught.value.values == {"column": column, "known": "race"}
    with pytest.raises(NoAnswer) as caught:
        disclosure.counts(city, "calls", "race", "year")
    assert caught.value.values == {"column": "race, year", "known": ""}


def test_areas_are_offered_where_records_have_one() -> None:
    """Years can always be chosen, areas only where not all people are of the unknown area."""
    for areas, expected in (((UNKNOWN,), ["year"]), (("a", UNKNOWN), ["year", "area"])):
        city = people_of(*((2019, area, 5, 5) for area in areas))
        assert disclosure.parts(city, "persons", "race") == expected


def test_areas_stand_by_name_with_the_unknown_one_last() -> None:
    """Areas have their names, in order of the names; one name of two areas has their ids."""
    city = people_of(*((2019, area, 5, 7) for area in ("a", "b", "c", "2019", UNKNOWN)))
    area_names = {"a": "Oak", "b": "Elm", "c": "Zoo", "2019": "Elm", UNKNOWN: "Aaa"}
    for area, name in area_names.items():
        fill(city, "areas", ("area", area, name, *[None] * 7))
    table = disclosure.counts(city, "persons", "race", "area")
    assert table.columns == ["part", "value", "n", "shown"]
    names = ["Elm (2019)", "Elm (b)", "Oak", "Zoo", "Aaa"]
    assert table["part"].to_list() == [name for name in names for _ in range(2)]
    assert table["shown"].to_list() == ["5", "7"] * 5
    # a year keeps its number, whatever area has it for an id
    by_year = disclosure.counts(city, "persons", "race", "year")
    assert by_year.rows() == [("2019", "black", 25, "25"), ("2019", "white", 35, "35")]


def test_a_city_of_complaints_alone_has_its_complainants() -> None:
    """The years of Use of force have no part in the tables of complainants."""
    manifest = made_up({"complaints": span("2019-01-01", "2019-12-31")})
    city = Vintage("test", "1", manifest, vintage().reader)
    city.reader.con.execute(
        """
        create table complaints as
        select
            row_number() over ()::varchar as complaint_id, date '2019-05-01' as counted_on,
            0 as place_id, *
        from (
            values ('black'), ('black'), ('black'), ('black'), ('black'),
                ('white'), ('white'), ('white'), ('white'), ('white')
        ) as t (complainant_race), (values (null::varchar)) as u (complainant_sex),
        (values (null::varchar)) as v (complainant_age_group)
        """
    )
    fill(city, "places", (0, "area", "a", "field"))
    table = disclosure.protected_table(city, "complaints", "complainant_race", "year")
    assert table.rows() == [("2019", "black", 5, "5"), ("2019", "white", 5, "5")]


def test_years_that_are_all_shown_are_the_total() -> None:
    """The latest years, where they are all years, are shown in full: a total of 4 reads 4."""
    city = people_of((2019, "a", 1, 8), (2020, "a", 3, 9))
    table = disclosure.protected_table(city, "persons", "race", "is_latest")
    assert table.rows() == [("true", "black", 4, "4"), ("true", "white", 17, "17")]
    shown = disclosure.protected_table(city, "persons", "race", "year")["shown"].to_list()
    assert shown == ["*", "*", "*", "*"]


def test_a_single_year_takes_the_total_with_it() -> None:
    """With one year its table is left out, and so is the total of the latest years, its sum."""
    city = people_of((2019, "a", 1, 8), (2019, "b", 3, 9))
    for part in ("year", "is_latest"):
        with pytest.raises(NoAnswer, match="too_few_to_cross") as caught:
            disclosure.protected_table(city, "persons", "race", part)
        assert caught.value.values == {"smallest": 5}
    shown = disclosure.protected_table(city, "persons", "race", "area")["shown"].to_list()
    assert shown == ["*", "*", "*", "*"]


def test_people_of_one_value_are_not_counted_by_it() -> None:
    """Where all people of a city have one race, no table is shown: each would tell everyone's."""
    city = people_of((2019, "a", 9, 0), (2020, "b", 30, 0))
    for part in ("year", "area", "is_latest"):
        with pytest.raises(NoAnswer, match="too_few_to_cross"):
            disclosure.protected_table(city, "persons", "race", part)


def test_only_races_with_two_benchmarks_are_compared() -> None:
    """The years compared are a table of races with benchmarks, and of nothing else."""
    compared: list[Involved] = [(year, "a", (race,)) for year in (2019, 2020) for race in RACES * 5]
    with_benchmarks, without = city_of(compared, [2020]), people_of((2020, "a", 5, 5))
    with_benchmarks.reader.con.execute(
        "update core.force_persons set sex = if(race = 'white', 'male', 'female')"
    )
    table = disclosure.protected_table(with_benchmarks, "persons", "race", "is_compared")
    assert table["n"].to_list() == [5] * 6
    for city, attribute in ((with_benchmarks, "sex"), (without, "race")):
        assert disclosure.protected_table(city, "persons", attribute, "is_latest").height
        with pytest.raises(NoAnswer, match="too_few_to_cross"):
            disclosure.protected_table(city, "persons", attribute, "is_compared")


# ---- everything that leaves about a few people, against everything that could be true of them


def city_of(people: list[Involved], compared: list[int]) -> Vintage:
    """Return a vintage of incidents (year, area, races) in which 2018 is not a whole year.

    It has residents of every race, and arrests by race in the years compared.
    """
    city = vintage(first="2018-02-01", smallest=SMALLEST)
    for year, area, races in people:
        incident(city, dt.date(year, 5, 1), area, *races)
    rows = [("people", race, 2010, 1000) for race in RACES]
    rows += [("arrests", race, year, 100) for race in RACES for year in compared]
    fill(city, "benchmarks", *rows)
    fill(city, "force_totals", ("area", "a", dt.date(2019, 5, 1), 99, 99, 99, None, None, 99))
    return city


def test_a_year_that_is_no_whole_one_is_not_what_is_left() -> None:
    """The table of the latest years does not reveal the people of the year before them.

    The two people of 2018 have two races. If the people of 2019 and 2020 were published by race,
    the totals of the table by area would reveal them.
    """
    people: list[Involved] = [(2018, "a", ("black",)), (2018, "b", ("latino",))]
    people += [(2019, "a", ("black",)), (2019, "b", ("latino",)), (2019, "b", ("white",))]
    people += [(2020, "a", ("black",)), (2020, "b", ("latino",)), (2020, "a", ("white",))]
    hidden, certain, known = given_away(city_of(people, [2019, 2020]), RACES)
    assert {cell.by for cell in hidden} >= {"year", "latest"}
    assert (certain, known) == ([], [])


def test_an_area_that_is_a_year_is_hidden_in_both() -> None:
    """An area with exactly the people of one year is suppressed in both tables."""
    people: list[Involved] = [(2019, "a", ("black",))] * 2 + [(2019, "a", ("white",))] * 3
    people += [(2020, "b", ("black",))] * 3 + [(2020, "b", ("white",))] * 3
    city = city_of(people, [])
    by_year = disclosure.counts(city, "persons", "race", "year")
    by_area = disclosure.counts(city, "persons", "race", "area")
    assert by_year["shown"].to_list() == by_area["shown"].to_list()
    hidden, certain, known = given_away(city, RACES)
    assert (len(hidden), certain, known) == (8, [], [])


def test_counts_of_incidents_give_way() -> None:
    """No ratio is given where the incidents of one year would reveal the people of another.

    Everyone is alone in an incident, so the incidents of 2020 count its people, and the remainder
    is 2019. With all incidents in 2020 nothing is suppressed, and there is a ratio.
    """
    races = ["black"] * 4 + ["white"] * 6
    years = [2019, 2020, 2020, 2020, 2019, 2019, 2020, 2020, 2020, 2020]
    city = city_of([(year, "a", (race,)) for year, race in zip(years, races, strict=True)], [2020])
    with pytest.raises(NoAnswer, match="few_groups"):
        persons.disparities(city)
    assert given_away(city, ("black", "white"))[1:] == ([], [])
    ratios = persons.disparities(city_of([(2020, "a", (race,)) for race in races], [2020]))
    assert ratios.table["incidents"].unique().to_list() == [6]
    assert ratios.table["reference_incidents"].unique().to_list() == [4]


def test_people_who_are_not_alone_keep_the_ratio_out() -> None:
    """No ratio is given where every exchange of two people changes a count of incidents."""
    people: list[Involved] = [(2019, "a", ("black", "white")), (2019, "b", ("white", "white"))]
    people += [(2020, "a", ("black", "black")), (2020, "b", ("white", "black"))]
    city = city_of(people, [2019])
    with pytest.raises(NoAnswer, match="counts_would_tell"):
        persons.disparities(city)
    hidden, certain, known = given_away(city, RACES)
    assert hidden
    assert (certain, known) == ([], [])


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(2018, 2020),
            st.sampled_from("ab"),
            st.lists(st.sampled_from((*RACES, UNKNOWN)), min_size=1, max_size=2).map(tuple),
        ),
        min_size=3,
        max_size=7,
    ),
    st.sampled_from([[], [2019], [2020], [2019, 2020]]),
)
def test_no_cell_of_any_city_is_given_away(people: list[Involved], compared: list[int]) -> None:
    """Neither a suppressed cell nor anybody's race is known from all tables combined."""
    known_races = [race for _, _, races in people for race in races if race != UNKNOWN]
    assume(0 < len(known_races) <= 9)
    hidden, certain, known = given_away(city_of(people, compared), RACES)
    assert (certain, known) == ([], [])
    small = {cell for cell in hidden if cell.high == SMALLEST - 1}
    assert all(cell.low == 1 for cell in small)


# ---- the sample city and real ones: two people, exchanged, prove each hidden cell


@pytest.mark.parametrize("name", ["sample", "chicago", "new_orleans"])
def test_every_hidden_cell_has_two_people_to_exchange(name: str, home_of: HomeOf) -> None:
    """Every suppressed cell changes when two people exchange values; no shown number is small."""
    with at_home(home_of(name)):
        city = open_city(name)
    hidden_n = 0
    for dataset in disclosure.ATTRIBUTES:
        for attribute in disclosure.attributes(city, dataset):
            public_cells = cells(city, dataset, attribute)
            hidden = {cell for cell in public_cells if cell.is_hidden}
            assert not {1, 2, 3, 4} & {cell.low for cell in public_cells if not cell.is_hidden}
            held, exchanged = exchangeable(city, dataset, attribute)
            assert held == exchanged
            hidden_n += len(hidden)
    assert hidden_n > 50


# ---- the attack: whole numbers that agree with everything that leaves


def attacked(*cells_by_area: tuple[str, str, int, int]) -> Findings:
    """Return what is learned of 8 white people in area a, and of 60 and 70 in area b."""
    rows = [("a", ["white"], 8), ("b", ["white"], 60), ("b", ["black"], 70)]
    people = pl.DataFrame(rows, schema=["area", "values", "n"], orient="row")
    return findings([Cell("area", *cell) for cell in cells_by_area], people, 5)


def test_the_attack_sees_a_row_of_one_value() -> None:
    """A row of 8 and 0 gives all 8 away; hidden alone it is solved, and hidden with others not."""
    rest = (("b", "black", 70, 70), ("b", "white", 60, 60))
    for shown in (
        (("a", "black", 0, 0), ("a", "white", 8, 8), *rest),
        (("a", "black", 0, 99), ("a", "white", 0, 99), *rest),
    ):
        learned = attacked(*shown)
        assert learned.one_value_rows == (("area", "a"),)
        assert learned.given_away == 8
    learned = attacked(*((area, race, 0, 99) for area in "ab" for race in ("black", "white")))
    assert (learned.one_value_rows, learned.given_away, learned.people) == ((), 0, 138)
    assert (learned.pinned, learned.narrowed) == ((), ())


def test_the_attack_sees_two_counts() -> None:
    """A cell that holds 3 or 4 counts as narrowed, and one that can hold only 3 as pinned."""
    rows = [("a", ["x"], 3), ("a", ["y"], 9), ("b", ["x"], 9), ("b", ["y"], 9)]
    people = pl.DataFrame(rows, schema=["area", "values", "n"], orient="row")
    for high, pinned, narrowed in ((4, 0, 1), (5, 0, 0)):
        hidden = [Cell("area", "a", "x", 3, high), Cell("area", "a", "y", 0, 99)]
        hidden += [Cell("area", "b", value, 0, 99) for value in "xy"]
        learned = findings(hidden, people, 5)
        assert (len(learned.pinned), learned.narrowed) == (pinned, tuple(hidden[:narrowed]))
    shown = [Cell("area", "a", "x", 1, 4), Cell("area", "a", "y", 9, 9)]
    assert findings(shown, people, 5).pinned == (shown[0],)


@pytest.mark.parametrize(
    "question",
    [
        ("complaints", "complainant_race"),
        pytest.param(("persons", "race"), marks=pytest.mark.slow),
        pytest.param(("persons", "sex"), marks=pytest.mark.slow),
        pytest.param(("persons", "age_group"), marks=pytest.mark.slow),
    ],
)
def test_nothing_is_learned_of_the_sample(question: tuple[str, str], sample: Vintage) -> None:
    """All tables and records together pin no cell, narrow none and give nobody away."""
    assert learned_of(sample, *question)


@pytest.mark.parametrize("name", ["cincinnati", "new_orleans"])
def test_nothing_is_learned_of_a_real_city(name: str, home_of: HomeOf) -> None:
    """The same in the cities whose counts are smallest; `make disclosure` does it for all."""
    with at_home(home_of(name)):
        city = open_city(name)
    assert all(learned_of(city, *question) for question in attributes(city))


def test_nothing_else_reads_race_sex_or_age() -> None:
    """Of all SQL that pages, commands and files run, only the protected counts name an attribute.

    So whatever a visitor chooses, on a page, in a command or as a file, the tables are those of the
    attack. The mart of people by month is asked for the whole city by queries.records alone.
    """
    names = {attribute for held in disclosure.ATTRIBUTES.values() for attribute in held}
    reading = {
        f"{folder}/{path.stem}"
        for folder in ("pages", "extracts", "protected", "revisions")
        for path in (SQL / folder).glob("*.sql")
        if names & set(re.findall(r"\w+", _code(read_sql(folder, path.stem))))
        or "person_breakdowns" in read_sql(folder, path.stem)
    }
    tables_of_benchmarks = {"pages/benchmarks"}
    assert reading - tables_of_benchmarks == {
        "pages/person_values",
        "protected/persons",
        "protected/complaints",
        "protected/allegations",
    }
    asking = {
        path.relative_to(ROOT).as_posix()
        for room in ("queries", "dashboard")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r'"(person_values|protected)"', path.read_text(encoding="utf-8"))
    }
    declaring = {"queries/declared/fields.py", "queries/declared/field_checks.py"}
    assert asking - declaring == {
        f"queries/records/{name}.py"
        for name in ("benchmarks", "disclosure", "persons", "released", "releases")
    }


def _code(text: str) -> str:
    """Return SQL without its comments and texts."""
    return re.sub(r"--.*|'[^']*'", "", text)


def learned_of(city: Vintage, dataset: str, attribute: str) -> bool:
    """Fail unless nothing is learned of an attribute; return whether anybody was tried."""
    learned = of_city(city, dataset, attribute)
    assert (learned.pinned, learned.narrowed, learned.one_value_rows) == ((), (), ())
    assert (learned.given_away, learned.not_solved) == (0, 0)
    return learned.people > 0


@pytest.fixture(scope="module")
def sample(sample_home: Path) -> Vintage:
    """The sample city, opened."""
    with at_home(sample_home):
        return open_city("sample")


def test_everybody_is_counted(sample: Vintage) -> None:
    """Published counts add up to all people, or to fewer where cells are suppressed."""
    for dataset, table in (("persons", "force_persons"), ("complaints", "complaints")):
        total = sample.manifest.tables[table]
        for attribute in disclosure.attributes(sample, dataset):
            for by in disclosure.parts(sample, dataset, attribute):
                counts = disclosure.counts(sample, dataset, attribute, by)["n"]
                assert counts.sum() <= total
                assert (counts.null_count() == 0) == (counts.sum() == total)


def test_use_of_force_shows_rows_of_the_table_that_leaves(sample: Vintage) -> None:
    """Use of force and Get the data show the same text for the cell of a year."""
    for field in persons.FIELDS:
        table = disclosure.counts(sample, "persons", field, "year")
        whole = {(row["part"], row["value"]): row["shown"] for row in table.to_dicts()}
        for row in persons.by_year(sample, field).to_dicts():
            assert whole[str(row["year"]), row["value"]] == row["shown"]


def test_people_over_any_other_part_are_refused(sample: Vintage) -> None:
    """People can be counted by the declared fields and parts only."""
    for question in (
        ("persons", "incident_id", "year"),
        ("persons", "race", "occurred_on"),
        ("calls", "race", "year"),
        ("allegations", "officer_race", "year"),
    ):
        with pytest.raises(NoAnswer, match="no_such_column"):
            disclosure.counts(sample, *question)


def test_a_city_offers_what_it_publishes(sample: Vintage, new_orleans_home: Path) -> None:
    """The sample offers the race of complainants; New Orleans offers more, and of officers too."""
    assert disclosure.attributes(sample, "persons") == ["race", "sex", "age_group"]
    assert disclosure.attributes(sample, "complaints") == ["complainant_race"]
    assert disclosure.attributes(sample, "allegations") == []
    with at_home(new_orleans_home):
        city = open_city("new_orleans")
    assert disclosure.attributes(city, "complaints") == list(disclosure.ATTRIBUTES["complaints"])
    assert disclosure.attributes(city, "allegations") == ["officer_race", "officer_sex"]


def test_each_allegation_counts_its_officer(new_orleans_home: Path) -> None:
    """New Orleans' 6,506 allegations are against 4,874 men, 1,272 women and 360 of unknown sex."""
    with at_home(new_orleans_home):
        city = open_city("new_orleans")
    table = disclosure.counts(city, "allegations", "officer_sex", "year")
    totals = dict(table.group_by("value").agg(pl.col("n").sum()).iter_rows())
    assert totals == {"female": 1272, "male": 4874, UNKNOWN: 360}
    assert sum(totals.values()) == city.manifest.tables["allegations"]
