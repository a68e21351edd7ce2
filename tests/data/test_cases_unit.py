"""The shared cases of what is counted: the right count, or a question that names it."""

from pathlib import Path

import pytest

from tests.drafting import accept, draft, published, shared_case, write

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("number", "phrases"),
    [
        (11, ("30 of 90 rows (id_mangled: '2.018E+11' in 30)",)),
        (15, ("30 of 90 rows have no 'Crime ID'", "below, 60; each as a record of its own 90")),
        (32, ("by file and number 120; by number 40", "make_date(")),
        (42, ("60 of 60 numbers stand in several with the same day",)),
        (46, ("30 of 60 rows have neither 'Incident Number' nor", "(30 records of 60 rows)")),
        (62, ("by 'UOFNum' 180", "by 'FILENUM' 90", "several days in 90 of the 90")),
        (63, ("by day, time and place 120", "called force_action under [units]")),
        (74, ("no column numbers the records", "by row 120", "by day, time and place")),
    ],
)
def test_what_a_case_asks(
    number: int, phrases: tuple[str, ...], own_packs: Path, tmp_path: Path
) -> None:
    """The questions show the counts of the choices."""
    questions = " ".join(draft(own_packs, shared_case(number, tmp_path / "raw")).questions)
    assert [phrase for phrase in phrases if phrase not in questions] == []


def test_spoiled_numbers_never_make_an_incident(own_packs: Path, tmp_path: Path) -> None:
    """Whoever agrees, with a reason, counts the 60 whole numbers, and no incident of 30 rows."""
    drafted = draft(own_packs, shared_case(11, tmp_path / "raw"))
    assert "more than 10% of a file" in " ".join(drafted.questions)
    accept(drafted)
    with (drafted.packs / "data" / "cities" / "case" / "city.toml").open("a") as file:
        file.write('\n[spoiled_files]\n"force.csv" = "the sender has no other"\n')
    assert published(drafted) == {"force_incidents": 60, "force_persons": 60}


def test_merged_cells_count_the_incident_above(own_packs: Path, tmp_path: Path) -> None:
    """Whoever agrees to the question counts 30 incidents of 60 rows."""
    drafted = draft(own_packs, shared_case(46, tmp_path / "raw"))
    accept(drafted)
    assert published(drafted) == {"force_incidents": 30, "force_persons": 30}


def test_actions_are_called_actions_or_joined(own_packs: Path, tmp_path: Path) -> None:
    """A number of actions is published under that name; the question's text makes 120 incidents."""
    drafted = draft(own_packs, shared_case(63, tmp_path / "raw"))
    assert 'force = "force_action"' in drafted.toml
    accept(drafted)
    write(
        drafted,
        """nullif(trim(raw."PoliceUseOfForceID"), '') as incident_id""",
        'concat_ws(\'/\', raw."ResponseDate", raw."ResponseTime", raw."X", raw."Y") as incident_id',
    )
    assert published(drafted)["force_incidents"] == 120


def test_a_year_from_the_files_names_makes_every_record_count(
    own_packs: Path, tmp_path: Path
) -> None:
    """With the text that the question offers, 3 × 40 numbers are 120 incidents."""
    drafted = draft(own_packs, shared_case(32, tmp_path / "raw"))
    accept(drafted)
    year = "make_date(cast(regexp_extract(raw.source_file, '(?:19|20)\\d\\d') as integer), 1, 1)"
    write(drafted, "as incident_id,", f"as incident_id,\n    {year} as occurred_on,")
    assert published(drafted)["force_incidents"] == 120
