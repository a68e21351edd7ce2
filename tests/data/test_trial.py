"""A card of a candidate says what a build of its files then answers, no more and no less."""

import os
import shutil
from pathlib import Path

import pytest

from dashboard.sites.cards import Card, read_card
from queries.change.readiness import NO_FIELD, NO_RESIDENTS, NO_TARGET, PART, Need, needs
from queries.declared.measures import measures
from queries.vintage.catalog import open_city
from tests.candidates import CANDIDATE, name_candidates
from tests.conftest import at_home
from tests.dashboard.test_cli import accord

NOT_IN_FILES = {NO_RESIDENTS, NO_TARGET}
"""What the files of records do not hold: a pack has it from a census, and from the city's rules."""


def read(home: Path, raw: Path, records: dict[str, object], areas: list[str]) -> Card:
    """Read a candidate's files by the command and return its card."""
    name_candidates(home, {**CANDIDATE, "areas": areas, "records": records})
    result = accord(home, "candidate", "lakeside", "--raw", str(raw))
    assert result.exit_code == 0, result.output
    with at_home(home):
        made = read_card("lakeside")
    assert made is not None
    return made


def could(made: Card) -> set[str]:
    """Return the measures that a card says could be answered."""
    return {name for name, missing in made.needs.items() if not missing}


def answered(city: str) -> set[str]:
    """Return the measures that a published city answers."""
    return {name for name, measure in measures().items() if not needs(open_city(city), measure)}


@pytest.fixture(scope="module")
def sample_card(tmp_path_factory: pytest.TempPathFactory, small_raw: Path) -> tuple[Path, Card]:
    """An ACCORD_HOME and the card of the small sample city's files in it."""
    home = tmp_path_factory.mktemp("candidate")
    records: dict[str, object] = {
        "force": {"origin": "somebody", "files": ["force.csv"]},
        "complaints": {"origin": "somebody", "files": ["complaints.csv"]},
        "calls": {"origin": "somebody", "files": ["calls_*.csv"]},
    }
    return home, read(home, small_raw, records, ["neighborhoods.geojson"])


@pytest.mark.slow
def test_the_sample_is_told_as_it_answers(sample_card: tuple[Path, Card], small_home: Path) -> None:
    """Of the sample's files each measure is told right, but for what no file of records holds."""
    _, made = sample_card
    with at_home(small_home):
        real = answered("sample")
    kinds = {name: {need.kind for need in missing} for name, missing in made.needs.items()}
    assert could(made) <= real
    assert all(kinds[name] <= NOT_IN_FILES for name in real - could(made))
    assert len(could(made)) == 15
    assert made.read["force"].records == 6_000
    assert made.all_faults == []


@pytest.mark.slow
def test_a_trial_leaves_nothing_behind(sample_card: tuple[Path, Card]) -> None:
    """After a reading the home has the card alone: no draft, no vintage, no pack."""
    home, _ = sample_card
    files = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    assert files == {"sites.toml", "candidates/lakeside.json"}
    assert ".trial" not in os.environ.get("ACCORD_HOME", "")


@pytest.mark.slow
def test_a_file_without_a_column_lacks_what_it_counts(tmp_path: Path, small_raw: Path) -> None:
    """Without its column of levels the file of force names that column and nothing else."""
    raw = tmp_path / "raw"
    raw.mkdir()
    text = (small_raw / "force.csv").read_text(encoding="utf-8")
    (raw / "force.csv").write_text(text.replace("Force Level", "Remark 7", 1), encoding="utf-8")
    shutil.copy(small_raw / "neighborhoods.geojson", raw)
    records: dict[str, object] = {
        "force": {
            "origin": "somebody",
            "files": ["force.csv"],
            "part": {"en": "Those of one district.", "es": "Los de un distrito."},
        },
        "calls": {"origin": "somebody"},
    }
    made = read(tmp_path / "home", raw, records, ["neighborhoods.geojson"])
    assert set(made.needs["force_high_level"]) == {
        Need(NO_FIELD, "force", "force_level"),
        Need(PART, "force"),
    }
    assert made.needs["force_deescalation"] == (Need(PART, "force"),)
    assert [need.kind for need in made.needs["force_per_calls"]] == ["unread", "part"]


@pytest.mark.slow
def test_portland_is_told_as_it_answers(
    tmp_path: Path, shared_data: Path, portland_home: Path
) -> None:
    """What its card promises its pack answers; what only the pack answers, the draft asks about."""
    records: dict[str, object] = {
        "force": {"origin": "Portland Police Bureau", "files": ["use_of_force.csv"]},
        "calls": {"origin": "National Institute of Justice", "files": ["NIJ2016*"]},
    }
    made = read(tmp_path, shared_data / "portland", records, ["neighborhoods.geojson"])
    with at_home(portland_home):
        real = answered("portland")
    assert could(made) == {"force", "force_in_crisis"}
    assert real - could(made) == {"force_high_level"}
    assert any("force_level" in question for question in made.read["force"].questions)
    assert made.read["calls"].records == 0
    assert made.read["calls"].faults


def test_a_candidate_that_is_not_named_is_refused(home: Path) -> None:
    """The command says where a candidate is named, and which files it did not find."""
    result = accord(home, "candidate", "lakeside")
    assert result.exit_code == 2
    assert "sites.toml" in result.output
    name_candidates(home, CANDIDATE)
    result = accord(home, "candidate", "lakeside", "--raw", str(home))
    assert result.exit_code == 2
    assert "No file fits 'force.csv'" in result.output
