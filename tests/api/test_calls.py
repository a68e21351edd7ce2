"""Calls in the shared vocabulary, as programs ask for them."""

import csv
import io

import pytest

from queries.records import call_vocabulary
from queries.vintage.catalog import open_city
from tests.api.asking import SITE, content
from tests.web.asking import ask


def test_types_add_up_to_all_calls() -> None:
    """Each type has its category, codes and calls; shares add up to one."""
    types = content("/cities/sample/call-types")["types"]
    assert sum(entry["calls"] for entry in types) == open_city("sample").manifest.tables["calls"]
    assert sum(entry["share"] for entry in types) == pytest.approx(1)
    assert {entry["type"] for entry in types if not entry["codes"]} == {"OLDX"}


def test_the_mapping_is_a_file_at_its_address() -> None:
    """The address that the answer names gives the mapping, as `latest` does."""
    address = content("/cities/sample/call-types")["mapping"]
    answer = ask(address, "GET", SITE)
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    mapping = call_vocabulary.mapping(open_city("sample"))
    assert [row["code"] or None for row in rows] == mapping["code"].to_list()
    latest = ask("/data/sample/latest/call_types.csv", "GET", SITE)
    assert latest.content == answer.content
    assert latest.headers["link"] == f'<{address}>; rel="canonical"'
    again = ask(address, "GET", SITE, if_none_match=answer.headers["etag"])
    assert again.status == 304
    assert ask(f"{address}?area=5", "GET", SITE).status == 400
    assert ask("/data/sample/20010101-000000/call_types.csv", "GET", SITE).status == 404


def test_no_share_stands_beside_another_city_without_leave() -> None:
    """A year that cannot be compared gives its reasons and no shares."""
    answer = content("/call-categories")
    assert "in their own ways" in answer["caution"]
    for year in answer["years"]:
        assert year["is_comparable"] is not bool(year["reasons"])
        assert bool(year["shares"]) is year["is_comparable"]


def test_a_measure_says_whether_cities_can_be_compared() -> None:
    """Only measures of the shared vocabulary can be at all, and these say why not."""
    entries = {entry["id"]: entry["across_cities"] for entry in content("/cities/sample/measures")}
    assert entries["force_per_calls"] is None
    assert entries["calls_crisis"]["is_comparable"] is False
    assert entries["calls_crisis"]["reasons"][0]["code"] == "made_up"


def test_quality_tells_the_years_of_calls() -> None:
    """Data quality has the years with their calls without a category."""
    years = content("/cities/sample/quality")["call_years"]
    assert years == content("/cities/sample/call-types")["years"]
    assert not any(year["has_many_without"] for year in years)
    assert all(year["shares"] for year in years)
