"""The page SQL shows what a query selects, runs none by itself, and says why one has no answer."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import at_home
from tests.dashboard.test_addresses import opened


def page(home: Path, query: str) -> AppTest:
    """Return the page opened by the address of a query."""
    return opened(home, "sql", {"city": ["sample"], "sql": [query]})


def run(home: Path, app: AppTest) -> AppTest:
    """Return a page after its button was pressed."""
    with at_home(home):
        return app.button[0].click().run()


def test_an_address_shows_its_query_and_runs_it_not(small_home: Path) -> None:
    """Whoever opens a link sees somebody's words, and no answer until they ask for it."""
    app = page(small_home, "select count(*) from force")
    assert app.text_area[0].value == "select count(*) from force"
    assert len(app.dataframe) == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "mark"),
    [
        ("select area, count(*) as n from force group by 1 order by 2 desc limit 9", "bar"),
        ("select year(occurred_on) as y, count(*) as n from force group by 1 order by 1", "line"),
        ("select occurred_on, count(*) as n from force group by 1 limit 9", "line"),
        ("select area, count(*) as n, 1 as x from force group by 1", None),
        ("select area, reason from force limit 9", None),
        ("select reason, 1 as n from force limit 99", None),
    ],
)
def test_two_columns_are_drawn(query: str, mark: str | None, small_home: Path) -> None:
    """Names and numbers make bars, days and numbers a line; anything else is a table alone."""
    app = run(small_home, page(small_home, query))
    assert not app.exception
    assert len(app.dataframe) == 1
    specs = [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]
    assert [spec["mark"]["type"] for spec in specs] == ([mark] if mark else [])
    assert app.query_params["sql"] == query


@pytest.mark.slow
def test_the_answer_stays_and_a_refusal_is_told(small_home: Path) -> None:
    """A table of the build is refused in words; another choice of the page keeps the answer."""
    app = run(small_home, page(small_home, "from force_persons"))
    assert "There is no table force_persons" in app.warning[0].value
    app.text_area[0].set_value("select 7 as seven")
    app = run(small_home, app)
    assert app.dataframe[0].value.to_dict("list") == {"seven": [7]}
    with at_home(small_home):
        app.selectbox(key="example_neighborhood_en").select("months").run()
    assert "date_trunc" in app.text_area[0].value
    assert app.dataframe[0].value.to_dict("list") == {"seven": [7]}
