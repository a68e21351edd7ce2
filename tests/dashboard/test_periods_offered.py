"""The usual periods of Get the data: each sets both days, within the records."""

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import at_home
from tests.dashboard.test_addresses import opened

REACH = (dt.date(2016, 1, 2), dt.date(2023, 12, 31))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("the latest month", dt.date(2023, 12, 1), REACH[1]),
        ("the last twelve months", dt.date(2023, 1, 1), REACH[1]),
        ("2019", dt.date(2019, 1, 1), dt.date(2019, 12, 31)),
        ("2016", REACH[0], dt.date(2016, 12, 31)),
    ],
)
def test_a_usual_period_sets_both_days(
    name: str, first: dt.date, last: dt.date, sample_home: Path
) -> None:
    """A period is cut at the ends of the records, and its days go into the address."""
    app = opened(sample_home, "get_the_data", {"city": ["sample"], "dataset": ["force"]})
    preset = next(box for box in app.selectbox if box.label == "A usual period")
    with at_home(sample_home):
        preset.select(name).run()
    assert [day.value for day in app.date_input] == [first, last]
    days = {key: day for key, day in (("from", first), ("to", last)) if day not in REACH}
    assert {key: in_address(app, key) for key in days} == days


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
