"""What a program is told of the records that a filter selects."""

import pytest

from queries.declared import dictionary
from queries.vintage.catalog import open_city
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
        ("dataset=force&day=", 400, "day"),
        ("dataset=force&area=", 400, "area"),
        ("dataset=force&from=2019-W01-1", 400, "from"),
        ("dataset=force&from=20190101", 400, "from"),
        ("dataset=force&least.force_level=1_0", 400, "least.force_level"),
        ("dataset=force&most.force_level=%D9%A3", 400, "most.force_level"),
        ("dataset=force&most.force_level=%2B3", 400, "most.force_level"),
        ("dataset=force&least.force_level=3&most.force_level=2", 400, "least.force_level"),
    ],
)
def test_what_is_no_filter_is_refused(query: str, status: int, named: str | None) -> None:
    """Nothing is left out silently: not a second day, not a field that may not leave."""
    told = problem(f"/cities/sample/extracts?{query}")
    assert (told["status"], told.get("parameter")) == (status, named)


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("reason", "flight", ["Flight"]),
        ("reason", "Flihgt", None),
        ("is_person_injured", "yes", ["false", "true"]),
        ("force_level", "99", None),
        ("placed_by", "nobody", None),
    ],
)
def test_a_value_that_no_record_can_have_is_refused(
    field: str, value: str, allowed: list[str] | None
) -> None:
    """It is named with its field and with values there are; a file without rows would say never."""
    name = f"where.{field}"
    told = problem(f"/cities/sample/extracts?dataset=force&{name}=&{name}={value}")
    assert (told["status"], told["code"]) == (404, "no_such_value")
    assert (told["parameter"], told["found"]) == (name, value)
    assert sorted(told["allowed"]) == allowed or (allowed is None and told["allowed"])
    refused = ask(f"/data/sample/latest/force.csv?{name}={value}", app=SITE)
    assert (refused.status, refused.headers["content-type"]) == (404, "application/problem+json")


def test_a_word_of_the_vocabulary_that_does_not_occur_gives_no_rows() -> None:
    """Nothing is wrong with the question: the answer is that there are none."""
    calls = open_city("sample").reader.frame("select distinct responder from calls")
    rare = set(dictionary.vocabulary("responder")) - set(calls["responder"])
    assert rare, "choose another vocabulary: the sample city uses every word of this one"
    path = f"/cities/sample/extracts?dataset=calls&where.responder={min(rare)}"
    assert content(path)["records"] == 0
