"""The register of sites: candidates as an operator names them, and the page Cities."""

import datetime as dt
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts.sites import sites_map
from dashboard.pages import GROUPS, offered
from dashboard.serving import serve
from dashboard.sites.cards import COULD, NEEDS, NOT_READ, Card, Read, read_card, state, write_card
from dashboard.sites.declared import candidates, shown_candidates
from dashboard.sites.lines import candidate_lines, dataset_lines, shown_card
from dashboard.sites.register import opens_with, place, sites
from dashboard.tables.comparison import worded
from dashboard.tables.sites import sites_table
from dashboard.words import load
from dashboard.words.sentences import headline
from queries.change.compare import Comparison
from queries.change.readiness import NO_DATASET, NO_FIELD, PART, Need
from queries.declared.measures import measures
from queries.errors import BadInput
from queries.vintage.catalog import open_city
from queries.warehouse import city_folder, current
from tests.candidates import CANDIDATE, name_candidates
from tests.conftest import at_home
from tests.dashboard.test_cities import publish, shown

SCRIPT = """
from dashboard.views import cities
from dashboard.words import load
cities.show(load("LANGUAGE"))
"""
READ_ON = dt.date(2026, 11, 1)
CARD = Card(
    READ_ON,
    {
        "force": Read(
            ("force.csv",),
            120,
            90,
            "force",
            {"no_record_number": 30},
            READ_ON,
            READ_ON,
            ("a?", "b?"),
        )
    },
    dict.fromkeys(measures(), ()) | {"force_high_level": (Need(NO_FIELD, "force", "force_level"),)},
)


def page(language: str) -> AppTest:
    """Return the page Cities in a language."""
    script = SCRIPT.replace("LANGUAGE", language)
    return AppTest.from_string(script, default_timeout=120).run()


@pytest.fixture
def register(tmp_path: Path, small_home: Path) -> Path:
    """An ACCORD_HOME with the small sample city and a candidate with a card."""
    (tmp_path / "warehouse").symlink_to(small_home / "warehouse")
    name_candidates(tmp_path, CANDIDATE)
    with at_home(tmp_path):
        write_card("lakeside", CARD)
    return tmp_path


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"longitude": 200.0}, "<= 180"),
        ({"state": "Oregon"}, "matching regex"),
        ({"id": "Lake Side"}, "matching regex"),
        ({"rank": 1}, "unknown field `rank`"),
        ({"records": {"arrests": {"origin": "x"}}}, "records.arrests"),
        ({"records": {"force": {"origin": "x", "link": "javascript:alert(1)"}}}, "javascript"),
        ({"records": {"force": {"origin": "x", "files": ["../../etc/passwd"]}}}, "../../etc"),
        ({"records": {"force": {"origin": "x", "part": {"en": ""}}}}, "'en': ''"),
    ],
)
def test_a_candidate_in_error_is_refused_with_its_key(
    change: dict[str, Any], expected: str, home: Path
) -> None:
    """`accord serve` ends with file and key; a site that runs goes on without candidates."""
    path = name_candidates(home, {**CANDIDATE, **change})
    with pytest.raises(BadInput, match="has a candidate that cannot be read") as error:
        serve(0)
    assert str(path) in str(error.value)
    assert expected in str(error.value)
    assert shown_candidates() == []


def test_two_candidates_with_one_id_are_refused(home: Path) -> None:
    """An id is that of one candidate."""
    name_candidates(home, CANDIDATE, {**CANDIDATE, "name": "Elsewhere"})
    with pytest.raises(BadInput, match="2 candidates with the id 'lakeside'"):
        candidates()


def test_a_published_city_is_no_candidate(home: Path) -> None:
    """Candidates stand by name, and one that is published is a city like the others."""
    name_candidates(
        home,
        CANDIDATE,
        {**CANDIDATE, "id": "ashton", "name": "Ashton"},
        {**CANDIDATE, "id": "belfield", "name": "Belfield"},
    )
    assert [entry.id for entry in candidates()] == ["ashton", "belfield", "lakeside"]
    publish("belfield", "Belfield")
    assert [entry.id for entry in candidates()] == ["ashton", "lakeside"]


def test_a_menu_offers_the_register_where_there_is_a_choice(home: Path) -> None:
    """One city without candidates has no register; its page keeps its address."""
    publish("ashton", "Ashton")
    assert "cities" not in offered()["everyone"]
    assert "cities" in GROUPS["everyone"]
    name_candidates(home, CANDIDATE)
    assert offered() == GROUPS
    (home / "sites.toml").unlink()
    publish("belfield", "Belfield")
    assert offered() == GROUPS


def test_without_a_card_only_missing_records_are_known(home: Path) -> None:
    """A measure of records that are public and unread is not known; one of others lacks a file."""
    name_candidates(home, CANDIDATE)
    (candidate,) = candidates()
    assert read_card("lakeside") is None
    assert state(measures()["force"], candidate, None) == (NOT_READ, [])
    standing, missing = state(measures()["force_per_calls"], candidate, None)
    assert (standing, missing) == (NEEDS, [Need(NO_DATASET, "calls")])


def test_a_card_is_read_as_it_was_written(home: Path) -> None:
    """What a trial found is kept whole; a damaged card is none, and the page stays."""
    name_candidates(home, CANDIDATE)
    (candidate,) = candidates()
    path = write_card("lakeside", CARD)
    assert read_card("lakeside") == CARD
    assert state(measures()["force"], candidate, CARD) == (COULD, [])
    lines = candidate_lines(candidate, CARD, load("en"))
    assert "  Force at a high level: no column for level of force." in lines
    assert any("decide 2 questions" in line for line in lines)
    path.write_text("{}", encoding="utf-8")
    assert read_card("lakeside") is None


@pytest.mark.parametrize(
    "content",
    [
        '{"x": ' + "[" * 200_000 + "]" * 200_000 + "}",
        '{"read_on": "2026-11-01", "read": {}, "needs": {"force": [{"kind": "x"}]}}',
        '{"read_on": "2026-11-01", "read": {}, "needs": {"force": '
        '[{"kind": "no_field", "dataset": "force", "field": "x"}]}}',
    ],
    ids=["too deep", "another kind", "another field"],
)
def test_a_card_that_nobody_can_read_is_none(content: str, home: Path) -> None:
    """A card of another release, or a damaged one, takes neither the page nor the answer away."""
    name_candidates(home, CANDIDATE)
    (candidate,) = candidates()
    write_card("lakeside", CARD).write_text(content, encoding="utf-8")
    assert shown_card(candidate, load("en")) is None
    assert not page("en").exception


def test_records_that_are_a_part_answer_nothing_whenever_it_is_said(home: Path) -> None:
    """An operator who adds `part` after the card was made has no measure that could be answered."""
    part = {"origin": "x", "files": ["force.csv"], "part": {"en": "Of one district."}}
    name_candidates(home, CANDIDATE | {"records": {"force": part}})
    (candidate,) = candidates()
    assert state(measures()["force"], candidate, CARD) == (NEEDS, [Need(PART, "force")])


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_has_each_city_and_each_candidate(language: str, register: Path) -> None:
    """The verdict is in the words of the city's own pages, and a caution says: no ranking."""
    words = load(language)
    with at_home(register):
        text = shown(app := page(language))
        comparison = opens_with(open_city("sample"))
        (candidate,) = candidates()
    assert [element.value for element in app.info] == [words.text("sites.no_ranking")]
    assert isinstance(comparison, Comparison)
    assert headline(worded(comparison, words).row(0, named=True), comparison, words) in text
    assert words.text("sample_label") in text
    assert words.text("sites.states.could", n=len(measures()) - 1) in text
    lacking = words.say(measures()["force_high_level"].name)
    assert f"**{lacking}:**" in text
    assert candidate.records["force"].origin in text


def test_cities_stand_by_name(home: Path) -> None:
    """The table has one row per city and candidate, by name whatever is published."""
    publish("zeta", "Ávila")
    publish("belfield", "Belfield")
    name_candidates(home, {**CANDIDATE, "name": "Avon"})
    words = load("en")
    table = sites_table(sites(words), candidates(), words)
    assert table["City"].to_list() == ["Ávila", "Avon", "Belfield"]
    assert table["On this site"].to_list() == ["published here", "may join", "published here"]


def test_a_damaged_city_is_named_and_the_others_stay(home: Path, small_home: Path) -> None:
    """A city whose tables are gone is said to be unreadable; nothing of it is guessed."""
    publish("ashton", "Ashton")
    (home / "warehouse" / "sample").symlink_to(small_home / "warehouse" / "sample")
    (city_folder("ashton") / str(current("ashton")) / "policies.parquet").unlink()
    words = load("en")
    assert [site.vintage is None for site in sites(words)] == [True, False]
    text = shown(page("en"))
    assert words.text("sites.damaged", city="Ashton") in text
    assert words.text("sample_label") in text


def test_an_invented_city_lies_nowhere(small_home: Path) -> None:
    """The sample city has areas with points and no place on a map of real ones."""
    with at_home(small_home):
        sample = open_city("sample")
        assert len(sample.areas(sample.layer().id))
        assert place(sample) is None


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_map_has_a_mark_and_a_name_for_each_city(language: str) -> None:
    """One place or several make valid Vega-Lite, with candidates told apart by shape."""
    places = pl.DataFrame(
        {
            "city": ["Ashton", "Belfield"],
            "standing": ["published", "may join"],
            "is_candidate": [False, True],
            "longitude": [-80.0, -122.5],
            "latitude": [36.0, 45.5],
        }
    )
    for rows in (places, places.head(1), places.tail(1)):
        spec = sites_map(rows, load(language)).to_dict()
        alt.Chart.from_dict(spec)
        shapes = spec["layer"][0]["encoding"]["shape"]["scale"]["range"]
        assert shapes == ["diamond" if row else "circle" for row in rows["is_candidate"]]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_card_says_what_the_records_leave_out(language: str, cincinnati_home: Path) -> None:
    """A count of records comes with its first day, its gaps, and why it is only a part."""
    words = load(language)
    with at_home(cincinnati_home):
        vintage = open_city("cincinnati")
        spans = vintage.manifest.datasets
        lines = dict(zip(spans, dataset_lines(vintage, words), strict=True))
    for name, span in spans.items():
        assert words.day(span.first_on) in lines[name]
    (gap,) = spans["force"].unrecorded
    assert all(words.day(day) in lines["force"] for day in gap)
    assert words.say(spans["calls"].rates_reason or {}) in lines["calls"]
