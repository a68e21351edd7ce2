"""The codebook for archives keeps to the structure of DDI Codebook 2.5."""

import os
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

import pytest
from lxml import etree

from dashboard.bundle import ddi

SCHEMA = Path(__file__).with_name("ddi_codebook.xsd")
PUBLISHED = "DDI_CODEBOOK_XSD"
"""Where the published codebook.xsd lies, if somebody has it: it is not part of the project."""


def errors(schema: Path, document: Path) -> list[str]:
    """Return what a schema finds wrong with a document."""
    validator = etree.XMLSchema(etree.parse(str(schema)))
    validator.validate(etree.parse(str(document)))
    return [f"{error.line}: {error.message}" for error in validator.error_log]


def test_elements_stand_where_the_standard_has_them(force: Path, complaints: Path) -> None:
    """Order, attributes and types are those of the published schema, written down for tests."""
    for folder in (force, complaints):
        assert errors(SCHEMA, folder / "codebook" / "ddi.xml") == []


@pytest.mark.skipif(PUBLISHED not in os.environ, reason=f"{PUBLISHED} names no codebook.xsd")
def test_the_published_schema_takes_it(force: Path, complaints: Path) -> None:
    """The schema of the DDI Alliance finds nothing wrong."""
    for folder in (force, complaints):
        assert errors(Path(os.environ[PUBLISHED]), folder / "codebook" / "ddi.xml") == []


def test_the_schema_of_the_tests_refuses(force: Path, tmp_path: Path) -> None:
    """An element in another place, and a value that the standard does not have, are found."""
    text = (force / "codebook" / "ddi.xml").read_text()
    wrongs = ("<titl>", "<AuthEnty>x</AuthEnty><titl>"), ('intrvl="contin"', 'intrvl="many"')
    for right, wrong in wrongs:
        path = tmp_path / "wrong.xml"
        path.write_text(text.replace(right, wrong, 1))
        assert errors(SCHEMA, path) != []


def test_a_variable_is_of_a_described_file(force: Path) -> None:
    """Each variable belongs to the CSV, which the codebook describes with its size."""
    root = etree.parse(str(force / "codebook" / "ddi.xml")).getroot()
    names = {"d": ddi.NAMESPACE}
    assert set(root.xpath("//d:var/@files", namespaces=names)) == {"F1"}
    [file] = root.xpath("//d:fileDscr[@ID='F1']/d:fileTxt", namespaces=names)
    assert [child.text for child in file.iter() if child.text and child.text.strip()] == [
        "data/force.csv",
        "6000",
        "24",
        "csv",
    ]


def test_a_text_that_no_xml_may_hold_is_left_out() -> None:
    """Control characters of the data become spaces, and markup stays text."""
    parent = Element("var")
    ddi._say(parent, "labl", "a\x00b <c> & \ud800")
    assert tostring(parent) == b"<var><labl>a b &lt;c&gt; &amp;  </labl></var>"
