"""Residents' priorities of a pack: kept as their source says them, or refused with their place."""

import json
from pathlib import Path

import pytest

from data.config import packs
from data.priorities import FILE, check_areas, read_priorities
from queries.errors import BadInput
from queries.paths import PACKS
from queries.vintage.catalog import open_city
from tests.conftest import at_home

ENTRY = """
[[priorities]]
layer = "ward"
area = "3"
concern = { en = "Help comes late", es = "La ayuda llega tarde" }
rank = 1
share = 0.4
n = 500
on = 2023-03-14
source = "Minutes"
link = "https://example.org/minutes"
measure = "force"
"""


def pack(folder: Path, text: str) -> Path:
    """Write a pack's priorities and return its folder."""
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("city", packs())
def test_the_priorities_of_every_pack_can_be_kept(city: str) -> None:
    """No list that is delivered has a fault, and each concern stands in English and Spanish."""
    for entry in read_priorities(PACKS / city):
        assert {"en", "es"} <= set(entry["concern"])


def test_a_pack_without_a_list_has_no_priorities(tmp_path: Path) -> None:
    """The file may be missing."""
    assert read_priorities(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "phrase"),
    [
        ("[[priorities]]", "[[priority]]", "a key is missing"),
        ('source = "Minutes"', "", "a key is missing"),
        ('source = "Minutes"', 'source = " "', "it is no text"),
        ("rank = 1", "place = 1", "a key is unknown"),
        ("rank = 1", "rank = 0", "it is no count"),
        ("share = 0.4", "share = 40", "it is no share"),
        ("share = 0.4", "share = 0", "it is no share"),
        ("share = 0.4", "", "nothing is a share of it"),
        ("n = 500", "n = true", "it is no count"),
        ("2023-03-14", '"March"', "it is no day"),
        ("https://", "javascript:", "it is no address of the web"),
        ('area = "3"', "", "the area is not clear"),
        ('measure = "force"', "", "what answers it is not clear"),
        ('measure = "force"', 'measure = "forse"', "expected: force"),
        ('measure = "force"', 'measure = "force"\nno_record = { en = "a" }', "not clear"),
        (
            '{ en = "Help comes late", es = "La ayuda llega tarde" }',
            '"Late"',
            "no table of languages",
        ),
    ],
)
def test_a_priority_that_is_not_clear_is_refused(
    old: str, new: str, phrase: str, tmp_path: Path
) -> None:
    """One message names the file, the entry and what is wrong."""
    assert old in ENTRY
    with pytest.raises(BadInput) as caught:
        read_priorities(pack(tmp_path, ENTRY.replace(old, new)))
    assert phrase in str(caught.value)
    assert FILE in str(caught.value)


@pytest.mark.parametrize("value", ["3", '"x"', "[1]", "[[]]"])
def test_a_list_that_is_none_is_refused(value: str, tmp_path: Path) -> None:
    """Something else in the place of the entries ends in one message, not in a traceback."""
    with pytest.raises(BadInput, match="it is no list of tables"):
        read_priorities(pack(tmp_path, f"priorities = {value}"))


def test_no_two_concerns_of_a_list_have_one_place(tmp_path: Path) -> None:
    """A rank that stands twice in a source, day and area is a slip; in another area it is not."""
    other = ENTRY.replace('area = "3"', 'area = "4"')
    assert len(read_priorities(pack(tmp_path, ENTRY + other))) == 2
    with pytest.raises(BadInput, match="it stands twice"):
        read_priorities(pack(tmp_path, ENTRY + ENTRY))


@pytest.mark.parametrize(
    ("areas", "phrase"),
    [({"district": {"3"}}, "there is none"), ({"ward": {"1", "2"}}, "it is not on the map")],
)
def test_an_area_that_is_not_on_the_map_is_refused(
    areas: dict[str, set[str]], phrase: str, tmp_path: Path
) -> None:
    """The message names the layer or the area, and what there is."""
    folder = pack(tmp_path, ENTRY)
    check_areas(folder, {"ward": {"3"}})
    with pytest.raises(BadInput, match=phrase):
        check_areas(folder, areas)


def test_a_vintage_keeps_the_priorities_of_its_pack(small_home: Path) -> None:
    """What is published is what the pack says, entry by entry; older manifests have none."""
    with at_home(small_home):
        vintage = open_city("sample")
    kept = vintage.city.priorities
    written = read_priorities(PACKS / "sample")
    assert [(entry.concern, entry.rank, entry.on) for entry in kept] == [
        (entry["concern"], entry["rank"], entry["on"]) for entry in written
    ]
    assert {entry.area for entry in kept} == {None, "1", "4"}
    assert json.dumps([entry["source"] for entry in written]).count("Invented") == len(kept)
