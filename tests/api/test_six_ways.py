"""One filter, six ways: a page, a program and a terminal have the same rows."""

import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.cli import app
from queries.records.filters import from_query
from tests.api.asking import SITE, content
from tests.dashboard.test_addresses import SCRIPT
from tests.web.asking import ask

CHOICES = {
    "layer": ["neighborhood"],
    "from": ["2019-03-01"],
    "to": ["2019-04-30"],
    "area": ["5", "7"],
    "where.reason": ["Flight"],
}
QUERY = (
    "select * from force where occurred_on between date '2019-03-01' and date '2019-04-30' "
    "and area_id in ('5', '7') and reason = 'Flight' order by occurred_on, incident_id"
)


def texts(table: pl.DataFrame) -> list[list[str]]:
    """Return the rows of a table as texts that no format changes."""
    return [
        ["" if cell is None else str(cell).removesuffix(" 00:00:00") for cell in row]
        for row in table.iter_rows()
    ]


def from_csv(csv: str | bytes) -> list[list[str]]:
    """Return the rows of a CSV file as texts."""
    read = csv.encode() if isinstance(csv, str) else csv
    return texts(pl.read_csv(io.BytesIO(read), infer_schema=False))


def cells(rows: list[list[object]]) -> list[list[str]]:
    """Return rows of JSON as the texts of a CSV file."""
    names = {None: "", True: "true", False: "false"}
    return [
        [names[cell] if cell is None or isinstance(cell, bool) else str(cell) for cell in row]
        for row in rows
    ]


@pytest.mark.slow
def test_one_filter_has_the_same_rows_six_ways(tmp_path: Path) -> None:
    """The table and the file of the page, the interface, the terminal, the bundle and SQL agree."""
    selection = from_query({"city": ["sample"], "dataset": ["force"], **CHOICES})
    address = selection.address()
    page = AppTest.from_string(SCRIPT.replace("NAME", "get_the_data"), default_timeout=600)
    for key, values in selection.to_query().items():
        page.query_params[key] = values
    page.run()
    assert not page.exception
    table = pl.from_pandas(page.dataframe[0].value)

    told = content(f"/cities/sample/extracts?{address.partition('?')[2].partition('&')[2]}")
    file = ask(told["files"]["csv"], app=SITE)
    expected = from_csv(file.content)
    assert 0 < len(expected) == told["records"] <= 50
    assert len(table) == len(expected)
    assert table.columns == file.text.splitlines()[0].split(",")
    key = table.columns.index("incident_id")
    assert [str(cell) for cell in table["incident_id"]] == [row[key] for row in expected]
    html = "".join(part.proto.body for part in page.get("html")).replace("&amp;", "&")
    assert told["files"]["csv"] in html

    assert [row[0] for row in cells(told["first"])] == [row[0] for row in expected]
    assert len(told["first"]) == len(expected)

    target = tmp_path / "force.csv"
    options = ["--from", "2019-03-01", "--to", "2019-04-30", "--area", "5", "--area", "7"]
    options += ["--where", "reason=Flight", "-o", str(target)]
    run = CliRunner().invoke(app, ["extract", "sample", "--dataset", "force", *options])
    assert run.exit_code == 0, run.output
    assert target.read_bytes() == file.content

    bundle = ask(told["files"]["zip"], app=SITE)
    with zipfile.ZipFile(io.BytesIO(bundle.content)) as unpacked:
        (name,) = (name for name in unpacked.namelist() if name.endswith("data/force.csv"))
        assert unpacked.read(name) == file.content
    parquet = pl.read_parquet(io.BytesIO(ask(told["files"]["parquet"], app=SITE).content))
    assert parquet["incident_id"].to_list() == [row[key] for row in expected]

    run = CliRunner().invoke(app, ["sql", "sample", QUERY, "--form", "csv"])
    assert run.exit_code == 0, run.output
    assert from_csv(run.stdout) == expected
