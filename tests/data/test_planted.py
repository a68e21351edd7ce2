"""Two cities with planted faults (tests/planted.py): right as published, or asked, never silent.

Ashmere. Refused, in one message: a file given twice. Asked: what numbers the calls and the
complaints; the kinds of force, whose column has another name in each year; the point that a third
of the incidents share; exactly 2,000 rows; years long before the others. Right unasked: the number
of an act of force beside that of its case, in an unusual spelling; UTC beside local time; race
beside ethnicity; columns of persons renamed between years; counts of injuries; precincts that look
like neighborhoods; the zip; the second header; the total; 24:00; years after the download.

Tollgate. Asked: the sheet of the legend; thin months beside a gap; numbers that a spreadsheet
spoiled; days up to 12 beside dates with the day first; numbers of allegations without their zeros;
UTC in milliseconds; the answer that is cut off. Right unasked: sheets of years, one with other
names; groups of columns; eight columns of one thing; numbers that begin again every year; several
persons in a cell; the officer's beat beside the place; beats without zeros; ages of 999.
"""

from pathlib import Path

import pytest

from queries.paths import ROOT
from queries.warehouse import current, open_vintage
from tests.drafting import CITY, Draft, accept, accord, draft, published, write
from tests.planted import Truth, ashmere, tollgate

pytestmark = pytest.mark.slow


def counts(query: str) -> dict[object, int]:
    """Return the published vintage's counts by what stands beside them."""
    return dict(open_vintage(CITY, str(current(CITY))).con.execute(query).fetchall())


def truth_published(truth: Truth) -> None:
    """Hold every count of the published vintage against the truth."""
    days = {"force_incidents": "occurred_on", "complaints": "received_on", "calls": "received_at"}
    for table, day in days.items():
        areas = counts(
            "select coalesce(areas.name, 'unknown'), count(*) "
            f"from {table} as records left join areas using (area_id) group by 1"
        )
        assert areas == truth.by_area[table], table
        months = counts(f"select strftime({day}, '%Y-%m'), count(*) from {table} group by 1")
        assert months == truth.by_month[table], table
    assert counts("select race, count(*) from force_persons group by 1") == truth.races
    assert counts("select is_injured, count(*) from force_persons group by 1") == truth.injured
    kinds = counts("select unnest(force_types), count(*) from force_incidents group by 1")
    assert kinds == truth.kinds


def asked(drafted: Draft, *phrases: str) -> None:
    """Hold that the questions are these, in any order, and that no build is possible."""
    missing = [phrase for phrase in phrases if phrase not in " ".join(drafted.questions)]
    assert (missing, len(drafted.questions)) == ([], len(phrases))
    accord("build", CITY, "--raw", str(drafted.raw), code=2)
    assert current(CITY) is None


def test_ashmere_is_published_as_it_is(own_packs: Path, tmp_path: Path) -> None:
    """Sixteen planted faults end in the true counts, after seven answers."""
    raw = tmp_path / "raw"
    raw.mkdir()
    truth = ashmere(raw)
    refusal = draft(own_packs, raw, code=2, time_zone="America/Chicago").printed
    assert "The same file is given twice" in refusal
    (raw / "force_2019 (1).csv").unlink()
    drafted = draft(own_packs, raw, time_zone="America/Chicago")
    asked(
        drafted,
        *("is calls.csv whole?", "by 'CAD_EVT' 2,000", "by 'PSB_REF' 120"),
        *("are the 2 records before 2018 real", "(-89.64321, 39.77111) a real place?"),
        *("do these hold the kinds of force", "which column is complaint_id?"),
    )
    accept(drafted)
    write(drafted, "    -- guess: named like 'received date'", CALL, "calls")
    write(drafted, "    -- guess: named like 'received date'", COMPLAINT, "complaints")
    write(drafted, "    -- guess: named like 'allegation'", ALLEGATION, "allegations")
    write(drafted, "    -- guess: named like 'subject number'", KINDS, "force")
    for axis, value, name in (("LON", -89.64321, "longitude"), ("LAT", 39.77111, "latitude")):
        point = f'try_cast(raw."{axis}" as double)'
        offered = f"nullif({point}, {value}) as {name},"
        assert offered in " ".join(drafted.questions)
        write(drafted, f"{point} as {name},", offered, "force")
    codes = drafted.packs / "data" / "cities" / CITY / "codes" / "force_person_race.csv"
    codes.write_text(codes.read_text(encoding="utf-8").replace("A,,", "A,asian,"), encoding="utf-8")
    assert published(drafted) == truth.records
    truth_published(truth)


CALL = """    nullif(trim(raw."CAD_EVT"), '') as call_id,
    -- guess: named like 'received date'"""
COMPLAINT = """    nullif(trim(raw."PSB_REF"), '') as complaint_id,
    -- guess: named like 'received date'"""
ALLEGATION = """    nullif(trim(raw."PSB_REF"), '') as complaint_id,
    -- guess: named like 'allegation'"""
KINDS = """    nullif(trim(coalesce(raw."TACTIC", raw."TACTIC_USED")), '') as force_type,
    -- guess: named like 'subject number'"""


def test_tollgate_is_published_as_it_is(own_packs: Path, tmp_path: Path) -> None:
    """Fifteen planted faults end in the true counts, after seven answers."""
    raw = tmp_path / "raw"
    raw.mkdir()
    truth = tollgate(raw)
    drafted = draft(own_packs, raw)
    asked(
        drafted,
        *("sheet 'Legend' of force.xlsx is not read", "exceededTransferLimit"),
        *("224 of 224 numbers of 'Complaint No' stand in no complaint", "in UTC, as they say?"),
        *("'########' in 16", "no day is above 12 in 'Received' of complaints_2018.csv"),
        "what happened to the records around 2018-04 (2), 2018-07 (3)?",
    )
    accept(drafted)
    number = """nullif(trim(raw."Complaint No"), '')"""
    folded = r"""regexp_replace(trim(raw."Complaint No"), '^0+(\d)', '\1')"""
    for query in ("complaints", "allegations"):
        write(drafted, f"{number} as complaint_id", f"{folded} as complaint_id", query)
    guide = (ROOT / "docs" / "new_city.md").read_text(encoding="utf-8")
    gap = guide.split("```toml\n")[1].split("```")[0]
    policies = drafted.packs / "data" / "cities" / CITY / "policies.toml"
    policies.write_text(policies.read_text(encoding="utf-8") + gap, encoding="utf-8")
    assert published(drafted) == truth.records
    truth_published(truth)
