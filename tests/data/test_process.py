"""The way of a complaint in a pack: checked, kept in the manifest, shown with its source."""

import datetime as dt
from pathlib import Path

import pytest

from dashboard.words import load
from dashboard.words.process import process_lines
from data import config
from data.config import packs, read_city
from queries.errors import BadInput
from queries.manifest import ComplaintProcess
from queries.paths import PACKS
from queries.vintage.catalog import open_city
from tests.conftest import at_home

SAID = (
    '\n[complaint_process]\ndecides = { en = "A board." }\nsource = "Rules"\nread_on = 2026-01-31\n'
)


def pack(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Write the pack of Durham with another end, and return its id."""
    own = folder / "data" / "cities" / "durham"
    own.mkdir(parents=True)
    original = (PACKS / "durham" / "city.toml").read_text(encoding="utf-8")
    first, tables, rest = original.partition("\n[[")
    (own / "city.toml").write_text(first + text + tables + rest, encoding="utf-8")
    monkeypatch.setattr(config, "pack_folder", lambda _city: own)
    return "durham"


def test_a_process_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a pack leaves out is None."""
    process = read_city(pack(tmp_path, SAID, monkeypatch)).complaint_process
    assert process == ComplaintProcess("Rules", dt.date(2026, 1, 31), {"en": "A board."})


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('decides = { en = "A board." }', "", "complaint_process says nothing"),
        ('{ en = "A board." }', '"A board."', "no table of languages: decides"),
        ('source = "Rules"', 'source = " "', "names no source"),
        ("2026-01-31", '"January"', "does not say when its source was read"),
        ("source", 'file_link = "www.example.org"\nsource', "file_link that is no address"),
        ("source", 'link = "javascript:alert(1)"\nsource', "link that is no address"),
        ("source", 'phone = "1"\nsource', "unexpected keyword argument 'phone'"),
    ],
)
def test_a_process_that_says_too_little_is_refused(
    before: str, after: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the file and what is wrong."""
    city = pack(tmp_path, SAID.replace(before, after), monkeypatch)
    with pytest.raises(BadInput, match=problem) as caught:
        read_city(city)
    assert "city.toml" in str(caught.value)


def test_every_pack_says_it_in_both_languages() -> None:
    """Texts of the shipped packs are in English and Spanish; those of the sample say "invented"."""
    given = {city: process for city in packs() if (process := read_city(city).complaint_process)}
    assert {"sample", "chicago", "new_orleans", "cincinnati"} <= set(given)
    for city, process in given.items():
        for texts in (process.decides, process.time, process.file, process.appeal):
            assert texts is None or set(texts) == {"en", "es"}
            if city == "sample":
                assert texts is not None
                assert texts["en"].startswith("Invented")
                assert texts["es"].startswith("Inventado")


def test_a_vintage_keeps_the_process(sample_home: Path) -> None:
    """The manifest has what the pack says, so that a served vintage needs no pack."""
    with at_home(sample_home):
        assert open_city("sample").city.complaint_process == read_city("sample").complaint_process


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_not_given_is_said(language: str) -> None:
    """Each question has a line, which says so without an answer; a link only where there is one."""
    words = load(language)
    process = ComplaintProcess(
        "Rules",
        dt.date(2026, 1, 31),
        file={"en": "By mail *.", "es": "Por correo *."},
        file_link="https://example.org/form",
    )
    decides, time, file, appeal = process_lines(process, words)
    missing = words.text("complaints.way.not_given")
    for line in (decides, time, appeal):
        assert missing.rstrip(".") in line.replace("\\", "")
    assert missing not in file
    assert "](<https://example.org/form>)" in file
    assert r"\*" in file
    assert len(process_lines(None, words)) == len((decides, time, file, appeal))
