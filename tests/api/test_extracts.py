"""What a program is told of the records that a filter selects."""

import pytest

from tests.api.asking import SITE, content, problem
from tests.web.asking import ask

FILTER = "from=2019-01-01&to=2019-06-30&area=5&area=7"
EXTRACT = f"/cities/sample/extracts?dataset=force&{FILTER}"


def test_an_extract_is_described() -> None:
    """Number, sentence, first records and files are those of the page for the same filter."""
    told = content(EXTRACT)
    file = ask(told["files"]["csv"], app=SITE)
    lines = file.text.splitlines()
    assert told["records"] == len(lines) - 1 > 0
    assert told["of"] == content("/cities/sample")["datasets"][0]["records"]
    assert ",".join(told["columns"]) == lines[0]
    assert [row[0] for row in told["first"]] == [line.split(",")[0] for line in lines[1:51]]
    assert "2019" in told["sentence"]
    assert told["page"].startswith("/get-the-data?city=sample&dataset=force")
    assert told["cautions"] == []
    assert content("/cities/sample/extracts?dataset=calls&to=2016-01-31")["cautions"]


@pytest.mark.parametrize(
    ("query", "status", "named"),
    [
        ("dataset=none", 400, "dataset"),
        ("dataset=force&where.race=White", 404, None),
        ("dataset=force&areas=5", 400, "areas"),
        ("dataset=force&from=2019-02-30", 400, "from"),
        ("dataset=force&from=2019-01-01&from=2020-01-01", 400, "from"),
        ("dataset=force&layer=neighborhood&layer=district", 400, "layer"),
    ],
)
def test_what_is_no_filter_is_refused(query: str, status: int, named: str | None) -> None:
    """Nothing is left out silently: not a second day, not a field that may not leave."""
    told = problem(f"/cities/sample/extracts?{query}")
    assert (told["status"], told.get("parameter")) == (status, named)
