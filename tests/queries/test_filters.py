"""Filters as a table: choices, the condition they become, and the values bound in it."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.errors import NoAnswer
from queries.records.filters import (
    CHOSEN_BY,
    LIMITED_BY,
    Filter,
    dataset,
    datasets,
    from_query,
    literal,
)

NEW_YEAR = dt.date(2019, 1, 1)
LARGEST = 10**18 - 1
"""The largest number that an address may have as a limit."""

CASES = [
    ("force", {}, "true", {}),
    ("force", {"first": NEW_YEAR}, "occurred_on >= $first", {"first": NEW_YEAR}),
    ("complaints", {"last": NEW_YEAR}, "counted_on <= $last", {"last": NEW_YEAR}),
    ("calls", {"first": NEW_YEAR}, "received_at >= $first", {"first": NEW_YEAR}),
    ("calls", {"last": NEW_YEAR}, "received_at < $last + 1", {"last": NEW_YEAR}),
    (
        "force",
        {"areas": ("3", "unknown")},
        "area_id in ($area_0, $area_1)",
        {"area_0": "3", "area_1": "unknown"},
    ),
    (
        "calls",
        {"categories": (("category", ("theft",)), ("priority", ("1", "2")))},
        "category in ($category_0) and cast(priority as varchar) in ($priority_1, $priority_2)",
        {"category_0": "theft", "priority_1": "1", "priority_2": "2"},
    ),
    (
        "force",
        {"categories": (("is_person_injured", ("true", "")),)},
        "(cast(is_person_injured as varchar) in ($is_person_injured_0)"
        " or is_person_injured is null)",
        {"is_person_injured_0": "true"},
    ),
    ("force", {"categories": (("reason", ("",)),)}, "reason is null", {}),
    ("force", {"categories": (("reason", ()),)}, "true", {}),
    (
        "force",
        {"categories": (("force_types", ("Push", "Strike")),)},
        "(list_contains(string_split(force_types, '; '), $force_types_0)"
        " or list_contains(string_split(force_types, '; '), $force_types_1))",
        {"force_types_0": "Push", "force_types_1": "Strike"},
    ),
    (
        "persons",
        {"categories": (("resistance", ("' or 1 = 1 --",)),)},
        "resistance in ($resistance_0)",
        {"resistance_0": "' or 1 = 1 --"},
    ),
    (
        "calls",
        {"limits": (("priority", (None, 1)), ("response_s", (60, 600)))},
        "priority <= $most_priority"
        " and response_s >= $least_response_s and response_s <= $most_response_s",
        {"most_priority": 1, "least_response_s": 60, "most_response_s": 600},
    ),
    ("complaints", {"limits": (("days_open", (None, None)),)}, "true", {}),
    (
        "complaints",
        {"first": NEW_YEAR, "day": "closed_on"},
        "closed_on >= $first",
        {"first": NEW_YEAR},
    ),
]


@pytest.mark.parametrize(("name", "choices", "clause", "bound"), CASES)
def test_what_is_asked_becomes_a_clause(
    name: str, choices: dict[str, object], clause: str, bound: dict[str, object]
) -> None:
    """Each choice becomes one condition, and every value is bound."""
    assert Filter("sample", name, "neighborhood", **choices).clause() == (clause, bound)  # type: ignore[arg-type]


def test_columns_stand_in_the_declared_order() -> None:
    """However they are chosen, columns leave in the order of data/fields.toml."""
    names = [column.name for column in dataset("force").columns][:3]
    selection = Filter("sample", "force", "neighborhood", columns=tuple(reversed(names)))
    assert selection.selected_columns == tuple(names)


REFUSED = [
    ({"dataset": "settings"}, "no_such_dataset"),
    ({"categories": (("race", ("black",)),)}, "no_such_column"),
    ({"categories": (("1 = 1 or reason", ("x",)),)}, "no_such_column"),
    ({"categories": (("incident_id", ("x",)),)}, "not_chosen_by"),
    ({"limits": (("incident_id", (1, 2)),)}, "not_chosen_by"),
    ({"limits": (("reason", (1, 2)),)}, "not_chosen_by"),
    ({"day": "occurred_at"}, "no_such_column"),
    ({"day": "1 = 1 or occurred_on"}, "no_such_column"),
    ({"columns": ("incident_id", "race")}, "no_such_column"),
    ({"columns": ("*",)}, "no_such_column"),
    ({"first": dt.date(2020, 1, 1), "last": NEW_YEAR}, "period_backward"),
]


@pytest.mark.parametrize(("choices", "code"), REFUSED)
def test_what_is_not_declared_is_refused(choices: dict[str, object], code: str) -> None:
    """A table, column or condition that is not declared as public is refused."""
    with pytest.raises(NoAnswer, match=code):
        Filter(**{"city": "sample", "dataset": "force", "layer": "neighborhood", **choices})  # type: ignore[arg-type]


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """Draw any valid filter."""
    name = draw(st.sampled_from(datasets()))
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    days = sorted(draw(st.lists(st.dates(), min_size=2, max_size=2)))
    columns = dataset(name).columns
    offered = [column.name for column in columns if column.kind in CHOSEN_BY]
    fields = draw(st.lists(st.sampled_from(offered), unique=True, max_size=3))
    values = st.lists(text, min_size=1, max_size=3).map(tuple)
    numbers = [column.name for column in columns if column.kind in LIMITED_BY] or [None]
    number = draw(st.sampled_from(numbers))
    whole = st.integers(-LARGEST, LARGEST)
    least, most = sorted(draw(st.tuples(whole, whole)))
    ends = draw(st.sampled_from([(least, most), (least, None), (None, most), (None, None)]))
    return Filter(
        city=draw(st.sampled_from(["sample", "new_orleans"])),
        dataset=name,
        layer=draw(st.sampled_from(["neighborhood", "district"])),
        first=draw(st.sampled_from([None, days[0]])),
        last=draw(st.sampled_from([None, days[1]])),
        areas=draw(st.lists(text, max_size=3).map(tuple)),
        categories=tuple((column, draw(values)) for column in fields),
        limits=((number, ends),) if number and ends != (None, None) else (),
        day=draw(st.sampled_from(["", *dataset(name).days])),
        columns=tuple(
            draw(
                st.lists(
                    st.sampled_from([column.name for column in columns]), unique=True, max_size=4
                )
            )
        ),
    )


@given(filters())
def test_a_url_gives_the_filter_back(selection: Filter) -> None:
    """The URL parameters and the address of any filter give the same filter back."""
    assert from_query(selection.to_query()) == selection
    address = urlsplit(selection.address())
    assert from_query(parse_qs(address.query, keep_blank_values=True)) == selection


CALLS = {"city": ["a"], "dataset": ["calls"], "layer": ["b"]}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "parameter_missing"),
        ({"city": ["a"], "dataset": ["force"], "layer": ["b"], "from": ["2019"]}, "no_such_day"),
        ({"city": ["a"], "dataset": ["x"], "layer": ["b"]}, "no_such_dataset"),
        (
            {"city": ["a"], "dataset": ["calls"], "layer": ["b"], "most.priority": ["1.5"]},
            "no_such_number",
        ),
        *(
            ({**CALLS, "least.priority": [number]}, "no_such_number")
            for number in ("1_0", "٣", "+3", " 3", "3 ", "", "1e3", "9" * 19)
        ),
        ({**CALLS, "least.priority": ["3"], "most.priority": ["2"]}, "limits_backward"),
        ({**CALLS, "day": [""]}, "parameter_missing"),
        *(({**CALLS, "from": [day]}, "no_such_day") for day in ("20190101", "2019-W01-1", "")),
    ],
)
def test_a_url_that_says_nothing_is_refused(query: dict[str, list[str]], code: str) -> None:
    """The error has a code for each missing parameter, invalid day, dataset or number."""
    with pytest.raises(NoAnswer, match=code):
        from_query(query)


def test_values_are_written_as_sql_writes_them() -> None:
    """In the query shown, a quote is doubled and a day is a date."""
    assert literal("O'Hare") == "'O''Hare'"
    assert literal(NEW_YEAR) == "date '2019-01-01'"


@pytest.mark.parametrize("name", datasets())
def test_no_record_carries_who_a_person_is(name: str) -> None:
    """No public record has a person's race, sex or age, or an officer's or a row's id."""
    words = {part for column in dataset(name).columns for part in column.name.split("_")}
    assert words & {"race", "sex", "age", "key", "row", "badge", "name"} == set()
    assert "officer_id" not in [column.name for column in dataset(name).columns]
