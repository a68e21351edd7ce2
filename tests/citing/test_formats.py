"""The forms for reference managers are read back by their own readers with nothing lost."""

import json
import tomllib
from pathlib import Path
from typing import Any

import bibtexparser
import jsonschema
import pytest
import rispy
import yaml

from dashboard.citing.formats import Reference, bibtex, cff, ris
from queries.paths import ROOT
from tests.citing.asking import CHANGE, cite, get

SCHEMA = Path(__file__).with_name("cff-1.2.0.schema.json")
"""Of the Citation File Format 1.2.0 (CC BY 4.0)."""

REFERENCE = Reference(
    id="abcdefgh2345",
    title="Force fell by 26 % in “Tanner's Row” & {others}_1 $x$ \\input{y} #1 ~ ^",
    author="The City's Office",
    day="2026-11-30",
    url="https://accord.example.org/cite/abcdefgh2345",
    version="20261130-031104",
    note="Build 20261130-031104.\nTY  - FAKE\r\nKeep: this, in mind\x00.",
)


def valid_cff(text: str) -> dict[str, Any]:
    """Return the content of a CITATION.cff, held against the schema of its format."""
    # its dates are texts to the schema
    content: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - only texts
    jsonschema.validate(content, json.loads(SCHEMA.read_text(encoding="utf-8")))
    return content


def test_bibtex_is_read_back() -> None:
    """One entry with all fields, in which no sign of LaTeX is left to run."""
    library = bibtexparser.parse_string(bibtex(REFERENCE))
    assert library.failed_blocks == []
    (entry,) = library.entries
    fields = {field.key: field.value for field in entry.fields}
    assert entry.key == f"accord-{REFERENCE.id}"
    assert fields["url"] == REFERENCE.url
    assert fields["year"] == "2026"
    assert r"26 \% in" in fields["title"]
    assert r"\textbackslash{}input\{y\}" in fields["title"]


def test_ris_is_read_back() -> None:
    """One entry with all fields; a line in a text begins no entry of its own."""
    (entry,) = rispy.loads(ris(REFERENCE))
    assert entry["type_of_reference"] == "DATA"
    assert entry["title"] == " ".join(REFERENCE.title.split())
    assert entry["authors"] == [REFERENCE.author]
    assert entry["urls"] == [REFERENCE.url]
    assert "FAKE" in entry["notes"][0]


def test_cff_is_valid() -> None:
    """The file is as its format's schema describes it, whatever the texts hold."""
    content = valid_cff(cff(REFERENCE))
    assert content["title"] == REFERENCE.title
    assert content["type"] == "dataset"


def test_the_program_itself_can_be_cited() -> None:
    """CITATION.cff is valid, and of this release."""
    content = valid_cff((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert content["version"] == project["version"]
    assert content["license"] == project["license"]
    assert content["abstract"] == project["description"]


@pytest.mark.slow
@pytest.mark.usefixtures("citing_home")
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_kept_answer_gives_all_forms(language: str) -> None:
    """Each names the address, the build and the caution that the city is made up."""
    address = cite(CHANGE)
    page = get(f"{address}?lang={language}").text
    for form in ("bib", "ris", "cff", "json", "csv"):
        assert f"{address}.{form}?lang={language}" in page
    forms = {form: get(f"{address}.{form}?lang={language}").text for form in ("bib", "ris", "cff")}
    assert len(bibtexparser.parse_string(forms["bib"]).entries) == 1
    assert len(rispy.loads(forms["ris"])) == 1
    valid_cff(forms["cff"])
    made_up = {"en": "Sample city, not real", "es": "Ciudad de muestra"}[language]
    for text in forms.values():
        assert f"https://accord.example.org{address}" in text
        assert made_up in text
