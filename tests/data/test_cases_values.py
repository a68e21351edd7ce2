"""The shared cases of dates, numbers, flags and places: right values, or a question."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from queries.warehouse import current, manifest, open_vintage
from tests.drafting import CITY, Draft, accept, accord, draft, published, shared_case, write

pytestmark = pytest.mark.slow


def rows(query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds in the published vintage of the case."""
    return open_vintage(CITY, str(current(CITY))).con.execute(query).fetchall()


def drafted(number: int, own_packs: Path, tmp_path: Path) -> Draft:
    """Return the draft of a shared case."""
    return draft(own_packs, shared_case(number, tmp_path / "raw"))


@pytest.mark.parametrize("number", [1, 4, 7, 8, 17, 38, 40, 45])
def test_a_date_is_read_however_it_is_written(number: int, own_packs: Path, tmp_path: Path) -> None:
    """Nothing is asked: milliseconds, day numbers, parts, 24:00 and typed months are certain."""
    case = drafted(number, own_packs, tmp_path)
    assert case.questions == ()
    counts = published(case)
    if number == 7:
        assert counts == {"calls": 60}
        at_midnight = rows(
            "select count(*), min(received_at) from calls where hour(received_at) = 0"
        )
        assert at_midnight == [(8, dt.datetime(2018, 1, 4))]
    else:
        assert counts["force_incidents"] == 60
        span = rows("select min(occurred_on), max(occurred_on) from force_incidents")
        assert span == [(dt.date(2018, 1, 3), dt.date(2019, 6, 18))]


@pytest.mark.parametrize("number", [2, 3])
def test_a_time_in_utc_is_asked_about_and_read_as_local(
    number: int, own_packs: Path, tmp_path: Path
) -> None:
    """The question shows both readings, and the draft reads the local day."""
    case = drafted(number, own_packs, tmp_path)
    assert len(case.questions) == 1
    assert "is read as 2018-01-03 21:00 in America/New_York" in case.questions[0]
    assert "60 of 60 rows fall on another day" in case.questions[0]
    accept(case)
    assert published(case)["force_incidents"] == 60
    days = rows("select min(occurred_on), max(occurred_on) from force_incidents")
    assert days == [(dt.date(2018, 1, 3), dt.date(2019, 6, 18))]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (5, "17 month first (rows 4 to 31) and 18 day first (rows 32 to 61), 25 that fit both"),
        (6, "22 dates fit both"),
        (18, "A quarter names no day and no month"),
        (41, "3 records before 2016 real (2015-04-15, 2015-05-15, 2015-06-15)"),
        (69, "which projection do the polygons of neighborhoods.shp have?"),
        (76, "60 dates fit both"),
        (77, "are the 1 records before 2020 real (2015-03-01)"),
        (83, "14 of 60 rows fall on another day"),
        (61, "a precinct is no neighborhood"),
    ],
)
def test_what_values_cannot_tell_is_asked(
    number: int, text: str, own_packs: Path, tmp_path: Path
) -> None:
    """The question shows what was seen; nothing is made up."""
    case = drafted(number, own_packs, tmp_path)
    assert any(text in question for question in case.questions), case.questions


def test_dates_of_blanks_and_nulls_are_missing(own_packs: Path, tmp_path: Path) -> None:
    """Three blanks and three NULL are set aside as missing, dates with odd spaces are read."""
    case = drafted(19, own_packs, tmp_path)
    assert "6 of 60 rows have no 'Date of Incident' (3 say NULL or the like)" in case.questions[0]
    accept(case)
    assert published(case)["force_incidents"] == 54
    reasons = rows("select reason, count(*) from set_aside group by 1")
    assert reasons == [("date_missing", 6)]


def test_totals_and_notes_are_set_aside(own_packs: Path, tmp_path: Path) -> None:
    """The total, the empty row and the note under a sheet are no records, and nothing is asked."""
    case = drafted(36, own_packs, tmp_path)
    assert case.questions == ()
    assert published(case)["force_incidents"] == 60
    reasons = rows("select reason, count(*) from set_aside group by 1")
    assert reasons == [("empty_row", 3)]


def test_more_than_none_hurt_is_hurt(own_packs: Path, tmp_path: Path) -> None:
    """A column that counts the hurt persons is a flag: 1, 2 and 3 are a yes."""
    case = drafted(33, own_packs, tmp_path)
    assert case.questions == ()
    published(case)
    hurt = rows("select is_injured, count(*) from force_persons group by 1 order by 1")
    assert hurt == [(False, 45), (True, 15)]


def test_ages_with_words_are_read_and_ranges_are_groups(own_packs: Path, tmp_path: Path) -> None:
    """25.0 and 25 yrs are ages, and 18-24 is the group that it names."""
    case = drafted(44, own_packs, tmp_path)
    assert case.questions == ()
    assert published(case)["force_persons"] == 60
    groups = dict(rows("select age_group, count(*) from force_persons group by 1"))
    assert "unknown" not in groups
    assert sum(groups.values()) == 60


def test_both_ways_of_writing_a_point_place_a_record(own_packs: Path, tmp_path: Path) -> None:
    """`(lat, lon)` of one year and `POINT (lon lat)` of the others are points alike."""
    case = drafted(62, own_packs, tmp_path)
    # the file number stands with several days, so it is asked, with the count of each choice
    (unit,) = [text for text in case.questions if text.startswith("what is one record?")]
    assert "by 'UOFNum'" in unit
    assert "by 'FILENUM'" in unit
    assert 'yes_no(coalesce(raw."CIT_INJURE", raw."CIT_INJURED"))' in case.queries
    accept(case)
    # FILENUM stands with several days; the question offers the number of reports
    write(case, 'trim(raw."FILENUM")', 'trim(raw."UOFNum")')
    published(case)
    by_year = rows(
        "select year(occurred_on), count(*) filter (area_id = 'unknown') from force_incidents "
        "group by 1 order by 1"
    )
    assert by_year == [(2018, 0), (2019, 0), (2020, 0)]
    # the first of 2018 stands at (44.965, -93.295), the first of 2019 at POINT (-93.265 44.965)
    first = rows(
        "select year(occurred_on), longitude, latitude from force_incidents "
        "where month(occurred_on) = 1 and day(occurred_on) = 1 order by 1"
    )
    assert first[:2] == [(2018, -93.295, 44.965), (2019, -93.265, 44.965)]


def test_a_policy_without_a_source_is_refused(own_packs: Path, tmp_path: Path) -> None:
    """One clear message names the policy and what it lacks; nothing is published."""
    case = drafted(81, own_packs, tmp_path)
    accept(case)
    register = case.packs / "data" / "cities" / CITY / "policies.toml"
    policy = (
        '[[policies]]\nid = "aim-higher"\ntitle = { en = "Aim higher" }\n'
        'effective_on = 2019-01-01\nrecording = "unchanged"\nmeasures = { force = "down" }\n'
    )
    for source in ("", 'source = ""\n'):
        register.write_text(policy + source, encoding="utf-8")
        printed = accord("build", CITY, "--raw", str(case.raw), code=2)
        assert "Policy 'aim-higher' lacks 'source'" in " ".join(printed.split())
        assert "add it with its source" in " ".join(printed.split())
    assert current(CITY) is None
    register.write_text(policy + 'source = "General order 7, 2018"\n', encoding="utf-8")
    assert published(case)["force_incidents"] == 60


def test_zeros_lost_by_a_spreadsheet_do_not_lose_the_area(own_packs: Path, tmp_path: Path) -> None:
    """111 and 111.0 are beat 0111."""
    case = drafted(12, own_packs, tmp_path)
    assert published(case)["force_incidents"] == 60
    assert rows("select count(*) from force_incidents where area_id = 'unknown'") == [(0,)]


@pytest.mark.parametrize(
    ("number", "gaps", "settled_to"),
    [
        (47, [(dt.date(2018, 3, 1), dt.date(2018, 4, 30))], dt.date(2020, 5, 31)),
        (48, [], dt.date(2020, 5, 31)),
        (49, [], dt.date(2019, 5, 31)),
    ],
)
def test_months_without_records_are_a_gap_or_true_zeros(
    number: int,
    gaps: list[tuple[dt.date, dt.date]],
    settled_to: dt.date,
    own_packs: Path,
    tmp_path: Path,
) -> None:
    """Where 40 are usual, none is a gap; where 3 are, a zero; after the last month is nothing."""
    case = drafted(number, own_packs, tmp_path)
    asked = ["no rows in 2018-03, 2018-04" in question for question in case.questions]
    assert asked == ([True] if gaps else [])
    accept(case)
    published(case)
    span = manifest(CITY, str(current(CITY))).datasets["force"]
    assert list(span.unrecorded) == gaps
    assert span.settled_to == settled_to
