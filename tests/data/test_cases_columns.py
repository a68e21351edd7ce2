"""Shared cases about files, sheets and columns: right values, a question, or one clear message."""

from pathlib import Path

import pytest

from queries.warehouse import current, open_vintage
from tests.drafting import CITY, accept, accord, draft, published, shared_case

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("number", "counts"),
    [
        (21, {"force_incidents": 150, "force_persons": 150}),
        (67, {"force_incidents": 120, "force_persons": 120}),
        (70, {"force_incidents": 60, "force_persons": 60}),
        (73, {"force_incidents": 120, "force_persons": 120}),
        (9, {"force_incidents": 60, "force_persons": 60}),
        (71, {"force_incidents": 120, "force_persons": 120}),
    ],
)
def test_what_is_published_without_a_question(
    number: int, counts: dict[str, int], own_packs: Path, tmp_path: Path
) -> None:
    """Nothing is asked, and the published counts are the true ones."""
    drafted = draft(own_packs, shared_case(number, tmp_path / "raw"))
    assert drafted.questions == ()
    assert published(drafted) == counts


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (20, "It holds exactly 1,000 rows"),
        (22, "says itself that it holds only a part of the records"),
        (24, "is (-89.99, 35.01) a real place? 60 of 60 points"),
        (68, "are these files downloads of the same records?"),
        (72, "this file cannot be counted by itself"),
    ],
)
def test_what_is_asked(number: int, words: str, own_packs: Path, tmp_path: Path) -> None:
    """What a file cannot say is a question, in words that name the reason."""
    drafted = draft(own_packs, shared_case(number, tmp_path / "raw"))
    assert any(words in question for question in drafted.questions), drafted.questions


def values(query: str) -> dict[str, int]:
    """Return the published vintage's counts by word."""
    reader = open_vintage(CITY, str(current(CITY)))
    return {str(word): int(n) for word, n in reader.rows(query)}


def test_all_persons_of_a_cell_are_published(own_packs: Path, tmp_path: Path) -> None:
    """60 incidents hold 80 persons, each with its own race and age; the count of hurt is asked."""
    drafted = draft(own_packs, shared_case(27, tmp_path / "raw"))
    assert len(drafted.questions) == 1
    assert "Number of Subjects Injured" in drafted.questions[0]
    accept(drafted)
    assert published(drafted) == {"force_incidents": 60, "force_persons": 80}
    races = values("select race, count(*) from force_persons group by 1")
    assert races == {"black": 30, "white": 30, "latino": 10, "asian": 10}
    ages = values("select age_group, count(*) from force_persons group by 1")
    assert "unknown" not in ages


def test_ethnicity_makes_latino_and_no_unknown(own_packs: Path, tmp_path: Path) -> None:
    """12 of 60 are Hispanic by the second column, the others keep their race."""
    drafted = draft(own_packs, shared_case(28, tmp_path / "raw"))
    assert drafted.questions == ()
    published(drafted)
    races = values("select race, count(*) from force_persons group by 1")
    assert races == {"black": 24, "white": 24, "latino": 12}


@pytest.mark.parametrize(
    ("number", "sql"),
    [
        (29, "nullif(trim(raw.\"Incident District\"), '') as place_name"),
        (30, "nullif(trim(raw.\"District\"), '') as place_name"),
        (62, 'coalesce(raw."CIT_INJURE", raw."CIT_INJURED")'),
        (62, "nullif(trim(raw.\"UOF_REASON\"), '') as reason"),
        (79, 'on upper(trim(raw."suspect_race"))'),
        (80, 'cast(parse_time(raw."date_of_incident") as date) as occurred_on'),
    ],
)
def test_which_column_is_read(number: int, sql: str, own_packs: Path, tmp_path: Path) -> None:
    """The place is the incident's, the race the person's, the date the event's."""
    drafted = draft(own_packs, shared_case(number, tmp_path / "raw"))
    assert sql in drafted.queries


def test_a_typo_in_a_column_is_one_message(own_packs: Path, tmp_path: Path) -> None:
    """A build over a file whose column is misspelled names the file, the column and the nearest."""
    raw = shared_case(66, tmp_path / "raw")
    drafted = draft(own_packs, raw)
    assert drafted.questions == ()
    (raw / "force_2019.typo_date.txt").rename(raw / "force_2019.csv")
    printed = accord("build", CITY, "--raw", str(raw), code=2)
    for word in ("force_2019.csv", "incident_date", "incidnet_date"):
        assert word in printed
