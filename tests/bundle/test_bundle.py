"""A bundle holds the rows of the other files, describes them truly, and can be checked."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import frictionless
import geopandas
import polars as pl
import pytest

from dashboard import record_files
from dashboard.bundle import readme
from dashboard.bundle.forms import bundle
from dashboard.record_files import refuse_too_many
from dashboard.words import load
from dashboard.words.sources import licence_line
from queries.declared.fields import every_field
from queries.errors import NoAnswer
from queries.manifest import Licence
from queries.records import extracts, files
from queries.records.filters import Filter
from queries.vintage import versions
from queries.vintage.catalog import Vintage
from tests.bundle.conftest import SITE
from tests.languages import LANGUAGES


@pytest.mark.parametrize("dataset", ["force", "complaints"])
def test_the_rows_are_those_of_the_other_files(
    dataset: str, sample: Vintage, force: Path, complaints: Path
) -> None:
    """The CSV is byte for byte that of /data, and the Parquet file has its rows."""
    folder = {"force": force, "complaints": complaints}[dataset]
    selection = Filter("sample", dataset, sample.layer().id)
    data = folder / "data"
    expected = b"".join(files.csv(sample, selection))
    assert (data / f"{dataset}.csv").read_bytes() == expected
    table = pl.read_parquet(data / f"{dataset}.parquet")
    query, bound = extracts.statement(sample, selection)
    columns = extracts.columns(sample, selection)
    assert table.select(columns).equals(sample.reader.frame(query, bound))


def test_every_file_is_named_and_summed(force: Path) -> None:
    """README and sums name each file of the bundle and no other, and the sums are right."""
    paths = {path.relative_to(force).as_posix() for path in force.rglob("*") if path.is_file()}
    lines = (force / "SHA256SUMS").read_text().splitlines()
    sums = {path: total for total, path in (line.split("  ") for line in lines)}
    assert {*sums, "SHA256SUMS"} == paths
    for path, total in sums.items():
        assert hashlib.sha256((force / path).read_bytes()).hexdigest() == total
    text = (force / "README.md").read_text()
    assert {path for path in paths if f"- `{path}`: " in text} == paths
    described = json.loads((force / "datapackage.json").read_text())
    named = {resource["path"] for resource in described["resources"]}
    assert named == paths - {"datapackage.json", "SHA256SUMS"}


def test_the_licence_and_the_version_are_told(force: Path, sample: Vintage) -> None:
    """README, codebook and both descriptors name the licence of the source, and the version."""
    line = "Licence: MIT licence."
    version = str(versions.version(sample))
    described = json.loads((force / "datapackage.json").read_text())
    assert described["version"] == version
    assert [licence["name"] for licence in described["licenses"]] == ["MIT"]
    assert line in described["sources"][0]["title"]
    for path in ("README.md", "codebook/codebook.html"):
        text = (force / path).read_text()
        assert line in text
        assert f"version {version} of the data" in text
    ddi = (force / "codebook" / "ddi.xml").read_text()
    assert line in ddi
    assert f">{version} ({sample.vintage})</version>" in ddi


@pytest.mark.parametrize(
    ("licence", "says"),
    [
        (None, "No licence was found."),
        (Licence("public_domain", "publisher"), "Licence: public domain."),
        (Licence("cc_by", "keeper"), "None was found with the publisher."),
    ],
)
def test_who_states_a_licence_is_said(licence: Licence | None, says: str, sample: Vintage) -> None:
    """A copy's licence is not told as the publisher's, and a missing one is told as missing."""
    source = replace(sample.city.sources[0], licence=licence)
    assert licence_line(source, load("en")).endswith(says)


@pytest.mark.parametrize("dataset", ["force", "complaints"])
def test_frictionless_takes_it(dataset: str, force: Path, complaints: Path) -> None:
    """The standard's own library finds the descriptor, and every row, to be as described."""
    folder = {"force": force, "complaints": complaints}[dataset]
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])[:5]
    schema = (
        frictionless.Package(str(folder / "datapackage.json")).get_resource(f"{dataset}-csv").schema
    )
    closed = {field.name for field in schema.fields if field.constraints.get("enum")}
    assert (
        closed
        == {"force": {"placed_by"}, "complaints": {"placed_by", "complaint_source", "disposition"}}[
            dataset
        ]
    )


def test_points_are_geoparquet(force: Path) -> None:
    """Geopandas reads the points of the records, and none for a record without one."""
    table = geopandas.read_parquet(force / "data" / "force.parquet")
    assert table.crs == "OGC:CRS84"
    has_point = table["longitude"].notna()
    assert (table.geometry.notna() == has_point).all()
    assert 0 < has_point.sum() < len(table)
    points = table[has_point]
    assert (points.geometry.x == points["longitude"]).all()
    assert (points.geometry.y == points["latitude"]).all()


def test_no_point_is_added_where_none_was_selected(
    sample: Vintage, unpacked: Callable[..., Path]
) -> None:
    """Columns without the whole point have no geometry, and only they are described."""
    columns = ("incident_id", "latitude")
    folder = unpacked(Filter("sample", "force", sample.layer().id, columns=columns))
    assert pl.read_parquet_schema(folder / "data" / "force.parquet").keys() == set(columns)
    fields = pl.read_csv(folder / "codebook" / "fields.csv")
    assert fields["field"].to_list() == list(columns)


def test_what_left_coarser_is_counted(sample: Vintage, unpacked: Callable[..., Path]) -> None:
    """The README has the number of records with a number of Accord's own."""
    first, last = dt.date(2019, 1, 1), dt.date(2019, 1, 31)
    folder = unpacked(Filter("sample", "calls", sample.layer().id, first, last))
    table = pl.read_csv(folder / "data" / "calls.csv", infer_schema=False)
    own = table["call_id"].str.contains(r"^2019-01 \d{6}$").sum()
    assert 0 < own < len(table)
    text = load("en").text("bundle.readme.coarser", n=own)
    assert text in (folder / "README.md").read_text()


def test_the_readme_says_what_and_where_from(sample: Vintage, force: Path) -> None:
    """Address with host, build, sources, cautions and citation stand in the README; no gap does."""
    text = (force / "README.md").read_text()
    address = f"{SITE}/data/sample/{sample.vintage}/force.zip?layer={sample.layer().id}"
    assert text.count(f"<{address}>") == 2
    assert "6,000 incidents with force" in text
    assert load("en").say({"en": "accord sample"}) in text
    assert re.search(r"\{\w*\}|TODO|None", text) is None


def test_the_whole_is_in_the_readers_language(complaints: Path) -> None:
    """README and codebook of lang=es have the Spanish headings and none of the English."""
    spanish, english = load("es"), load("en")
    text = (complaints / "README.md").read_text()
    headings = ("what", "selection", "sources", "keep", "disclosed", "cite")
    for key in headings:
        assert f"## {spanish.text(f'bundle.readme.{key}')}\n" in text
        assert f"## {english.text(f'bundle.readme.{key}')}\n" not in text
    page = (complaints / "codebook" / "codebook.html").read_text()
    assert '<html lang="es">' in page
    assert spanish.text("bundle.codebook.producer") in page


def test_vocabularies_stand_in_both_languages(complaints: Path) -> None:
    """The codebook gives each value of a closed list in English and Spanish with its code."""
    values = pl.read_csv(complaints / "codebook" / "values.csv")
    sustained = values.row(by_predicate=(pl.col("value") == "sustained"), named=True)
    assert sustained["label_en"].startswith("sustained: ")
    assert sustained["label_es"].startswith("confirmada: ")
    assert sustained["code"] == 1


def test_the_share_filled_is_that_of_the_extract(force: Path) -> None:
    """The share of a field by year, in DDI, is that of the CSV."""
    table = pl.read_csv(force / "data" / "force.csv", infer_schema=False)
    year = table.filter(pl.col("occurred_on").str.starts_with("2020"))
    share = year["has_camera_footage"].count() / len(year)
    text = (force / "codebook" / "ddi.xml").read_text()
    variable = text[text.index('name="has_camera_footage"') :]
    assert f"2020: {share:.4f}<" in variable[: variable.index("</var>")]
    assert 0 < share < 1


def test_the_producers_columns_are_named(force: Path) -> None:
    """A field names the columns that its city's staging query reads."""
    fields = pl.read_csv(force / "codebook" / "fields.csv")
    named = dict(fields.select("field", "source_columns").iter_rows())
    assert named["district"] == "District"
    assert named["area_id"] == "Block Longitude; Block Latitude"
    assert named["force_types"] == "Force Type"
    assert named["is_person_injured"] == "Subject Injured"
    assert named["longitude"] == "Block Longitude"


def test_a_bundle_is_the_same_each_time(sample: Vintage) -> None:
    """Two bundles of one vintage and filter are the same bytes, so that a sum can be cited."""
    selection = Filter(
        "sample", "force", sample.layer().id, dt.date(2019, 1, 1), dt.date(2019, 1, 31)
    )
    first, second = (b"".join(bundle(sample, selection, "en", SITE)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("form", ["xlsx", "dta"])
def test_too_many_records_are_refused(form: str, sample: Vintage) -> None:
    """A format that cannot hold the records says so before anything is made."""
    calls = Filter("sample", "calls", sample.layer().id)
    with pytest.raises(NoAnswer) as refused:
        next(bundle(sample, calls, form=form))
    assert "csv" in load("en").no_answer(refused.value)
    refuse_too_many(sample, calls, "zip")


def test_a_large_bundle_has_no_file_of_stata(
    sample: Vintage, unpacked: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the limit the bundle leaves the file of Stata out and says why."""
    monkeypatch.setattr(record_files, "MOST_IN_STATA", 10)
    folder = unpacked(Filter("sample", "force", sample.layer().id, dt.date(2023, 1, 1)))
    assert not (folder / "data" / "force.dta").exists()
    assert load("en").text("bundle.readme.no_stata", most=10) in (folder / "README.md").read_text()


def test_markdown_of_the_data_is_shown_letter_by_letter() -> None:
    """Signs of Markdown in a source's text are escaped, and a web address stays one."""
    text = readme.plain("<script>*x*</script> [a](b)\n# https://example.org/a_b.")
    assert text == r"\<script\>\*x\*\</script\> \[a\](b) \# <https://example.org/a_b>."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_can_be_described(language: str) -> None:
    """Each way of merging and of coarsening has its words."""
    texts = load(language).texts
    needed = {f"bundle.merged.{field.merge}" for field in every_field() if field.merge}
    needed |= {f"bundle.coarser.{field.sensitive}" for field in every_field() if field.sensitive}
    assert needed <= texts.keys()
