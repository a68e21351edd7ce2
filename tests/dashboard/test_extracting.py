"""`accord extract` and `accord sql` give what the pages and the addresses of files give."""

import json
from pathlib import Path

import pytest

from queries.records import files
from queries.records.filters import from_query
from queries.records.select_runner import MOST_ROWS
from queries.vintage.catalog import open_city
from tests.api.asking import SITE
from tests.conftest import at_home
from tests.dashboard.test_cli import accord
from tests.web.asking import ask

CHOSEN = (
    *("--from", "2017-01-01", "--to", "2021-12-31", "--area", "3", "--area", "5"),
    *("--where", "reason=Flight", "--least", "force_level=2", "--most", "force_level=3"),
    *("--column", "incident_id", "--column", "reason"),
)
ADDRESS = (
    "from=2017-01-01&to=2021-12-31&area=3&area=5&where.reason=Flight&least.force_level=2"
    "&most.force_level=3&column=incident_id&column=reason"
)


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_a_file_is_that_of_its_address(form: str, small_home: Path, tmp_path: Path) -> None:
    """Byte for byte, on the screen and in a file, for the same choices."""
    with at_home(small_home):
        answer = ask(f"/data/sample/latest/force.{form}?{ADDRESS}", app=SITE)
    shown = accord(small_home, "extract", "sample", "--dataset", "force", *CHOSEN, "--form", form)
    assert shown.exit_code == 0, shown.stderr
    assert shown.stdout_bytes == answer.content
    path = tmp_path / f"x.{form}"
    kept = accord(
        small_home,
        *("extract", "sample", "--dataset", "force", *CHOSEN, "--form", form, "-o", str(path)),
    )
    assert kept.exit_code == 0, kept.stderr
    assert path.read_bytes() == answer.content
    assert list(tmp_path.iterdir()) == [path]
    assert "where.reason=Flight" in kept.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--dataset", "forse"), "There are: force"),
        (("--dataset", "force", "--from", "2018-02-30"), "2018-02-30 is not a day"),
        (("--dataset", "force", "--where", "race=White"), "There is no column race"),
        (("--dataset", "force", "--where", "reason"), "is not FIELD=VALUE"),
        (("--dataset", "force", "--least", "force_level=x"), "x is not a whole number"),
        (("--dataset", "force", "--least", "force_level=1_0"), "1_0 is not a whole number of"),
        (("--dataset", "force", "--where", "reason=flight"), "It can be: Flight."),
        (("--dataset", "force", "--day", ""), "does not say which day"),
        (("--dataset", "force", "--from", "2018-W01-1"), "2018-W01-1 is not a day"),
        (("--dataset", "force", "--column", "race"), "There is no column race"),
        (("--dataset", "force", "--layer", "x"), "There is no layer x"),
        (("--dataset", "force", "--form", "xls"), "there is no form 'xls'"),
        (("--dataset", "force", "--from", "2019-01-02", "--to", "2019-01-01"), "runs backward"),
        (("--dataset", "force", "-o", "/no/such/x.csv"), "its folder is not there"),
    ],
)
def test_what_cannot_be_given_is_told(
    options: tuple[str, ...], says: str, small_home: Path
) -> None:
    """The option is refused in words, with what would be taken, and nothing is printed."""
    result = accord(small_home, "extract", "sample", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in " ".join(result.stderr.split())


@pytest.mark.slow
def test_a_query_gives_the_same_file(small_home: Path) -> None:
    """The filter in SQL prints the bytes of the file; JSON and the table hold the same."""
    query = (
        "select incident_id, reason from force where occurred_on between '2017-01-01' and "
        "'2021-12-31' and area_id in ('3', '5') and reason = 'Flight' and force_level between 2 "
        "and 3 order by occurred_on, incident_id"
    )
    with at_home(small_home):
        sample = open_city("sample")
        fixed = {"city": ["sample"], "dataset": ["force"], "layer": [sample.layer().id]}
        selection = from_query(
            {
                **fixed,
                "from": ["2017-01-01"],
                "to": ["2021-12-31"],
                "area": ["3", "5"],
                "where.reason": ["Flight"],
                "least.force_level": ["2"],
                "most.force_level": ["3"],
                "column": ["incident_id", "reason"],
            }
        )
        file = b"".join(files.csv(sample, selection))
    printed = accord(small_home, "sql", "sample", query, "--form", "csv")
    assert printed.stdout_bytes == file
    rows = json.loads(accord(small_home, "sql", "sample", query, "--form", "json").stdout)
    assert [f"{row['incident_id']},{row['reason']}" for row in rows] == (
        file.decode().splitlines()[1:]
    )
    assert rows[0]["incident_id"] in accord(small_home, "sql", "sample", query).stdout


@pytest.mark.slow
def test_a_query_beyond_the_rules_is_told(small_home: Path) -> None:
    """No table of the build, and no more rows than an answer holds, without a word."""
    refused = accord(small_home, "sql", "sample", "from force_persons")
    assert refused.exit_code == 2
    assert "There is no table force_persons" in refused.stderr
    cut = accord(small_home, "sql", "sample", f"from range({MOST_ROWS + 1})", "--form", "csv")
    assert len(cut.stdout.splitlines()) == 1 + MOST_ROWS
    assert f"first {MOST_ROWS:,} rows" in cut.stderr
