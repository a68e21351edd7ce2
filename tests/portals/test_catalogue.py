"""The catalogue: which dataset a pack's words name, in the library's own copy of June 2026."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from data.config import Portal, Source, packs, read_city
from data.portals import catalogue
from queries.errors import BadInput
from queries.paths import ROOT


@pytest.fixture
def real(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue of June 2026 in place, and no way to a newer one."""
    monkeypatch.setenv("ACCORD_CATALOGUE", str(shared_data / "openpolicedata_sources.csv"))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody listens there


@pytest.mark.usefixtures("real")
def test_one_dataset_of_many_years() -> None:
    """Cincinnati's force is one Socrata table, with its date column and its first year."""
    (entry,) = catalogue.entries("force", Portal("Cincinnati", "USE OF FORCE"))
    assert entry == catalogue.Entry(
        kind="Socrata",
        url="data.cincinnati-oh.gov",
        dataset="8us8-wi2w",
        date_field="incident_date",
        year=None,
        first_year=1996,
    )
    assert entry.address == "https://data.cincinnati-oh.gov/resource/8us8-wi2w.json"


@pytest.mark.usefixtures("real")
def test_one_dataset_for_each_year() -> None:
    """The calls of New Orleans are 15 tables; a pack may name a span of them."""
    entries = catalogue.entries("calls", Portal("New Orleans", "CALLS FOR SERVICE"))
    assert [entry.year for entry in entries] == list(range(2011, 2026))
    selection = catalogue.entries(
        "calls", Portal("New Orleans", "CALLS FOR SERVICE", years=(2016, 2017))
    )
    assert [entry.dataset for entry in selection] == ["wgrp-d3ma", "bqmt-f3jk"]


@pytest.mark.usefixtures("real")
def test_two_datasets_are_told_apart() -> None:
    """Asheville's force is two layers: without a part of the address the error lists both."""
    with pytest.raises(BadInput, match="exactly one dataset") as failed:
        catalogue.entries("force", Portal("Asheville", "USE OF FORCE"))
    assert "APDUseOfForce" in str(failed.value)
    (entry,) = catalogue.entries(
        "force", Portal("Asheville", "USE OF FORCE", url="APD_UseOfForce2021")
    )
    assert (entry.kind, entry.date_field) == ("ArcGIS", "occurred_date")


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("city", packs())
def test_each_pack_names_what_there_is(city: str) -> None:
    """Every portal of every pack is in the catalogue; what is refused is a workbook, by name."""
    for source in read_city(city).sources:
        if source.portal is not None:
            try:
                assert catalogue.entries(source.id, source.portal)
            except BadInput as error:
                assert "found: Excel at https://" in str(error)  # noqa: PT017 (either may be)


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(
    ("portal", "phrase"),
    [
        (Portal("Cincinatti", "USE OF FORCE"), "such as Cincinnati"),
        (Portal("Cincinnati", "USE OF FORSE"), "such as USE OF FORCE"),
        (Portal("Cincinnati", "USE OF FORCE", state="Oregon"), "no State 'Oregon'"),
        (Portal("Cincinnati", "USE OF FORCE", id="none"), "no dataset_id 'none'"),
        (Portal("Portland", "CALLS FOR SERVICE"), "cannot be fetched"),
        (Portal("Gilbert", "EMPLOYEE"), "a part of a table"),
    ],
)
def test_a_slip_in_the_pack_is_answered_in_words(portal: Portal, phrase: str) -> None:
    """A name that is not in the catalogue is answered with the nearest; a workbook is refused."""
    with pytest.raises(BadInput, match=phrase):
        catalogue.entries("force", portal)


def test_a_catalogue_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is not there, or is not the catalogue, is named."""
    for text in (None, "a,b\n1,2\n"):
        path = tmp_path / "catalogue.csv"
        if text is not None:
            path.write_text(text, encoding="utf-8")
        monkeypatch.setenv("ACCORD_CATALOGUE", str(path))
        with pytest.raises(BadInput, match=r"catalogue\.csv"):
            catalogue.catalogue()


@pytest.mark.slow
def test_without_a_network_there_is_no_catalogue() -> None:
    """The library then has none and its queries fail; the error says what to do."""
    program = (
        "from data.portals.catalogue import catalogue; from queries.errors import BadInput\n"
        "try: catalogue()\nexcept BadInput as error: print(error)\n"
    )
    closed = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:9")
    environment = {**os.environ, **closed}
    environment.pop("ACCORD_CATALOGUE", None)
    result = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "let ACCORD_CATALOGUE name a copy of the file" in result.stdout
    assert result.stderr == ""


def test_without_the_library_one_line_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the extra is not installed, the error is the command that installs it."""
    monkeypatch.setitem(sys.modules, "openpolicedata", None)
    with pytest.raises(BadInput, match=r"pip install 'accord-dashboard\[portals\]'"):
        catalogue.library()


@pytest.mark.parametrize(
    ("key", "value"),
    [("source", ""), ("table", 3), ("years", [2020, 2016]), ("years", [2016]), ("nonsense", "x")],
)
def test_a_portal_in_a_pack_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, value: object
) -> None:
    """A portal without a name, with years that make no span, or with a key nobody reads."""
    portal = {"source": "Testville", "table": "USE OF FORCE", key: value}
    monkeypatch.setattr("data.config.PACKS", pack_with(tmp_path, portal))
    with pytest.raises(BadInput, match=key):
        read_city("sample")


def test_a_pack_names_its_portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in city.toml is what the fetch is given; a source without one has none."""
    portal = {"source": "Testville", "table": "USE OF FORCE", "years": [2016, 2020]}
    monkeypatch.setattr("data.config.PACKS", pack_with(tmp_path, portal))
    first, *sources = read_city("sample").sources
    assert isinstance(first, Source)
    assert first.portal == replace(Portal("Testville", "USE OF FORCE"), years=(2016, 2020))
    assert {source.portal for source in sources} == {None}


def pack_with(folder: Path, portal: dict[str, object]) -> Path:
    """Return a folder of packs with the sample city, whose first source has this portal."""
    text = (catalogue_pack() / "city.toml").read_text(encoding="utf-8")
    words = "\n".join(f"{key} = {value!r}" for key, value in portal.items())
    start = text.index("[[sources]]")
    end = text.index("[sources.columns]", start)
    content = f"{text[:end]}[sources.portal]\n{words}\n\n{text[end:]}"
    (folder / "sample").mkdir()
    (folder / "sample" / "city.toml").write_text(content, encoding="utf-8")
    return folder


def catalogue_pack() -> Path:
    """The sample city's own pack."""
    return read_city("sample").folder
