"""From a portal to a published vintage: fetch, build and publish, with nothing in between."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from queries.vintage.catalog import open_city
from tests.portals.conftest import YEARS
from tests.portals.server import Portal

CITY = """
id = "testville"
name = "Testville"
state = "OH"
time_zone = "America/New_York"
is_real = true
public_decimals = 3

[[layers]]
id = "city"
name = { en = "whole city", es = "toda la ciudad" }
names = { en = "whole city", es = "toda la ciudad" }

[[sources]]
id = "force"
file = "force/*/*.parquet"
origin = "a portal of the test's own"
retrieved_on = 2019-01-01             # older than the snapshot, whose own day must count
date_formats = ["%Y-%m-%dT%H:%M:%S.%f"]
staging = { force = "force" }

[sources.portal]
source = "Testville"
table = "USE OF FORCE"

[sources.columns]
case = "text"
happened = "date"
"""

STAGING = """-- One row per incident.
select
    raw.source_file,
    raw.source_row,
    case
        when raw.happened is null then 'date_missing'
        when parse_time(raw.happened) < timestamp '1990-01-01' then 'date_impossible'
        when cast(parse_time(raw.happened) as date) > retrieved_on() then 'date_impossible'
    end as set_aside,
    raw.case as incident_id,
    cast(parse_time(raw.happened) as date) as occurred_on,
from raw
"""


def accord(*arguments: str) -> str:
    """Run a command that must end well and return what it printed."""
    result = CliRunner().invoke(app, [*arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_fetched_city_is_published(
    portal: Portal, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every row the portal holds is in the vintage or set aside, dated by its snapshot's day."""
    monkeypatch.setenv("ACCORD_PACKS", str(tmp_path / "packs"))
    for path, text in (
        ("data/cities/testville/city.toml", CITY),
        ("sql/staging/testville/force.sql", STAGING),
    ):
        target = tmp_path / "packs" / path
        target.parent.mkdir(parents=True)
        target.write_text(text, encoding="utf-8")
    for command in ("fetch", "build", "publish"):
        accord(command, "testville")
    vintage = open_city("testville")
    files = {file.file: file for file in vintage.manifest.files}
    assert {name: file.kept for name, file in files.items()} == {
        **{f"{year}.parquet": rows for year, rows in YEARS.items()},
        "other.parquet": 0,
    }
    assert files["other.parquet"].set_aside == {"date_impossible": 1, "date_missing": 2}
    assert str(vintage.city.sources[0].retrieved_on) == "2020-12-31"
    assert vintage.manifest.datasets["force"].rows == len(portal.tables["uof1-aaaa"].rows) - 3
