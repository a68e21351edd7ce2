"""The usual periods of Get the data: each sets both days, within the records."""

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import at_home
from tests.dashboard.test_addresses import opened


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("whole", None, None),
        ("last", dt.date(2022, 11, 1), dt.date(2023, 10, 31)),
        ("2019", dt.date(2019, 1, 1), dt.date(2019, 12, 31)),
        ("2016", None, dt.date(2016, 12, 31)),
        ("before.deescalation-2019", dt.date(2016, 12, 1), dt.date(2018, 11, 30)),
        ("after.deescalation-2019", dt.date(2019, 4, 1), dt.date(2021, 3, 31)),
    ],
)
def test_a_usual_period_sets_both_days(
    name: str, first: dt.date | None, last: dt.date | None, sample_home: Path
) -> None:
    """Its days go into the address; an end that is that of the records is open."""
    app = opened(sample_home, "get_the_data", {"city": ["sample"], "dataset": ["force"]})
    preset = next(box for box in app.selectbox if box.label == "A usual period")
    with at_home(sample_home):
        preset.select(name).run()
    days = {key: day for key, day in (("from", first), ("to", last)) if day is not None}
    assert {key: in_address(app, key) for key in days} == days
    assert {"from", "to"} & set(app.query_params) == set(days)


def in_address(app: AppTest, key: str) -> dt.date:
    """Return a day of the page's address."""
    return dt.date.fromisoformat(str(app.query_params[key]))


def test_days_the_wrong_way_round_are_put_right(sample_home: Path) -> None:
    """The page says so, and its address has them in order."""
    asked = {"city": ["sample"], "dataset": ["force"], "from": ["2020-05-01"], "to": ["2019-05-01"]}
    app = opened(sample_home, "get_the_data", asked)
    assert any("later than the last" in warning.value for warning in app.warning)
    days = [in_address(app, key) for key in ("from", "to")]
    assert days == [dt.date(2019, 5, 1), dt.date(2020, 5, 1)]


@pytest.mark.parametrize("text", ["2018-02-30", "2018-2-3", "20180203", "soon", "2018-02-03T10:00"])
def test_what_is_no_day_is_refused(text: str, small_home: Path) -> None:
    """Typed or in an address it is said in words, stays to be corrected, and selects nothing."""
    app = opened(small_home, "get_the_data", {"city": ["sample"], "from": [text]})
    assert any(f"{text} is not a day" in plain(warning.value) for warning in app.warning)
    assert app.text_input[0].value == text
    assert len(app.dataframe) == 1  # that of people alone
    app.text_input[0].set_value("2018-02-28")
    with at_home(small_home):
        app.button[0].click().run()
    assert in_address(app, "from") == dt.date(2018, 2, 28)
    assert len(app.dataframe) == 2


def plain(text: str) -> str:
    """Return a text without what keeps it from being read as Markdown."""
    return text.replace("\\", "").replace(":small[]", "")
