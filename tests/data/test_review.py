"""`accord new-city --review`: the marks of a drafted pack are gone through at the terminal."""

import csv
import datetime as dt
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.config import read_city
from data.marks import Mark, marks, without
from data.new_city.query_text import parts, with_fault, with_part, without_stale
from data.undecided import guesses_left, open_questions
from queries.warehouse import current, open_vintage
from tests.data.test_new_city import WHO, records_by_area
from tests.drafting import CITY, accord, draft
from tests.messy import riverton

QUERY = """-- One row per report of force: a guess; 9 rows hold 3 different numbers.
select
    raw.source_file,
    -- decide: is it right? Say so by
    --   deleting this
    coalesce(
        id_fault(coalesce(raw."Case, no", raw."B")),
        date_fault_since(raw."Day", date '2018-01-01')
    ) as set_aside,

    -- guess: named like 'case'
    nullif(trim(coalesce(raw."Case, no", raw."B")), '') as incident_id,
    -- guess: by its name
    coalesce(race_words.race, 'unknown') as person_race,
    case
        when lower(raw."E") in ('h') then 'latino'
    end as person_sex,

    -- not used: 'Memo'
from raw
left join codes_force_person_race as person_race_words
    on upper(trim(raw."Race")) = person_race_words.code
left join codes_force_x as x_words
    on upper(
        trim(raw."X")
    ) = x_words.code
"""


def review(raw: Path, answers: str) -> str:
    """Return what the review prints when it is given these answers and no more."""
    arguments = ["new-city", "--review", CITY, "--raw", str(raw)]
    result = CliRunner().invoke(app, arguments, input=answers)
    assert result.exit_code == 0, result.output
    return result.output


def answers(printed: str, wanted: dict[str, str]) -> str:
    """Return the answers that put a draft right, after a review that left all for later.

    `wanted` maps words of a question to words of the choice that is taken; the rest is agreed with.
    A column that was replaced has no marks any more.
    """
    lines: list[str] = []
    replaced: set[str] = set()
    for block in re.split(r"\n(?=\[\d+ left\] )", printed)[1:]:
        place = block.split("\n", maxsplit=1)[0].split("] ")[1]
        about = re.sub(r", line \d+", "", place)
        if about in replaced:
            continue
        options = [
            number
            for words, option in wanted.items()
            if words in block
            for number in re.findall(rf"^  (\d)  .*{re.escape(option)}", block, re.MULTILINE)
        ]
        lines += options[:1] or ["a"]
        is_column = bool(options) and ", " in about and "Question: does the month" not in block
        replaced |= {about} if is_column else set()
    return "\n".join(lines) + "\n"


def test_marks_are_read_wherever_they_stand_and_taken_out(tmp_path: Path) -> None:
    """A mark is a comment with its further lines, the end of a line, or part of the first line."""
    path = tmp_path / "force.sql"
    path.write_text(QUERY + "begins = 1    # guess: the year\n", encoding="utf-8")
    entries = marks(path)
    assert [(mark.first, mark.last, mark.kind, mark.text) for mark in entries] == [
        (1, 1, "guess", "9 rows hold 3 different numbers."),
        (4, 5, "decide", "is it right? Say so by deleting this"),
        (11, 11, "guess", "named like 'case'"),
        (13, 13, "guess", "by its name"),
        (27, 27, "guess", "the year"),
    ]
    lines = path.read_text(encoding="utf-8").splitlines()
    assert without(lines, entries[0])[0] == (
        "-- One row per report of force: 9 rows hold 3 different numbers."
    )
    assert without(lines, entries[1])[3] == "    coalesce("
    assert without(lines, entries[-1])[-1] == "begins = 1"
    plain = Mark(path, 1, 1, "guess", "")
    assert without(["-- guess: x", "y"], plain) == ["y"]


def test_a_column_of_a_query_is_replaced_with_its_comments_and_its_code_table() -> None:
    """The other columns and code tables stay; a new column stands behind the last."""
    lines = QUERY.splitlines()
    assert [(part.target, part.first, part.sql, part.last) for part in parts(lines)] == [
        ("source_file", 2, 2, 2),
        ("set_aside", 3, 5, 8),
        ("incident_id", 10, 11, 11),
        ("person_race", 12, 13, 13),
        ("person_sex", 14, 14, 16),
    ]
    changed = with_part(QUERY, ("person_race",), ["    'x' as person_race,"], ["left join y"])
    assert "-- guess: by its name" not in changed
    assert "codes_force_person_race" not in changed
    assert changed.endswith('        trim(raw."X")\n    ) = x_words.code\nleft join y\n')
    assert "    end as person_sex,\n    'x' as force_type,\n" in with_part(
        QUERY, ("force_type",), ["    'x' as force_type,"], []
    )


def test_rows_are_set_aside_by_the_column_that_is_taken() -> None:
    """The number in `set_aside` follows, also over line breaks; a new reason is added."""
    broken = QUERY.replace('id_fault(coalesce(raw."Case, no", raw."B"))', "id_fault(\n  {}\n  )")
    broken = broken.format('coalesce(raw."Case, no",\n raw."B")')
    for text in (QUERY, broken):
        changed = with_fault(text, "id_fault", 'raw."C"')
        assert re.search(r'id_fault\(\s*raw."C"\s*\)', changed)
        assert changed.count('coalesce(raw."Case, no", raw."B")') == 1  # the value itself
    changed = with_fault(QUERY, "date_fault_since", 'raw."Other"')
    assert """date_fault_since(raw."Other", date '2018-01-01')""" in changed
    bare = "select\n    cast(null as varchar) as set_aside,\nfrom raw\n"
    assert "    coalesce(\n        date_fault(x)\n    ) as set_aside," in with_fault(
        bare, "date_fault_since", "x"
    )


def test_a_column_that_is_read_is_not_called_unused() -> None:
    """Its line goes, also one over two lines; those of columns that nothing reads stay."""
    before, behind = QUERY.split("    -- not used: 'Memo'\n")
    stays = "    -- not used: 'Memo': dates; write raw.\"Memo\"\n    -- not used: 'E x': empty\n"
    goes = (
        "    -- not used: 'Case,\n    --   no': 2 different values\n    -- not used: 'E': empty\n"
    )
    assert without_stale(before + goes + stays + behind) == before + stays + behind
    assert without_stale(before + stays + goes + behind) == before + stays + behind
    assert without_stale(QUERY) == QUERY


@pytest.mark.slow
def test_riverton_is_reviewed_in_two_sittings_and_published(
    own_packs: Path, tmp_path: Path
) -> None:
    """Who stops goes on where the pack stands; a reviewed pack publishes the true counts."""
    raw = tmp_path / "raw"
    raw.mkdir()
    truth = riverton(raw)
    accord(
        *("new-city", "--name", "Riverton", "--id", CITY, *WHO),
        *("--force", f"{raw}/use_of_force_*.csv", "--complaints", f"{raw}/complaints.csv"),
        *("--areas", f"{raw}/neighborhoods.kml"),
    )
    printed = review(raw, "l\n" + "a\n" * 9 + "9\nq\n")
    assert "with finding: 113 of 150: 'not_sustained' (38)" in printed
    assert "1  by each row: 150 records" in printed
    assert "In the file, 'Finding': 'Not sustained' (38)" in printed
    assert "'9' is no answer here" in printed
    assert re.search(r"9 answered, \d+ left", printed)
    assert "Call the pack reviewed?" not in printed
    printed = review(raw, "a\n" * 40)  # no answer to who reviewed it
    assert "720 records; rows set aside: 0" in printed
    assert "1  by each row: 1,080 records" in printed
    assert (open_questions(read_city(CITY)), guesses_left(read_city(CITY))) == ([], {})
    assert read_city(CITY).status == "drafted"
    review(raw, "y\nrecords analyst\n")
    assert read_city(CITY).reviewed == {
        "by": "records analyst",
        "on": dt.datetime.now(dt.UTC).date(),
    }
    accord("build", CITY, "--raw", str(raw))
    accord("publish", CITY)
    assert records_by_area(CITY, "force_incidents") == truth.by_area["force"]
    assert records_by_area(CITY, "complaints") == truth.by_area["complaints"]


def written_wrongly(raw: Path) -> list[dt.date]:
    """Write 30 incidents of two actions each, day first and never above 12; return their days."""
    raw.mkdir()
    days = [dt.date(2018, 2 + at % 11, 1 + (5 * at) % 12) for at in range(30)]
    rows = [
        {
            "PoliceUseOfForceID": f"U{2 * at + action}",
            "Date of Incident": f"{day:%d/%m/%Y}",
            "Time": f"{at % 24:02}:{at:02}",
            "Address": f"{at} Main St",
            "Force Type": ("Taser", "Hands")[action],
            "Subject Race": ("Black", "White")[at % 2],
            "Race of Subject 1": ("White", "Black")[at % 2],
        }
        for at, day in enumerate(days)
        for action in (0, 1)
    ]
    with (raw / "force.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]])
        writer.writeheader()
        writer.writerows(rows)
    return sorted(days)


@pytest.mark.slow
def test_a_wrong_draft_is_put_right_by_numbers_of_choices(own_packs: Path, tmp_path: Path) -> None:
    """Another number, another order of day and month, another race: each is counted and written."""
    raw = tmp_path / "raw"
    days = written_wrongly(raw)
    draft(own_packs, raw)
    printed = review(raw, "l\n" * 40)
    assert "  a  as drafted: 60 records" in printed
    assert re.search(r"1  by concat_ws.*: 30 records; rows set aside: 0", printed)
    assert "with occurred_on: 60 of 60, from 2018-01-02 to 2018-12-10" in printed
    assert f"with occurred_on: 60 of 60, from {days[0]} to {days[-1]}" in printed
    wanted = {
        "what is one record?": "by concat_ws(",
        "does the month or the day": "read by %d/%m/%Y",
        ", person_race": "'Race of Subject 1'",
        "force = ": "call it incident",
    }
    review(raw, answers(printed, wanted) + "y\nrecords analyst\n")
    assert read_city(CITY).status == "reviewed"
    accord("build", CITY, "--raw", str(raw))
    accord("publish", CITY)
    con = open_vintage(CITY, str(current(CITY))).con
    dates = con.execute("select occurred_on from force_incidents order by 1").fetchall()
    assert [day for (day,) in dates] == days
    assert "force" not in read_city(CITY).units
    first = con.execute(
        "select race from force_persons inner join force_incidents using (incident_id) "
        "where occurred_on = (select min(occurred_on) from force_incidents)"
    ).fetchall()
    assert {race for (race,) in first} == {"white"}


@pytest.mark.slow
def test_what_cannot_be_agreed_with_is_not(own_packs: Path, tmp_path: Path) -> None:
    """A query without a date cannot be agreed with; the offered date makes every record count."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for year in (2018, 2019):
        lines = "".join(f"{year}{at:03},Taser\n" for at in range(20))
        (raw / f"force_{year}.csv").write_text(f"Case Number,Force Type\n{lines}", encoding="utf-8")
    drafted = draft(own_packs, raw)
    assert any(text.startswith("which column is occurred_on?") for text in drafted.questions)
    assert "'a' is no answer here" in review(raw, "a\nq\n")
    printed = review(raw, "l\n" * 20)
    assert "the query cannot be run: no column is occurred_on" in printed
    assert "40 records; rows set aside: 0; with occurred_on: 40 of 40, from 2018-01-01" in printed
    review(raw, answers(printed, {"no column is occurred_on": "make_date("}))
    accord("build", CITY, "--raw", str(raw))
    accord("publish", CITY, "--unreviewed")
    con = open_vintage(CITY, str(current(CITY))).con
    counts = con.execute(
        "select year(occurred_on), count(*) from force_incidents group by 1 order by 1"
    ).fetchall()
    assert counts == [(2018, 20), (2019, 20)]
