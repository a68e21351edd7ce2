"""The register for programs says what the page Cities says."""

from pathlib import Path

from dashboard.sites.register import opens_with
from dashboard.tables.comparison import worded
from dashboard.words import load
from dashboard.words.sentences import in_short
from queries.change.compare import Comparison
from queries.declared.measures import measures
from queries.vintage.catalog import open_city
from tests.api.asking import content
from tests.candidates import CANDIDATE, name_candidates
from tests.conftest import at_home


def test_a_city_has_its_records_goals_and_first_answer() -> None:
    """The sentence is that of the pages, with its cautions; nothing ranks the cities."""
    words = load("es")
    register = content("/register?lang=es")
    (city,) = register["cities"]
    sample = open_city("sample")
    comparison = opens_with(sample)
    assert isinstance(comparison, Comparison)
    row = worded(comparison, words).row(0, named=True)
    assert register["caution"] == words.text("sites.no_ranking")
    assert city["first_answer"]["sentence"] == in_short(row, comparison, words)
    assert len(city["first_answer"]["cautions"]) == len(comparison.cautions)
    assert [span["id"] for span in city["datasets"]] == list(sample.manifest.datasets)
    assert city["agreements"] == ["deescalation-2019"]
    assert len(city["goals"]) == 3
    assert city["longitude"] is None
    assert register["candidates"] == []


def test_a_candidate_has_every_measure(sample_home: Path, tmp_path: Path) -> None:
    """Before its files are read each measure is not read, or lacks records that are named."""
    (tmp_path / "warehouse").symlink_to(sample_home / "warehouse")
    name_candidates(tmp_path, CANDIDATE)
    with at_home(tmp_path):
        (candidate,) = content("/register")["candidates"]
    states = {entry["id"]: (entry["state"], entry["needs"]) for entry in candidate["measures"]}
    assert set(states) == set(measures())
    assert states["force"] == ("not_read", [])
    need = {"kind": "no_dataset", "dataset": "complaints", "field": None}
    assert states["complaints"] == ("needs", [{**need, "text": "no file of complaints"}])
    assert (candidate["read_on"], candidate["questions"]) == (None, None)
