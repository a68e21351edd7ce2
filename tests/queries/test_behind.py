"""The records behind a number are as many as the number says."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from queries.dates import add_months
from queries.declared.measures import events, measures
from queries.records import extracts
from queries.review.monitoring import coarsest_layer
from queries.review.month import month_of
from queries.review.month_measures import month_measures
from queries.review.records_behind import LONGEST, behind, behind_row, behind_signal
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import HomeOf, at_home


def every_look(vintage: Vintage, layer: str, month: dt.date | None = None) -> int:
    """Compare each row of a month with its records; return how many rows had events.

    Sensitive calls leave without times, and many without their area: of calls, the looks at an area
    or at times have no more records than they counted, and those at no known area no fewer.
    """
    latest = month_of(vintage, layer, month)
    rows = [row for row in latest.table.to_dicts() if row["events"] is not None]
    wrong = {
        (row["measure"], row["area_id"]): (row["events"], n)
        for row in rows
        if (n := extracts.matched(vintage, behind_row(vintage, latest, row))) != row["events"]
        and not is_coarser(row, n)
    }
    assert wrong == {}
    return sum(row["events"] > 0 for row in rows)


def is_coarser(row: dict[str, Any], listed: int) -> bool:
    """Return whether a list of calls differs from its look as sensitive calls make it differ."""
    event = events()[measures()[row["measure"]].numerator]
    if event.dataset != "calls":
        return False
    if event.field == "response_s" or row["area_id"] not in ("", "unknown"):
        return listed < int(row["events"])
    return bool(row["area_id"] == "unknown" and listed > row["events"])


def test_a_signal_leads_to_the_records_of_all_its_months(sample_home: Path) -> None:
    """Three months' records are as many as the sum of the months; of a longer signal a year's."""
    with at_home(sample_home):
        sample = open_city("sample")
    month = month_of(sample, None, dt.date(2020, 4, 1))
    row = month.citywide.filter(measure="force").row(0, named=True)
    months = [
        month_of(sample, None, dt.date(2020, number, 1)).citywide.filter(measure="force")
        for number in (2, 3, 4)
    ]
    events = sum(int(each["events"].item()) for each in months)
    selection, n = behind_signal(sample, month, row | {"since": dt.date(2020, 2, 1)})
    assert (selection.first, selection.last) == (dt.date(2020, 2, 1), dt.date(2020, 4, 30))
    assert extracts.matched(sample, selection) == n == events
    old, _ = behind_signal(sample, month, row | {"since": dt.date(2018, 1, 1)})
    assert old.first == add_months(row["month"], 1 - LONGEST)


def test_what_a_list_of_calls_lacks_are_sensitive_calls(sample_home: Path) -> None:
    """Every call of an area that its list lacks is of a sensitive type, fewer than five alike."""
    with at_home(sample_home):
        sample = open_city("sample")
    month, last = dt.date(2023, 3, 1), dt.date(2023, 3, 31)
    kinds = "('Domestic violence', 'Behavioral crisis', 'Suicide threat')"
    placed = (
        "from calls inner join places using (place_id) where layer = 'neighborhood' "
        "and date_trunc('month', received_at) = date '2023-03-01'"
    )
    alike = sample.reader.rows(
        f"select places.area_id, count(*) {placed} and call_type in {kinds} "
        "group by places.area_id, call_type"
    )
    assert {count < 5 for _, count in alike} == {True, False}
    calls = measures()["calls_per_residents"]
    for area in {area for area, _ in alike} - {"unknown"}:
        lacking = sum(count for other, count in alike if other == area and count < 5)
        selection = behind(sample, calls, "neighborhood", area, month, last)
        counted = sample.reader.rows(f"select count(*) {placed} and places.area_id = '{area}'")
        assert extracts.matched(sample, selection) == counted[0][0] - lacking


@pytest.mark.parametrize("layer", ["neighborhood", "district"])
def test_the_records_are_those_of_the_number(layer: str, sample_home: Path) -> None:
    """Each row of two months, in the city and in every area, counts its records."""
    with at_home(sample_home):
        sample = open_city("sample")
    # six months earlier also those complaints are ripe that need 180 days
    looks = every_look(sample, layer) + every_look(sample, layer, dt.date(2023, 3, 1))
    assert looks > 2 * len(month_measures(sample, layer))
    # what the sample city lacks, it lacks because it does not publish the field
    lacks = {sample.lack(measure, layer) for measure in measures().values()}
    assert lacks <= {None, "not_published"}


@pytest.mark.parametrize("city", ["chicago", "new_orleans"])
def test_the_records_are_those_of_a_real_number(city: str, home_of: HomeOf) -> None:
    """The same holds on real data, whose records lack places, levels and findings."""
    with at_home(home_of(city)):
        opened = open_city(city)
    assert every_look(opened, coarsest_layer(opened)) > 0


def test_a_citys_own_setting_limits_its_records(sample_home: Path) -> None:
    """A call answered in time is of the sample's urgent priority, 1, and within its 600 seconds."""
    with at_home(sample_home):
        sample = open_city("sample")
    month = dt.date(2019, 3, 1)
    last = add_months(month, 1) - dt.timedelta(days=1)
    selection = behind(sample, measures()["calls_priority_on_time"], "district", "2", month, last)
    assert selection.limits == (("priority", (None, 1)), ("response_s", (None, 600)))
    assert (selection.dataset, selection.areas) == ("calls", ("2",))


def test_every_numerator_names_public_columns(sample_home: Path) -> None:
    """Every measure's numerator can be selected by public columns."""
    with at_home(sample_home):
        sample = open_city("sample")
    day = dt.date(2019, 3, 1)
    for measure in measures().values():
        # refused if a column is not public
        selection = behind(sample, measure, "district", "", day, day)
        assert selection.dataset == events()[measure.numerator].dataset
