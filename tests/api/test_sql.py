"""Programs ask the public tables in SQL, with the answers and the refusals of the page."""

from urllib.parse import quote

import pytest

from queries.rate_limits import Places
from queries.records import select_runner
from queries.records.select_runner import LONGEST_QUERY, MOST_AT_ONCE, MOST_OF_ONE, select_rows
from queries.vintage.catalog import open_city
from tests.api.asking import content, get, problem

PATH = "/cities/sample/sql?query="


@pytest.mark.slow
def test_a_query_is_answered_as_on_the_page() -> None:
    """Columns with their kinds, and rows: those of the runner, for the vintage asked for."""
    query = (
        "select area, count(*) as n, max(occurred_on) as latest from force group by 1 order by 1"
    )
    sample = open_city("sample")
    answer = content(f"{PATH}{quote(query)}&vintage={sample.vintage}")
    table = select_rows(sample, sample.layer().id, query).table
    assert answer["rows"] == [[area, n, day.isoformat()] for area, n, day in table.rows()]
    assert [column["kind"] for column in answer["columns"]] == ["text", "number", "day"]
    assert (answer["vintage"], answer["is_cut"]) == (sample.vintage, False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("from force_persons", 404, "no_such_table"),
        ("select race from persons", 400, "sql_error"),
        ("from read_text('/etc/passwd')", 400, "sql_function"),
        ("set threads = 1", 400, "sql_one_select"),
        ("%20", 400, "sql_empty"),
        ("x" * (LONGEST_QUERY + 1), 400, "value_too_long"),
    ],
)
def test_the_query_is_named(query: str, status: int, code: str) -> None:
    """What cannot be asked is a problem that names the query; tables that there are are listed."""
    told = problem(PATH + quote(query, safe="%"))
    assert (told["status"], told["code"], told["parameter"]) == (status, code, "query")
    if status == 404:
        assert "force" in told["allowed"]


def test_a_busy_console_says_when_to_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every place taken a query is refused with the seconds to wait."""
    places = Places(MOST_AT_ONCE, MOST_OF_ONE)
    for n in range(MOST_AT_ONCE):
        places.take(f"client {n}")
    monkeypatch.setattr(select_runner, "places", places)
    answer = get(f"{PATH}select%201")
    assert (answer.status, answer.headers["retry-after"]) == (503, str(select_runner.BUSY_S))
